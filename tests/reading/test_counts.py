"""By which groups a vote may be told."""

from collections import Counter

import pytest

from app.models import StakeholderGroup
from app.reading.counts import counted, told_beside, told_groups, weighed_evenly

HALL, SHOPS, CLUBS = (
    StakeholderGroup(id=number, conference_id=1, position=number, name=name)
    for number, name in enumerate(("Verwaltung", "Handel", "Vereine"), start=1)
)
Put = tuple[dict[int | None, int], ...]


@pytest.mark.parametrize(
    ("people", "sums", "most", "told"),
    [
        pytest.param({1: 6, 2: 5}, ({1: 4, 2: 3}, {1: 2, 2: 2}), 1, [1, 2], id="divided"),
        pytest.param({1: 6, 2: 5}, ({1: 6, 2: 3}, {2: 2}), 1, [], id="all of one group say the same"),
        pytest.param({1: 6, 2: 3, 3: 2}, ({1: 4, 2: 3, 3: 2}, {1: 2}), 1, [], id="all of the rest do"),
        pytest.param({1: 6, 2: 4}, ({1: 4, 2: 3}, {1: 2, 2: 1}), 1, [], id="too few beside a group"),
        pytest.param({1: 6, None: 5}, ({1: 4, None: 3}, {1: 2, None: 2}), 1, [1], id="no group given"),
        pytest.param({1: 5, 2: 5}, ({1: 9, 2: 5}, {1: 1, 2: 2}), 2, [1, 2], id="dots spread"),
        pytest.param({1: 5, 2: 5}, ({1: 10, 2: 5}, {1: 5, 2: 2}), 2, [], id="everybody gave the most"),
        pytest.param({1: 5, 2: 5}, ({1: 7, 2: 5}, {2: 2}), 2, [], id="all dots of a group on one thing"),
    ],
)
def test_a_vote_is_told_by_group_where_nobody_is_told(
    people: dict[int | None, int], sums: Put, most: int, told: list[int]
) -> None:
    voters = counted([HALL, SHOPS, CLUBS], Counter(people))

    groups = told_groups(voters, [Counter(put) for put in sums], most=most)

    assert [group.id for group in groups] == told


@pytest.mark.parametrize(
    ("people", "sums", "told"),
    [
        pytest.param({1: 3, 2: 9}, ({1: 3, 2: 5}, {2: 4}), True, id="few, and of one mind: they know it"),
        pytest.param({1: 3, 2: 9}, ({1: 3}, {2: 9}), False, id="all beside them say the same"),
        pytest.param({1: 3, 2: 4}, ({1: 1, 2: 3}, {1: 2, 2: 1}), False, id="too few beside them"),
        pytest.param({1: 3, None: 4}, ({1: 3, None: 4}, {}), True, id="everybody says the same"),
        pytest.param({1: 3}, ({1: 2}, {1: 1}), True, id="nobody else"),
    ],
)
def test_a_body_is_told_beside_everybody(people: dict[int | None, int], sums: Put, told: bool) -> None:
    voters = counted([HALL, SHOPS, CLUBS], Counter(people))

    assert told_beside(HALL, voters, [Counter(put) for put in sums], most=1) == ((HALL,) if told else ())


def test_weighed_evenly_a_large_group_counts_no_more_than_a_small_one() -> None:
    assert weighed_evenly({1: [90, 1], 2: [10, 9]}) == {1: 50, 2: 50}
    assert weighed_evenly({1: [9, 0, 0], 2: [1, 5, 0]}) == {1: 45, 2: 55}, "who put no dots does not count"
    assert weighed_evenly({1: [3, 0], 2: [1, 0]}) == {}, "there is nothing to weigh"
