"""What people said about pairs of cards, made free of contradictions: the later word wins."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pair:
    """Two cards, by id, that a person joined or parted; `when` is any number that grows with time."""

    one: str
    other: str
    when: int = 0


@dataclass(frozen=True, slots=True)
class Settled:
    """heaps: two or more cards that stay together. apart: pairs of cards never in one theme."""

    heaps: tuple[tuple[str, ...], ...]
    apart: tuple[tuple[str, str], ...]


def settle(
    *,
    together: Iterable[Pair | tuple[str, str]],
    apart: Iterable[Pair | tuple[str, str]],
    placed: Mapping[str, str],
) -> Settled:
    """Take the latest word first and leave out every earlier one that it rules out, also through others.

    Of two words of one moment, `apart` and then the one later in its list comes first. A card that a person
    placed in a theme is there: words that contradict placements are left out.
    """
    knots = _Knots(placed)
    words = [(*_in_time(at, pair), False) for at, pair in enumerate(together)]
    words += [(*_in_time(at, pair), True) for at, pair in enumerate(apart)]
    for _, _, pair, parting in sorted(words, key=lambda word: (-word[0], not word[3], -word[1], word[2].one)):
        knots.part(pair) if parting else knots.join(pair)
    return knots.settled()


def _in_time(at: int, pair: Pair | tuple[str, str]) -> tuple[int, int, Pair]:
    known = pair if isinstance(pair, Pair) else Pair(*pair)
    return known.when, at, known


class _Knots:
    """Heaps of joined cards, and which of them are parted; cards placed in one theme are one heap."""

    def __init__(self, placed: Mapping[str, str]) -> None:
        self._theme = dict(placed)
        self._leader: dict[str, str] = {}
        self._cards: dict[str, list[str]] = {}
        self._joined: list[str] = []
        self._parted: list[tuple[str, str]] = []
        first: dict[str, str] = {}
        for card, theme in sorted(placed.items()):
            self._unite(first.setdefault(theme, card), card)

    def join(self, pair: Pair) -> None:
        if not self._may_meet(pair.one, pair.other):
            return
        self._unite(pair.one, pair.other)
        self._joined += [pair.one, pair.other]

    def part(self, pair: Pair) -> None:
        if self._root(pair.one) != self._root(pair.other):
            self._parted.append((pair.one, pair.other))

    def settled(self) -> Settled:
        heaps: dict[str, set[str]] = defaultdict(set)
        for card in self._joined:
            heaps[self._root(card)].add(card)
        found = sorted(tuple(sorted(cards)) for cards in heaps.values() if len(cards) > 1)
        parted = {(min(pair), max(pair)) for pair in self._parted}
        return Settled(tuple(found), tuple(sorted(parted)))

    def _may_meet(self, one: str, other: str) -> bool:
        first, second = self._root(one), self._root(other)
        themes = {
            self._theme[card]
            for root in (first, second)
            for card in self._members(root)
            if card in self._theme
        }
        if len(themes) > 1:
            return False
        return (
            all({self._root(a), self._root(b)} != {first, second} for a, b in self._parted) or first == second
        )

    def _unite(self, one: str, other: str) -> None:
        first, second = self._root(one), self._root(other)
        if first != second:
            self._cards[first] = [*self._members(first), *self._members(second)]
            self._leader[second] = first

    def _root(self, card: str) -> str:
        while self._leader.get(card, card) != card:
            card = self._leader[card]
        return card

    def _members(self, root: str) -> Sequence[str]:
        return self._cards.get(root, [root])
