"""Ballots as they stand: which one is asked now, and what it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from app.models import (
    Ballot,
    BallotItem,
    BallotState,
    HallTable,
    Measure,
    PhaseKind,
    Statement,
)
from app.reading.candidates import candidates, longest_list
from app.reading.estimates import Placed
from app.reading.outcomes import GONE, USUAL_TOP, Choices, Outcomes, Result
from app.reading.venue import Venue
from facilitation import suggest_dots

__all__ = ["Ballots", "Opinion", "Result"]


@dataclass(frozen=True)
class Opinion:
    """What people have answered on a scale about a thing that was presented."""

    title: str
    results: tuple[Result, ...]


class Ballots(Outcomes):
    """The ballots of a conference in one reading, and the one that is being asked."""

    def __init__(self, hall: Venue) -> None:
        super().__init__(hall.session, hall.groups, hall.echoes)
        self.hall = hall

    @cached_property
    def all(self) -> Sequence[Ballot]:
        return Ballot.of(self.session, self.hall.id)

    @cached_property
    def of_phase(self) -> list[Ballot]:
        """Those of the present phase, the oldest first."""
        phase = self.hall.phase
        return [ballot for ballot in self.all if phase is not None and ballot.phase_id == phase.id]

    @cached_property
    def current(self) -> Ballot | None:
        """What is being asked: of the statement or the measure that is shown, else the one of the phase."""
        phase = self.hall.phase
        if phase is not None and phase.kind == PhaseKind.CONSENT:
            return self._of_shown_statement()
        if phase is not None and phase.kind == PhaseKind.REPORT:
            return self._of_shown_thing()
        return self.of_phase[-1] if self.of_phase else None

    def _of_shown_statement(self) -> Ballot | None:
        wanted = self.hall.conference.shown_statement_id
        statement = self.session.get(Statement, wanted) if wanted else None
        if statement is None:
            return None
        asked = (
            ballot
            for ballot in reversed(self.of_phase)
            if ballot.statement_id == statement.id and ballot.wording == statement.wording
        )
        return next(asked, None)

    def _of_shown_thing(self) -> Ballot | None:
        """With nothing shown any more it is the last one whose result was."""
        conference = self.hall.conference
        if not (conference.shown_measure_id or conference.shown_table_id):
            shown = [ballot for ballot in self.of_phase if ballot.state == BallotState.REVEALED]
            return shown[-1] if shown else None
        for ballot in self.of_phase:
            item = self.items_of(ballot)[0]
            if conference.shown_measure_id and item.measure_id == conference.shown_measure_id:
                return ballot
            if conference.shown_table_id and item.table_id == conference.shown_table_id:
                return ballot
        return None

    def items_of(self, ballot: Ballot) -> list[BallotItem]:
        if ballot in self.of_phase and ballot.id not in self._known_items:
            self.read_items(self.of_phase)
        return super().items_of(ballot)

    @property
    def items(self) -> Sequence[BallotItem]:
        return self.items_of(self.current) if self.current else []

    @property
    def things(self) -> Sequence[BallotItem]:
        """What is voted on, each once: in a matrix it has two items."""
        return [item for item in self.items if item.axis != "effort"]

    def of_table(self, table_id: int | None) -> dict[str, list[BallotItem]]:
        """What one table may put its dots on, by kind of card."""
        lists: dict[str, list[BallotItem]] = {}
        for item in self.items:
            if item.table_id == table_id:
                lists.setdefault(item.axis, []).append(item)
        return lists

    @property
    def has_lists(self) -> bool:
        """Tables vote on several lists, each with dots of its own."""
        return len({item.axis for item in self.items if item.card_id and item.table_id}) > 1

    @cached_property
    def dots(self) -> int:
        """How many a person will have: as set, else by the rule; 0 as long as there is nothing to choose."""
        phase = self.hall.phase
        voting = phase.settings.voting if phase else None
        if phase is None or voting is None:
            return 0
        return voting.dots or suggest_dots(longest_list(candidates(self.session, phase)))

    @property
    def is_revealed(self) -> bool:
        return self.current is not None and self.current.state == BallotState.REVEALED

    @property
    def is_public(self) -> bool:
        """The sums may be shown: they were revealed, or this is no secret ballot."""
        voting = self.hall.phase.settings.voting if self.hall.phase else None
        return self.is_revealed or (self.current is not None and voting is not None and not voting.secret)

    @property
    def is_at_tables(self) -> bool:
        return self.current is not None and self.is_inside_tables(self.current)

    @cached_property
    def at_tables(self) -> Choices:
        ballot, phase = self.current, self.hall.phase
        if ballot is None or phase is None or not self.is_at_tables:
            return {}
        return self.choices_of(ballot, most=phase.settings.top_n or USUAL_TOP)

    def top_of_table(self, table_id: int | None) -> dict[str, list[Result]]:
        return self.at_tables.get(table_id, {})

    @cached_property
    def placed(self) -> list[Placed]:
        """Where the things of this phase stand in the matrix; a REPORT has a ballot for each of them."""
        return self.placed_of([ballot for ballot in self.of_phase if ballot.mode == "matrix"])

    def placed_at(self, table_id: int | None) -> list[Placed]:
        """What one table weighed by itself, numbered from 1."""
        return self.placed_of([self.current], table_id) if self.current and table_id else []

    def weighed(self) -> dict[tuple[str, int], Placed]:
        """What each thing of the conference was weighed at; the later ballot counts, an open one does not."""
        closed = (ballot for ballot in self.all if ballot.state != BallotState.OPEN)
        return {
            (name, value): place
            for ballot in closed
            if ballot.mode == "matrix"
            for place in self.placed_of([ballot])
            for name in ("theme_id", "card_id", "measure_id")
            if place.idea.estimates and (value := getattr(place.item, name)) is not None
        }

    @property
    def opinions(self) -> list[Opinion]:
        """About each thing that was presented with a scale, in the order of the ballots."""
        scales = [ballot for ballot in self.of_phase if ballot.mode == "scale" and self.items_of(ballot)]
        return [Opinion(self._named(ballot), tuple(self.results_of(ballot))) for ballot in scales]

    def _named(self, ballot: Ballot) -> str:
        item = self.items_of(ballot)[0]
        measure = self.session.get(Measure, item.measure_id) if item.measure_id else None
        table = self.session.get(HallTable, item.table_id) if item.table_id else None
        if measure:
            return self._echoes.told(measure.title) or GONE[0]
        return (table.title or str(table.number)) if table else ""
