"""Cards lean on earlier texts that are like them: what one card says too shortly, others have said before."""

import numpy as np

from facilitation.algebra import Matrix, unit_rows

_NEIGHBOURS, _ENOUGH = 30, 100
_STRANGE, _AKIN = 0.4, 0.55
_BLOCK = 512


def trust_in(texts: Matrix, cards: Matrix) -> float:
    """How far earlier texts may speak for a board, 0 to 1: by their number and by what both are about.

    texts, cards: vectors of one space, shapes (texts, dimensions) and (cards, dimensions). Texts about other
    things (cosine of the two sums below 0.4) draw cards astray and get 0.
    """
    if not len(texts) or not len(cards):
        return 0.0
    sums = unit_rows(np.array([unit_rows(texts).sum(axis=0), unit_rows(cards).sum(axis=0)]))
    akin = (float(sums[0] @ sums[1]) - _STRANGE) / (_AKIN - _STRANGE)
    return round(min(max(akin, 0.0), 1.0) * min(1.0, len(texts) / _ENOUGH), 6)


def leaning(cards: Matrix, texts: Matrix, *, trust: float) -> Matrix:
    """Cards moved towards the mean of the 30 texts most like them, halfway if trust is 1; their lengths stay.

    Query expansion by pseudo-relevance feedback (Rocchio 1971), with other texts for answers.
    """
    if not trust:
        return cards
    pool = unit_rows(texts)
    lengths = np.linalg.norm(cards, axis=1, keepdims=True)
    found = np.empty_like(cards)
    for first in range(0, len(cards), _BLOCK):
        own = unit_rows(cards[first : first + _BLOCK])
        found[first : first + _BLOCK] = unit_rows(own + trust * _means_of_nearest(own, pool))
    return np.asarray(found * lengths)


def _means_of_nearest(own: Matrix, pool: Matrix) -> Matrix:
    """Directions of the weighted means of the nearest texts, shape of `own`."""
    likeness = (own @ pool.T).round(9)
    wanted = min(_NEIGHBOURS, len(pool))
    nearest = np.argpartition(-likeness, wanted - 1, axis=1)[:, :wanted]
    weights = np.zeros_like(likeness)
    values = np.maximum(np.take_along_axis(likeness, nearest, axis=1), 0.0)
    np.put_along_axis(weights, nearest, values, axis=1)
    return unit_rows(weights @ pool)
