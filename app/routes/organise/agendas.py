"""Own run-of-shows: kept from a conference, sent as a file, taken in again."""

import re
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.actions import agendas
from app.agenda_files import LARGEST, as_file, read_agenda
from app.agendas import AGENDAS, agenda
from app.deps import Organiser, OwnConference, Reading, Staff, TheHouse
from app.errors import Refusal, not_found
from app.models import OwnAgenda
from app.pages import back_to
from app.routes.organise.desk import Errors, by_field, office_page, write

router = APIRouter(prefix="/organise")
OWN = "own-"


@router.get("/agendas", response_class=HTMLResponse)
def agendas_page(request: Request, organiser: Organiser, session: Reading) -> HTMLResponse:
    return shown(request, organiser, session)


@router.post("/agendas/import", response_class=RedirectResponse)
def take_in(
    request: Request,
    house: TheHouse,
    organiser: Organiser,
    session: Reading,
    file: Annotated[UploadFile, File()],
) -> Response:
    """A file that came from here or from another town."""
    try:
        read = read_agenda(file.file.read(LARGEST + 1))
        write(house, organiser, partial(agendas.add_agenda, agenda=read))
    except Refusal as refusal:
        return shown(request, organiser, session, errors=by_field(refusal))
    return back_to("/organise/agendas?done=read")


@router.get("/agendas/{agenda_id}.json")
def send_out(organiser: Organiser, session: Reading, agenda_id: int) -> Response:
    kept = session.get(OwnAgenda, agenda_id)
    if kept is None:
        raise not_found()
    name = re.sub(r"[^a-z0-9]+", "-", kept.name.casefold()).strip("-") or "vorlage"
    headers = {"Content-Disposition": f'attachment; filename="{name}.json"'}
    return Response(as_file(kept.agenda), media_type="application/json", headers=headers)


@router.post("/agendas/{agenda_id}/remove", response_class=RedirectResponse)
def remove(house: TheHouse, organiser: Organiser, agenda_id: int) -> Response:
    write(house, organiser, partial(agendas.remove_agenda, agenda_id=agenda_id))
    return back_to("/organise/agendas?done=removed")


@router.post("/{conference_id}/phases/keep", response_class=RedirectResponse)
def keep(
    house: TheHouse, organiser: Organiser, conference: OwnConference, name: Annotated[str, Form()]
) -> Response:
    write(house, organiser, partial(agendas.keep_agenda, name=name), conference_id=conference.id)
    return back_to("/organise/agendas?done=kept")


def shown(
    request: Request, organiser: Staff, session: Session, *, errors: Errors | None = None
) -> HTMLResponse:
    return office_page(
        request, organiser, "agendas", errors=errors, agendas=OwnAgenda.by_name(session),
        done=request.query_params.get("done", ""), here="/organise/agendas",
    )  # fmt: skip


def to_choose_from(session: Session) -> list[dict[str, Any]]:
    """The shipped ones and the own ones, each with what a form calls it."""
    own = [{**kept.agenda, "id": f"{OWN}{kept.id}"} for kept in OwnAgenda.by_name(session)]
    return [*(agenda(name) for name in AGENDAS), *own]
