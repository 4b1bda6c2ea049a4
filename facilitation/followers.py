"""Cards that say nearly the same as one that a person placed go with it."""

from collections.abc import Mapping

import numpy as np

from facilitation.algebra import Matrix

_VERY_NEAR = 0.9
"""Cosine. On cards sorted by hand more went wrong than right below it."""


def followers(vectors: Matrix, pinned: Mapping[int, int]) -> dict[int, int]:
    """Row → group for every free row that is very near to a pinned one: the group of the nearest of these.

    `vectors`: shape (rows, dimensions), rows of length 1 or 0; `pinned`: row → group.
    """
    fixed = np.array(sorted(pinned), dtype=np.int64)
    if not len(fixed):
        return {}
    likeness = (vectors @ vectors[fixed].T).round(9)
    nearest = np.argmax(likeness, axis=1)
    near = np.flatnonzero(likeness[np.arange(len(vectors)), nearest] >= _VERY_NEAR)
    return {int(row): pinned[int(fixed[nearest[row]])] for row in near if int(row) not in pinned}
