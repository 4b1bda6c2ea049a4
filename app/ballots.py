"""Ballots as they stand: which one is asked now, who has voted, and the sums over phones and paper."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from sqlmodel import Session

from app import tally
from app.candidates import candidates, longest_list
from app.counts import GroupCount, counted, large_groups
from app.estimates import Placed, placed
from app.models import (
    Ballot,
    BallotItem,
    BallotState,
    Conference,
    HallTable,
    Measure,
    Phase,
    PhaseKind,
    StakeholderGroup,
    Statement,
)
from facilitation import suggest_dots

USUAL_TOP = 3


@dataclass(frozen=True)
class Result:
    """An item of a ballot with its dots; `share` is per cent of the leading item, for the bars."""

    item: BallotItem
    rank: int
    total: int
    share: int
    by_group: tuple[GroupCount, ...]


@dataclass(frozen=True)
class Opinion:
    """What people have answered on a scale about a thing that was presented."""

    title: str
    results: tuple[Result, ...]


class Place(Protocol):
    """What must be known of a hall."""

    @property
    def session(self) -> Session: ...

    @property
    def conference(self) -> Conference: ...

    @property
    def id(self) -> int: ...

    @property
    def phase(self) -> Phase | None: ...

    @property
    def phases(self) -> Sequence[Phase]: ...

    @property
    def groups(self) -> Sequence[StakeholderGroup]: ...


class Ballots:
    """The ballots of a conference in one reading; every sum that anybody sees is made here."""

    def __init__(self, hall: Place) -> None:
        self.hall = hall
        self.session = hall.session
        self._known_items: dict[int | None, list[BallotItem]] = {}
        self._known_voting: dict[int | None, list[tally.Voting]] = {}

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
            if ballot.statement_id == statement.id and ballot.version == statement.wording
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

    def items_of(self, ballot: Ballot) -> Sequence[BallotItem]:
        if ballot.id not in self._known_items:
            numbers = (
                [entry.id or 0 for entry in self.of_phase] if ballot in self.of_phase else [ballot.id or 0]
            )
            self._known_items |= BallotItem.by_ballot(self.session, numbers)
        return self._known_items.get(ballot.id, [])

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
        """Each table chooses among its own cards."""
        return bool(self.things) and all(item.card_id and item.table_id for item in self.things)

    # Who has voted ------------------------------------------------------------------------------------------

    def voters(self, ballot: Ballot) -> tuple[GroupCount, ...]:
        counts: Counter[int | None] = Counter()
        for group_id, _, count in self._voting(ballot):
            counts[group_id] += count
        return counted(self.hall.groups, counts)

    def channels(self, ballot: Ballot) -> Counter[str]:
        """How many have voted by phone, how many on paper."""
        counts: Counter[str] = Counter()
        for _, channel, count in self._voting(ballot):
            counts[channel] += count
        return counts

    def voter_count(self, ballot: Ballot) -> int:
        return sum(count for _, _, count in self._voting(ballot))

    def sheet_count(self, ballot: Ballot) -> int:
        return sum(count for _, channel, count in self._voting(ballot) if channel == tally.PAPER)

    def _voting(self, ballot: Ballot) -> list[tally.Voting]:
        if ballot.id not in self._known_voting:
            self._known_voting[ballot.id] = tally.voting(self.session, ballot)
        return self._known_voting[ballot.id]

    # What came of it ----------------------------------------------------------------------------------------

    def sums(self, ballot: Ballot) -> dict[int | None, Counter[int | None]]:
        """Of each item its values added up, by group."""
        return tally.sums(self.session, ballot, self.items_of(ballot))

    def results_of(self, ballot: Ballot) -> list[Result]:
        """Most dots first; the steps of a scale and of consent stay in their order."""
        results = self.ranked(self.items_of(ballot), self.sums(ballot))
        if ballot.mode != "dots":
            return results
        return sorted(results, key=lambda result: (result.rank, result.item.position))

    def ranked(
        self, items: Sequence[BallotItem], sums: dict[int | None, Counter[int | None]]
    ) -> list[Result]:
        totals = {item.id: sum(sums[item.id].values()) for item in items}
        most = max(totals.values(), default=0) or 1
        return [
            Result(
                item=item,
                rank=1 + sum(other > totals[item.id] for other in totals.values()),
                total=totals[item.id],
                share=round(100 * totals[item.id] / most),
                by_group=counted(self.hall.groups, sums[item.id]),
            )
            for item in items
        ]

    @cached_property
    def at_tables(self) -> dict[int | None, dict[str, list[Result]]]:
        """What each table has chosen: by kind of card its first ones, equals at the end included."""
        ballot, phase = self.current, self.hall.phase
        if ballot is None or phase is None or not self.is_at_tables:
            return {}
        sums = self.sums(ballot)
        tables = dict.fromkeys(item.table_id for item in self.items)
        most = phase.settings.top_n or USUAL_TOP
        return {
            table_id: {
                kind: [
                    result
                    for result in sorted(self.ranked(items, sums), key=lambda result: result.rank)
                    if result.rank <= most and result.total
                ]
                for kind, items in self.of_table(table_id).items()
            }
            for table_id in tables
        }

    def top_of_table(self, table_id: int | None) -> dict[str, list[Result]]:
        return self.at_tables.get(table_id, {})

    @cached_property
    def placed(self) -> list[Placed]:
        """Where the things of this phase stand in the matrix; a REPORT has a ballot for each of them."""
        return self.placed_of([ballot for ballot in self.of_phase if ballot.mode == "matrix"])

    def placed_of(self, ballots: Sequence[Ballot]) -> list[Placed]:
        items = [item for ballot in ballots for item in self.items_of(ballot)]
        votes = [
            (f"{ballot.id}-{name}", item_id, value)
            for ballot in ballots
            for name, item_id, value in tally.values(self.session, ballot)
        ]
        return placed(items, votes)

    @property
    def opinions(self) -> list[Opinion]:
        """About each thing that was presented with a scale, in the order of the ballots."""
        scales = [ballot for ballot in self.of_phase if ballot.mode == "scale" and self.items_of(ballot)]
        return [Opinion(self._named(ballot), tuple(self.results_of(ballot))) for ballot in scales]

    def _named(self, ballot: Ballot) -> str:
        item = self.items_of(ballot)[0]
        measure = self.session.get(Measure, item.measure_id) if item.measure_id else None
        table = self.session.get(HallTable, item.table_id) if item.table_id else None
        return measure.title if measure else (table.title or str(table.number)) if table else ""

    def large_groups(self, ballot: Ballot) -> tuple[StakeholderGroup, ...]:
        """Those of which so many have voted that nobody is told apart."""
        return large_groups(self.voters(ballot))
