"""How staff come in: the one-time link, the password, the links of moderation and projector."""

import asyncio
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from app.actions import accounts
from app.auth import is_password, new_token
from app.deps import Reading, TheHouse, WishedLanguage, staff_cookie
from app.errors import N_, Refusal
from app.models import Account, Role
from app.pages import back_to, page, set_cookie
from app.security import network
from app.transaction import Change

router = APIRouter()
_hashing = asyncio.Semaphore(4)

HOME = {Role.MODERATION: "/m", Role.PROJECTOR: "/p", Role.ORGANISER: "/organise"}


@router.get("/setup", response_class=HTMLResponse)
def setup_page(request: Request, language: WishedLanguage) -> HTMLResponse:
    """The token stands behind the #, so that no log ever sees it; a script moves it into the form."""
    return page(request, language, "screens/setup.html")


@router.post("/setup", response_class=RedirectResponse)
def make_account(
    house: TheHouse,
    token: Annotated[str, Form()],
    login: Annotated[str, Form()],
    password: Annotated[str, Form()],
) -> Response:
    session_token = new_token()
    act = partial(
        accounts.make_account, setup_token=token.strip(), login=login, password=password, session_token=session_token
    )
    house.writer.write_now(Change(act, actor="setup"))
    return let_in(back_to("/organise"), house, Role.ORGANISER, session_token)


@router.get("/login", response_class=HTMLResponse)
def login_page(request: Request, language: WishedLanguage) -> HTMLResponse:
    return page(request, language, "screens/login.html")


@router.post("/login", response_class=RedirectResponse)
async def log_in(
    request: Request,
    house: TheHouse,
    session: Reading,
    login: Annotated[str, Form()],
    password: Annotated[str, Form()],
) -> Response:
    if not house.limits.logins.allows(f"{login}@{network(request)}"):
        raise Refusal("slow_down", N_("Zu viele Versuche. Bitte warten Sie ein paar Minuten."), status=429)
    account = Account.named(session, login.strip())
    async with _hashing:
        right = await asyncio.to_thread(is_password, account.password_hash if account else None, password)
    if not right or account is None:
        raise Refusal("wrong_login", N_("Anmeldename oder Passwort stimmt nicht."), status=403)
    token = new_token()
    act = partial(accounts.open_session, token=token, role=Role.ORGANISER, account_id=account.id)
    await house.writer.write(Change(act, actor="login"))
    return let_in(back_to("/organise"), house, Role.ORGANISER, token)


@router.post("/auth/link", response_class=JSONResponse)
def use_link(request: Request, house: TheHouse, token: Annotated[str, Form()]) -> Response:
    """The script of the landing page, or its paste field, hands the token over in the body."""
    if not house.limits.wrong_codes.allows(f"link@{network(request)}"):
        raise Refusal("slow_down", N_("Zu viele Versuche. Bitte warten Sie ein paar Minuten."), status=429)
    session_token = new_token()
    pasted = token.strip().rpartition("#")[2]
    answer = house.writer.write_now(
        Change(partial(accounts.use_link, token=pasted, session_token=session_token), actor="link")
    )
    role = Role(answer["role"])
    return let_in(back_to(HOME[role]), house, role, session_token)


@router.post("/logout", response_class=RedirectResponse)
def log_out(house: TheHouse, role: Annotated[Role, Form()]) -> Response:
    response = back_to("/")
    response.delete_cookie(staff_cookie(role, house), path="/", secure=house.settings.secure, httponly=True)
    return response


def let_in(response: RedirectResponse, house: TheHouse, role: Role, token: str) -> RedirectResponse:
    set_cookie(response, house, staff_cookie(role, house), token, strict=role == Role.ORGANISER)
    return response
