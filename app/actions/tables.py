"""Tables changed by hand: who sits where in which role, one table more or less, what the screen shows."""

import secrets
from collections import defaultdict
from collections.abc import Mapping

from app.actions.places import (
    Places,
    check_plan,
    is_written_on,
    newest,
    one_more,
    seats_by_table,
    table_of,
)
from app.actions.seating import HOST, current_phase, guests, round_of
from app.errors import N_, Refusal, not_found, stale
from app.models import HallTable, Participant, Seat, Seating
from app.reading.forms import ROW
from app.writing.transaction import Answer, Transaction
from facilitation.seating import ROLES as DICED
from facilitation.seating import Guest, dice_roles

ROLES = (*DICED, HOST)


def dice(tx: Transaction, *, seen: int | None = None) -> Answer:
    """Four roles for each table, or its host where the host stays; who had none comes first."""
    check_plan(tx, seen)
    plan = newest(tx)
    seed = secrets.randbelow(2**31)
    had = roles_before(tx, plan)
    hosting = current_phase(tx).settings.host_stays
    for table_id, seats in seats_by_table(tx, plan).items():
        people = [str(seat.participant_id) for seat in seats]
        diced = dice_roles(people, had=had, seed=seed + table_id)
        for seat in seats:
            role = diced.get(str(seat.participant_id), "")
            seat.role = (HOST if role == "leader" else "") if hosting else role
    tx.log("roles_diced", hosts=hosting)
    return {}


def roles_before(tx: Transaction, plan: Seating) -> Mapping[str, list[str]]:
    """What everybody has been at the tables of this plan and of the earlier ones."""
    had: dict[str, list[str]] = defaultdict(list)
    for _, _, participant_id, role in Seat.earlier(tx.session, tx.conference_id):
        if role:
            had[str(participant_id)].append("leader" if role == HOST else role)
    return had


def move_person(
    tx: Transaction,
    *,
    number: int,
    table: int | None = None,
    role: str | None = None,
    seen: int | None = None,
) -> Answer:
    """Somebody, by the number on their phone, to another table or to another role."""
    check_plan(tx, seen)
    plan = newest(tx)
    person = person_numbered(tx, number)
    if role is not None and role and role not in ROLES:
        raise not_found()
    seat = next(iter(Seat.by(tx.session, plan.id or 0, person.id or 0)), None)
    target = table_numbered(tx, plan, table) if table is not None else None
    if seat is None and target is None:
        raise Refusal("no_seat", N_("Nummer %(number)s hat noch keinen Tisch."), number=number)
    touched = {seat.table_id} if seat is not None else set()
    if seat is None:
        assert target is not None
        seat = Seat(seating_id=plan.id or 0, table_id=target.id or 0, participant_id=person.id or 0)
        tx.session.add(seat)
    elif target is not None and target.id != seat.table_id:
        seat.table_id, seat.role = target.id or 0, ""
    if role is not None:
        give_role(tx, plan, seat, role)
    at = tx.session.get_one(HallTable, seat.table_id).number
    touched.add(seat.table_id)
    tx.log(
        "person_moved", number=number, table=at, role=seat.role, participant=person.id, tables=sorted(touched)
    )
    return {}


def give_role(tx: Transaction, plan: Seating, seat: Seat, role: str) -> None:
    """A role that somebody else at the table had goes over."""
    for other in seats_by_table(tx, plan)[seat.table_id]:
        if role and other.role == role and other is not seat:
            other.role = ""
    seat.role = role


def person_numbered(tx: Transaction, number: int) -> Participant:
    people = Participant.of(tx.session, tx.conference_id)
    if not 1 <= number <= len(people):
        raise Refusal("no_such_number", N_("Die Nummer %(number)s gibt es nicht."), number=number)
    return people[number - 1]


def table_numbered(tx: Transaction, plan: Seating, number: int) -> HallTable:
    tables = HallTable.of(tx.session, plan.id or 0)
    found = next((table for table in tables if table.number == number), None)
    if found is None:
        raise Refusal("no_such_table", N_("Einen Tisch %(number)s gibt es nicht."), number=number)
    return found


def add_table(tx: Transaction, *, seen: int | None = None) -> Answer:
    check_plan(tx, seen)
    table = one_more(tx, newest(tx))
    tx.log("tables_changed", more=table.number, less=0)
    return {"number": table.number}


def remove_table(tx: Transaction, *, seen: int | None = None) -> Answer:
    """The last table; its people go to the smallest ones."""
    check_plan(tx, seen)
    plan = newest(tx)
    tables = HallTable.of(tx.session, plan.id or 0)
    last = tables[-1] if tables else None
    if last is None or len(tables) < 2:
        raise Refusal("last_table", N_("Ein Tisch muss bleiben."), status=409)
    if is_written_on(tx, [last]):
        raise Refusal(
            "table_used",
            N_("An Tisch %(number)s ist schon etwas geschrieben worden. Er bleibt."),
            status=409,
            number=last.number,
        )
    last.removed = True
    tx.session.flush()
    places = Places(tx, plan)
    people = {guest.id: guest for guest in guests(tx)}
    for seat in seats_by_table(tx, plan)[last.id or 0]:
        guest = people.get(str(seat.participant_id), Guest(str(seat.participant_id)))
        seat.table_id, seat.role = places.take(guest, may_open=False).id or 0, ""
    tx.log("tables_changed", more=0, less=last.number)
    return {}


def seat_everybody(tx: Transaction, *, seen: int | None = None) -> Answer:
    """Who has no seat in this plan gets one."""
    check_plan(tx, seen)
    plan = newest(tx)
    seated = Seat.tables_of(tx.session, plan.id or 0)
    missing = [guest for guest in guests(tx) if int(guest.id) not in seated]
    places = Places(tx, plan)
    tx.session.add_all(
        Seat(seating_id=plan.id or 0, table_id=places.take(guest).id or 0, participant_id=int(guest.id))
        for guest in missing
    )
    tx.log("seats_filled", people=len(missing))
    return {"people": len(missing)}


def set_free(tx: Transaction, *, free: bool, seen: int | None = None) -> Answer:
    """Whether everybody may choose another table."""
    check_plan(tx, seen)
    newest(tx).is_free = free
    tx.log("tables_freed", free=free)
    return {}


def pair_tables(tx: Transaction, *, paired: bool) -> Answer:
    """Two tables each read what the other has written."""
    phase = current_phase(tx)
    phase.params = {**phase.params, "is_paired": paired}
    tx.log("tables_paired", paired=paired)
    return {}


def end_rounds(tx: Transaction) -> Answer:
    """The round that is on becomes the last one, with what is asked there."""
    phase = current_phase(tx)
    on = round_of(tx, phase)
    if on >= phase.settings.rounds:
        raise stale()
    phase.params = {**phase.params, "rounds": on}
    tx.log("rounds_ended", round=on)
    return {"round": on}


def show_table(tx: Transaction, *, table_id: int | None) -> Answer:
    """The form of one table large on the screen, or none."""
    tx.conference.shown_table_id = table_of(tx, table_id).id if table_id else None
    if tx.conference.showing.startswith(ROW):
        tx.conference.showing = ""
    tx.log("table_shown", table=table_of(tx, table_id).number if table_id else None)
    return {}
