"""The run of show: order, minutes, texts and rules of each phase."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.actions import phase_list
from app.agendas import usual_phases
from app.deps import Organiser, OwnConference, Reading, TheHouse
from app.errors import Refusal, not_found
from app.kinds import kind_of
from app.marks import mark_of, unless_changed
from app.models import Conference, Phase, PhaseState
from app.pages import back_to
from app.reading import days
from app.reading.hall import Hall
from app.routes.numbers import whole
from app.routes.organise.ballot_fields import THINGS
from app.routes.organise.desk import conference_page, newer, write
from app.routes.organise.form_rows import MOST_FIELDS, MOST_LANES, MOST_STEPS
from app.routes.organise.phase_fields import (
    FIELD_KINDS,
    SCREENING,
    SEATINGS,
    SHOWN,
    WRITABLE,
    ChangedPhaseFields,
    asked_in,
    meant_phase,
    sorts,
    typed_phase,
)  # fmt: skip
from app.writing.transaction import Transaction

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
class Day:
    number: int
    begins: str
    ends: str
    minutes: int
    slots: list[Slot]


@dataclass(frozen=True)
class Timetable:
    days: list[Day]

    @property
    def slots(self) -> list[Slot]:
        return [slot for day in self.days for slot in day.slots]

    @property
    def minutes(self) -> int:
        return sum(day.minutes for day in self.days)

    @property
    def ends(self) -> str:
        return self.days[-1].ends if self.days else ""

    @property
    def order(self) -> list[int | None]:
        return [slot.phase.id for slot in self.slots]


def timetable(hall: Hall) -> Timetable:
    """Each day begins after its lobby; the minutes of the lobby lie before."""
    runs = [(number, list(phases)) for number, phases in groupby(hall.phases, key=days.day_of)]
    return Timetable([day_of(hall, number, phases) for number, phases in runs])


def day_of(hall: Hall, number: int, phases: list[Phase]) -> Day:
    begins = days.begins(hall.phases, number, hall.conference.starts_at)
    lobby = [phase for phase in phases[:1] if not days.is_working(phase)]
    at = datetime.strptime(begins, "%H:%M") - timedelta(minutes=sum(phase.minutes for phase in lobby))
    slots = []
    for phase in phases:
        used = phase.state != PhaseState.PLANNED or phase.id == hall.conference.phase_id
        slots.append(Slot(phase, f"{at:%H:%M}", movable=not used))
        at += timedelta(minutes=phase.minutes)
    total = sum(phase.minutes for phase in phases if phase not in lobby)
    return Day(number, begins, f"{at:%H:%M}", total, slots)


@router.get("", response_class=HTMLResponse)
def phases_page(
    request: Request, organiser: Organiser, conference: OwnConference, session: Reading
) -> HTMLResponse:
    plan = timetable(Hall(session, conference))
    moved = request.query_params.get("moved", "")
    return conference_page(request, organiser, session, conference, "phases", timetable=plan, moved=moved)


@router.post("/add", response_class=RedirectResponse)
def add(
    house: TheHouse,
    organiser: Organiser,
    conference: OwnConference,
    kind: Annotated[str, Form()],
    after: Annotated[str, Form()] = "",
) -> Response:
    """A phase of any kind with what is usual for it, ready to be fitted."""
    usual = usual_phases().get(kind)
    if usual is None:
        raise not_found()
    act = partial(phase_list.add_phase, entry=usual, after=whole(after))
    added = write(house, organiser, act, conference_id=conference.id)["phase"]
    return back_to(f"/organise/{conference.id}/phases/{added}")


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
    typed, seen, status = dict.fromkeys(typed_phase(phase), ""), fields.seen, 422
    typed |= fields.model_dump(exclude={"seen"})
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
    kind = kind_of(phase.kind)
    usual = [card_kind for card_kind in WRITABLE if card_kind in kind.offers or card_kind in typed["kinds"]]
    others = [card_kind for card_kind in WRITABLE if card_kind not in usual]
    return {
        "phase": phase, "typed": typed, "seen": seen, "kind": kind, "usual_kinds": usual,
        "other_kinds": others, "card_kinds": WRITABLE, "field_kinds": FIELD_KINDS,
        "sorts": sorts(kind, phase.settings),
        "asks": asked_in(phase), "seatings": SEATINGS, "screening": SCREENING, "things": THINGS,
        "presented": {name: SHOWN[name] for name in ("", *kind.shows)}, "most_fields": MOST_FIELDS,
        "most_lanes": MOST_LANES, "most_steps": MOST_STEPS,
    }  # fmt: skip
