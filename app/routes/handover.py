"""The console moves to another device in half a minute: code and PIN instead of a link."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.actions import handover
from app.addresses import public_address
from app.auth import new_pin, new_token, plain_code, spoken_code, spoken_pin
from app.deps import ModeratedHall, Moderator, Reading, TheHouse, WishedLanguage, too_many_tries
from app.errors import N_, Refusal
from app.models import Conference, Role
from app.pages import back_to, page, spoken, told
from app.routes.access import let_in, proves
from app.security import network
from app.writing.transaction import Change

router = APIRouter()

Text = Annotated[str, Form()]


@router.post("/m/pin", response_class=HTMLResponse)
def make_pin(request: Request, house: TheHouse, moderator: Moderator, hall: ModeratedHall) -> HTMLResponse:
    """Shown this once; only its hash is kept."""
    pin = new_pin()
    act = partial(handover.make_pin, pin=pin)
    house.writer.write_now(Change(act, actor=moderator.actor, conference_id=moderator.conference_id))
    address = public_address(house.settings, str(request.base_url))
    return page(
        request, spoken(request, moderator), "screens/pin.html", pin=spoken_pin(pin),
        code=spoken_code(hall.conference.code), address=f"{address.partition('://')[2]}/m",
    )  # fmt: skip


@router.post("/auth/pin", response_class=RedirectResponse)
async def take_over(
    request: Request,
    house: TheHouse,
    session: Reading,
    language: WishedLanguage,
    code: Text = "",
    pin: Text = "",
) -> Response:
    """Tries are counted for each network: eight digits last for years at this pace."""
    if not house.limits.pins.allows(network(request)):
        raise too_many_tries()
    conference = Conference.with_code(session, plain_code(code))
    known = conference.pin_hash if conference is not None and not conference.ended_at else ""
    if not await proves(known or None, plain_code(pin)) or conference is None:
        refusal = Refusal("wrong_pin", N_("Code oder PIN stimmt nicht."), status=403)
        return page(
            request, language, "screens/refusal.html", status=403, code="wrong_pin",
            role=str(Role.MODERATION), message=told(refusal, language), typed=code,
        )  # fmt: skip
    token = new_token()
    act = partial(handover.take_over, session_token=token, language=language)
    await house.writer.write(Change(act, actor="pin", conference_id=conference.id))
    return let_in(back_to("/m"), house, Role.MODERATION, token)
