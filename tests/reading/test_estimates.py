"""Where things stand in the matrix, and that every number in it can be read."""

from itertools import combinations
from math import hypot

from app.models import BallotItem
from app.reading.estimates import NEAREST, placed, share, spread


def items(*titles: str) -> list[BallotItem]:
    return [
        BallotItem(id=2 * at + (axis == "effort"), ballot_id=1, position=at, title=title, axis=axis)
        for at, title in enumerate(titles, start=1)
        for axis in ("impact", "effort")
    ]


def said(who: str, at: int, impact: int, effort: int) -> list[tuple[str, int, int]]:
    return [(who, 2 * at, impact), (who, 2 * at + 1, effort)]


def test_quick_wins_come_first_and_things_nobody_weighed_last() -> None:
    votes = [*said("a", 1, 5, 5), *said("a", 2, 5, 1), *said("b", 2, 4, 2)]
    found = placed(items("Stadtstrand", "Bänke", "Lärm"), votes)

    assert [(place.number, place.idea.quadrant) for place in found] == [
        (2, "quick_win"),
        (1, "strategic"),
        (3, None),
    ]
    assert (found[0].idea.impact, found[0].idea.effort) == (4.5, 1.5)


def test_who_has_said_only_one_of_both_does_not_count() -> None:
    found = placed(items("Bänke"), [("a", 2, 5)])
    assert found[0].idea.estimates == 0


def test_points_that_meet_are_pushed_apart_and_stay_in_the_drawing() -> None:
    crowded = [(50.0, 50.0)] * 6 + [(share(5), 100 - share(5))] * 3
    moved = spread(crowded)

    assert all(hypot(x - u, y - v) > NEAREST * 0.8 for (x, y), (u, v) in combinations(moved, 2))
    assert all(0 < value < 100 for point in moved for value in point)


def test_a_point_alone_stays_where_it_is() -> None:
    assert spread([(20.0, 70.0)]) == [(20.0, 70.0)]
