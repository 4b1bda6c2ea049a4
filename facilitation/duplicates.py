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
_BLOCK, _PAIRS, _BITS = 500, 50_000, 512
_DIGITS = re.compile(r"\d+")
_TURNING = frozenset(
    listed("nicht kein keine keinen keiner mehr weniger ohne no not less more without zu too")
)


def find_duplicates(texts: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Groups of places in `texts`, each with at least two; the same words, or a typing error apart."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        if plain := comparable(text):
            places[plain].append(place)
    different = sorted(places)
    leader = list(range(len(different)))
    for one, other in _alike(different):
        low, high = sorted((_root(leader, one), _root(leader, other)))
        leader[high] = low
    groups: dict[int, list[int]] = defaultdict(list)
    for at, plain in enumerate(different):
        groups[_root(leader, at)] += places[plain]
    return tuple(sorted(tuple(sorted(group)) for group in groups.values() if len(group) > 1))


def _root(leader: list[int], place: int) -> int:
    while leader[place] != place:
        place = leader[place]
    return place


def _alike(plain: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs that share 80 % of their letter triples (Jaccard index) and all numbers and negations."""
    buckets: dict[tuple[object, object], list[int]] = defaultdict(list)
    for at, text in enumerate(plain):
        if len(text) >= _SHORTEST:
            buckets[(*_DIGITS.findall(text),), _TURNING & set(text.split())].append(at)
    found = []
    for places in buckets.values():
        if len(places) > 1:
            pairs = _alike_triples([plain[at] for at in places])
            found += [(places[one], places[other]) for one, other in pairs]
    return sorted(found)


def _alike_triples(plain: Sequence[str]) -> list[tuple[int, int]]:
    rows = [sorted({text[at : at + 3] for at in range(len(text) - 2)}) for text in plain]
    triples = _incidence(rows)
    sizes = np.diff(triples.indptr)
    bits = _bitmaps(triples)
    found: list[tuple[int, int]] = []
    for one, other in _candidates(rows, sizes):
        different = np.bitwise_count(bits[one] ^ bits[other]).sum(axis=1, dtype=np.int64)
        most = (1 - _LIKENESS) / (1 + _LIKENESS) * (sizes[one] + sizes[other])
        maybe = different <= most + 1e-9
        one, other = one[maybe], other[maybe]
        shared = np.asarray(triples[one].multiply(triples[other]).sum(axis=1)).ravel()
        near = shared >= _LIKENESS * (sizes[one] + sizes[other] - shared)
        found += zip(one[near].tolist(), other[near].tolist(), strict=True)
    return found


def _bitmaps(triples: "csr_array") -> NDArray[np.uint64]:
    """512 bits for each text: as many bits differ at most as triples do (Sandes, Teodoro and Melo 2017)."""
    marks = np.zeros((triples.shape[0], _BITS), dtype=np.uint8)
    rows = np.repeat(np.arange(triples.shape[0]), np.diff(triples.indptr))
    marks[rows, triples.indices % _BITS] = 1
    return np.packbits(marks, axis=1).view(np.uint64)


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
    others = rarest.T.tocsr()
    for begin in range(0, len(rows), _BLOCK):
        meetings = (rarest[begin : begin + _BLOCK] @ others).tocoo()
        one, other = meetings.row.astype(np.int64) + begin, meetings.col.astype(np.int64)
        like = (one < other) & (
            np.minimum(sizes[one], sizes[other]) >= _LIKENESS * np.maximum(sizes[one], sizes[other])
        )
        one, other = one[like], other[like]
        for start in range(0, len(one), _PAIRS):
            yield one[start : start + _PAIRS], other[start : start + _PAIRS]


def _incidence(rows: Sequence[Sequence[str]]) -> "csr_array":
    from scipy.sparse import csr_array

    names = {name: at for at, name in enumerate(sorted({name for row in rows for name in row}))}
    columns = [names[name] for row in rows for name in row]
    ends = np.cumsum([0, *map(len, rows)])
    return csr_array((np.ones(len(columns)), columns, ends), shape=(len(rows), len(names)))
