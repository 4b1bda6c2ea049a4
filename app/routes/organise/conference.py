"""One conference: how far its preparation is, its data, its door, its end."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.actions import accounts, collecting, conferences
from app.actions.forgetting import forgotten_on
from app.addresses import public_address
from app.auth import new_token
from app.deps import Organiser, OwnConference, Reading, TheHouse
from app.errors import N_, Refusal, not_found
from app.marks import mark_of, unless_changed
from app.models import Conference, Link, Role
from app.models.base import now
from app.pages import back_to
from app.reading.hall import Hall
from app.reading.results import Findings
from app.routes.access import HOME, let_in
from app.routes.organise.desk import conference_page, newer, write
from app.routes.organise.earlier import sources
from app.routes.organise.fields import ChangedConferenceFields, meant, typed_from
from app.routes.organise.phases import timetable
from app.sight import sight

router = APIRouter(prefix="/organise/{conference_id}")
Text = Annotated[str, Form()]


@dataclass(frozen=True)
class Task:
    """Something to have done before the doors open; `page` is where, below the conference."""

    name: str
    done: bool
    label: str
    reason: str
    page: str


@router.get("", response_class=HTMLResponse)
def overview(
    request: Request, house: TheHouse, organiser: Organiser, conference: OwnConference, session: Reading
) -> HTMLResponse:
    hall = Hall(session, conference)
    address = public_address(house.settings, str(request.base_url))
    return conference_page(
        request, organiser, session, conference, "overview", tasks=tasks(hall), timetable=timetable(hall),
        findings=Findings(hall), sources=sources(hall), results=f"{address}/r/{conference.code}",
        forgotten_on=forgotten_on(conference, house.settings.retention_days),
    )  # fmt: skip


def tasks(hall: Hall) -> list[Task]:
    conference = hall.conference
    roles = {link.role for link in Link.of(hall.session, hall.id) if link.is_valid(now())}
    framed = bool(conference.scope_open and conference.scope_fixed and conference.decides)
    return [
        Task(
            "scope", framed, N_("Sagen, was offen ist, was feststeht und wer entscheidet"),
            N_("Nur so wissen die Gäste, worüber sie wirklich mitreden."), "details#scope_open",
        ),
        Task(
            "answer", conference.answer_on is not None, N_("Den Tag der Antwort festlegen"),
            N_("An diesem Tag erfahren alle, was aus den Ergebnissen wird."), "details#answer_on",
        ),
        Task(
            "moderation", Role.MODERATION in roles, N_("Link für die Moderation machen"),
            N_("Damit steuert sie den Abend vom eigenen Gerät aus."), "links",
        ),
        Task(
            "projector", Role.PROJECTOR in roles, N_("Link für die Leinwand machen"),
            N_("Für den Rechner am Beamer."), "links",
        ),
        Task(
            "poster", conference.poster_printed, N_("Plakat drucken und aufhängen"),
            N_("Mit QR-Code und kurzem Code kommen die Gäste hinein."), "poster",
        ),
        Task(
            "trial", hall.people_count > 0, N_("Mit dem eigenen Handy ausprobieren"),
            N_("Am besten im Saal und im WLAN der Gäste."), "poster",
        ),
    ]  # fmt: skip


@router.get("/details", response_class=HTMLResponse)
def details_page(
    request: Request, organiser: Organiser, conference: OwnConference, session: Reading
) -> HTMLResponse:
    stored = typed_from(conference)
    return conference_page(
        request,
        organiser,
        session,
        conference,
        "details",
        typed=stored,
        seen=mark_of(stored),
        sight=sight(conference),
    )


@router.post("/details", response_class=RedirectResponse)
def change_details(
    request: Request,
    house: TheHouse,
    organiser: Organiser,
    conference: OwnConference,
    session: Reading,
    fields: Annotated[ChangedConferenceFields, Form()],
) -> Response:
    values, errors = meant(fields)
    typed, seen, status = fields.model_dump(exclude={"seen"}), fields.seen, 422
    if not errors:
        change = partial(conferences.change_conference, fields=values)
        act = partial(unless_changed, seen=seen, state=lambda tx: typed_from(tx.conference), act=change)
        try:
            write(house, organiser, act, conference_id=conference.id)
            return back_to(f"/organise/{conference.id}/details?saved")
        except Refusal as refusal:
            with house.database.reading() as fresh:
                stored = typed_from(fresh.get_one(Conference, conference.id))
            errors, seen, status = newer(refusal, typed, stored), mark_of(stored), refusal.status
    return conference_page(
        request, organiser, session, conference, "details", typed=typed, errors=errors, seen=seen,
        refused_with=status,
    )  # fmt: skip


@router.post("/door", response_class=RedirectResponse)
def turn_door(house: TheHouse, organiser: Organiser, conference: OwnConference, opened: Text) -> Response:
    act = partial(conferences.change_conference, fields={"door_open": opened == "1"})
    write(house, organiser, act, conference_id=conference.id)
    return back_to(f"/organise/{conference.id}#door")


@router.post("/ahead", response_class=RedirectResponse)
def collect_ahead(house: TheHouse, organiser: Organiser, conference: OwnConference, wanted: Text) -> Response:
    """Cards from home, from now until the evening begins."""
    act = partial(collecting.collect_ahead, wanted=wanted == "1")
    write(house, organiser, act, conference_id=conference.id)
    return back_to(f"/organise/{conference.id}#ahead")


@router.post("/enter", response_class=RedirectResponse)
def enter_here(
    house: TheHouse, organiser: Organiser, conference: OwnConference, role: Annotated[Role, Form()]
) -> Response:
    """The organiser's own browser becomes moderation or projector, without a link."""
    if role not in conferences.LINKED:
        raise not_found()
    token = new_token()
    open_session = partial(accounts.open_session, token=token, role=role, language=organiser.language)
    write(house, organiser, partial(open_session, conference_id=conference.id))
    return let_in(back_to(HOME[role]), house, role, token)


@router.get("/delete", response_class=HTMLResponse)
def delete_page(
    request: Request, organiser: Organiser, conference: OwnConference, session: Reading
) -> HTMLResponse:
    return conference_page(request, organiser, session, conference, "delete", typed={})


@router.post("/delete", response_class=RedirectResponse)
def delete(
    request: Request,
    house: TheHouse,
    organiser: Organiser,
    conference: OwnConference,
    session: Reading,
    title: Text = "",
) -> Response:
    """Only who types the title deletes; nothing of it stays."""
    if " ".join(title.split()) != " ".join(conference.title.split()):
        sentence = N_("Das ist nicht der Titel dieser Veranstaltung. Es wurde nichts gelöscht.")
        errors = {"title": Refusal("title_differs", sentence)}
        typed = {"title": title}
        return conference_page(request, organiser, session, conference, "delete", typed=typed, errors=errors)
    write(house, organiser, conferences.delete_conference, conference_id=conference.id)
    return back_to("/organise")
