"""Cards that a person parted do not meet in one group."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from facilitation.algebra import Matrix
from facilitation.communities import Labels


def keep_apart(
    centres: Matrix,
    vectors: Matrix,
    labels: Labels,
    pinned: Mapping[int, int],
    apart: Sequence[tuple[int, int]],
) -> Labels:
    """Labels without a pair in `apart` in one group; who fits worse goes to the next best group or a new one.

    `centres` belong to the groups in the order of their names.
    """
    foes: dict[int, set[int]] = defaultdict(set)
    for one, other in apart:
        foes[one].add(other)
        foes[other].add(one)
    result = labels.copy()
    names = [int(name) for name in np.unique(labels) if name >= 0]
    fitting = {row: _fitting(centres, vectors[row], names) for row in foes}
    settled: set[int] = set()
    for row in sorted(foes, key=lambda row: (row not in pinned, -_own(fitting[row], int(labels[row])), row)):
        taken = {int(result[foe]) for foe in foes[row] & settled} - {-1}
        if int(result[row]) in taken and row not in pinned:
            free = [name for name in fitting[row] if name not in taken]
            result[row] = free[0] if free else int(result.max()) + 1
        settled.add(row)
    return result


def _fitting(centres: Matrix, vector: Matrix, names: Sequence[int]) -> dict[int, float]:
    """Groups and how like they are, best first."""
    likeness = (centres @ vector).round(9).tolist() if names else []
    ordered = sorted(zip(names, likeness, strict=True), key=lambda pair: (-pair[1], pair[0]))
    return dict(ordered)


def _own(fitting: Mapping[int, float], label: int) -> float:
    return fitting.get(label, 0.0)
