"""The days of a conference: which phases belong to which, and when each of them begins."""

from collections.abc import Iterable, Sequence

from app.models import Phase, PhaseKind

LONGEST = 9
USUAL_BEGIN = "09:00"


def day_of(phase: Phase | None) -> int:
    return phase.settings.day if phase else 1


def last_day(phases: Iterable[Phase]) -> int:
    return max((day_of(phase) for phase in phases), default=1)


def same_day(phases: Iterable[Phase], phase: Phase | None) -> list[Phase]:
    """Those of the day of this phase, in their order."""
    return [entry for entry in phases if day_of(entry) == day_of(phase)]


def is_working(phase: Phase) -> bool:
    """A lobby lies before the day and counts in no plan."""
    return phase.kind != PhaseKind.LOBBY


def begins(phases: Sequence[Phase], day: int, starts_at: str) -> str:
    """When the work of this day begins, as `18:00`; later days say it on one of their phases."""
    if day == 1:
        return starts_at or "18:00"
    said = (phase.settings.begins for phase in phases if day_of(phase) == day)
    return next(filter(None, said), USUAL_BEGIN)
