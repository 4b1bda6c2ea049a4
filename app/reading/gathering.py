"""Who is in the hall, by groups, and what they have written so far."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property

from sqlmodel import col, func, or_, select

from app.models import Card, CardStatus, Participant, Phase, PhaseKind, Picture, StakeholderGroup
from app.models.people import AHEAD
from app.reading.counts import GroupCount, counted, in_every_group, large_groups
from app.reading.course import Course

MOST_ON_WALL = 8


class Gathering(Course):
    """People and cards of a conference in one reading."""

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
        """Visible cards that were written before the evening, on paper too, of the kinds on the wall."""
        lobbies = select(Phase.id).where(Phase.conference_id == self.id, Phase.kind == PhaseKind.LOBBY)
        question = select(func.count()).where(
            Card.conference_id == self.id,
            Card.status == CardStatus.VISIBLE,
            or_(Card.channel == AHEAD, col(Card.phase_id).in_(lobbies)),
            col(Card.kind).in_(self.wall_kinds),
        )
        return self.session.exec(question).one()

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

    @cached_property
    def theme_sizes(self) -> Counter[int | None]:
        question = select(Card.theme_id, func.count()).where(
            Card.conference_id == self.id, Card.status == CardStatus.VISIBLE
        )
        return Counter(dict(self.session.exec(question.group_by(col(Card.theme_id))).all()))

    @cached_property
    def places(self) -> list[str]:
        """What people have named so far, to be chosen instead of typed."""
        return Card.places_of(self.session, self.id)

    def cost_counts(self, kinds: Sequence[str] = ()) -> Counter[str]:
        """How many visible cards of each cost step."""
        return Card.count_costs(self.session, self.id, kinds)
