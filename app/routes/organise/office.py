"""The office's first page: all conferences, and a new one."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.actions import conferences
from app.agendas import AGENDAS, agenda, default_groups
from app.deps import Organiser, Reading, Staff, TheHouse
from app.errors import N_, Refusal
from app.models import Conference
from app.pages import back_to
from app.routes.organise.desk import Errors, by_field, office_page, write
from app.routes.organise.fields import NewConferenceFields, meant

router = APIRouter(prefix="/organise")


@router.get("", response_class=HTMLResponse)
def office(request: Request, organiser: Organiser, session: Reading) -> HTMLResponse:
    return office_page(request, organiser, "office", conferences=Conference.newest_first(session))


@router.get("/new", response_class=HTMLResponse)
def new_page(request: Request, organiser: Organiser) -> HTMLResponse:
    typed = {"agenda": AGENDAS[0], "starts_at": "18:00", "language": organiser.language}
    return new_form(request, organiser, typed=typed)


@router.post("/new", response_class=RedirectResponse)
def create(
    request: Request, house: TheHouse, organiser: Organiser, fields: Annotated[NewConferenceFields, Form()]
) -> Response:
    values, errors = meant(fields)
    if fields.agenda not in AGENDAS:
        errors["agenda"] = Refusal("no_agenda", N_("Bitte wählen Sie eine Vorlage."))
    if not errors:
        chosen = agenda(fields.agenda)
        act = partial(conferences.create_conference, fields=values, agenda=chosen, groups=default_groups())
        try:
            return back_to(f"/organise/{write(house, organiser, act)['conference']}")
        except Refusal as refusal:
            errors = by_field(refusal)
    return new_form(request, organiser, typed=fields.model_dump(), errors=errors)


def new_form(
    request: Request, organiser: Staff, *, typed: dict[str, str], errors: Errors | None = None
) -> HTMLResponse:
    templates: list[dict[str, Any]] = [agenda(name) for name in AGENDAS]
    return office_page(request, organiser, "new", errors=errors, typed=typed, agendas=templates)
