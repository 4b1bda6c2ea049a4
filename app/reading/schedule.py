"""Behind the plan: when the evening will end, and which phases could be shorter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.models import Phase, PhaseKind, PhaseState
from app.reading.days import is_working, same_day
from app.reading.hall import Hall

WORTH_SHORTENING = 5
"""Minutes behind the plan from which on the moderation is asked."""
SHORTEST_SHARE = 0.6
SHORTEST = 3
NEVER_SHORTER = (PhaseKind.LOBBY, PhaseKind.COMMIT, PhaseKind.FEEDBACK)
"""Who goes home must still be able to say what stays."""


@dataclass(frozen=True)
class Shortening:
    phase: Phase
    minutes: int
    """What the phase would have then."""

    @property
    def gained(self) -> int:
        return self.phase.minutes - self.minutes


def coming(hall: Hall) -> Sequence[Phase]:
    """The phases after the present one, of the same day."""
    if hall.phase is None:
        return hall.phases
    return [entry for entry in same_day(hall.phases, hall.phase) if entry.position > hall.phase.position]


def least(phase: Phase) -> int:
    """So short a phase can still do its work: what its template says, else three fifths."""
    if phase.kind in NEVER_SHORTER:
        return phase.minutes
    usual = max(SHORTEST, round(SHORTEST_SHARE * phase.minutes))
    return min(phase.minutes, phase.settings.least_minutes or usual)


def shortenings(hall: Hall, behind: int) -> list[Shortening]:
    """Phases still to come, each shortened in proportion to its slack, until the delay is made up for.

    Where all slack together does not suffice, every phase gets its least.
    """
    if behind < WORTH_SHORTENING:
        return []
    planned = [entry for entry in coming(hall) if entry.state == PhaseState.PLANNED]
    slack = {entry.id: entry.minutes - least(entry) for entry in planned}
    whole = sum(slack.values())
    wanted = min(behind, whole)
    found, gained, passed = [], 0, 0
    for entry in planned:  # rounded as a running sum, so that exactly the wanted minutes come out
        passed += slack[entry.id]
        until_here = round(wanted * passed / whole) if whole else 0
        if until_here > gained:
            found.append(Shortening(entry, entry.minutes - (until_here - gained)))
            gained = until_here
    return found


def expected_end(hall: Hall, at: datetime) -> datetime | None:
    """If what is left takes as long as planned; None before the beginning and after the end."""
    phase = hall.phase
    if phase is None or phase.opened_at is None or hall.conference.ended_at or phase.kind == PhaseKind.LOBBY:
        return None
    here = max(at, phase.opened_at + timedelta(minutes=phase.minutes))
    return here + timedelta(minutes=sum(entry.minutes for entry in coming(hall)))


def overrun(hall: Hall, at: datetime) -> int:
    """Minutes behind the plan since the first phase of the day, its lobby left out; negative: ahead."""
    phase = hall.phase
    agenda = [entry for entry in same_day(hall.phases, phase) if is_working(entry)]
    began = next((entry.opened_at for entry in agenda if entry.opened_at), None)
    if phase is None or phase not in agenda or began is None or hall.conference.ended_at:
        return 0
    before = sum(entry.minutes for entry in agenda[: agenda.index(phase)])
    running = at - (phase.opened_at or at)
    beyond = max(timedelta(), running - timedelta(minutes=phase.minutes))
    late = (phase.opened_at or at) - began - timedelta(minutes=before) + beyond
    return int(late.total_seconds() / 60)


def minutes_running(phase: Phase | None, at: datetime) -> int:
    """Whole minutes since this phase was opened."""
    if phase is None or phase.opened_at is None:
        return 0
    return int(((phase.closed_at or at) - phase.opened_at).total_seconds() // 60)
