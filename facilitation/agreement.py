"""How well themes agree with what people sorted by hand: measures for evaluation, not for a hall."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Agreement:
    """1 is full agreement; 0 is chance for `ami` and `ari`, which may be a little below."""

    ami: float
    ari: float
    v_measure: float
    bcubed_f1: float


def agreement_of(gold: Sequence[Hashable], found: Sequence[Hashable]) -> Agreement:
    """Compare two labellings of the same cards, shape (cards,) each; ValueError if their lengths differ.

    ami: adjusted mutual information, mean entropy as upper bound (Vinh, Epps and Bailey 2010).
    ari: adjusted Rand index (Hubert and Arabie 1985). v_measure: of homogeneity and completeness
    (Rosenberg and Hirschberg 2007). bcubed_f1: Bagga and Baldwin 1998, as in Amigó et al. 2009.
    """
    if len(gold) != len(found):
        raise ValueError("both labellings must be of the same cards")
    from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score, v_measure_score

    first, second = _numbered(gold), _numbered(found)
    return Agreement(
        float(adjusted_mutual_info_score(first, second)),
        float(adjusted_rand_score(first, second)),
        float(v_measure_score(first, second)),
        _bcubed_f1(first, second),
    )


def _numbered(labels: Sequence[Hashable]) -> NDArray[np.int64]:
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(label, len(numbers)) for label in labels], dtype=np.int64)


def _bcubed_f1(gold: NDArray[np.int64], found: NDArray[np.int64]) -> float:
    """The harmonic mean of the share of one's own among the neighbours, and the other way round."""
    if not len(gold):
        return 1.0
    table = np.zeros((gold.max() + 1, found.max() + 1))
    np.add.at(table, (gold, found), 1.0)
    precision = float((table**2 / table.sum(axis=0)).sum()) / len(gold)
    recall = float((table**2 / table.sum(axis=1, keepdims=True)).sum()) / len(gold)
    return 2 * precision * recall / (precision + recall)
