"""Tables as they stand: plans, places, the people at them, and the grid of a market."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cached_property

from sqlmodel import col, select

from app.models import (
    Card,
    CardKind,
    CardStatus,
    HallTable,
    Participant,
    Phase,
    PhaseKind,
    Seat,
    Seating,
    SeatingKind,
)
from app.reading.counts import GroupCount, counted
from app.reading.forms import ROW, Form, Row, row_id
from app.reading.table_forms import TableForms

NOWHERE = 0
"""In place of a table for who has none."""
JOINT = " + "


class Seats(TableForms):
    """Who sits where, and what the tables write, in one reading."""

    @property
    def plan(self) -> Seating | None:
        """The newest holds."""
        return self.plans[-1] if self.plans else None

    @cached_property
    def _issues(self) -> dict[int | None, Card]:
        """The card that a group of a market began with."""
        question = select(Card).where(
            Card.conference_id == self.hall.id,
            Card.kind == CardKind.ISSUE,
            col(Card.table_id).is_not(None),
            col(Card.field) == "",
        )
        return {card.table_id: card for card in self.session.exec(question.order_by(col(Card.number)))}

    def tables_of(self, plan: Seating | None) -> list[HallTable]:
        """A group of a market is there as long as its issue may be read."""
        if plan is None or plan.id is None:
            return []
        tables = HallTable.of(self.session, plan.id)
        if plan.kind != SeatingKind.MARKET:
            return list(tables)
        gone = {id_ for id_, card in self._issues.items() if card.status != CardStatus.VISIBLE}
        return [table for table in tables if table.id not in gone]

    @cached_property
    def tables(self) -> list[HallTable]:
        return self.tables_of(self.plan)

    @property
    def is_market(self) -> bool:
        return self.plan is not None and self.plan.kind == SeatingKind.MARKET

    @property
    def is_new(self) -> bool:
        """The plan was drawn up in this phase: people are looking for their places."""
        phase = self.hall.phase
        return self.plan is not None and phase is not None and self.plan.phase_id == phase.id

    @cached_property
    def table_of_person(self) -> dict[int, int]:
        return Seat.tables_of(self.session, self.plan.id) if self.plan and self.plan.id else {}

    def of(self, participant_id: int | None) -> HallTable | None:
        """Where somebody sits; on a market, where they went last."""
        return self.table_at(self.table_of_person.get(participant_id or 0, NOWHERE))

    def table_at(self, table_id: int) -> HallTable | None:
        return next((table for table in self.tables if table.id == table_id), None)

    def chosen_by(self, participant_id: int) -> list[int]:
        """All tables at which somebody has a seat."""
        if self.plan is None or self.plan.id is None:
            return []
        return [seat.table_id for seat in Seat.by(self.session, self.plan.id, participant_id)]

    def own(self, participant: Participant) -> dict[str, int | list[int] | None]:
        """What a device is told about itself: its short number, its tables, whom it belongs with."""
        companion = participant.companion_id
        return {
            "number": self.number(participant.id),
            "tables": self.chosen_by(participant.id or 0),
            "companion": self.number(companion) if companion else None,
        }

    @cached_property
    def _seats(self) -> dict[int, list[Seat]]:
        taken: dict[int, list[Seat]] = defaultdict(list)
        for seat in Seat.of(self.session, self.plan.id) if self.plan and self.plan.id else []:
            taken[seat.table_id].append(seat)
        return taken

    def at(self, table: HallTable) -> list[Seat]:
        return self._seats[table.id or 0]

    def size(self, table: HallTable) -> int:
        return len(self.at(table))

    @cached_property
    def numbers(self) -> dict[int | None, int]:
        return Participant.numbers(self.session, self.hall.id)

    def number(self, participant_id: int | None) -> int:
        return Participant.number_of(self.session, self.hall.id, participant_id or 0)

    @property
    def unseated(self) -> int:
        """How many have no seat in a plan that is meant to hold everybody."""
        if self.plan is None or self.is_market:
            return 0
        return len(Participant.here(self.session, self.hall.id) - set(self.table_of_person))

    @cached_property
    def _group_of(self) -> dict[int | None, int | None]:
        return Participant.groups(self.session, self.hall.id)

    def mix(self, table: HallTable) -> tuple[GroupCount, ...]:
        """How many of which group; for the moderation only."""
        groups = Counter(self._group_of.get(seat.participant_id) for seat in self.at(table))
        return counted(self.hall.groups, groups)

    def named(self, table: HallTable, language: str, *, short: bool = False) -> str:
        """Its issue, goal, theme or groups; empty for a mixed table and for words that are hidden."""
        if issue := self._issues.get(table.id) if table.title else None:
            return issue.text if issue.status == CardStatus.VISIBLE else ""
        names = {
            group.name: group.shortly(language) if short else group.named(language)
            for group in self.hall.groups
        }
        return self.hall.echoes.told(JOINT.join(names.get(part, part) for part in table.title.split(JOINT)))

    def partner(self, table: HallTable) -> HallTable | None:
        """The other table of its pair: 1 and 2, 3 and 4 …"""
        wanted = other_of_pair(table.number)
        return next((other for other in self.tables if other.number == wanted), None)

    def pair_words(self, number: int) -> str:
        """`1 + 2`, or the one number of a table that stands alone."""
        pair = {number, other_of_pair(number)}
        return JOINT.join(str(table.number) for table in self.tables if table.number in pair)

    @property
    def shown(self) -> HallTable | None:
        """The table whose form is large on the screen."""
        return self.table_by_id.get(self.hall.conference.shown_table_id)

    def rows_on_screen(self, form: Form) -> list[Row]:
        """What is said about each theme; about one alone where the moderation has chosen it."""
        themed = [row for row in form.rows if row.theme]
        chosen = self.hall.conference.showing
        return [row for row in themed if chosen == f"{ROW}{row_id(row.theme)}"] or themed

    @property
    def rooms(self) -> list[str]:
        """Of the market: as set by the moderation, and what stands at a table besides."""
        return self._grid("rooms", [table.room for table in self.tables])

    @property
    def times(self) -> list[str]:
        return self._grid("slots", [table.slot for table in self.tables])

    def _grid(self, name: str, used: Sequence[str]) -> list[str]:
        market = self.market_phase
        wanted: list[str] = getattr(market.settings, name) if market else []
        return list(dict.fromkeys([*wanted, *(entry for entry in used if entry)]))

    @property
    def market_phase(self) -> Phase | None:
        """The one whose plan is a market that holds now."""
        wanted = self.plan.phase_id if self.plan and self.is_market else None
        now = self.hall.phase
        if wanted is None:
            return now if now is not None and now.kind == PhaseKind.MARKET else None
        return next((phase for phase in self.hall.phases if phase.id == wanted), None)

    def in_cell(self, room: str, slot: str) -> list[HallTable]:
        return [table for table in self.tables if (table.room, table.slot) == (room, slot)]


def other_of_pair(number: int) -> int:
    return number + 1 if number % 2 else number - 1
