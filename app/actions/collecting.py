"""Cards from home: before the evening begins, whoever has the code may write what it will collect."""

from app.errors import N_, Refusal
from app.models import Participant, Phase, PhaseKind, PhaseState
from app.models.base import now
from app.models.people import AHEAD
from app.screening import MODES
from app.writing.transaction import Answer, Transaction


def collect_ahead(tx: Transaction, *, wanted: bool) -> Answer:
    """Opens the first lobby for the kinds of cards of all collecting phases, or closes it again."""
    phases = Phase.of(tx.session, tx.conference_id)
    lobby = next((phase for phase in phases if phase.id == tx.conference.phase_id), None)
    if lobby is None or lobby.kind != PhaseKind.LOBBY or lobby is not phases[0]:
        raise Refusal("has_begun", N_("Die Veranstaltung hat schon begonnen."), status=409)
    asked = [phase.settings for phase in phases if phase.kind == PhaseKind.COLLECT]
    collected = {entry.kind: entry.model_dump() for settings in asked for entry in settings.card_types}
    if not collected:
        raise Refusal("nothing_to_collect", N_("In diesem Ablauf werden keine Karten gesammelt."), status=409)
    strictest = max((settings.pre_moderation for settings in (lobby.settings, *asked)), key=MODES.index)
    lobby.params = {
        **lobby.params, "card_types": list(collected.values()), "pre_moderation": strictest,
    }  # fmt: skip
    if wanted:
        lobby.state, lobby.opened_at, lobby.closed_at = PhaseState.OPEN, now(), None
    elif lobby.state == PhaseState.OPEN:
        lobby.state, lobby.closed_at = PhaseState.CLOSED, now()
    tx.log("collecting_ahead", open=wanted)
    return {}


def is_ahead(tx: Transaction) -> bool:
    """Nobody is in the hall yet: it is a day before, and cards from home are taken."""
    phase = tx.session.get(Phase, tx.conference.phase_id) if tx.conference.phase_id else None
    if phase is None or phase.kind != PhaseKind.LOBBY or phase.state != PhaseState.OPEN:
        return False
    return tx.conference.held_on is not None and now().date() < tx.conference.held_on


def has_arrived(tx: Transaction, participant_id: int) -> bool:
    """Whoever wrote from home is in the hall as soon as they say something there; True that one time."""
    participant = tx.session.get_one(Participant, participant_id)
    if participant.channel != AHEAD or is_ahead(tx):
        return False
    participant.channel = "handy"
    return True
