"""Who has to go before the end may already promise to join in, and say how it was."""

from collections.abc import Sequence

from app.errors import N_, Refusal
from app.models import Phase, PhaseState
from app.models.base import now
from app.reading.openings import LEAVING, opened_early
from app.writing.transaction import Answer, Transaction


def open_early(tx: Transaction, *, opened: bool) -> Answer:
    """The next phase of promises and the next one of feedback, beside the one that is on."""
    phases = Phase.of(tx.session, tx.conference_id)
    if opened:
        found = coming(phases, tx.conference.phase_id)
        if not found or tx.conference.ended_at:
            raise Refusal("nothing_early", N_("Dafür gibt es in diesem Ablauf keine Phase mehr."), status=409)
        for phase in found:
            phase.state, phase.opened_at = PhaseState.OPEN, now()
    else:
        for phase in opened_early(phases, tx.conference.phase_id):
            take_back(phase)
    tx.log("opened_early", open=opened)
    return {}


def coming(phases: Sequence[Phase], current: int | None) -> list[Phase]:
    """Of each kind the next one that nobody has seen yet."""
    position = next((phase.position for phase in phases if phase.id == current), -1)
    later = [phase for phase in phases if phase.position > position and phase.state == PhaseState.PLANNED]
    first = {phase.kind: phase for phase in reversed(later) if phase.kind in LEAVING}
    return list(first.values())


def take_back(phase: Phase) -> None:
    """Its own turn is still to come."""
    phase.state, phase.opened_at = PhaseState.PLANNED, None
