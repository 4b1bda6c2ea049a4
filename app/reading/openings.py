"""What a phase takes at this moment: forms, and cards that stand for themselves."""

from collections.abc import Sequence

from app.models import Conference, Phase, PhaseKind, PhaseState

LEAVING = (PhaseKind.COMMIT, PhaseKind.FEEDBACK)
"""What may be open beside the phase that is on, for who has to go before the end."""

THROUGH = "through"
"""What is on the screen when all have had their turn."""


def takes_cards(conference: Conference, phase: Phase) -> bool:
    """As long as the phase is open; where people listen to tables, as long as these present."""
    if phase.settings.listening and phase.settings.shows:
        return is_presenting(conference, phase)
    return phase.state == PhaseState.OPEN


def opened_early(phases: Sequence[Phase], current: int | None) -> list[Phase]:
    return [
        phase
        for phase in phases
        if phase.id != current and phase.kind in LEAVING and phase.state == PhaseState.OPEN
    ]


def is_presenting(conference: Conference, phase: Phase) -> bool:
    """The forms are closed, and a table has had its turn."""
    began = conference.shown_table_id is not None or conference.showing == THROUGH
    return phase.state == PhaseState.CLOSED and bool(phase.settings.shows) and began
