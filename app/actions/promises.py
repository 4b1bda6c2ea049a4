"""Who is in: ways of joining a measure, and a contact for those who give one."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import col, delete

from app.actions.measures import check_open, measure_of
from app.errors import N_, Refusal
from app.models import Commitment, Contact, Phase, PhaseKind
from app.models.base import now
from app.reading.openings import opened_early
from app.writing.transaction import Answer, Transaction

COMMITMENT_KINDS = ("work", "knowledge", "space", "money", "informed")
DUTIES = ("champion", "steering")
"""To look after a measure, to sit in the steering group: only where the phase asks for it."""
CONTACT_LIFE = timedelta(days=365)


def commit(
    tx: Transaction,
    *,
    participant_id: int,
    measure_id: int,
    kinds: Sequence[str],
    contact: str,
    consent: bool,
) -> Answer:
    """Sets in which ways a device is in; a contact is kept apart, and only with consent."""
    phase = open_to_promise(tx)
    measure = measure_of(tx, measure_id)
    assert measure.id is not None
    if contact.strip() and not consent:
        raise Refusal(
            "consent_missing",
            N_("Bitte kreuzen Sie die Einwilligung an, oder lassen Sie das Kontaktfeld leer."),
        )
    offered = (*COMMITMENT_KINDS, *(duty for duty in DUTIES if duty in phase.settings.asks))
    chosen = [kind for kind in offered if kind in kinds]
    for kind in offered:
        known = tx.session.get(Commitment, (measure.id, participant_id, kind))
        if kind in chosen and known is None:
            tx.session.add(Commitment(measure_id=measure.id, participant_id=participant_id, kind=kind))
        elif kind not in chosen and known is not None:
            tx.session.delete(known)
    keep_contact(tx, measure.id, participant_id, contact.strip()[:200], chosen)
    tx.log("committed", measure=measure.id)
    return {"measure": measure.id, "kinds": chosen}


def keep_contact(
    tx: Transaction, measure_id: int, participant_id: int, contact: str, kinds: list[str]
) -> None:
    """A new contact takes the place of the one given before; whoever is in no more leaves none behind."""
    known = Contact.given(tx.session, measure_id, participant_id)
    if known is not None and not kinds:
        tx.session.delete(known)
    elif known is not None and not contact:
        known.kinds = kinds
    if not kinds or not contact:
        return
    if known is None:
        known = Contact(
            measure_id=measure_id, participant_id=participant_id, contact="", delete_on=now().date()
        )
        tx.session.add(known)
    known.contact, known.kinds, known.consented_at = contact, kinds, now()
    known.delete_on = (now() + CONTACT_LIFE).date()


def forget_contacts(tx: Transaction) -> Answer:
    """Those of all conferences whose day has passed."""
    tx.session.execute(delete(Contact).where(col(Contact.delete_on) < now().date()))
    return {}


def open_to_promise(tx: Transaction) -> Phase:
    """The phase that takes promises: the one that is on, or one opened early for who has to go."""
    if not tx.conference.input_frozen and not tx.conference.ended_at:
        for phase in opened_early(Phase.of(tx.session, tx.conference_id), tx.conference.phase_id):
            if phase.kind == PhaseKind.COMMIT:
                return phase
    return check_open(tx, PhaseKind.COMMIT)
