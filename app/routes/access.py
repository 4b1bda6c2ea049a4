"""How staff come in and go: the one-time link, the password, the links of moderation and projector."""

import asyncio
from contextlib import suppress
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.actions import accounts
from app.auth import LONGEST_LOGIN, SHORTEST_PASSWORD, is_password, new_token
from app.deps import (
    Reading,
    TheHouse,
    WishedLanguage,
    count_wrong_code,
    staff_cookie,
    staff_session,
    too_many_tries,
)
from app.errors import N_, Refusal
from app.house import House
from app.i18n import known_language
from app.models import Account, Role, StaffSession
from app.pages import back_to, page, set_cookie, told
from app.security import network
from app.writing.transaction import Change

router = APIRouter()
_hashing = asyncio.Semaphore(4)

HOME = {Role.MODERATION: "/m", Role.PROJECTOR: "/p", Role.SCRIBE: "/s", Role.ORGANISER: "/organise"}
Text = Annotated[str, Form()]
StaffRole = Annotated[Role, Form()]
Goal = Annotated[str, Query(alias="next")]


@router.get("/setup", response_class=HTMLResponse)
def setup_page(request: Request, session: Reading, language: WishedLanguage) -> HTMLResponse:
    """The token stands behind the #, so that no log ever sees it; a script moves it into the form."""
    return entry_page(request, language, "setup", is_set_up=Account.any(session))


@router.post("/setup", response_class=RedirectResponse)
def make_account(
    request: Request,
    house: TheHouse,
    session: Reading,
    language: WishedLanguage,
    token: Text = "",
    login: Text = "",
    password: Text = "",
) -> Response:
    session_token = new_token()
    act = partial(
        accounts.make_account, setup_token=token.strip().rpartition("#")[2], login=login, password=password,
        session_token=session_token, language=language,
    )  # fmt: skip
    try:
        house.writer.write_now(Change(act, actor="setup"))
    except Refusal as refusal:
        typed = {"token": token, "login": login}
        is_set_up = Account.any(session)
        return entry_page(request, language, "setup", refusal=refusal, typed=typed, is_set_up=is_set_up)
    return let_in(back_to("/organise"), house, Role.ORGANISER, session_token)


@router.get("/login", response_class=HTMLResponse)
def login_page(request: Request, language: WishedLanguage, goal: Goal = "") -> HTMLResponse:
    """`next` is the page of the office that somebody wanted to see."""
    return entry_page(request, language, "login", next=own_path(goal))


@router.post("/login", response_class=RedirectResponse)
async def log_in(
    request: Request,
    house: TheHouse,
    session: Reading,
    language: WishedLanguage,
    login: Text = "",
    password: Text = "",
    goal: Annotated[str, Form(alias="next")] = "",
) -> Response:
    wanted = own_path(goal)
    try:
        account = await known_account(request, house, session, login.strip(), password)
    except Refusal as refusal:
        return entry_page(request, language, "login", refusal=refusal, typed={"login": login}, next=wanted)
    token = new_token()
    act = partial(
        accounts.open_session, token=token, role=Role.ORGANISER, account_id=account.id, language=language
    )
    await house.writer.write(Change(act, actor="login"))
    return let_in(back_to(wanted or HOME[Role.ORGANISER]), house, Role.ORGANISER, token)


async def known_account(
    request: Request, house: House, session: Session, login: str, password: str
) -> Account:
    """Tries are counted per name and network, so that nobody can lock somebody else out."""
    login = login[:LONGEST_LOGIN]
    if not house.limits.logins.allows(f"{login}@{network(request)}"):
        raise too_many_tries()
    account = Account.named(session, login)
    if not await proves(account.password_hash if account else None, password) or account is None:
        raise Refusal("wrong_login", N_("Anmeldename oder Passwort stimmt nicht."), status=403)
    return account


async def proves(password_hash: str | None, password: str) -> bool:
    """Away from the event loop, and never more of it at once than the server can bear."""
    async with _hashing:
        return await asyncio.to_thread(is_password, password_hash, password)


def entry_page(
    request: Request, language: str, name: str, *, refusal: Refusal | None = None, **values: Any
) -> HTMLResponse:
    """The page of a form, empty or as it came back with its refusal."""
    errors = {refusal.values.get("field", ""): told(refusal, language)} if refusal else {}
    given = {"typed": {}, "errors": errors, "least": SHORTEST_PASSWORD, **values}
    return page(request, language, f"screens/{name}.html", status=refusal.status if refusal else 200, **given)


@router.post("/auth/link", response_class=RedirectResponse)
def use_link(request: Request, house: TheHouse, language: WishedLanguage, token: Text = "") -> Response:
    """The landing page hands the token over in the body; only wrong ones are counted."""
    session_token = new_token()
    pasted = token.strip().rpartition("#")[2]
    act = partial(accounts.use_link, token=pasted, session_token=session_token, language=language)
    try:
        answer = house.writer.write_now(Change(act, actor="link"))
    except Refusal:
        count_wrong_code(request, house, kind="link")
        raise
    role = Role(answer["role"])
    return let_in(back_to(HOME[role]), house, role, session_token)


@router.post("/language", response_class=RedirectResponse)
def choose_language(
    request: Request, house: TheHouse, session: Reading, role: StaffRole, lang: Text, here: Text = ""
) -> Response:
    """The language of this browser, for as long as it is in."""
    found = staff_session(request, session, house, role)
    act = partial(accounts.choose_language, session_id=found.id or 0, language=known_language(lang))
    house.writer.write_now(Change(act, actor=f"{role}:{found.id}"))
    return back_to(own_path(here) or HOME[role])


def own_path(address: str) -> str:
    """The address if it is a page of ours; a form must not lead elsewhere."""
    parts = urlsplit(address.replace("\\", "/"))
    leads_away = parts.scheme or parts.netloc or parts.path.startswith("//")
    return parts.path if parts.path.startswith("/") and not leads_away else ""


@router.post("/logout", response_class=RedirectResponse)
def log_out(request: Request, house: TheHouse, session: Reading, role: StaffRole) -> Response:
    with suppress(Refusal):
        end_session(house, staff_session(request, session, house, role))
    response = back_to("/")
    response.delete_cookie(staff_cookie(role, house), path="/", secure=house.settings.secure, httponly=True)
    return response


def end_session(house: House, found: StaffSession) -> None:
    act = partial(accounts.end_session, session_id=found.id or 0)
    actor = f"{found.role}:{found.id}"
    house.writer.write_now(Change(act, actor=actor, conference_id=found.conference_id))


def let_in(response: RedirectResponse, house: House, role: Role, token: str) -> RedirectResponse:
    set_cookie(response, house, staff_cookie(role, house), token, strict=role == Role.ORGANISER)
    return response
