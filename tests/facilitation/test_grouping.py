"""Communities and identity on shapes drawn by hand."""

import numpy as np
import pytest

from facilitation.communities import find_communities, neighbour_graph
from facilitation.grouping import Anchor, group_cards, sensible_range
from facilitation.identity import match_groups


def heaps(*sizes: int) -> np.ndarray:
    """Unit vectors around as many axes as there are sizes."""
    noise = np.random.default_rng(7).normal(scale=0.1, size=(sum(sizes), len(sizes)))
    vectors = np.repeat(np.eye(len(sizes)), sizes, axis=0) + noise
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def parts(labels: np.ndarray) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(labels == name).tolist()) for name in np.unique(labels)}


def test_heaps_are_found() -> None:
    graph = neighbour_graph(heaps(12, 9, 15), neighbours=4)
    expected = {frozenset(range(12)), frozenset(range(12, 21)), frozenset(range(21, 36))}
    assert parts(find_communities(graph)) == expected


def test_two_triangles_joined_by_an_edge_are_two_communities() -> None:
    edges = [(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5), (2, 3)]
    graph: list[dict[int, float]] = [{} for _ in range(6)]
    for one, other in edges:
        graph[one][other] = graph[other][one] = 1.0
    assert parts(find_communities(graph)) == {frozenset({0, 1, 2}), frozenset({3, 4, 5})}


def test_nodes_without_edges_stay_alone() -> None:
    assert len(parts(find_communities([{}, {}, {}]))) == 3


def test_an_anchor_takes_its_heap_and_pinned_cards_stay() -> None:
    vectors = heaps(20, 20, 20)
    labels = group_cards(vectors, anchors=[Anchor(pinned=(21, 22, 50))])
    assert labels[50] == 0
    assert (labels[20:40] == 0).mean() > 0.9


def test_two_anchors_in_one_heap_both_survive() -> None:
    labels = group_cards(heaps(20, 20), anchors=[Anchor(pinned=(0,)), Anchor(pinned=(1,))])
    assert labels[0] == 0
    assert labels[1] == 1


def test_a_card_without_a_vector_has_no_group_unless_pinned() -> None:
    vectors = np.vstack([heaps(10, 10), np.zeros((2, 2))])
    labels = group_cards(vectors, anchors=[Anchor(pinned=(20,))])
    assert (labels[20], labels[21]) == (0, -1)


def test_the_number_of_groups_can_be_forced() -> None:
    for count in (1, 2, 3, 5):
        assert len(parts(group_cards(heaps(10, 10, 10), count=count))) == count


@pytest.mark.parametrize("size", [0, 1, 5, 8, 20, 39, 40, 60, 2_000])
def test_the_range_fits_a_hall(size: int) -> None:
    low, high = sensible_range(size)
    assert low <= high <= 15
    assert size < 40 or (low, high) >= (5, 10)


def test_groups_are_matched_to_what_they_continue() -> None:
    groups = {0: [1, 2, 3, 4], 1: [5, 6, 7], 2: [20, 21]}
    previous = {"rad": [5, 6, 8], "bus": [1, 2, 3], "alt": [30, 31]}
    assert match_groups(groups, previous) == {0: "bus", 1: "rad"}
