"""Links for moderation and projector: made, shown once, revoked."""

import hashlib
from base64 import urlsafe_b64encode
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.actions import conferences
from app.addresses import public_address
from app.auth import new_token
from app.deps import Organiser, OwnConference, Reading, TheHouse
from app.errors import not_found
from app.models import Link, Role
from app.models.base import now
from app.pages import back_to
from app.routes.access import HOME
from app.routes.organise.desk import conference_page, write

router = APIRouter(prefix="/organise/{conference_id}/links")


@router.get("", response_class=HTMLResponse)
def links_page(
    request: Request, organiser: Organiser, conference: OwnConference, session: Reading
) -> HTMLResponse:
    links = Link.of(session, conference.id or 0)
    return conference_page(
        request, organiser, session, conference, "links", links=links, at=now(), made=None, key=new_token()
    )


@router.post("", response_class=HTMLResponse)
def make(
    request: Request,
    house: TheHouse,
    organiser: Organiser,
    conference: OwnConference,
    session: Reading,
    role: Annotated[Role, Form()],
    label: Annotated[str, Form()] = "",
    key: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Answers with the secret; it is shown this once, only its hash is kept."""
    if role not in conferences.LINKED:
        raise not_found()
    token = token_of(key, role, label)
    act = partial(conferences.make_link, role=role, label=label, token=token)
    write(house, organiser, act, conference_id=conference.id)
    here = public_address(house.settings, str(request.base_url))
    made = {"role": role, "label": label.strip()[:60], "address": f"{here}{HOME[role]}#{token}"}
    with house.database.reading() as fresh:
        links = Link.of(fresh, conference.id or 0)
    return conference_page(
        request, organiser, session, conference, "links", links=links, at=now(), made=made, key=new_token()
    )


def token_of(key: str, role: Role, label: str) -> str:
    """The same form sent again (F5) means the same link; `key` is the random number of the form."""
    if len(key) < len(new_token()):
        return new_token()
    digest = hashlib.sha256(f"{key}:{role}:{label}".encode()).digest()
    return urlsafe_b64encode(digest[:24]).decode()


@router.post("/{link_id}/revoke", response_class=RedirectResponse)
def revoke(house: TheHouse, organiser: Organiser, conference: OwnConference, link_id: int) -> Response:
    act = partial(conferences.revoke_link, link_id=link_id)
    write(house, organiser, act, conference_id=conference.id)
    return back_to(f"/organise/{conference.id}/links?saved")
