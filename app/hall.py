"""What a screen may want to know of a conference, read in one view of the data."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlmodel import Session, col, func, select

from app.models import (
    SORTABLE,
    Artefact,
    Ballot,
    BallotItem,
    BallotState,
    Card,
    CardKind,
    CardStatus,
    Commitment,
    Conference,
    Line,
    Measure,
    Participant,
    Phase,
    PhaseKind,
    PhaseSettings,
    PhaseState,
    StakeholderGroup,
    Theme,
    Vote,
)

SMALLEST_GROUP = 5
MOST_ON_WALL = 8


@dataclass(frozen=True)
class GroupCount:
    """How many of a group; `group` is None for those who gave none."""

    group: StakeholderGroup | None
    count: int


@dataclass(frozen=True)
class Result:
    """An item of a ballot with its dots; `share` is per cent of the leading item, for the bars."""

    item: BallotItem
    rank: int
    total: int
    share: int
    by_group: tuple[GroupCount, ...]


class Hall:
    """A conference as it stands in one reading."""

    def __init__(self, session: Session, conference: Conference) -> None:
        self.session = session
        self.conference = conference
        assert conference.id is not None
        self.id = conference.id

    @cached_property
    def phases(self) -> Sequence[Phase]:
        return Phase.of(self.session, self.id)

    @cached_property
    def phase(self) -> Phase | None:
        return next((phase for phase in self.phases if phase.id == self.conference.phase_id), None)

    @property
    def kind(self) -> str:
        if self.conference.ended_at:
            return "ENDED"
        return self.phase.kind if self.phase else PhaseKind.LOBBY

    @property
    def next_phase(self) -> Phase | None:
        return self._neighbour(1)

    @property
    def previous_phase(self) -> Phase | None:
        return self._neighbour(-1)

    def _neighbour(self, step: int) -> Phase | None:
        index = self.phases.index(self.phase) + step if self.phase else 0
        return self.phases[index] if 0 <= index < len(self.phases) else None

    @cached_property
    def settings(self) -> PhaseSettings:
        return self.phase.settings if self.phase else PhaseSettings()

    @property
    def card_kinds(self) -> list[str]:
        return [card_type.kind for card_type in self.settings.card_types]

    @cached_property
    def all_card_kinds(self) -> list[str]:
        """Every kind that some phase of this conference takes."""
        every = [phase.settings for phase in self.phases]
        taken = {entry.kind for settings in every for entry in settings.card_types}
        taken |= {field.kind for settings in every for field in settings.fields}
        return [kind for kind in CardKind if kind in taken]

    @property
    def all_sortable_kinds(self) -> list[str]:
        """Those that can be put into themes: what this conference collects, the usual three without any."""
        return [kind for kind in self.all_card_kinds if kind in SORTABLE] or list(SORTABLE[:3])

    @property
    def is_open(self) -> bool:
        """Cards, votes, commitments are taken now."""
        if self.phase is None or self.conference.ended_at or self.conference.input_frozen:
            return False
        return self.phase.state == PhaseState.OPEN

    @cached_property
    def groups(self) -> Sequence[StakeholderGroup]:
        return StakeholderGroup.of(self.session, self.id)

    @cached_property
    def group_by_id(self) -> dict[int | None, StakeholderGroup]:
        return {group.id: group for group in self.groups}

    def _counted(self, counts: Counter[int | None]) -> tuple[GroupCount, ...]:
        known = [GroupCount(group, counts[group.id]) for group in self.groups if counts[group.id]]
        others = sum(count for group_id, count in counts.items() if group_id not in self.group_by_id)
        return (*known, GroupCount(None, others)) if others else tuple(known)

    @cached_property
    def people(self) -> tuple[GroupCount, ...]:
        question = select(Participant.group_id, func.count()).where(Participant.conference_id == self.id)
        rows = self.session.exec(question.group_by(col(Participant.group_id))).all()
        return self._counted(Counter(dict(rows)))

    @property
    def people_count(self) -> int:
        return sum(entry.count for entry in self.people)

    def in_every_group(self, counted: Iterable[GroupCount]) -> tuple[GroupCount, ...]:
        """The same counts with each group in its place, those of nobody too; without a group comes last."""
        counts = {entry.group.id if entry.group else None: entry.count for entry in counted}
        known = (GroupCount(group, counts.get(group.id, 0)) for group in self.groups)
        return (*known, GroupCount(None, counts.get(None, 0)))

    @cached_property
    def public_groups(self) -> tuple[StakeholderGroup, ...]:
        """Groups with so many people in the hall that nobody is told apart; nor among those left over."""
        return self.large_groups(self.people)

    def large_groups(self, counted: Sequence[GroupCount]) -> tuple[StakeholderGroup, ...]:
        """The groups of these people in which, and beside which, nobody is told apart."""
        large = [entry for entry in counted if entry.group and entry.count >= SMALLEST_GROUP]
        others = sum(entry.count for entry in counted) - sum(entry.count for entry in large)
        while large and 0 < others < SMALLEST_GROUP:
            smallest = min(large, key=lambda entry: entry.count)
            large.remove(smallest)
            others += smallest.count
        return tuple(entry.group for entry in large if entry.group)

    def in_public_groups(
        self, counted: Iterable[GroupCount], public: Sequence[StakeholderGroup] | None = None
    ) -> tuple[GroupCount, ...]:
        """Counts that may be shown: the public groups in their order, all others together as the last."""
        public = self.public_groups if public is None else public
        every = self.in_every_group(counted)
        shown = [entry for entry in every if entry.group in public]
        others = sum(entry.count for entry in every) - sum(entry.count for entry in shown)
        return (*shown, GroupCount(None, others))

    def voters(self, ballot: Ballot) -> tuple[GroupCount, ...]:
        question = (
            select(Participant.group_id, func.count(func.distinct(Vote.participant_id)))
            .join(Vote, col(Vote.participant_id) == col(Participant.id))
            .where(Vote.ballot_id == ballot.id, Vote.value > 0)
        )
        rows = self.session.exec(question.group_by(col(Participant.group_id))).all()
        return self._counted(Counter(dict(rows)))

    @cached_property
    def tally(self) -> tuple[GroupCount, ...]:
        """Visible cards of the current phase by group."""
        question = select(Card.group_id, func.count()).where(
            Card.conference_id == self.id,
            Card.status == CardStatus.VISIBLE,
            col(Card.phase_id) == self._phase_id,
        )
        return self._counted(Counter(dict(self.session.exec(question.group_by(col(Card.group_id))).all())))

    @property
    def _phase_id(self) -> int | None:
        return self.phase.id if self.phase else None

    @property
    def tally_count(self) -> int:
        return sum(entry.count for entry in self.tally)

    def last_cards(self, limit: int = MOST_ON_WALL, kinds: Sequence[str] = ()) -> Sequence[Card]:
        return Card.latest(self.session, self.id, kinds or self.wall_kinds, limit=limit)

    def last_card_ids(self, kinds: Sequence[str] = ()) -> Sequence[int | None]:
        """Of so many cards as a wall may still show of those that came before."""
        return Card.latest_ids(self.session, self.id, kinds or self.wall_kinds, limit=5 * MOST_ON_WALL)

    @cached_property
    def pinned_cards(self) -> Sequence[Card]:
        return Card.pinned_of(self.session, self.id, self.wall_kinds)

    @property
    def wall_kinds(self) -> list[str]:
        kinds = [kind for kind in self.card_kinds if kind not in ("question", "feedback")]
        return kinds or ([self.settings.theme_kind] if self.settings.theme_kind else [])

    @cached_property
    def hidden_count(self) -> int:
        question = select(func.count()).where(Card.conference_id == self.id, Card.status == CardStatus.HIDDEN)
        return self.session.exec(question).one()

    def cards(self, kinds: Iterable[str]) -> Sequence[Card]:
        return Card.on_board(self.session, self.id, kinds)

    @property
    def theme_kind(self) -> str:
        """The kind of cards that is being sorted or voted on."""
        return self.settings.theme_kind or next(iter(self.sortable_kinds), "weakness")

    @property
    def sortable_kinds(self) -> list[str]:
        return [kind for kind in self.card_kinds if kind in SORTABLE]

    def themes(self, kind: str) -> Sequence[Theme]:
        return Theme.of(self.session, self.id, kind)

    def themes_to_choose(self, kind: str) -> list[Theme]:
        """What a card may refer to: a proposal answers a weakness, most dots first; others their own kind."""
        asked = "weakness" if kind == "proposal" else kind
        ranks = self.ranks_of_themes
        return sorted(self.released_themes(asked), key=lambda theme: (ranks.get(theme.id, 99), theme.number))

    @cached_property
    def ranks_of_themes(self) -> dict[int | None, int]:
        """Rank of each theme in the revealed ballots."""
        ballots = [
            ballot for ballot in Ballot.of(self.session, self.id) if ballot.state == BallotState.REVEALED
        ]
        return {result.item.theme_id: result.rank for ballot in ballots for result in self.results_of(ballot)}

    def released_themes(self, kind: str) -> list[Theme]:
        return [theme for theme in self.themes(kind) if theme.released]

    @cached_property
    def theme_sizes(self) -> Counter[int | None]:
        question = select(Card.theme_id, func.count()).where(
            Card.conference_id == self.id, Card.status == CardStatus.VISIBLE
        )
        return Counter(dict(self.session.exec(question.group_by(col(Card.theme_id))).all()))

    @cached_property
    def ballot(self) -> Ballot | None:
        return Ballot.of_phase(self.session, self.phase.id) if self.phase and self.phase.id else None

    @cached_property
    def ballot_items(self) -> Sequence[BallotItem]:
        return BallotItem.of(self.session, self.ballot.id) if self.ballot and self.ballot.id else []

    @cached_property
    def voter_count(self) -> int:
        if self.ballot is None:
            return 0
        question = select(func.count(func.distinct(Vote.participant_id)))
        return self.session.exec(question.where(Vote.ballot_id == self.ballot.id, Vote.value > 0)).one()

    @property
    def is_revealed(self) -> bool:
        return self.ballot is not None and self.ballot.state == BallotState.REVEALED

    @cached_property
    def results(self) -> list[Result]:
        """Dots per item; those of a scale stay in the order of the scale."""
        return self.results_of(self.ballot) if self.ballot else []

    def results_of(self, ballot: Ballot) -> list[Result]:
        assert ballot.id is not None
        items = BallotItem.of(self.session, ballot.id)
        counts: dict[int | None, Counter[int | None]] = {item.id: Counter() for item in items}
        question = (
            select(Vote.item_id, Participant.group_id, func.sum(Vote.value))
            .join(Participant, col(Participant.id) == col(Vote.participant_id))
            .where(Vote.ballot_id == ballot.id)
            .group_by(col(Vote.item_id), col(Participant.group_id))
        )
        for item_id, group_id, total in self.session.exec(question).all():
            counts[item_id][group_id] += int(total or 0)
        totals = {item_id: sum(counter.values()) for item_id, counter in counts.items()}
        most = max(totals.values(), default=0) or 1
        results = [
            Result(
                item=item,
                rank=1 + sum(other > totals[item.id] for other in totals.values()),
                total=totals[item.id],
                share=round(100 * totals[item.id] / most),
                by_group=self._counted(counts[item.id]),
            )
            for item in items
        ]
        return (
            results
            if ballot.mode == "scale"
            else sorted(results, key=lambda result: (result.rank, result.item.position))
        )

    @cached_property
    def measures(self) -> Sequence[Measure]:
        return Measure.of(self.session, self.id)

    @property
    def shown_measure(self) -> Measure | None:
        wanted = self.conference.shown_measure_id
        return next((measure for measure in self.measures if measure.id == wanted), None)

    @cached_property
    def commitments(self) -> Counter[int]:
        """Devices that are in, by measure."""
        question = (
            select(Commitment.measure_id, func.count(func.distinct(Commitment.participant_id)))
            .join(Measure, col(Measure.id) == col(Commitment.measure_id))
            .where(Measure.conference_id == self.id)
            .group_by(col(Commitment.measure_id))
        )
        return Counter(dict(self.session.exec(question).all()))

    @cached_property
    def artefacts(self) -> Sequence[Artefact]:
        return Artefact.of(self.session, self.id)

    @cached_property
    def undoable(self) -> Line | None:
        return Line.last_undoable(self.session, self.id)
