"""The run of show: order, minutes, texts and rules of each phase."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.actions import phase_list
from app.deps import Organiser, OwnConference, Reading, TheHouse
from app.errors import Refusal, not_found
from app.hall import Hall
from app.models import CardKind, Conference, Phase, PhaseKind, PhaseState
from app.pages import back_to
from app.routes.organise.desk import by_field, conference_page, write
from app.routes.organise.phase_fields import PhaseFields, meant_phase, typed_phase

router = APIRouter(prefix="/organise/{conference_id}/phases")


@dataclass(frozen=True)
class Slot:
    """A phase with the time at which it begins."""

    phase: Phase
    begins: str
    movable: bool


@dataclass(frozen=True)
class Timetable:
    slots: list[Slot]
    minutes: int
    ends: str


def timetable(hall: Hall) -> Timetable:
    """The evening begins after the lobby; the minutes of the lobby lie before."""
    lobby = [phase for phase in hall.phases[:1] if phase.kind == PhaseKind.LOBBY]
    hours, _, minutes = hall.conference.starts_at.partition(":")
    start = datetime(2000, 1, 1, int(hours or 18), int(minutes or 0))
    at = start - timedelta(minutes=sum(phase.minutes for phase in lobby))
    slots = []
    for phase in hall.phases:
        used = phase.state != PhaseState.PLANNED or phase.id == hall.conference.phase_id
        slots.append(Slot(phase, f"{at:%H:%M}", movable=not used))
        at += timedelta(minutes=phase.minutes)
    total = sum(phase.minutes for phase in hall.phases if phase not in lobby)
    return Timetable(slots, total, f"{at:%H:%M}")


@router.get("", response_class=HTMLResponse)
def phases_page(
    request: Request, organiser: Organiser, conference: OwnConference, session: Reading
) -> HTMLResponse:
    plan = timetable(Hall(session, conference))
    moved = request.query_params.get("moved", "")
    return conference_page(request, organiser, session, conference, "phases", timetable=plan, moved=moved)


@router.post("/{phase_id}/move", response_class=RedirectResponse)
def move(
    house: TheHouse,
    organiser: Organiser,
    conference: OwnConference,
    phase_id: int,
    do: Annotated[str, Form()],
) -> Response:
    act = partial(phase_list.move_phase, phase_id=phase_id, step=-1 if do == "up" else 1)
    write(house, organiser, act, conference_id=conference.id)
    return back_to(f"/organise/{conference.id}/phases?moved={do}:{phase_id}#phase-{phase_id}")


@router.post("/{phase_id}/copy", response_class=RedirectResponse)
def copy(house: TheHouse, organiser: Organiser, conference: OwnConference, phase_id: int) -> Response:
    act = partial(phase_list.copy_phase, phase_id=phase_id)
    copied = write(house, organiser, act, conference_id=conference.id)["phase"]
    return back_to(f"/organise/{conference.id}/phases/{copied}")


@router.post("/{phase_id}/remove", response_class=RedirectResponse)
def remove(house: TheHouse, organiser: Organiser, conference: OwnConference, phase_id: int) -> Response:
    act = partial(phase_list.remove_phase, phase_id=phase_id)
    write(house, organiser, act, conference_id=conference.id)
    return back_to(f"/organise/{conference.id}/phases")


@router.get("/{phase_id}", response_class=HTMLResponse)
def phase_page(
    request: Request, organiser: Organiser, conference: OwnConference, session: Reading, phase_id: int
) -> HTMLResponse:
    phase = phase_of(session, conference, phase_id)
    values = phase_values(phase, typed_phase(phase))
    return conference_page(request, organiser, session, conference, "phase", **values)


@router.post("/{phase_id}", response_class=RedirectResponse)
def change(
    request: Request,
    house: TheHouse,
    organiser: Organiser,
    conference: OwnConference,
    session: Reading,
    phase_id: int,
    fields: Annotated[PhaseFields, Form()],
) -> Response:
    phase = phase_of(session, conference, phase_id)
    values, errors = meant_phase(phase, fields)
    if not errors:
        act = partial(phase_list.change_phase, phase_id=phase_id, **values)
        try:
            write(house, organiser, act, conference_id=conference.id)
            return back_to(f"/organise/{conference.id}/phases?saved#phase-{phase_id}")
        except Refusal as refusal:
            errors = by_field(refusal)
    typed = phase_values(phase, fields.model_dump())
    return conference_page(request, organiser, session, conference, "phase", errors=errors, **typed)


def phase_of(session: Reading, conference: Conference, phase_id: int) -> Phase:
    phase = session.get(Phase, phase_id)
    if phase is None or phase.conference_id != conference.id:
        raise not_found()
    return phase


def phase_values(phase: Phase, typed: dict[str, Any]) -> dict[str, Any]:
    kinds = [kind for kind in CardKind if kind != CardKind.MEASURE]
    return {"phase": phase, "typed": typed, "card_kinds": kinds}
