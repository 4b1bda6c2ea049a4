"""What a screen may want to know of a conference, read in one view of the data."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property

from sqlmodel import Session, col, func, select

from app.ballots import Ballots, Result
from app.clock import now
from app.counts import SMALLEST_GROUP, GroupCount, counted, in_every_group, large_groups, weighed_evenly
from app.echoes import Echoes
from app.i18n import worded
from app.lineup import Lineup
from app.mindmap import MindMap
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
    Lane,
    Line,
    Measure,
    Participant,
    Phase,
    PhaseKind,
    PhaseSettings,
    PhaseState,
    Picture,
    StakeholderGroup,
    Theme,
)
from app.models.people import AHEAD
from app.openings import LEAVING, is_presenting, opened_early, takes_cards
from app.seats import Seats
from app.statements import Statements
from app.timeline import Timeline

__all__ = ["SMALLEST_GROUP", "GroupCount", "Hall", "Result"]

MOST_ON_WALL = 8
SECOND = "second"
"""What the screen shows in the second half of a phase with two questions."""
MOST_ANCHORS = 5


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
        return self.phase.taking(self.phases) if self.phase else PhaseSettings()

    @property
    def is_second(self) -> bool:
        """The second half of a phase that asks two questions."""
        return bool(self.settings.second_prompt) and self.conference.showing == SECOND

    def question(self, language: str) -> str:
        """What the hall is asked at this moment."""
        if self.phase is None:
            return ""
        second = worded(self.settings.second_prompt, language) if self.is_second else ""
        return second or self.phase.asked(language) or self.phase.titled(language)

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

    @property
    def is_presenting(self) -> bool:
        """What was written is closed and stands on the screen, one thing after the other."""
        return self.phase is not None and is_presenting(self.conference, self.phase)

    @property
    def opened_early(self) -> list[Phase]:
        """Beside the present phase, for who has to go before the end."""
        if self.conference.ended_at or self.conference.input_frozen:
            return []
        return opened_early(self.phases, self.conference.phase_id)

    @property
    def can_open_early(self) -> bool:
        """Something of that kind is still to come."""
        here = self.phase.position if self.phase else -1
        return any(phase.position > here and phase.kind in LEAVING for phase in self.phases)

    @property
    def takes_cards(self) -> bool:
        """Cards that stand for themselves are taken now."""
        if self.phase is None or self.conference.ended_at or self.conference.input_frozen:
            return False
        return takes_cards(self.conference, self.phase)

    @cached_property
    def groups(self) -> Sequence[StakeholderGroup]:
        return StakeholderGroup.of(self.session, self.id)

    @cached_property
    def group_by_id(self) -> dict[int | None, StakeholderGroup]:
        return {group.id: group for group in self.groups}

    def _counted(self, counts: Counter[int | None]) -> tuple[GroupCount, ...]:
        return counted(self.groups, counts)

    @cached_property
    def people(self) -> tuple[GroupCount, ...]:
        question = select(Participant.group_id, func.count()).where(
            Participant.conference_id == self.id, Participant.channel != AHEAD
        )
        rows = self.session.exec(question.group_by(col(Participant.group_id))).all()
        return self._counted(Counter(dict(rows)))

    @property
    def people_count(self) -> int:
        return sum(entry.count for entry in self.people)

    def in_every_group(self, entries: Iterable[GroupCount]) -> tuple[GroupCount, ...]:
        """The same counts with each group in its place, those of nobody too; without a group comes last."""
        return in_every_group(self.groups, entries)

    @cached_property
    def public_groups(self) -> tuple[StakeholderGroup, ...]:
        """Groups with so many people in the hall that nobody is told apart; nor among those left over."""
        return large_groups(self.people)

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
        return self.ballots.voters(ballot)

    @property
    def told_groups(self) -> tuple[StakeholderGroup, ...]:
        """Those by which the result of the present ballot may be told."""
        return self.ballots.told_groups(self.ballot) if self.ballot else ()

    @cached_property
    def weighed_evenly(self) -> dict[int | None, int]:
        """Per cent of each item if every group that may be told, and all others together, had one weight."""
        told = self.told_groups
        columns = {
            result.item.id: [entry.count for entry in self.in_public_groups(result.by_group, told)]
            for result in self.results
        }
        return weighed_evenly(columns) if told else {}

    @cached_property
    def tally(self) -> tuple[GroupCount, ...]:
        """Visible cards of the current phase by group."""
        question = select(Card.group_id, func.count()).where(
            Card.conference_id == self.id,
            Card.status == CardStatus.VISIBLE,
            col(Card.phase_id) == self._phase_id,
        )
        return self._counted(Counter(dict(self.session.exec(question.group_by(col(Card.group_id))).all())))

    @cached_property
    def tally_by_kind(self) -> Counter[str]:
        """The same cards by what they are."""
        question = select(Card.kind, func.count()).where(
            Card.conference_id == self.id,
            Card.status == CardStatus.VISIBLE,
            col(Card.phase_id) == self._phase_id,
        )
        return Counter(dict(self.session.exec(question.group_by(col(Card.kind))).all()))

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

    @cached_property
    def ahead_count(self) -> int:
        """Visible cards that were written before the evening, of the kinds on the wall."""
        question = select(func.count()).where(
            Card.conference_id == self.id,
            Card.status == CardStatus.VISIBLE,
            Card.channel == AHEAD,
            col(Card.kind).in_(self.wall_kinds),
        )
        return self.session.exec(question).one()

    @property
    def collecting(self) -> list[Phase]:
        """The phases whose cards may be written from home now, or in the lobby; none once it has begun."""
        if self.kind != PhaseKind.LOBBY or not self.is_open or not self.card_kinds:
            return []
        return [
            phase for phase in self.phases if phase.kind == PhaseKind.COLLECT and phase.settings.card_types
        ]

    @property
    def wall_kinds(self) -> list[str]:
        kinds = [kind for kind in self.card_kinds if kind not in ("question", "feedback")]
        return kinds or ([self.settings.theme_kind] if self.settings.theme_kind else [])

    @cached_property
    def hidden_count(self) -> int:
        question = select(func.count()).where(Card.conference_id == self.id, Card.status == CardStatus.HIDDEN)
        return self.session.exec(question).one()

    @cached_property
    def held_count(self) -> int:
        """Cards that wait for the moderation to look at them."""
        question = select(func.count()).where(Card.conference_id == self.id, Card.status == CardStatus.HELD)
        return self.session.exec(question).one()

    @property
    def held_kind(self) -> str:
        """The kind of the card that has waited longest."""
        question = select(Card.kind).where(Card.conference_id == self.id, Card.status == CardStatus.HELD)
        return self.session.exec(question.order_by(col(Card.number)).limit(1)).first() or ""

    @cached_property
    def pictures(self) -> dict[int, Picture]:
        """By the id of the card that describes it; without the contents."""
        return Picture.by_card(self.session, self.id)

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

    @property
    def anchors(self) -> list[Theme]:
        """Where the present phase begins to dream: the weaknesses with the most dots."""
        return self._anchors_of(self.phase)

    @property
    def coming_anchors(self) -> list[Theme]:
        """Those of the next phase that has some, the present one included."""
        here = self.phases.index(self.phase) if self.phase else 0
        return next(filter(None, map(self._anchors_of, self.phases[here:])), [])

    def _anchors_of(self, phase: Phase | None) -> list[Theme]:
        if phase is None or phase.kind != PhaseKind.COLLECT or phase.state == PhaseState.CLOSED:
            return []
        kinds = [entry.kind for entry in phase.settings.card_types]
        if not phase.settings.theme_choice or CardKind.PROPOSAL not in kinds:
            return []
        return self.themes_to_choose(CardKind.PROPOSAL)[:MOST_ANCHORS]

    @cached_property
    def ranks_of_themes(self) -> dict[int | None, int]:
        """Rank of each theme in the revealed ballots."""
        shown = [ballot for ballot in self.ballots.all if ballot.state == BallotState.REVEALED]
        return {
            result.item.theme_id: result.rank
            for ballot in shown
            if ballot.mode == "dots"
            for result in self.results_of(ballot)
            if result.item.theme_id
        }

    def released_themes(self, kind: str) -> list[Theme]:
        return [theme for theme in self.themes(kind) if theme.released]

    @cached_property
    def theme_sizes(self) -> Counter[int | None]:
        question = select(Card.theme_id, func.count()).where(
            Card.conference_id == self.id, Card.status == CardStatus.VISIBLE
        )
        return Counter(dict(self.session.exec(question.group_by(col(Card.theme_id))).all()))

    @cached_property
    def ballots(self) -> Ballots:
        return Ballots(self)

    @cached_property
    def statements(self) -> Statements:
        return Statements(self, self.ballots)

    @property
    def ballot(self) -> Ballot | None:
        return self.ballots.current

    @property
    def ballot_items(self) -> Sequence[BallotItem]:
        return self.ballots.items

    @cached_property
    def voter_count(self) -> int:
        return self.ballots.voter_count(self.ballot) if self.ballot else 0

    @property
    def most_voters(self) -> int:
        """Everybody in the hall, with a device or with a sheet of paper."""
        return self.people_count + (self.ballots.sheet_count(self.ballot) if self.ballot else 0)

    @property
    def is_revealed(self) -> bool:
        return self.ballots.is_revealed

    @cached_property
    def results(self) -> list[Result]:
        """Dots per item; those of a scale stay in the order of the scale."""
        return self.results_of(self.ballot) if self.ballot else []

    def results_of(self, ballot: Ballot) -> list[Result]:
        return self.ballots.results_of(ballot)

    @cached_property
    def measures(self) -> Sequence[Measure]:
        return Measure.of(self.session, self.id)

    @property
    def shown_measure(self) -> Measure | None:
        wanted = self.conference.shown_measure_id
        every = (*self.measures, *self.earlier_measures) if wanted else ()
        return next((measure for measure in every if measure.id == wanted), None)

    @cached_property
    def earlier_measures(self) -> Sequence[Measure]:
        """Of the last round, on which this one reports."""
        return Measure.earlier_of(self.session, self.id)

    @cached_property
    def seats(self) -> Seats:
        return Seats(self)

    @cached_property
    def lineup(self) -> Lineup:
        return Lineup(self)

    @cached_property
    def timeline(self) -> Timeline:
        return Timeline(self, until=now().year)

    @cached_property
    def mindmap(self) -> MindMap:
        return MindMap(self)

    @cached_property
    def all_lanes(self) -> list[Lane]:
        """Of the timelines of this conference, each once."""
        lanes = {lane.name: lane for phase in self.phases for lane in phase.settings.lanes}
        return list(lanes.values())

    @cached_property
    def asks_cost(self) -> bool:
        return any("cost" in phase.settings.asks or phase.settings.budget for phase in self.phases)

    @cached_property
    def places(self) -> list[str]:
        """What people have named so far, to be chosen instead of typed."""
        return Card.places_of(self.session, self.id)

    def cost_counts(self, kinds: Sequence[str] = ()) -> Counter[str]:
        """How many visible cards of each cost step."""
        return Card.count_costs(self.session, self.id, kinds)

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
    def looked_after(self) -> set[int]:
        """Measures for which somebody has promised to see to it that they go on."""
        question = select(Commitment.measure_id).where(Commitment.kind == "champion")
        return set(self.session.exec(question.join(Measure).where(Measure.conference_id == self.id)).all())

    @cached_property
    def echoes(self) -> Echoes:
        return Echoes(self.session, self.id)

    @cached_property
    def artefacts(self) -> Sequence[Artefact]:
        return Artefact.of(self.session, self.id)

    @cached_property
    def undoable(self) -> Line | None:
        return Line.last_undoable(self.session, self.id)
