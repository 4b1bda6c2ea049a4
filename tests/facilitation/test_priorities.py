"""Dots and ranks."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation import Vote, dot_rules, rank_by_dots, suggest_dots


def test_equal_totals_share_a_rank() -> None:
    votes = [Vote("anna", "a", 2, "Handel"), Vote("ben", "b", 2, "Jugend"), Vote("ben", "c", 3, "Jugend")]
    ranked = rank_by_dots(["a", "b", "c", "d"], votes)
    assert [(item.item, item.rank, item.total) for item in ranked] == [
        ("c", 1, 3),
        ("a", 2, 2),
        ("b", 2, 2),
        ("d", 4, 0),
    ]


def test_dots_are_told_by_group_and_by_voters() -> None:
    votes = [
        Vote("anna", "a", 2, "Handel"),
        Vote("anna", "a", 1, "Handel"),
        Vote("ben", "a", 1),
        Vote("carl", "a", 0),
    ]
    (item,) = rank_by_dots(["a"], votes)
    assert item.by_group == {"": 1, "Handel": 3}
    assert (item.total, item.voters) == (4, 2)


def test_votes_for_things_that_are_not_listed_do_not_count() -> None:
    assert [item.item for item in rank_by_dots(["a"], [Vote("anna", "weg", 5)])] == ["a"]


@pytest.mark.parametrize(
    ("items", "dots"),
    [(0, 0), (1, 1), (2, 2), (6, 2), (8, 3), (10, 3), (12, 4), (15, 5), (18, 6), (21, 7), (60, 7)],
)
def test_the_default_is_a_third(items: int, dots: int) -> None:
    assert suggest_dots(items) == dots


def test_the_published_rules_stand_side_by_side() -> None:
    assert dot_rules(12, 80) == {"half": 6, "third": 4, "clear_ranking": 1, "default": 4}
    assert dot_rules(30, 20)["half"] == 10
    assert dot_rules(12, 10)["clear_ranking"] == 7
    assert dot_rules(5, 0)["clear_ranking"] == 0


@given(
    st.lists(
        st.builds(Vote, st.text(max_size=3), st.sampled_from("abc"), st.integers(0, 3), st.sampled_from("xy"))
    )
)
def test_every_dot_is_counted_once(votes: list[Vote]) -> None:
    ranked = rank_by_dots(["a", "b", "c"], votes)
    assert sum(item.total for item in ranked) == sum(vote.value for vote in votes)
    assert all(sum(item.by_group.values()) == item.total for item in ranked)
    assert [item.total for item in ranked] == sorted((item.total for item in ranked), reverse=True)
    assert all((one.rank == two.rank) == (one.total == two.total) for one, two in pairwise(ranked))
