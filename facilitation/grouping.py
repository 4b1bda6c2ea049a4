"""From card vectors to groups: communities, shaped by what people fixed and what a hall can read."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from facilitation.algebra import Matrix, unit_rows
from facilitation.communities import Graph, Labels, find_communities, neighbour_graph
from facilitation.parting import keep_apart
from facilitation.units import Units

_FEWEST_NEIGHBOURS, _MOST_NEIGHBOURS = 4, 20
_MOST_THEMES = 10
_ROUNDS = 2
_LEAST_SORTED = 0.9
_MOST_IN_GRAPH = 3_000
_STAY = 0.2
_PIN_WEIGHT = 2.0
_RESOLUTIONS = 1.2 ** np.arange(1, 16)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A theme that people touched: cards fixed in it, and cards it had before."""

    pinned: tuple[int, ...] = ()
    former: tuple[int, ...] = ()


def sensible_range(size: int) -> tuple[int, int]:
    """How few and how many themes a board of `size` cards should have: 5 to 10 from 40 cards on."""
    if size < 8:
        return min(size, 1), max(1, size // 3)
    low = 2 if size < 16 else 3 if size < 28 else 4 if size < 40 else 5
    return low, min(max(low, size // 4), _MOST_THEMES)


def group_cards(
    vectors: Matrix,
    *,
    anchors: Sequence[Anchor] = (),
    count: int | None = None,
    start: Labels | None = None,
    heaps: Sequence[Sequence[int]] = (),
    apart: Sequence[tuple[int, int]] = (),
) -> Labels:
    """A group for every card, -1 for none; group i < len(anchors) is that anchor's.

    `start` gives the groups of an earlier proposal (numbered like the result, -1 for new cards): then cards
    move only for a reason. Every card with a word in it gets a group unless it is like no other. Cards of one
    of the `heaps` get the same group, those of a pair in `apart` never, even if it takes more than `count`.
    """
    parted = {row for pair in apart for row in pair}
    pinned = {row for anchor in anchors for row in anchor.pinned}
    units = Units(vectors, heaps=heaps, tied=pinned | parted)
    labels = _group_units(
        units,
        [Anchor(units.each(anchor.pinned), units.each(anchor.former)) for anchor in anchors],
        count,
        None if start is None else units.most(start),
        [(int(units.of[one]), int(units.of[other])) for one, other in apart],
    )
    return labels[units.of]


def _group_units(
    units: Units,
    anchors: Sequence[Anchor],
    count: int | None,
    start: Labels | None,
    apart: Sequence[tuple[int, int]],
) -> Labels:
    filled = np.linalg.norm(units.vectors, axis=1) > 0.5
    pinned = {unit: at for at, anchor in enumerate(anchors) for unit in anchor.pinned}
    size = min(units.sizes.sum(), np.ceil(units.sizes[filled].sum() / _LEAST_SORTED))
    fewest, most = (count, count) if count is not None else sensible_range(int(size))
    if start is None:
        labels = _fresh_groups(units, filled, anchors, fewest)
        labels = _fit_number(units, labels, len(anchors), max(fewest, len(anchors)), max(most, len(anchors)))
        if count is None:
            labels = _give_away_crumbs(units, labels, len(anchors), fewest)
    else:
        labels = _nearest(units, np.where(filled, start, -1), filled)
    labels = _refine(units, labels, filled, pinned, stay=_STAY if start is not None else 0.0)
    return keep_apart(_centres(units, labels, _names(labels)), units.vectors, labels, pinned, apart)


def _fresh_groups(units: Units, filled: np.ndarray, anchors: Sequence[Anchor], fewest: int) -> Labels:
    """Communities; on a very large pile those of some cards, evenly chosen, that the others then join."""
    pinned = {unit for anchor in anchors for unit in anchor.pinned}
    every = np.flatnonzero(filled)
    step = -(-len(every) // _MOST_IN_GRAPH)
    rows = every if step <= 1 else np.array(sorted({*every[::step].tolist(), *(pinned & {*every.tolist()})}))
    labels = np.full(len(units.vectors), -1, dtype=np.int64)
    if len(rows):
        graph = neighbour_graph(units.vectors[rows], neighbours=_neighbours(len(rows)))
        _tie_pinned(graph, rows, anchors)
        labels[rows] = _enough_communities(graph, fewest)
    labels = _claim(labels, anchors)
    return labels if len(rows) == len(every) else _nearest(units, labels, filled)


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


def _fit_number(units: Units, labels: Labels, anchored: int, fewest: int, most: int) -> Labels:
    """Merge the most alike groups while there are too many, split off strangers while there are too few."""
    labels = labels.copy()
    while len(names := _names(labels)) > most:
        pair = _closest_pair(units, labels, names, anchored)
        if pair is None:
            break
        labels[labels == pair[1]] = pair[0]
    while 0 < len(_names(labels)) < fewest and _split_off(units, labels):
        pass
    return labels


def _closest_pair(units: Units, labels: Labels, names: list[int], anchored: int) -> tuple[int, int] | None:
    """Ward's criterion: the merge that costs least, never of two anchors."""
    sums = _sums(units, labels, names)
    sizes = np.array([units.sizes[labels == name].sum() for name in names])
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


def _split_off(units: Units, labels: Labels) -> bool:
    """Divide the widest group in two around its two most unlike cards; False if all groups are uniform."""
    spread = {name: round(_spread(units, labels == name), 9) for name in _names(labels)}
    name = max(spread, key=lambda name: (spread[name], -name))
    if spread[name] < 1e-6:
        return False
    rows = np.flatnonzero(labels == name)
    inside = units.vectors[rows]
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


def _spread(units: Units, inside: np.ndarray) -> float:
    sizes = units.sizes[inside]
    return float(sizes.sum() - np.linalg.norm(sizes @ units.vectors[inside])) if len(sizes) > 1 else 0.0


def _give_away_crumbs(units: Units, labels: Labels, anchored: int, fewest: int) -> Labels:
    """Groups too small for a theme go, card by card, to the nearest other one."""
    labels = labels.copy()
    size = int(units.sizes[labels >= 0].sum())
    held = {name: int(units.sizes[labels == name].sum()) for name in _names(labels)}
    smallest = 1 if size < 8 else 2 if size < 60 else max(3, size // 100)
    for name in sorted(held, key=lambda name: (held[name], name)):
        rows = np.flatnonzero(labels == name)
        if name < anchored or held[name] >= smallest or len(_names(labels)) <= fewest:
            continue
        labels[rows] = -1
        labels[rows] = _nearest(units, labels, np.isin(np.arange(len(labels)), rows))[rows]
    return labels


def _nearest(units: Units, labels: Labels, wanted: np.ndarray) -> Labels:
    """Cards without a group, where wanted, go to the group of the nearest centre."""
    names = _names(labels)
    result = labels.copy()
    open_rows = np.flatnonzero((labels < 0) & wanted)
    if names and len(open_rows):
        centres = _centres(units, labels, names)
        result[open_rows] = np.array(names)[
            np.argmax((units.vectors[open_rows] @ centres.T).round(9), axis=1)
        ]
    return result


def _refine(
    units: Units, labels: Labels, filled: np.ndarray, pinned: dict[int, int], *, stay: float
) -> Labels:
    """Rounds of nearest centre; pinned cards stay and count more."""
    result = labels.copy()
    pinned_rows = list(pinned)
    result[pinned_rows] = list(pinned.values())
    free = filled.copy()
    free[pinned_rows] = False
    for _ in range(_ROUNDS):
        names = _names(result)
        if len(names) < 2:
            break
        centres = _centres(units, result, names, extra=pinned_rows)
        likeness = (units.vectors @ centres.T).round(9)
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


def _centres(units: Units, labels: Labels, names: Sequence[int], extra: Sequence[int] = ()) -> Matrix:
    sums = _sums(units, labels, names)
    at = {name: row for row, name in enumerate(names)}
    for row in extra:
        sums[at[int(labels[row])]] += _PIN_WEIGHT * units.vectors[row]
    return unit_rows(sums)


def _sums(units: Units, labels: Labels, names: Sequence[int]) -> Matrix:
    """The sum of the cards of each group, shape (groups, dimensions)."""
    weighted = [units.sizes[labels == name] @ units.vectors[labels == name] for name in names]
    return np.array(weighted).reshape(len(names), units.vectors.shape[1])


def _names(labels: Labels) -> list[int]:
    return [int(name) for name in np.unique(labels) if name >= 0]
