"""Tables as they stand: who sits where, what a table has written, how far it has come."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Protocol

from sqlmodel import Session, col, func, select

from app.counts import GroupCount, counted
from app.models import (
    Card,
    CardKind,
    CardStatus,
    Conference,
    FormField,
    HallTable,
    Participant,
    Phase,
    PhaseKind,
    Seat,
    Seating,
    SeatingKind,
    StakeholderGroup,
    Theme,
)

MOST_ROWS = 5
NOWHERE = 0
"""In place of a table for who has none."""
JOINT = " + "


class Place(Protocol):
    """What must be known of a hall."""

    @property
    def session(self) -> Session: ...

    @property
    def conference(self) -> Conference: ...

    @property
    def id(self) -> int: ...

    @property
    def phases(self) -> Sequence[Phase]: ...

    @property
    def phase(self) -> Phase | None: ...

    @property
    def groups(self) -> Sequence[StakeholderGroup]: ...

    @property
    def ranks_of_themes(self) -> dict[int | None, int]: ...


@dataclass(frozen=True)
class Slot:
    """A field of a form, or one of its rows: what stands in it so far."""

    field: FormField
    theme: Theme | None
    entries: Sequence[Card]

    @property
    def name(self) -> str:
        """Of its own in the whole form."""
        return f"{self.field.name}-{self.theme.id}" if self.theme else self.field.name

    @property
    def is_full(self) -> bool:
        return 0 < self.field.most <= len(self.entries)


@dataclass(frozen=True)
class Row:
    """Fields that belong together: those of the whole form, or those about one theme."""

    theme: Theme | None
    slots: Sequence[Slot]


@dataclass(frozen=True)
class Form:
    """What a table writes in one phase."""

    table: HallTable
    rows: Sequence[Row]

    @property
    def slots(self) -> list[Slot]:
        return [slot for row in self.rows for slot in row.slots]

    @property
    def count(self) -> int:
        return len(self.slots)

    @property
    def filled(self) -> int:
        return sum(bool(slot.entries) for slot in self.slots)


@dataclass(frozen=True)
class Progress:
    """How many of its fields a table has begun, and how many entries that makes."""

    filled: int
    count: int
    entries: int

    @property
    def share(self) -> int:
        return round(100 * self.filled / self.count) if self.count else 0


class Seats:
    """The tables of a conference in one reading."""

    def __init__(self, hall: Place) -> None:
        self.hall = hall
        self.session = hall.session

    @cached_property
    def plans(self) -> Sequence[Seating]:
        return Seating.of(self.session, self.hall.id)

    @property
    def plan(self) -> Seating | None:
        """The newest holds."""
        return self.plans[-1] if self.plans else None

    def plan_of(self, phase: Phase) -> Seating | None:
        """The plan at whose tables people worked, or will work, in this phase."""
        order = {entry.id: entry.position for entry in self.hall.phases}
        then = [plan for plan in self.plans if order.get(plan.phase_id, phase.position) <= phase.position]
        return then[-1] if then else self.plan

    @cached_property
    def table_by_id(self) -> dict[int | None, HallTable]:
        return {table.id: table for table in HallTable.all_of(self.session, self.hall.id)}

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
        return len(self.numbers) - len(self.table_of_person)

    @cached_property
    def _group_of(self) -> dict[int | None, int | None]:
        return Participant.groups(self.session, self.hall.id)

    def mix(self, table: HallTable) -> tuple[GroupCount, ...]:
        """How many of which group; for the moderation only."""
        groups = Counter(self._group_of.get(seat.participant_id) for seat in self.at(table))
        return counted(self.hall.groups, groups)

    def named(self, table: HallTable, language: str, *, short: bool = False) -> str:
        """Its issue, its theme or its groups; empty for a mixed table."""
        if issue := self._issues.get(table.id) if self.is_market else None:
            return issue.text
        names = {
            group.name: group.shortly(language) if short else group.named(language)
            for group in self.hall.groups
        }
        return JOINT.join(names.get(part, part) for part in table.title.split(JOINT))

    def rows_of(self, kind: str) -> list[Theme]:
        """What a field stands once for each of: the first themes of a kind, those with most dots before."""
        themes = [theme for theme in Theme.of(self.session, self.hall.id, kind) if theme.released]
        ranks = self.hall.ranks_of_themes
        return sorted(themes, key=lambda theme: (ranks.get(theme.id, 99), theme.number))[:MOST_ROWS]

    def form_of(self, table: HallTable, phase: Phase) -> Form:
        """What the table has written in this phase, field by field."""
        written: dict[tuple[str, int | None], list[Card]] = defaultdict(list)
        for card in self.entries_of(table, phase):
            row = card.answers_theme_id or card.theme_id
            for place in {(card.field, row), (card.field, None)}:
                written[place].append(card)
        return Form(
            table,
            [
                Row(theme, [Slot(field, theme, written[field.name, row_id(theme)]) for field in fields])
                for theme, fields in self._rows(phase)
            ],
        )

    def _rows(self, phase: Phase) -> Iterator[tuple[Theme | None, list[FormField]]]:
        for per, fields in groupby(phase.settings.fields, key=lambda field: field.per):
            together = list(fields)
            themes: Sequence[Theme | None] = self.rows_of(per) if per else []
            for theme in themes or (None,):
                yield theme, together

    def entries_of(self, table: HallTable, phase: Phase) -> Sequence[Card]:
        question = select(Card).where(
            Card.table_id == table.id,
            Card.phase_id == phase.id,
            Card.status == CardStatus.VISIBLE,
            col(Card.field) != "",
        )
        return self.session.exec(question.order_by(col(Card.number))).all()

    @cached_property
    def _written(self) -> dict[int | None, dict[tuple[str, int | None], int]]:
        """Entries of the present phase by table, field and row."""
        phase = self.hall.phase
        row = func.coalesce(Card.answers_theme_id, Card.theme_id)
        question = (
            select(Card.table_id, Card.field, row, func.count())
            .where(
                Card.conference_id == self.hall.id,
                Card.phase_id == (phase.id if phase else None),
                Card.status == CardStatus.VISIBLE,
                col(Card.table_id).is_not(None),
                col(Card.field) != "",
            )
            .group_by(col(Card.table_id), col(Card.field), row)
        )
        written: dict[int | None, dict[tuple[str, int | None], int]] = defaultdict(dict)
        for table_id, field, theme_id, count in self.session.exec(question):
            written[table_id][field, theme_id] = count
        return written

    @cached_property
    def _slot_keys(self) -> list[tuple[str, int | None]]:
        if self.hall.phase is None:
            return []
        rows = self._rows(self.hall.phase)
        return [(field.name, row_id(theme)) for theme, fields in rows for field in fields]

    def progress(self, table: HallTable) -> Progress:
        """Of the present phase, for lists of all tables."""
        written = self._written[table.id]
        fields = {field for field, _ in written}
        begun = sum(key in written or (key[1] is None and key[0] in fields) for key in self._slot_keys)
        return Progress(begun, len(self._slot_keys), sum(written.values()))

    @property
    def entry_count(self) -> int:
        """What all tables have written in the present phase."""
        return sum(sum(counts.values()) for counts in self._written.values())

    def round_of(self, phase: Phase) -> int:
        """The how-manieth round it is: each change of tables within the phase made a plan of its own."""
        drawn = sum(plan.phase_id == phase.id for plan in self.plans)
        return drawn if phase.settings.seating else drawn + 1

    def earlier_entries(self, table: HallTable, phase: Phase) -> list[tuple[FormField, Sequence[Card]]]:
        """What others have left at this table in the rounds before, by field."""
        same = [
            other.id
            for other in self.table_by_id.values()
            if other.number == table.number and other.seating_id < table.seating_id
        ]
        if not same or phase.settings.rounds < 2:
            return []
        question = select(Card).where(
            Card.phase_id == phase.id, Card.status == CardStatus.VISIBLE, col(Card.table_id).in_(same)
        )
        cards = self.session.exec(question.order_by(col(Card.number))).all()
        by_field = [
            (field, [card for card in cards if card.field == field.name]) for field in phase.settings.fields
        ]
        return [(field, found) for field, found in by_field if found]

    def partner(self, table: HallTable) -> HallTable | None:
        """The other table of its pair: 1 and 2, 3 and 4 …"""
        wanted = table.number + 1 if table.number % 2 else table.number - 1
        return next((other for other in self.tables if other.number == wanted), None)

    @property
    def shown(self) -> HallTable | None:
        """The table whose form is large on the screen."""
        return self.table_by_id.get(self.hall.conference.shown_table_id)

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


def row_id(theme: Theme | None) -> int | None:
    return theme.id if theme else None
