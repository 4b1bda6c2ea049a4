"""People choose where they sit, and with whom."""

from app.actions.intake import closed
from app.actions.places import newest, table_of
from app.actions.tables import person_numbered
from app.errors import N_, Refusal, stale
from app.models import Participant, Seat, SeatingKind
from app.models.people import GONE
from app.writing.transaction import Answer, Transaction


def choose_table(tx: Transaction, *, participant_id: int, table_id: int, leave: bool = False) -> Answer:
    """On a market one more group, or one less; elsewhere another table, where the moderation allows it."""
    table = table_of(tx, table_id)
    plan = newest(tx)
    if table.seating_id != plan.id:
        raise stale()
    if tx.conference.ended_at or tx.conference.input_frozen:
        raise closed()
    is_market = plan.kind == SeatingKind.MARKET
    if not is_market and not plan.is_free:
        raise Refusal(
            "table_fixed",
            N_("Die Tische stehen gerade fest. Bitte wenden Sie sich an die Moderation."),
            status=409,
        )
    seats = {seat.table_id: seat for seat in Seat.by(tx.session, plan.id or 0, participant_id)}
    given_up = [seats[table_id]] if table_id in seats else ([] if is_market else list(seats.values()))
    role = seats[table_id].role if table_id in seats else ""
    for seat in given_up:
        tx.session.delete(seat)
    tx.session.flush()  # the same seat may be taken again, as the newest
    if not (leave and is_market):
        tx.insert(Seat, seating_id=plan.id, table_id=table_id, participant_id=participant_id, role=role)
    touched = sorted({table_id, *(seat.table_id for seat in given_up)})
    tx.log("seat_taken", participant=participant_id, tables=touched)
    chosen = [seat.table_id for seat in Seat.by(tx.session, plan.id or 0, participant_id)]
    return {"tables": chosen}


def choose_companion(tx: Transaction, *, participant_id: int, number: int | None) -> Answer:
    """Who belongs together is drawn to the same table from the next plan on; no number takes it back."""
    person = tx.session.get_one(Participant, participant_id)
    other = person_numbered(tx, number) if number else None
    if other is not None and (other.id == participant_id or other.token_hash.startswith(GONE)):
        raise Refusal("no_companion", N_("Bitte geben Sie die Nummer der anderen Person ein."))
    person.companion_id = other.id if other else None
    tx.log("companion_chosen", participant=participant_id)
    return {"companion": number or None}
