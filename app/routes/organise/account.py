"""The own account: another password; accounts for those who work here as well, and until when."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.actions import accounts
from app.auth import LONGEST_LOGIN, SHORTEST_PASSWORD
from app.deps import Organiser, Reading, Staff, TheHouse
from app.errors import N_, Refusal
from app.house import House
from app.models import Account
from app.pages import back_to
from app.routes.access import known_account
from app.routes.organise.desk import Errors, by_field, office_page, write

router = APIRouter(prefix="/organise/account")

Text = Annotated[str, Form()]


@router.get("", response_class=HTMLResponse)
def account_page(request: Request, organiser: Organiser, session: Reading) -> HTMLResponse:
    return shown(request, organiser, session)


@router.post("/password", response_class=RedirectResponse)
async def change_password(
    request: Request, house: TheHouse, organiser: Organiser, session: Reading, current: Text, password: Text
) -> Response:
    """All other browsers that are in with this account have to log in again."""
    own = own_account(organiser, session)
    try:
        await confirm(request, house, session, own, current, field="current")
        act = partial(
            accounts.change_password, account_id=own.id or 0, password=password, keep=organiser.session.id
        )
        await run_in_threadpool(write, house, organiser, act)
    except Refusal as refusal:
        return shown(request, organiser, session, errors=by_field(refusal))
    return back_to("/organise/account?done=password")


@router.post("/new", response_class=RedirectResponse)
async def add_account(
    request: Request,
    house: TheHouse,
    organiser: Organiser,
    session: Reading,
    login: Text,
    given: Text,
    own_password: Text,
) -> Response:
    own = own_account(organiser, session)
    try:
        await confirm(request, house, session, own, own_password, field="own_password")
        await run_in_threadpool(
            write, house, organiser, partial(accounts.add_account, login=login, password=given)
        )
    except Refusal as refusal:
        return shown(request, organiser, session, errors=by_field(refusal), typed={"login": login})
    return back_to("/organise/account?done=account")


@router.post("/remove", response_class=RedirectResponse)
async def remove_account(
    request: Request,
    house: TheHouse,
    organiser: Organiser,
    session: Reading,
    account_id: Annotated[int, Form()],
    removal_password: Text,
) -> Response:
    """Of somebody who works here no more; nobody removes the own account."""
    own = own_account(organiser, session)
    try:
        if account_id == own.id:
            raise Refusal(
                "own_account", N_("Ihr eigenes Konto entfernt nur jemand anders."), field="account_id"
            )
        await confirm(request, house, session, own, removal_password, field="removal_password")
        act = partial(accounts.remove_account, account_id=account_id)
        await run_in_threadpool(write, house, organiser, act)
    except Refusal as refusal:
        return shown(request, organiser, session, errors=by_field(refusal))
    return back_to("/organise/account?done=removed")


def own_account(organiser: Staff, session: Session) -> Account:
    account = session.get(Account, organiser.session.account_id or 0)
    if account is None:
        raise Refusal("no_account", N_("Diese Anmeldung gehört zu keinem Konto."), status=409)
    return account


async def confirm(
    request: Request, house: House, session: Session, account: Account, password: str, *, field: str
) -> None:
    """Whoever has found an open browser does not know the password."""
    try:
        await known_account(request, house, session, account.login, password)
    except Refusal as refusal:
        if refusal.code != "wrong_login":
            raise
        raise Refusal("wrong_password", N_("Das ist nicht Ihr jetziges Passwort."), field=field) from refusal


def shown(
    request: Request,
    organiser: Staff,
    session: Session,
    *,
    errors: Errors | None = None,
    typed: dict[str, str] | None = None,
) -> HTMLResponse:
    return office_page(
        request, organiser, "account", errors=errors, typed=typed or {}, least=SHORTEST_PASSWORD,
        most=LONGEST_LOGIN, accounts=Account.all(session), own=organiser.session.account_id,
        done=request.query_params.get("done", ""), here="/organise/account",
    )  # fmt: skip
