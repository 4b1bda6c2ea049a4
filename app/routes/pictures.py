"""Pictures of a conference: taken in from the phones of a table, shown to those who are in."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import FormData, UploadFile

from app.actions.details import Details
from app.actions.pictures import post_picture
from app.auth import plain_code
from app.deps import ByCode, Device, MaybeParticipant, Reading, SendingDevice, TheHouse, is_staff
from app.errors import Refusal, not_found
from app.house import House
from app.messages import change_by, check_pace
from app.models import Card, CardStatus, Conference, Participant, Picture, Role
from app.pages import back_to, told
from app.pictures import Shot, no_picture, reworked
from app.reading.hall import Hall
from app.routes.numbers import whole
from app.routes.phone import as_message, phone_screen
from app.writing.transaction import Answer

router = APIRouter()

WATCHING = (Role.PROJECTOR, Role.SCRIBE)
SHOWING = (Role.MODERATION, Role.ORGANISER)
"""Who may also look at what is hidden, or not released yet."""
KEPT = "private, max-age=31536000, immutable"


@router.get("/c/{code}/pictures/{token}", response_class=Response)
def picture(
    request: Request,
    house: TheHouse,
    conference: ByCode,
    participant: MaybeParticipant,
    session: Reading,
    token: str,
) -> Response:
    """Whoever is not in this conference is told the same as of an address that does not exist."""
    found = Picture.with_token(session, token)
    card = session.get(Card, found.card_id) if found else None
    if found is None or card is None or card.conference_id != conference.id:
        raise not_found()
    role = partial(is_staff, request, session, house, conference)
    is_public = card.status == CardStatus.VISIBLE
    is_in = participant is not None or conference.results_public or any(map(role, WATCHING))
    if not (is_public and is_in) and not any(map(role, SHOWING)):
        raise not_found()
    headers = {"ETag": f'"{found.token}"', "Cache-Control": KEPT}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(found.content, media_type=found.media_type, headers=headers)


@router.post("/c/{code}/pictures", response_class=Response)
async def take_in(request: Request, house: TheHouse, device: SendingDevice, code: str) -> Response:
    """A plain form with a file, or the same by the script, which has made it small before."""
    by_script = "application/json" in request.headers.get("accept", "")
    fields: dict[str, Any] = {}
    try:
        check_pace(house.limits.pictures, device)
        async with request.form(max_files=1, max_fields=20) as form:
            fields = {name: value for name, value in as_message(form).items() if name != "picture"}
            shot = await unpacked(house, form)
        await keep(house, device, shot, fields)
    except Refusal as refusal:
        message = told(refusal, device.language)
        if by_script:
            return JSONResponse({"ok": False, "message": message}, refusal.status)
        refused = {"text": "", "kind": "", **fields, "do": "post_picture", "message": message}
        async with house.gate:
            return await run_in_threadpool(refused_screen, request, house, device, refused, refusal.status)
    return JSONResponse({"ok": True}) if by_script else back_to(f"/c/{plain_code(code)}#form-title")


def refused_screen(
    request: Request, house: House, device: Device, refused: Mapping[str, Any], status: int
) -> Response:
    """The page as it is by now, with what was typed."""
    with house.database.reading() as session:
        hall = Hall(session, session.get_one(Conference, device.conference_id))
        participant = session.get_one(Participant, device.id)
        return phone_screen(request, hall, participant, session, refused=refused, status=status)


async def unpacked(house: House, form: FormData) -> Shot:
    file = form.get("picture")
    if not isinstance(file, UploadFile) or not file.size:
        raise no_picture()
    async with house.limits.unpacking:  # those that wait, wait on the disk
        return await run_in_threadpool(reworked, await file.read())


async def keep(house: House, device: Device, shot: Shot, fields: Mapping[str, Any]) -> Answer:
    details = Details(field=str(fields.get("field", "")), table_id=whole(fields.get("table")))
    act = partial(
        post_picture, participant_id=device.id, text=str(fields.get("text", "")), shot=shot,
        phase_id=whole(fields.get("phase")), said=details,
    )  # fmt: skip
    return await house.writer.write(change_by(device, act, key=str(fields["key"])[:64]))
