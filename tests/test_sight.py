"""The size of letters for the last row."""

import pytest

from app.models import Conference
from app.sight import sight


def room(depth: float | None, width: float | None) -> Conference:
    return Conference(title="Lindenau", code="ABCDEF", epoch="1", room_depth=depth, screen_width=width)


@pytest.mark.parametrize(
    ("depth", "width", "percent", "step", "suffices"),
    [
        (15, 3, 5.6, 2, True),
        (8, 3, 3.0, 0, True),
        (10.8, 3, 4.0, 0, True),
        (12, 3, 4.4, 1, True),
        (25, 3, 9.3, 2, False),
    ],
)
def test_the_deeper_the_room_the_larger_the_letters(
    depth: float, width: float, percent: float, step: int, suffices: bool
) -> None:
    seen = sight(room(depth, width))
    assert seen is not None
    assert (seen.percent, seen.step, seen.suffices) == (percent, step, suffices)


def test_fifteen_metres_and_a_picture_of_three_have_room_for_ten_lines() -> None:
    seen = sight(room(15, 3))
    assert seen is not None and seen.lines == 10


def test_nothing_is_guessed_of_a_room_that_nobody_has_measured() -> None:
    assert sight(room(None, 3)) is None
    assert sight(room(15, None)) is None
