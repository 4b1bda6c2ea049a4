"""The mind map of developments: its branches, what hangs on them, and what waits for a place."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isqrt

from app.models import Card, CardKind, Theme
from app.reading.venue import Venue

LEAST_BRANCHES, MOST_BRANCHES = 2, 14
HANDFUL = 20
TWIGS = 2


@dataclass(frozen=True)
class Branch:
    theme: Theme
    cards: Sequence[Card]

    @property
    def twigs(self) -> list[Card]:
        """A few that stand for the others: pinned ones, then the first."""
        return sorted(self.cards, key=lambda card: (not card.pinned, card.number))[:TWIGS]


@dataclass(frozen=True)
class Side:
    """Half of the picture: its branches, and where their lines end, in per cent of the height."""

    branches: Sequence[Branch]

    @property
    def heights(self) -> list[float]:
        rows = len(self.branches)
        return [round(100 * (row + 0.5) / rows, 2) for row in range(rows)]


class MindMap:
    """In one reading; what an author has proposed hangs nowhere until the moderation has confirmed it."""

    def __init__(self, hall: Venue) -> None:
        self._hall = hall

    @cached_property
    def cards(self) -> Sequence[Card]:
        return Card.on_board(self._hall.session, self._hall.id, [CardKind.TREND])

    @cached_property
    def branches(self) -> list[Branch]:
        themes = Theme.of(self._hall.session, self._hall.id, CardKind.TREND)
        return [
            Branch(theme, [card for card in self.cards if card.theme_id == theme.id and is_confirmed(card)])
            for theme in themes
        ]

    @cached_property
    def queue(self) -> list[Card]:
        """Oldest first, as they came."""
        return [card for card in self.cards if card.theme_id is None or not is_confirmed(card)]

    @property
    def wanted(self) -> int | None:
        """How many branches the machine shall make of a handful of cards; of many it says so itself."""
        return max(LEAST_BRANCHES, isqrt(len(self.cards))) if len(self.cards) < HANDFUL else None

    @property
    def is_frozen(self) -> bool:
        """Nothing new grows on it: dots can be put."""
        return bool(self.branches) and all(branch.theme.finished for branch in self.branches)

    @property
    def shown(self) -> list[Branch]:
        """What fits into the picture: the fullest, in the order of their numbers."""
        fullest = sorted(self.branches, key=lambda branch: (-len(branch.cards), branch.theme.number))
        return [branch for branch in self.branches if branch in fullest[:MOST_BRANCHES]]

    @property
    def sides(self) -> tuple[Side, Side]:
        """Left and right of the centre."""
        half = len(self.shown) // 2
        return Side(self.shown[:half]), Side(self.shown[half:])


def is_confirmed(card: Card) -> bool:
    return card.theme_by != "author"
