"""Cards that say the same thing in (nearly) the same words."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from facilitation.spelling import comparable
from facilitation.word_lists import listed

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_LIKENESS = 0.8
_SHORTEST = 10
_BLOCK, _PAIRS = 500, 20_000
_DIGITS = re.compile(r"\d+")
_TURNING = frozenset(
    listed("nicht kein keine keinen keiner mehr weniger ohne no not less more without zu too")
)


def find_duplicates(texts: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Groups of places in `texts`, each with at least two; the same words, or a typing error apart."""
    plain = [comparable(text) for text in texts]
    leader = list(range(len(texts)))
    for one, other in [*_same(plain), *_alike(plain)]:
        low, high = sorted((_root(leader, one), _root(leader, other)))
        leader[high] = low
    groups: dict[int, list[int]] = defaultdict(list)
    for place in range(len(texts)):
        groups[_root(leader, place)].append(place)
    return tuple(tuple(places) for _, places in sorted(groups.items()) if len(places) > 1)


def _root(leader: list[int], place: int) -> int:
    while leader[place] != place:
        place = leader[place]
    return place


def _same(plain: Sequence[str]) -> list[tuple[int, int]]:
    first: dict[str, int] = {}
    return [(first.setdefault(text, place), place) for place, text in enumerate(plain) if text]


def _alike(plain: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs that share 80 % of their letter triples (Jaccard index) and all numbers and negations."""
    rows = [sorted({text[at : at + 3] for at in range(len(text) - 2)}) for text in plain]
    if not any(rows):
        return []
    triples = _incidence(rows)
    sizes = np.array([len(row) for row in rows])
    found = []
    for one, other in _candidates(rows, sizes):
        shared = np.asarray(triples[one].multiply(triples[other]).sum(axis=1)).ravel()
        near = shared >= _LIKENESS * (sizes[one] + sizes[other] - shared)
        found += list(zip(one[near].tolist(), other[near].tolist(), strict=True))
    return sorted((one, other) for one, other in found if _may_be_same(plain[one], plain[other]))


def _candidates(
    rows: Sequence[Sequence[str]], sizes: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Pairs of like length that share one of their rarest triples: sets that agree in four fifths must.

    The prefix filter of Chaudhuri, Ganti and Kaushik (2006); in blocks, to keep memory low.
    """
    count = Counter(triple for row in rows for triple in row)
    prefixes = [
        sorted(row, key=lambda triple: (count[triple], triple))[: len(row) - ceil(_LIKENESS * len(row)) + 1]
        for row in rows
    ]
    rarest = _incidence(prefixes)
    for begin in range(0, len(rows), _BLOCK):
        meetings = (rarest[begin : begin + _BLOCK] @ rarest.T).tocoo()
        one, other = meetings.row.astype(np.int64) + begin, meetings.col.astype(np.int64)
        like = (one < other) & (
            np.minimum(sizes[one], sizes[other]) >= _LIKENESS * np.maximum(sizes[one], sizes[other])
        )
        for start in range(0, int(like.sum()), _PAIRS):
            yield one[like][start : start + _PAIRS], other[like][start : start + _PAIRS]


def _incidence(rows: Sequence[Sequence[str]]) -> "csr_array":
    from scipy.sparse import csr_array

    names = {name: at for at, name in enumerate(sorted({name for row in rows for name in row}))}
    columns = [names[name] for row in rows for name in row]
    ends = np.cumsum([0, *map(len, rows)])
    return csr_array((np.ones(len(columns)), columns, ends), shape=(len(rows), len(names)))


def _may_be_same(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _SHORTEST or _DIGITS.findall(one) != _DIGITS.findall(other):
        return False
    return _TURNING & set(one.split()) == _TURNING & set(other.split())
