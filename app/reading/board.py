"""The moderation's board of one kind of cards: themes, loose cards, and what the machine says about them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlmodel import col, select

from app.analysis import DECIDED
from app.models import Ballot, BallotState, Card, Pair, StakeholderGroup, Theme
from app.reading.estimates import Placed
from app.reading.hall import Hall
from app.reading.hints import Hints, Reading
from app.reading.proposals import Waiting
from facilitation import Link, split_thoughts

MOST_PARTS = 3
MOST_LINKED = 3


@dataclass(frozen=True)
class Linked:
    """Another theme that this one builds on, is answered by, or the other way round; None: loose cards."""

    relation: str
    theme: Theme | None
    cards: Sequence[Card]


@dataclass(frozen=True)
class About:
    """What is known of one theme; shares are per cent of its cards, the last of `groups` are all others."""

    groups: Sequence[tuple[StakeholderGroup | None, int]]
    unheard: Sequence[StakeholderGroup]
    linked: Sequence[Linked]
    opposed: tuple[Card, Card] | None


class Board:
    def __init__(self, hall: Hall, kind: str, hints: Hints | None) -> None:
        self.hall = hall
        self.kind = kind
        self._hints = hints

    @cached_property
    def themes(self) -> Sequence[Theme]:
        return self.hall.themes(self.kind)

    @cached_property
    def cards(self) -> Sequence[Card]:
        return self.hall.cards([self.kind])

    @cached_property
    def by_theme(self) -> Mapping[int | None, Sequence[Card]]:
        living = {theme.id for theme in self.themes}
        found: dict[int | None, list[Card]] = defaultdict(list)
        for card in self.cards:
            found[card.theme_id if card.theme_id in living else None].append(card)
        return found

    def cards_of(self, theme: Theme | None) -> Sequence[Card]:
        return self.by_theme.get(theme.id if theme else None, [])

    @property
    def loose(self) -> Sequence[Card]:
        return self.cards_of(None)

    @cached_property
    def _read(self) -> tuple[Reading, str]:
        if self._hints is None:
            return Reading(), ""
        others = Card.count_sortable(self.hall.session, self.hall.id)
        state = hash(
            (
                others,
                *((card.id, card.version, card.theme_id, card.theme_by) for card in self.cards),
                *((theme.id, theme.version, theme.finished) for theme in self.themes),
            )
        )
        return self._hints.of(self.hall.id, self.kind, state=state)

    @property
    def reading(self) -> Reading:
        return self._read[0]

    @property
    def awaits(self) -> str:
        """Whether the machine is still reading what has come meanwhile: see `Hints.of`."""
        return self._read[1]

    @cached_property
    def waiting(self) -> Waiting | None:
        """A proposal whose changes ask for a word."""
        return Waiting.of(self.hall.session, self.hall.id, self.kind)

    def stacked(self, cards: Sequence[Card]) -> list[Sequence[Card]]:
        """The cards in their order, those that say nearly the same where the first stands."""
        stack_of = {card: number for number, heap in enumerate(self.reading.stacks) for card in heap}
        heaps: dict[tuple[str, int], list[Card]] = {}
        for card in cards:
            number = stack_of.get(card.id or 0)
            key = ("card", card.id or 0) if number is None else ("stack", number)
            heaps.setdefault(key, []).append(card)
        return list(heaps.values())

    @cached_property
    def _themes_open(self) -> Mapping[int | None, Theme]:
        return {theme.id: theme for theme in self.themes if not theme.finished}

    def suggested(self, card: Card) -> Theme | None:
        """Where a loose card may belong, unless a person has taken it out of all themes."""
        if card.theme_id is not None or card.theme_by in DECIDED:
            return None
        return self._themes_open.get(self.reading.suggested.get(card.id or 0))

    def has_several(self, card: Card) -> bool:
        return card.id in self.reading.several

    def thoughts_of(self, card: Card) -> Sequence[str]:
        """What may become cards of their own; empty fields for what the moderation adds."""
        found = split_thoughts(card.text, strictly=True)
        if len(found) > MOST_PARTS:
            found = (*found[: MOST_PARTS - 1], " ".join(found[MOST_PARTS - 1 :]))
        return [*found, *[""] * (MOST_PARTS - len(found))]

    @cached_property
    def originals(self) -> Mapping[int | None, Card]:
        """The cards whose parts are on the board."""
        wanted = {card.split_from_id for card in self.cards if card.split_from_id}
        if not wanted:
            return {}
        question = select(Card).where(col(Card.id).in_(wanted), Card.status == "split")
        return {card.id: card for card in self.hall.session.exec(question)}

    @cached_property
    def pairs(self) -> list[tuple[Pair, Card, Card]]:
        """What people have said of two cards on this board."""
        known = {card.id: card for card in self.cards}
        said = Pair.of(self.hall.session, self.hall.id)
        return [
            (pair, known[pair.one_id], known[pair.other_id])
            for pair in said
            if pair.one_id in known and pair.other_id in known
        ]

    @cached_property
    def portfolio(self) -> Sequence[Placed]:
        """The themes and cards of this board by impact and effort, as the last revealed ballot has it."""
        themes = {theme.id for theme in self.themes}
        cards = {card.id for card in self.cards}
        for ballot in reversed(Ballot.of(self.hall.session, self.hall.id)):
            if ballot.mode == "matrix" and ballot.state == BallotState.REVEALED:
                found = self.hall.ballots.placed_of([ballot])
                own = [at for at in found if at.item.theme_id in themes or at.item.card_id in cards]
                if own:
                    return own
        return []

    @cached_property
    def _every_theme(self) -> Mapping[int | None, Theme]:
        return {theme.id: theme for theme in Theme.all_of(self.hall.session, self.hall.id)}

    def about(self, theme: Theme) -> About | None:
        """None as long as the machine has not read this theme."""
        assert theme.id is not None
        coverage = self.reading.coverage.get(theme.id)
        if coverage is None:
            return None
        public = {group.name: group for group in self.hall.public_groups}
        shares = [(group, round(100 * coverage.by_group.get(name, 0))) for name, group in public.items()]
        others = 100 - sum(share for _, share in shares)
        by_name = {group.name: group for group in self.hall.groups}
        return About(
            groups=[*shares, (None, max(others, 0))],
            unheard=[by_name[name] for name in coverage.unheard if name in by_name],
            linked=[self._linked(theme.id, link) for link in self.reading.links.get(theme.id, ())],
            opposed=self._opposed(theme.id),
        )

    def _linked(self, theme_id: int, link: Link) -> Linked:
        is_own = link.theme_id == str(theme_id)
        other = link.other_id if is_own else link.theme_id
        relation = link.relation if is_own else f"{link.relation}_this"
        theme = self._every_theme.get(int(other or 0))
        return Linked(relation, theme, () if theme else self._loose_of(link.other_cards))

    def _loose_of(self, names: Sequence[str]) -> Sequence[Card]:
        found = (self.hall.session.get(Card, int(name)) for name in names[:MOST_LINKED])
        return [card for card in found if card and card.status == "visible"]

    def _opposed(self, theme_id: int) -> tuple[Card, Card] | None:
        pair = self.reading.opposed.get(theme_id)
        if pair is None:
            return None
        found = [self.hall.session.get(Card, card_id) for card_id in pair]
        one, other = (card if card and card.status == "visible" else None for card in found)
        return (one, other) if one and other else None
