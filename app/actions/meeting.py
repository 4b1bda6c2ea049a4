"""When and where people meet again: said before they go home, shown wherever they look afterwards."""

from datetime import date

from app.errors import N_, Refusal
from app.marks import check_mark
from app.models import Conference
from app.models.base import now
from app.writing.transaction import Answer, Transaction

LONGEST_PLACE = 120


def state_of(conference: Conference) -> tuple[date | None, str]:
    """What a form was drawn from."""
    return conference.meets_again_on, conference.meets_again_at


def set_meeting(tx: Transaction, *, on: date | None, at: str, seen: str = "") -> Answer:
    """The day of the next meeting, with its time and place in words; without a day there is none."""
    check_mark(seen, state_of(tx.conference))
    if on is not None and on < (tx.conference.held_on or now().date()):
        raise Refusal(
            "meeting_early", N_("Dieser Tag liegt vor der Veranstaltung. Bitte prüfen Sie das Datum.")
        )
    at = " ".join(at.split())[:LONGEST_PLACE]
    if on is None and at:
        raise Refusal(
            "day_missing", N_("Bitte wählen Sie auch den Tag. Uhrzeit und Ort allein reichen nicht.")
        )
    tx.conference.meets_again_on, tx.conference.meets_again_at = on, at
    tx.log("meeting_set", on=on.isoformat() if on else "")
    return {}
