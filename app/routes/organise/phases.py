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
from app.marks import mark_of, unless_changed
from app.models import CardKind, Conference, Phase, PhaseKind, PhaseState
from app.pages import back_to
from app.routes.organise.desk import conference_page, newer, write
from app.routes.organise.phase_fields import ChangedPhaseFields, meant_phase, typed_phase
from app.transaction import Transaction

router = APIRouter(prefix="/organise/{conference_id}/phases")


@dataclass(frozen=True)
class Slot:
    """A phase with the time at which it begins."""

    phase: Phase
    begins: str
    movable: bool

    @property
    def state(self) -> dict[str, Any]:
        return typed_phase(self.phase)


@dataclass(frozen=True)
class Timetable:
    slots: list[Slot]
    minutes: int
    ends: str

    @property
    def order(self) -> list[int | None]:
        return [slot.phase.id for slot in self.slots]


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
    seen: Annotated[str, Form()] = "",
) -> Response:
    move_it = partial(phase_list.move_phase, phase_id=phase_id, step=-1 if do == "up" else 1)
    act = partial(unless_changed, seen=seen, state=stored_order, act=move_it)
    write(house, organiser, act, conference_id=conference.id)
    return back_to(f"/organise/{conference.id}/phases?moved={do}:{phase_id}#phase-{phase_id}")


@router.post("/{phase_id}/copy", response_class=RedirectResponse)
def copy(house: TheHouse, organiser: Organiser, conference: OwnConference, phase_id: int) -> Response:
    act = partial(phase_list.copy_phase, phase_id=phase_id)
    copied = write(house, organiser, act, conference_id=conference.id)["phase"]
    return back_to(f"/organise/{conference.id}/phases/{copied}")


@router.post("/{phase_id}/remove", response_class=RedirectResponse)
def remove(
    house: TheHouse,
    organiser: Organiser,
    conference: OwnConference,
    phase_id: int,
    seen: Annotated[str, Form()] = "",
) -> Response:
    remove_it = partial(phase_list.remove_phase, phase_id=phase_id)
    act = partial(unless_changed, seen=seen, state=partial(stored_phase, phase_id=phase_id), act=remove_it)
    write(house, organiser, act, conference_id=conference.id)
    return back_to(f"/organise/{conference.id}/phases")


@router.get("/{phase_id}", response_class=HTMLResponse)
def phase_page(
    request: Request, organiser: Organiser, conference: OwnConference, session: Reading, phase_id: int
) -> HTMLResponse:
    phase = phase_of(session, conference, phase_id)
    typed = typed_phase(phase)
    values = phase_values(phase, typed, mark_of(typed))
    return conference_page(request, organiser, session, conference, "phase", **values)


@router.post("/{phase_id}", response_class=RedirectResponse)
def change(
    request: Request,
    house: TheHouse,
    organiser: Organiser,
    conference: OwnConference,
    session: Reading,
    phase_id: int,
    fields: Annotated[ChangedPhaseFields, Form()],
) -> Response:
    phase = phase_of(session, conference, phase_id)
    values, errors = meant_phase(phase, fields)
    typed, seen, status = fields.model_dump(exclude={"seen"}), fields.seen, 422
    if not errors:
        change = partial(phase_list.change_phase, phase_id=phase_id, **values)
        act = partial(unless_changed, seen=seen, state=partial(stored_phase, phase_id=phase_id), act=change)
        try:
            write(house, organiser, act, conference_id=conference.id)
            return back_to(f"/organise/{conference.id}/phases?saved#phase-{phase_id}")
        except Refusal as refusal:
            with house.database.reading() as fresh:
                stored = typed_phase(phase_of(fresh, conference, phase_id))
            errors, seen, status = newer(refusal, typed, stored), mark_of(stored), refusal.status
    return conference_page(
        request, organiser, session, conference, "phase", errors=errors, refused_with=status,
        **phase_values(phase, typed, seen),
    )  # fmt: skip


def stored_phase(tx: Transaction, *, phase_id: int) -> dict[str, Any]:
    return typed_phase(phase_list.own_phase(tx, phase_id))


def stored_order(tx: Transaction) -> list[int | None]:
    return [phase.id for phase in Phase.of(tx.session, tx.conference_id)]


def phase_of(session: Reading, conference: Conference, phase_id: int) -> Phase:
    phase = session.get(Phase, phase_id)
    if phase is None or phase.conference_id != conference.id:
        raise not_found()
    return phase


def phase_values(phase: Phase, typed: dict[str, Any], seen: str) -> dict[str, Any]:
    kinds = [kind for kind in CardKind if kind != CardKind.MEASURE]
    return {"phase": phase, "typed": typed, "card_kinds": kinds, "seen": seen}
