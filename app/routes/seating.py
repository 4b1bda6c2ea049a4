"""The moderation at the tables: plans, places, groups of a market, and the papers for the hall."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from app.actions import market, seating, tables
from app.addresses import public_address
from app.auth import spoken_code
from app.deps import ModeratedHall, Moderator, TheHouse
from app.errors import N_, Refusal, not_found
from app.models import HallTable, Phase, PhaseKind, Seat
from app.pages import page, spoken
from app.reading.hall import Hall
from app.routes.leading import Number, Text, lead
from app.routes.numbers import whole

router = APIRouter()

Plan = Annotated[int | None, Form()]


@router.post("/seating")
def draw(
    request: Request, house: TheHouse, moderator: Moderator, kind: Text, size: Text = "", plan: Plan = None
) -> Response:
    people = int(size) if size.isdecimal() and len(size) < 4 else 0
    at = partial(lead, request, house, moderator, seating.draw_seating, anchor="tables")
    return at(kind=kind, size=people, seen=plan)


@router.post("/seating/move")
def move_person(
    request: Request,
    house: TheHouse,
    moderator: Moderator,
    number: Text,
    table: Text = "",
    role: Text = "-",
    plan: Plan = None,
) -> Response:
    """Somebody by the number on their phone; without a table only the role changes."""
    at = partial(lead, request, house, moderator, tables.move_person, anchor="tables", seen=plan)
    return at(number=as_number(number) or 0, table=as_number(table), role=None if role == "-" else role)


def as_number(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or len(text) > 6:
        raise Refusal("no_number", N_("Bitte geben Sie eine Zahl ein."))
    return int(text)


@router.post("/seating/rounds")
def end_rounds(request: Request, house: TheHouse, moderator: Moderator) -> Response:
    return lead(request, house, moderator, tables.end_rounds, anchor="tables")


@router.post("/seating/tables")
def more_or_less(
    request: Request, house: TheHouse, moderator: Moderator, more: Text, plan: Plan = None
) -> Response:
    act = tables.add_table if more == "1" else tables.remove_table
    return lead(request, house, moderator, act, seen=plan, anchor="tables")


@router.post("/seating/roles")
def dice(request: Request, house: TheHouse, moderator: Moderator, plan: Plan = None) -> Response:
    return lead(request, house, moderator, tables.dice, seen=plan, anchor="tables")


@router.post("/seating/free")
def set_free(
    request: Request, house: TheHouse, moderator: Moderator, free: Text, plan: Plan = None
) -> Response:
    return lead(request, house, moderator, tables.set_free, free=free == "1", seen=plan, anchor="tables")


@router.post("/seating/everybody")
def seat_everybody(request: Request, house: TheHouse, moderator: Moderator, plan: Plan = None) -> Response:
    return lead(request, house, moderator, tables.seat_everybody, seen=plan, anchor="tables")


@router.post("/tables/pair")
def pair_tables(request: Request, house: TheHouse, moderator: Moderator, paired: Text) -> Response:
    return lead(request, house, moderator, tables.pair_tables, paired=paired == "1", anchor="tables")


@router.post("/tables/show")
def show_table(request: Request, house: TheHouse, moderator: Moderator, table: Text = "") -> Response:
    return lead(request, house, moderator, tables.show_table, table_id=whole(table), anchor="tables")


@router.post("/market")
def set_grid(
    request: Request,
    house: TheHouse,
    moderator: Moderator,
    rooms: Text = "",
    slots: Text = "",
    plan: Plan = None,
) -> Response:
    at = partial(lead, request, house, moderator, market.set_grid, anchor="tables", seen=plan)
    return at(rooms=rooms.splitlines(), slots=slots.splitlines())


@router.post("/market/{table_id}")
def place_group(
    request: Request,
    house: TheHouse,
    moderator: Moderator,
    table_id: int,
    version: Number,
    room: Text = "",
    slot: Text = "",
) -> Response:
    at = partial(lead, request, house, moderator, market.place_group, anchor=f"table-{table_id}")
    return at(table_id=table_id, room=room, slot=slot, version=version)


@router.post("/market/{table_id}/remove")
def remove_group(
    request: Request, house: TheHouse, moderator: Moderator, table_id: int, version: Number
) -> Response:
    at = partial(lead, request, house, moderator, market.remove_group, anchor="tables")
    return at(table_id=table_id, version=version)


@router.get("/papers/{paper}", response_class=HTMLResponse)
def papers(
    request: Request, house: TheHouse, moderator: Moderator, hall: ModeratedHall, paper: str
) -> HTMLResponse:
    """To be printed: the plan by table and by number, signs for the rooms, all protocols in one book."""
    if paper not in ("seating", "rooms", "book"):
        raise not_found()
    address = public_address(house.settings, str(request.base_url))
    return page(
        request, spoken(request, moderator), f"screens/papers/{paper}.html", hall=hall, address=address,
        code=spoken_code(hall.conference.code), by_number=by_number(hall), protocols=protocols(hall),
    )  # fmt: skip


def by_number(hall: Hall) -> list[tuple[int, HallTable, Seat]]:
    """Everybody who sits somewhere, in the order of the numbers on the phones."""
    seats = hall.seats
    listed = [
        (seats.numbers[seat.participant_id], table, seat)
        for table in seats.tables
        for seat in seats.at(table)
    ]
    return sorted(listed, key=lambda entry: entry[0])


def protocols(hall: Hall) -> Sequence[Phase]:
    """The phases in which groups of the market have written something down."""
    began = hall.seats.market_phase
    return [
        phase
        for phase in hall.phases
        if phase.settings.fields
        and phase.kind == PhaseKind.TABLE_WORK
        and (began is None or phase.position > began.position)
    ]
