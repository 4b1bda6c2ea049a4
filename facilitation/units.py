"""Cards that cannot be parted, seen as one: joined by a person, or with exactly the same words."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from facilitation.algebra import Matrix, unit_rows
from facilitation.communities import Labels


class Units:
    """`of`: unit of each card, shape (cards,). `vectors`: their directions; `sizes`: cards in each."""

    def __init__(self, vectors: Matrix, *, heaps: Iterable[Sequence[int]], tied: Iterable[int]) -> None:
        """`tied` cards are no other card's double, for something was decided about them."""
        self.of = _numbered(vectors, list(heaps), set(tied))
        count = int(self.of.max(initial=-1)) + 1
        self.sizes = np.bincount(self.of, minlength=count).astype(np.float64)
        sums = np.zeros((count, vectors.shape[1]))
        np.add.at(sums, self.of, vectors)
        self.vectors = unit_rows(sums)

    def each(self, rows: Iterable[int]) -> tuple[int, ...]:
        """The units of some cards, every one once."""
        return tuple(dict.fromkeys(int(self.of[row]) for row in rows))

    def most(self, labels: Labels) -> Labels:
        """For every unit the label that most of its cards have, -1 if none has one."""
        found = np.full(len(self.sizes), -1, dtype=np.int64)
        best = np.zeros(len(self.sizes))
        known = labels >= 0
        pairs, counts = np.unique(np.stack([self.of[known], labels[known]]), axis=1, return_counts=True)
        for unit, label, count in zip(pairs[0].tolist(), pairs[1].tolist(), counts.tolist(), strict=True):
            if count > best[unit]:
                found[unit], best[unit] = label, count
        return found


def _numbered(vectors: Matrix, heaps: list[Sequence[int]], tied: set[int]) -> NDArray[np.int64]:
    """Units in the order of their first cards."""
    _, first = np.unique(vectors.round(9), axis=0, return_inverse=True)
    name = [("same", int(at)) for at in first.ravel()]
    for row in tied:
        name[row] = ("own", row)
    for at, heap in enumerate(heaps):
        for row in heap:
            name[row] = ("heap", at)
    numbers: dict[tuple[str, int], int] = {}
    return np.array([numbers.setdefault(each, len(numbers)) for each in name], dtype=np.int64)
