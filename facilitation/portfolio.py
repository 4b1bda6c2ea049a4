"""Ideas by impact and effort: four fields, and how sure it is that an idea stands in its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev
from typing import Literal

from facilitation.intervals import CERTAINTY
from facilitation.notes import Note
from facilitation.reading import notes_by_id, notes_of, themes_about
from facilitation.themes import Themes

Quadrant = Literal["quick_win", "strategic", "filler", "not_now"]
LABELS: Mapping[Quadrant, Mapping[str, str]] = {
    "quick_win": {"de": "Sofortmaßnahme", "en": "Quick win"},
    "strategic": {"de": "Strategisches Vorhaben", "en": "Strategic project"},
    "filler": {"de": "Füllarbeit", "en": "Filler"},
    "not_now": {"de": "Nicht jetzt", "en": "Not now"},
}
MIDDLE, HIGHEST, FEW = 3.0, 5, 3


@dataclass(frozen=True, slots=True)
class Idea:
    """Something to be weighed; `evidence` are the ids of the cards it comes from."""

    id: str
    title: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Estimate:
    """What one person thinks of an idea: impact and effort, each 1 (small) to 5 (large)."""

    voter: str
    idea: str
    impact: int
    effort: int


@dataclass(frozen=True, slots=True)
class PlacedIdea:
    """An idea with the means of its estimates (1 to 5, 0 for none) and its field, None for no estimate.

    sure: at least three people estimated, and both means lie off the middle by more than chance explains.
    """

    idea: Idea
    impact: float
    effort: float
    estimates: int
    quadrant: Quadrant | None
    sure: bool


def ideas_of(themes: Themes, notes: Sequence[Note]) -> tuple[Idea, ...]:
    """One idea for each theme with proposals, with up to three of its cards."""
    by_id = notes_by_id(notes)
    return tuple(
        Idea(
            theme.id,
            theme.title,
            tuple(note.id for note in notes_of(theme, by_id, "proposal", "measure")[:3]),
        )
        for theme in themes_about(themes, notes, "proposal", "measure")
    )


def place_ideas(ideas: Sequence[Idea], estimates: Sequence[Estimate]) -> tuple[PlacedIdea, ...]:
    """The ideas with their fields: quick wins first, then by impact less effort; unestimated ones last.

    A mean above 3 is high. The later of two estimates by one person counts. Raises ValueError for an estimate
    outside 1 to 5.
    """
    if any(not 1 <= value <= HIGHEST for each in estimates for value in (each.impact, each.effort)):
        raise ValueError("impact and effort go from 1 to 5")
    last = {(each.voter, each.idea): each for each in estimates}
    placed = [_placed(idea, [each for each in last.values() if each.idea == idea.id]) for idea in ideas]
    order = {quadrant: at for at, quadrant in enumerate(LABELS)}
    return tuple(
        sorted(
            placed,
            key=lambda each: (
                order[each.quadrant] if each.quadrant else len(order),
                round(each.effort - each.impact, 9),
            ),
        )
    )


def _placed(idea: Idea, estimates: Sequence[Estimate]) -> PlacedIdea:
    if not estimates:
        return PlacedIdea(idea, 0.0, 0.0, 0, None, sure=False)
    impacts, efforts = [each.impact for each in estimates], [each.effort for each in estimates]
    impact, effort = fmean(impacts), fmean(efforts)
    return PlacedIdea(
        idea,
        impact,
        effort,
        len(estimates),
        _quadrant(impact > MIDDLE, effort > MIDDLE),
        sure=_is_off_the_middle(impacts) and _is_off_the_middle(efforts),
    )


def _quadrant(much_impact: bool, much_effort: bool) -> Quadrant:
    if much_impact:
        return "strategic" if much_effort else "quick_win"
    return "not_now" if much_effort else "filler"


def _is_off_the_middle(values: Sequence[int]) -> bool:
    """The mean is more than 1.645 standard errors from the middle; three equal estimates off it suffice."""
    if len(values) < FEW:
        return False
    return abs(fmean(values) - MIDDLE) > CERTAINTY * stdev(values) / sqrt(len(values))
