"""What came of ballots: who has voted, dots and ranks, places in a matrix; phones and paper together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.models import Ballot, BallotItem, BallotState, Card, CardStatus, Phase, StakeholderGroup
from app.reading import tally
from app.reading.counts import GroupCount, counted, told_beside, told_groups
from app.reading.echoes import Echoes
from app.reading.estimates import Placed, placed

USUAL_TOP = 3
GONE = ("(ausgeblendet)", "(hidden)")


@dataclass(frozen=True)
class Result:
    """An item of a ballot with its dots; `share` is per cent of the leading item, for the bars."""

    item: BallotItem
    rank: int
    total: int
    share: int
    by_group: tuple[GroupCount, ...]


Choices = dict[int | None, dict[str, list[Result]]]
"""Of each table and kind of card the first ones."""


class Outcomes:
    """Every sum that anybody sees is made here."""

    def __init__(self, session: Session, groups: Sequence[StakeholderGroup], echoes: Echoes) -> None:
        self.session = session
        self._echoes = echoes
        self._groups = groups
        self._known_items: dict[int | None, list[BallotItem]] = {}
        self._known_voting: dict[int | None, list[tally.Voting]] = {}
        self._known_groups: dict[int | None, tuple[StakeholderGroup, ...]] = {}

    def items_of(self, ballot: Ballot) -> list[BallotItem]:
        """As they were worded when the ballot opened; what was hidden since is no longer told."""
        if ballot.id not in self._known_items:
            self.read_items([ballot])
        return self._known_items[ballot.id]

    def read_items(self, ballots: Sequence[Ballot]) -> None:
        """Those of several ballots with one question."""
        found = BallotItem.by_ballot(self.session, [ballot.id or 0 for ballot in ballots])
        cards = [item.card_id for items in found.values() for item in items if item.card_id]
        gone = set(self._not_shown(cards)) if cards else set()
        for number, items in found.items():
            self._known_items[number] = [
                untold(item) if item.card_id in gone or self._repeats(item) else item for item in items
            ]

    def _repeats(self, item: BallotItem) -> bool:
        """It is a sheet with the words of a hidden card."""
        return item.measure_id is not None and self._echoes.repeats(item.title)

    def _not_shown(self, cards: Sequence[int]) -> Sequence[int | None]:
        hidden = (CardStatus.HIDDEN, CardStatus.HELD, CardStatus.WITHDRAWN)
        question = select(Card.id).where(col(Card.id).in_(cards), col(Card.status).in_(hidden))
        return self.session.exec(question).all()

    # Who has voted ------------------------------------------------------------------------------------------

    def voters(self, ballot: Ballot) -> tuple[GroupCount, ...]:
        counts: Counter[int | None] = Counter()
        for group_id, _, count in self._voting(ballot):
            counts[group_id] += count
        return counted(self._groups, counts)

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
                by_group=counted(self._groups, sums[item.id]),
            )
            for item in items
        ]

    def choices_of(self, ballot: Ballot, *, most: int = USUAL_TOP) -> Choices:
        """What each table has chosen: by kind of card its first ones, equals at the end included."""
        sums = self.sums(ballot)
        lists: dict[int | None, dict[str, list[BallotItem]]] = {}
        for item in self.items_of(ballot):
            lists.setdefault(item.table_id, {}).setdefault(item.axis, []).append(item)
        return {
            table_id: {kind: first(self.ranked(items, sums), most) for kind, items in kinds.items()}
            for table_id, kinds in lists.items()
        }

    def is_inside_tables(self, ballot: Ballot) -> bool:
        """Each table chooses among its own cards."""
        return is_inside_tables(self.items_of(ballot))

    def placed_of(self, ballots: Sequence[Ballot], table_id: int | None = None) -> list[Placed]:
        """Of all that was weighed, or only of what one table weighed by itself."""
        items = [item for ballot in ballots for item in self.items_of(ballot)]
        items = [item for item in items if table_id in (None, item.table_id)]
        votes = [
            (f"{ballot.id}-{name}", item_id, value)
            for ballot in ballots
            for name, item_id, value in tally.values(self.session, ballot)
        ]
        return placed(items, votes)

    def told_groups(self, ballot: Ballot) -> tuple[StakeholderGroup, ...]:
        """Those by which its result may be told to anybody, once it is over; see `counts.told_groups`.

        Measured by who has voted: nobody who joins later can make a group large.
        """
        if ballot.state != BallotState.REVEALED:
            return ()
        if ballot.id not in self._known_groups:
            voters, sums = self.voters(ballot), self.sums(ballot).values()
            body = self.body_of(ballot)
            self._known_groups[ballot.id] = (
                told_beside(body, voters, sums, most=ballot.max_per_item)
                if body
                else told_groups(voters, sums, most=ballot.max_per_item)
            )
        return self._known_groups[ballot.id]

    def body_of(self, ballot: Ballot) -> StakeholderGroup | None:
        """The group that answers in office, where the phase names one."""
        voting = self.session.get_one(Phase, ballot.phase_id).settings.voting
        named = (group for group in self._groups if voting and group.name == voting.body)
        return next(named, None)


def first(results: Sequence[Result], most: int) -> list[Result]:
    ordered = sorted(results, key=lambda result: (result.rank, result.item.position))
    return [result for result in ordered if result.rank <= most and result.total]


def untold(item: BallotItem) -> BallotItem:
    """The same item without its words; a row of its own, so that nothing is ever written back."""
    return BallotItem(**{**item.model_dump(), "title": GONE[0], "title_en": GONE[1]})


def is_inside_tables(items: Sequence[BallotItem]) -> bool:
    return bool(items) and all(item.card_id and item.table_id for item in items)
