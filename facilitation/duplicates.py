"""Cards that say the same thing in (nearly) the same words."""

import re
from collections import defaultdict
from collections.abc import Sequence

from facilitation.spelling import comparable
from facilitation.word_lists import listed

_LIKENESS = 0.8
_SHORTEST = 10
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
    """Pairs that share at least 80 % of their letter triples and all numbers and negations (Jaccard index)."""
    import numpy as np
    from scipy.sparse import csr_array, triu

    triples = [sorted({text[at : at + 3] for at in range(len(text) - 2)}) for text in plain]
    names = {name: at for at, name in enumerate(sorted({name for row in triples for name in row}))}
    if not names:
        return []
    columns = [names[name] for row in triples for name in row]
    ends = np.cumsum([0, *map(len, triples)])
    matrix = csr_array((np.ones(len(columns)), columns, ends), shape=(len(plain), len(names)))
    shared = triu(matrix @ matrix.T, k=1).tocoo()
    sizes = np.diff(ends)
    union = sizes[shared.row] + sizes[shared.col] - shared.data
    near = np.flatnonzero(shared.data >= _LIKENESS * union)
    pairs = zip(shared.row[near].tolist(), shared.col[near].tolist(), strict=True)
    return sorted((one, other) for one, other in pairs if _may_be_same(plain[one], plain[other]))


def _may_be_same(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _SHORTEST or _DIGITS.findall(one) != _DIGITS.findall(other):
        return False
    return _TURNING & set(one.split()) == _TURNING & set(other.split())
