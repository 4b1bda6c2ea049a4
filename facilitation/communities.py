"""Groups of cards that lie close together: a graph of nearest neighbours and its communities."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from facilitation.algebra import Matrix

Labels = NDArray[np.int64]
Graph = list[dict[int, float]]
_BLOCK = 512


def neighbour_graph(vectors: Matrix, *, neighbours: int) -> Graph:
    """For every card its nearest ones by cosine, made symmetric; rows of `vectors` have length 1 (or 0)."""
    size = len(vectors)
    graph: Graph = [{} for _ in range(size)]
    wanted = min(neighbours, size - 1)
    for first in range(0, size if wanted > 0 else 0, _BLOCK):
        likeness = vectors[first : first + _BLOCK] @ vectors.T
        rows = np.arange(first, first + len(likeness))
        likeness[rows - first, rows] = -2.0
        nearest = np.argpartition(-likeness, wanted - 1, axis=1)[:, :wanted]
        weights = np.take_along_axis(likeness, nearest, axis=1)
        for row, others, values in zip(rows.tolist(), nearest.tolist(), weights.tolist(), strict=True):
            for other, weight in zip(others, values, strict=True):
                if weight > 1e-6:
                    graph[row][other] = graph[other][row] = weight
    return graph


def find_communities(graph: Graph, *, resolution: float = 1.0, start: Sequence[int] | None = None) -> Labels:
    """Louvain (Blondel et al. 2008): communities of the highest modularity, numbered from 0; no randomness.

    `start` begins from given communities instead of single cards.
    """
    members = [[node] for node in range(len(graph))]
    level, own = graph, [0.0] * len(graph)
    labels = _move_nodes(level, own, resolution, start)
    result = np.zeros(len(graph), dtype=np.int64)
    while True:
        count = max(labels, default=-1) + 1
        joined: list[list[int]] = [[] for _ in range(count)]
        for node, label in enumerate(labels):
            joined[label] += members[node]
        done = count == len(level)
        level, own = _condense(level, own, labels, count)
        members = joined
        if done:
            break
        labels = _move_nodes(level, own, resolution, None)
    for label, nodes in enumerate(members):
        result[nodes] = label
    return result


def _move_nodes(
    graph: Graph, own: Sequence[float], resolution: float, start: Sequence[int] | None
) -> list[int]:
    """Move single nodes to the neighbouring community that gains most, until nobody moves."""
    degree = [sum(edges.values()) + 2 * loop for edges, loop in zip(graph, own, strict=True)]
    total = sum(degree) or 1.0
    label = list(start) if start is not None else list(range(len(graph)))
    volume: dict[int, float] = defaultdict(float)
    for node, name in enumerate(label):
        volume[name] += degree[node]
    for _ in range(50):
        moved = False
        for node, edges in enumerate(graph):
            here = label[node]
            volume[here] -= degree[node]
            best = _best_community(edges, label, volume, here, resolution * degree[node] / total)
            volume[best] += degree[node]
            if best != here:
                label[node], moved = best, True
        if not moved:
            break
    return _numbered(label)


def _best_community(
    edges: dict[int, float], label: Sequence[int], volume: dict[int, float], here: int, price: float
) -> int:
    links: dict[int, float] = defaultdict(float)
    for other, weight in edges.items():
        links[label[other]] += weight
    best, gain = here, links.get(here, 0.0) - price * volume[here]
    for name in sorted(links):
        value = links[name] - price * volume[name]
        if value > gain + 1e-12:
            best, gain = name, value
    return best


def _condense(
    graph: Graph, own: Sequence[float], labels: Sequence[int], count: int
) -> tuple[Graph, list[float]]:
    """Communities become the nodes of a smaller graph."""
    smaller: Graph = [defaultdict(float) for _ in range(count)]
    loops = [0.0] * count
    for node, edges in enumerate(graph):
        here = labels[node]
        loops[here] += own[node]
        for other, weight in edges.items():
            if labels[other] == here:
                loops[here] += weight / 2
            else:
                smaller[here][labels[other]] += weight
    return [dict(edges) for edges in smaller], loops


def _numbered(labels: Sequence[int]) -> list[int]:
    """The same communities, named 0, 1, … in the order of their first members."""
    names: dict[int, int] = {}
    return [names.setdefault(label, len(names)) for label in labels]
