"""Cards as bags of weighted words, and bags as rows of a sparse matrix."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from facilitation.words import Term

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Bag = Sequence[tuple[str, float, int]]
"""The words of a card: key, weight, place."""
Vocabulary = dict[str, int]
"""Key → column."""

_PART_WEIGHT = 0.5


def bag_of(terms: Sequence[Term]) -> Bag:
    """Every term as itself and, counting half, as its parts."""
    bag = []
    for place, term in enumerate(terms):
        bag.append((term.key, 1.0, place))
        bag.extend((part, _PART_WEIGHT, place) for part in term.parts)
    return bag


def vocabulary_of(bags: Iterable[Bag], *, least: int = 1) -> Vocabulary:
    """The keys that at least so many bags have, numbered in alphabetical order."""
    if least == 1:
        return {key: at for at, key in enumerate(sorted({key for bag in bags for key, _, _ in bag}))}
    counted = Counter(key for bag in bags for key in {key for key, _, _ in bag})
    return {key: at for at, key in enumerate(sorted(key for key in counted if counted[key] >= least))}


def card_term_matrix(bags: Sequence[Bag], vocabulary: Vocabulary) -> "csr_array":
    """Weights, shape (bags, keys); keys that the vocabulary does not have are left out."""
    from scipy.sparse import csr_array

    known = [[(vocabulary[key], weight) for key, weight, _ in bag if key in vocabulary] for bag in bags]
    ends = np.cumsum([0, *map(len, known)])
    columns = np.array([column for row in known for column, _ in row], dtype=np.int64)
    weights = np.array([weight for row in known for _, weight in row], dtype=np.float64)
    matrix = csr_array((weights, columns, ends), shape=(len(bags), len(vocabulary)))
    matrix.sum_duplicates()
    return matrix
