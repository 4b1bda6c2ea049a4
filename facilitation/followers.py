"""Cards that go with one that a person placed: the same words, or as good as at home in the new theme."""

from collections.abc import Mapping, Sequence

import numpy as np

from facilitation.algebra import Matrix
from facilitation.communities import Labels

_NEAR, _NEAREST, _NEARLY_AS_WELL = 0.6, 3, 0.3
_THE_SAME = 0.98
"""Cosines, and the difference of two. Beyond them more went wrong than right on cards sorted by hand."""


def followers(
    vectors: Matrix, pinned: Mapping[int, int], labels: Labels, names: Sequence[int], centres: Matrix
) -> dict[int, int]:
    """Row → group for free rows among the three nearest to a pinned one, if they come from the same group.

    `vectors`: shape (rows, dimensions), rows of length 1 or 0; `pinned`: row → group; `labels`: groups
    before; `names`, `centres`: these groups, shape (groups, dimensions). A row goes with the nearest one.
    """
    fitting = (vectors @ centres.T).round(9)
    place = {name: column for column, name in enumerate(names)}
    found: dict[int, tuple[float, int]] = {}
    for row, target in sorted(pinned.items()):
        left = next((names[at] for at in np.argsort(-fitting[row], kind="stable") if names[at] != target), -1)
        likeness = (vectors @ vectors[row]).round(9)
        likeness[row] = -1.0
        for other in np.argsort(-likeness, kind="stable")[:_NEAREST].tolist():
            near = float(likeness[other])
            if other in pinned or near < _NEAR or labels[other] != left or target not in place:
                continue
            loss = fitting[other, place[left]] - fitting[other, place[target]]
            if (near >= _THE_SAME or loss <= _NEARLY_AS_WELL) and near > found.get(other, (0.0, 0))[0]:
                found[other] = (near, target)
    return {row: target for row, (_, target) in found.items()}
