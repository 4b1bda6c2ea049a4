"""Into the hall: the short code, the group, and in."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.actions import joining
from app.auth import hashed, new_token, plain_code
from app.deps import (
    ByCode,
    IsShared,
    MaybeParticipant,
    PhoneLanguage,
    Reading,
    TheHouse,
    count_wrong_code,
    not_let_in,
    participant_cookie,
    unknown_code,
)
from app.errors import N_, Refusal
from app.house import House
from app.models import Conference, Role
from app.pages import back_to, page, set_cookie, told
from app.routes.numbers import whole
from app.security import network
from app.writing.transaction import Change

router = APIRouter()


@router.get("/", response_class=HTMLResponse)
def front_page(request: Request, language: PhoneLanguage) -> HTMLResponse:
    return page(request, language, "screens/front.html", typed="", message="")


@router.post("/", response_class=RedirectResponse)
def enter_code(
    request: Request,
    house: TheHouse,
    session: Reading,
    language: PhoneLanguage,
    code: Annotated[str, Form()] = "",
) -> Response:
    """Only wrong codes are counted, never the hall behind one address."""
    conference = Conference.with_code(session, plain_code(code))
    if conference is not None:
        return back_to(f"/c/{conference.code}?lang={language}")
    count_wrong_code(request, house)
    message = told(unknown_code(), language)
    return page(request, language, "screens/front.html", status=404, typed=code[:40], message=message)


@router.post("/c/{code}/join", response_class=RedirectResponse)
def join(
    request: Request,
    house: TheHouse,
    conference: ByCode,
    known: MaybeParticipant,
    language: PhoneLanguage,
    group: Annotated[str, Form()] = "",
) -> Response:
    if known is not None:
        return back_to(f"/c/{conference.code}")
    return let_in(request, house, conference, language=language, group=group)


@router.post("/c/{code}/next", response_class=RedirectResponse)
def next_person(
    request: Request, house: TheHouse, conference: ByCode, shared: IsShared, language: PhoneLanguage
) -> Response:
    """Somebody else takes this device, where a scribe has opened it for many; what was said before stays."""
    if not shared:
        raise not_let_in(Role.SCRIBE)
    return let_in(request, house, conference, language=language, channel="tisch")


def let_in(
    request: Request, house: House, conference: Conference, *, language: str, group: str = "",
    channel: str = "handy",
) -> Response:  # fmt: skip
    if not house.limits.joins.allows(f"{conference.id}@{network(request)}"):
        raise Refusal(
            "slow_down",
            N_("Gerade kommen sehr viele zugleich. Bitte versuchen Sie es gleich noch einmal."),
            status=503,
        )
    token = new_token()
    act = partial(
        joining.join, token_hash=hashed(token), group_id=whole(group), language=language, channel=channel
    )
    house.writer.write_now(Change(act, actor="door", conference_id=conference.id))
    response = back_to(f"/c/{conference.code}")
    set_cookie(response, house, participant_cookie(conference, house), token, strict=False)
    return response
