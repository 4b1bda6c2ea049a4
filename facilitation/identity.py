"""Which new group is which theme of the last proposal."""

from collections.abc import Mapping, Sequence

import numpy as np

_LEAST_OVERLAP = 0.3


def match_groups(
    groups: Mapping[int, Sequence[int]], previous: Mapping[str, Sequence[int]]
) -> dict[int, str]:
    """Group → id of the earlier theme it continues, by the largest overlap in all (Hungarian method).

    A pair counts only if they share at least 30 % of the smaller of the two.
    """
    names, ids = sorted(groups), sorted(previous)
    if not names or not ids:
        return {}
    from scipy.optimize import linear_sum_assignment

    sets, earlier = [set(groups[name]) for name in names], [set(previous[id_]) for id_ in ids]
    overlap = np.array([[_likeness(now, then) for then in earlier] for now in sets])
    rows, columns = linear_sum_assignment(-overlap)
    return {
        names[row]: ids[column]
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        if _continues(sets[row], earlier[column])
    }


def _likeness(now: set[int], then: set[int]) -> float:
    return len(now & then) / (len(now | then) or 1)


def _continues(now: set[int], then: set[int]) -> bool:
    return len(now & then) > 0 and len(now & then) >= _LEAST_OVERLAP * min(len(now), len(then))
