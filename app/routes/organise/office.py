"""The office's first page: all conferences, and a new one."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.actions import conferences
from app.agendas import AGENDAS, default_groups
from app.deps import Organiser, Reading, Staff, TheHouse
from app.errors import N_, Refusal
from app.models import Conference, Event
from app.pages import back_to
from app.routes.organise.agendas import to_choose_from
from app.routes.organise.desk import Errors, by_field, office_page, write
from app.routes.organise.fields import NewConferenceFields, meant

router = APIRouter(prefix="/organise")


@router.get("", response_class=HTMLResponse)
def office(request: Request, organiser: Organiser, session: Reading) -> HTMLResponse:
    return office_page(
        request, organiser, "office", conferences=Conference.newest_first(session),
        events=Event.newest_first(session),
    )  # fmt: skip


@router.get("/new", response_class=HTMLResponse)
def new_page(request: Request, organiser: Organiser, session: Reading) -> HTMLResponse:
    typed = {"agenda": AGENDAS[0], "language": organiser.language}
    return new_form(request, organiser, session, typed=typed)


@router.post("/new", response_class=RedirectResponse)
def create(
    request: Request,
    house: TheHouse,
    organiser: Organiser,
    session: Reading,
    fields: Annotated[NewConferenceFields, Form()],
) -> Response:
    values, errors = meant(fields)
    chosen = next((entry for entry in to_choose_from(session) if entry["id"] == fields.agenda), None)
    if chosen is None:
        errors["agenda"] = Refusal("no_agenda", N_("Bitte wählen Sie eine Vorlage."))
    if not errors and chosen is not None:
        if not fields.starts_at.strip():
            values["starts_at"] = chosen["starts_at"]
        groups = chosen.get("groups") or default_groups()
        act = partial(conferences.create_conference, fields=values, agenda=chosen, groups=groups)
        try:
            return back_to(f"/organise/{write(house, organiser, act)['conference']}")
        except Refusal as refusal:
            errors = by_field(refusal)
    return new_form(request, organiser, session, typed=fields.model_dump(), errors=errors)


def new_form(
    request: Request,
    organiser: Staff,
    session: Session,
    *,
    typed: dict[str, str],
    errors: Errors | None = None,
) -> HTMLResponse:
    offered: list[dict[str, Any]] = to_choose_from(session)
    return office_page(request, organiser, "new", errors=errors, typed=typed, agendas=offered)
