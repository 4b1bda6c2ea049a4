"""Impact and effort: where things stand in the matrix, and where their points are drawn."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import hypot

from app.models import BallotItem
from facilitation import Estimate, Idea, PlacedIdea, place_ideas

LOWEST, HIGHEST = 1, 5
ENDS, NAMES = 7.0, 17.0
"""Per cent that points keep from the sides, and from above and below, where the fields have their names."""
NEAREST = 11.0
"""Points nearer than this, in per cent of the drawing, are pushed apart so that each number can be read."""
ROUNDS = 60


@dataclass(frozen=True)
class Placed:
    """A thing and the means of what people think of it; `x` and `y` are per cent from left and top."""

    number: int
    item: BallotItem
    idea: PlacedIdea
    x: float
    y: float


def placed(items: Sequence[BallotItem], votes: Sequence[tuple[str, int, int]]) -> list[Placed]:
    """In the order of the fields, quick wins first; numbered as they stand on the ballot.

    votes: who, item, value. Only who has said both of a thing counts for it.
    """
    things = things_of(items)
    numbers = {str(number): number for number in range(1, len(things) + 1)}
    ideas = [Idea(str(number), impact.title) for number, (impact, _) in enumerate(things, start=1)]
    said: dict[tuple[str, int], int] = {(who, item_id): value for who, item_id, value in votes}
    estimates = [
        Estimate(who, str(number), said[who, impact.id or 0], said[who, effort.id or 0])
        for number, (impact, effort) in enumerate(things, start=1)
        for who in dict.fromkeys(who for who, _, _ in votes)
        if (who, impact.id) in said and (who, effort.id) in said
    ]
    found = place_ideas(ideas, estimates)
    known = [idea for idea in found if idea.estimates]
    points = spread([(share(idea.effort, ENDS), 100 - share(idea.impact, NAMES)) for idea in known])
    return [
        Placed(numbers[idea.idea.id], things[numbers[idea.idea.id] - 1][0], idea, *point)
        for idea, point in zip(found, [*points, *[(0.0, 0.0)] * len(found)], strict=False)
    ]


def things_of(items: Sequence[BallotItem]) -> list[tuple[BallotItem, BallotItem]]:
    """The two items of each thing, impact first."""
    pairs: dict[tuple[int, int], dict[str, BallotItem]] = defaultdict(dict)
    for item in items:
        pairs[item.ballot_id, item.position][item.axis] = item
    return [(pair["impact"], pair["effort"]) for pair in pairs.values() if len(pair) == 2]


def share(mean: float, room: float = ENDS) -> float:
    """1 to 5 as per cent, with room left at both ends."""
    return room + (100 - 2 * room) * (mean - LOWEST) / (HIGHEST - LOWEST)


def spread(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points a little apart from each other, as near to their places as that allows."""
    moved = [[x + 0.01 * at, y] for at, (x, y) in enumerate(points)]
    for _ in range(ROUNDS):
        is_crowded = False
        for one, other in combinations(moved, 2):
            apart = hypot(one[0] - other[0], one[1] - other[1])
            if apart >= NEAREST:
                continue
            is_crowded = True
            part = (NEAREST - apart) / 2 / (apart or 1)
            for axis in (0, 1):
                step = (one[axis] - other[axis]) * part
                one[axis] = min(max(one[axis] + step, 4), 96)
                other[axis] = min(max(other[axis] - step, 4), 96)
        if not is_crowded:
            break
    return [(round(x, 1), round(y, 1)) for x, y in moved]
