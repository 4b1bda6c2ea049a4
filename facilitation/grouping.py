"""From card vectors to groups: communities, shaped by what people fixed and what a hall can read."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from facilitation.algebra import Matrix, unit_rows
from facilitation.communities import Graph, Labels, find_communities, neighbour_graph

_FEWEST_NEIGHBOURS, _MOST_NEIGHBOURS = 4, 12
_MOST_THEMES = 15
_ROUNDS = 2
_STAY = 0.05
_PIN_WEIGHT = 2.0
_RESOLUTIONS = 1.2 ** np.arange(1, 16)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A theme that people touched: cards fixed in it, and cards it had before."""

    pinned: tuple[int, ...] = ()
    former: tuple[int, ...] = ()


def sensible_range(size: int) -> tuple[int, int]:
    """How few and how many themes a board of `size` cards should have: 5 to 15 from 40 cards on."""
    if size < 8:
        return min(size, 1), max(1, size // 3)
    low = 2 if size < 16 else 3 if size < 28 else 4 if size < 40 else 5
    return low, min(max(low, size // 4), _MOST_THEMES)


def group_cards(
    vectors: Matrix, *, anchors: Sequence[Anchor] = (), count: int | None = None, start: Labels | None = None
) -> Labels:
    """A group for every card, -1 for none; group i < len(anchors) is that anchor's.

    `start` gives the groups of an earlier proposal (numbered like the result, -1 for new cards): then cards
    move only for a reason. Every card with a word in it gets a group unless it is like no other.
    """
    filled = np.linalg.norm(vectors, axis=1) > 0.5
    pinned = {row: at for at, anchor in enumerate(anchors) for row in anchor.pinned}
    fewest, most = (count, count) if count is not None else sensible_range(int(filled.sum()))
    if start is None:
        labels = _fresh_groups(vectors, filled, anchors, fewest)
        labels = _fit_number(
            vectors, labels, len(anchors), max(fewest, len(anchors)), max(most, len(anchors))
        )
        if count is None:
            labels = _give_away_crumbs(vectors, labels, len(anchors), fewest)
    else:
        labels = _nearest(vectors, np.where(filled, start, -1), filled)
    return _refine(vectors, labels, filled, pinned, stay=_STAY if start is not None else 0.0)


def _fresh_groups(vectors: Matrix, filled: np.ndarray, anchors: Sequence[Anchor], fewest: int) -> Labels:
    rows = np.flatnonzero(filled)
    labels = np.full(len(vectors), -1, dtype=np.int64)
    if len(rows):
        graph = neighbour_graph(vectors[rows], neighbours=_neighbours(len(rows)))
        _tie_pinned(graph, rows, anchors)
        labels[rows] = _same_for_same(vectors[rows], _enough_communities(graph, fewest))
    return _claim(labels, anchors)


def _same_for_same(vectors: Matrix, labels: Labels) -> Labels:
    """Cards with the same words are together, whatever the graph says."""
    _, first, group = np.unique(vectors.round(9), axis=0, return_index=True, return_inverse=True)
    return np.asarray(labels[first][group.ravel()])


def _neighbours(size: int) -> int:
    return int(np.clip(size // 8, _FEWEST_NEIGHBOURS, _MOST_NEIGHBOURS))


def _tie_pinned(graph: Graph, rows: np.ndarray, anchors: Sequence[Anchor]) -> None:
    """Cards that a person put together are neighbours."""
    place = {int(row): at for at, row in enumerate(rows)}
    for anchor in anchors:
        known = [place[row] for row in anchor.pinned if row in place]
        for one in known:
            for other in known:
                if one != other:
                    graph[one][other] = _PIN_WEIGHT / len(known)


def _enough_communities(graph: Graph, fewest: int) -> Labels:
    labels = find_communities(graph, resolution=float(_RESOLUTIONS[0]))
    for resolution in _RESOLUTIONS[1:]:
        if labels.max() + 1 >= fewest:
            break
        labels = find_communities(graph, resolution=float(resolution))
    return labels


def _claim(labels: Labels, anchors: Sequence[Anchor]) -> Labels:
    """Each anchor takes the group that most of its cards are in, or starts its own if that is taken."""
    shifted = np.where(labels >= 0, labels + len(anchors), -1)
    wishes = []
    for at, anchor in enumerate(anchors):
        cards = np.array([*anchor.pinned, *anchor.pinned, *anchor.former], dtype=np.int64)
        groups, votes = np.unique(shifted[cards], return_counts=True) if len(cards) else ((), ())
        wishes += [
            (-int(vote), at, int(group)) for group, vote in zip(groups, votes, strict=True) if group >= 0
        ]
    taken: dict[int, int] = {}
    for _, at, group in sorted(wishes):
        if group not in taken and at not in taken.values():
            taken[group] = at
    result = np.array([taken.get(int(label), int(label)) for label in shifted], dtype=np.int64)
    for at, anchor in enumerate(anchors):
        if at not in taken.values():
            result[[row for row in anchor.former if result[row] >= len(anchors)]] = at
    for at, anchor in enumerate(anchors):
        result[list(anchor.pinned)] = at
    return result


def _fit_number(vectors: Matrix, labels: Labels, anchored: int, fewest: int, most: int) -> Labels:
    """Merge the most alike groups while there are too many, split off strangers while there are too few."""
    labels = labels.copy()
    while len(names := _names(labels)) > most:
        pair = _closest_pair(vectors, labels, names, anchored)
        if pair is None:
            break
        labels[labels == pair[1]] = pair[0]
    while 0 < len(_names(labels)) < fewest and _split_off(vectors, labels):
        pass
    return labels


def _closest_pair(vectors: Matrix, labels: Labels, names: list[int], anchored: int) -> tuple[int, int] | None:
    """Ward's criterion: the merge that costs least, never of two anchors."""
    sums = np.array([vectors[labels == name].sum(axis=0) for name in names])
    sizes = np.array([(labels == name).sum() for name in names], dtype=np.float64)
    means = sums / sizes[:, None]
    distance = ((means[:, None, :] - means[None, :, :]) ** 2).sum(axis=2)
    cost = distance * (sizes[:, None] * sizes[None, :]) / (sizes[:, None] + sizes[None, :])
    fixed = np.array(names) < anchored
    cost[fixed[:, None] & fixed[None, :]] = np.inf
    np.fill_diagonal(cost, np.inf)
    if not np.isfinite(cost).any():
        return None
    one, other = divmod(int(np.argmin(cost)), len(names))
    return min(names[one], names[other]), max(names[one], names[other])


def _split_off(vectors: Matrix, labels: Labels) -> bool:
    """Divide the widest group in two around its two most unlike cards; False if all groups are uniform."""
    spread = {name: _spread(vectors[labels == name]) for name in _names(labels)}
    name = max(spread, key=lambda name: (spread[name], -name))
    if spread[name] < 1e-6:
        return False
    rows = np.flatnonzero(labels == name)
    inside = vectors[rows]
    first = int(np.argmin(inside @ inside.sum(axis=0)))
    second = int(np.argmin(inside @ inside[first]))
    for_first = inside @ inside[first] > inside @ inside[second]
    for _ in range(5):
        centres = unit_rows(np.array([inside[for_first].sum(axis=0), inside[~for_first].sum(axis=0)]))
        likeness = inside @ centres.T
        nearer = likeness[:, 0] > likeness[:, 1]
        if nearer.all() or not nearer.any():
            break
        for_first = nearer
    labels[rows[for_first]] = labels.max() + 1
    return True


def _spread(inside: Matrix) -> float:
    return float(len(inside) - np.linalg.norm(inside.sum(axis=0))) if len(inside) > 1 else 0.0


def _give_away_crumbs(vectors: Matrix, labels: Labels, anchored: int, fewest: int) -> Labels:
    """Groups too small for a theme go, card by card, to the nearest other one."""
    labels = labels.copy()
    size = int((labels >= 0).sum())
    smallest = 1 if size < 8 else 2 if size < 60 else max(3, size // 100)
    for name in sorted(_names(labels), key=lambda name: (int((labels == name).sum()), name)):
        rows = np.flatnonzero(labels == name)
        if name < anchored or len(rows) >= smallest or len(_names(labels)) <= fewest:
            continue
        labels[rows] = -1
        labels[rows] = _nearest(vectors, labels, np.isin(np.arange(len(labels)), rows))[rows]
    return labels


def _nearest(vectors: Matrix, labels: Labels, wanted: np.ndarray) -> Labels:
    """Cards without a group, where wanted, go to the group of the nearest centre."""
    names = _names(labels)
    result = labels.copy()
    open_rows = np.flatnonzero((labels < 0) & wanted)
    if names and len(open_rows):
        centres = _centres(vectors, labels, names)
        result[open_rows] = np.array(names)[np.argmax(vectors[open_rows] @ centres.T, axis=1)]
    return result


def _refine(
    vectors: Matrix, labels: Labels, filled: np.ndarray, pinned: dict[int, int], *, stay: float
) -> Labels:
    """Rounds of nearest centre; pinned cards stay and count more, nothing else is tied to its group."""
    result = labels.copy()
    pinned_rows, pinned_names = list(pinned), list(pinned.values())
    result[pinned_rows] = pinned_names
    free = filled.copy()
    free[pinned_rows] = False
    for _ in range(_ROUNDS):
        names = _names(result)
        if len(names) < 2:
            break
        centres = _centres(vectors, result, names, extra=pinned_rows)
        likeness = vectors @ centres.T
        at = {name: column for column, name in enumerate(names)}
        rows = np.flatnonzero(result >= 0)
        likeness[rows, [at[int(name)] for name in result[rows]]] += stay
        nearest = np.array(names)[np.argmax(likeness, axis=1)]
        result = _without_emptying(result, np.where(free, nearest, result))
    return result


def _without_emptying(before: Labels, after: Labels) -> Labels:
    """A group that would lose all its cards keeps them."""
    result = after.copy()
    for name in set(_names(before)) - set(_names(after)):
        result[before == name] = name
    return result


def _centres(vectors: Matrix, labels: Labels, names: Sequence[int], extra: Sequence[int] = ()) -> Matrix:
    sums = np.array([vectors[labels == name].sum(axis=0) for name in names])
    at = {name: row for row, name in enumerate(names)}
    for row in extra:
        sums[at[int(labels[row])]] += _PIN_WEIGHT * vectors[row]
    return unit_rows(sums)


def _names(labels: Labels) -> list[int]:
    return [int(name) for name in np.unique(labels) if name >= 0]
