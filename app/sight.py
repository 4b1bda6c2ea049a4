"""How large the letters on the projector must be, so that the last row can read them.

A common rule of hall technology: six points times the depth of the room over the width of the picture, on a
slide that is 540 points high. Fifteen metres and a picture of three make 30 points, 5.6 % of its height.
"""

from dataclasses import dataclass

from app.models import Conference

USUAL_SHARE = 0.04
"""Of the height of the picture: what a line of text takes when nothing is known of the room."""
FACTORS = (1.0, 1.2, 1.4)
POINTS, SLIDE = 6, 540
LINE = 1.75
"""A line with its space, in heights of its letters' box."""


@dataclass(frozen=True)
class Sight:
    share: float
    """Of the height of the picture: what a line of text should take at least."""
    step: int
    """Which of the FACTORS the projector takes."""
    suffices: bool
    """Whether even the largest is large enough."""

    @property
    def percent(self) -> float:
        return round(100 * self.share, 1)

    @property
    def lines(self) -> int:
        return int(1 / (self.share * LINE))


def sight(conference: Conference) -> Sight | None:
    """None where nobody has said how large the room and the picture are."""
    if not conference.room_depth or not conference.screen_width:
        return None
    share = POINTS * conference.room_depth / conference.screen_width / SLIDE
    wanted = share / USUAL_SHARE
    step = next(
        (number for number, factor in enumerate(FACTORS) if factor >= wanted - 0.005), len(FACTORS) - 1
    )
    return Sight(share=share, step=step, suffices=wanted <= FACTORS[-1] + 0.005)
