"""The sheet of a corner: one device writes it, the others read along."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.actions import measures
from app.deps import (
    ByCode,
    PhoneHall,
    TheHouse,
    TheParticipant,
)
from app.errors import N_, Refusal, not_found
from app.messages import change_by, check_pace
from app.models import Participant
from app.pages import back_to, page, told
from app.reading.hall import Hall
from app.routes.numbers import whole
from app.routes.sent import SentForm

router = APIRouter()


@router.get("/c/{code}/measures/{measure_id}", response_class=HTMLResponse)
def corner_page(
    request: Request, hall: PhoneHall, participant: TheParticipant, measure_id: int, saved: str = ""
) -> HTMLResponse:
    """The sheet of one corner: to be filled in by its device, to be read by the others."""
    return corner_screen(request, hall, participant, measure_id, saved=bool(saved))


def corner_screen(
    request: Request,
    hall: Hall,
    participant: Participant,
    measure_id: int,
    *,
    saved: bool = False,
    typed: Mapping[str, str] | None = None,
    message: str = "",
    status: int = 200,
) -> HTMLResponse:
    measure = next((measure for measure in hall.measures if measure.id == measure_id), None)
    if measure is None:
        raise not_found()
    return page(
        request, participant.language, "screens/corner.html", status=status, hall=hall, measure=measure,
        participant=participant, saved=saved, typed=typed, message=message,
    )  # fmt: skip


@router.post("/c/{code}/measures/{measure_id}/claim", response_class=RedirectResponse)
def claim_corner(
    house: TheHouse,
    conference: ByCode,
    participant: TheParticipant,
    measure_id: int,
    give: Annotated[str, Form()] = "",
) -> Response:
    check_pace(house.limits.cards, participant)
    verb = measures.give_back if give else measures.claim_measure
    act = partial(verb, measure_id=measure_id, participant_id=participant.id or 0)
    house.writer.write_now(change_by(participant, act))
    return back_to(f"/c/{conference.code}/measures/{measure_id}")


@router.post("/c/{code}/measures/{measure_id}", response_class=RedirectResponse)
async def fill_in_corner(
    request: Request,
    form: SentForm,
    house: TheHouse,
    hall: PhoneHall,
    participant: TheParticipant,
    measure_id: int,
) -> Response:
    fields = {name: str(form[name]).replace("\r\n", "\n") for name in measures.FIELDS if name in form}
    due, version = str(form.get("due_on", "")), str(form.get("version", ""))
    try:
        check_pace(house.limits.cards, participant)
        act = partial(
            measures.change_measure, measure_id=measure_id, participant_id=participant.id, fields=fields,
            version=whole(version) or 0, due_on=as_day(due),
            cost=str(form["cost"]) if "cost" in form else None,
        )  # fmt: skip
        await house.writer.write(change_by(participant, act))
    except Refusal as refusal:
        return await run_in_threadpool(
            corner_screen, request, hall, participant, measure_id,
            typed={**fields, "due_on": due, "cost": str(form.get("cost", ""))},
            message=told(refusal, participant.language), status=refusal.status,
        )  # fmt: skip
    return back_to(f"/c/{hall.conference.code}/measures/{measure_id}?saved=1")


def as_day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refusal(
            "no_date", N_("Das Datum ist nicht lesbar. Bitte schreiben Sie es als Tag, Monat, Jahr.")
        ) from error
