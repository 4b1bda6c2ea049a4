"""What leaves the program: the poster with the way in, and the tables."""

from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.actions import conferences
from app.addresses import public_address, wifi_code
from app.auth import spoken_code
from app.deps import Organiser, OwnConference, Reading, TheHouse
from app.errors import N_
from app.i18n import LANGUAGES, translate
from app.models import Ballot, Conference, Phase
from app.pages import back_to, page, spoken
from app.reading.hall import Hall
from app.routes.organise.desk import conference_page, write
from app.routes.organise.phases import timetable

router = APIRouter(prefix="/organise/{conference_id}")

TABLES = (
    ("karten", N_("Karten")),
    ("themen", N_("Themen")),
    ("abstimmungen", N_("Abstimmungen")),
    ("massnahmen", N_("Maßnahmen")),
    ("konsens", N_("Aussagen, Fassungen und Antworten")),
    ("massnahmen_meilensteine", N_("Erste Schritte der Maßnahmen")),
    ("design_thinking", N_("Fragen und Sichtweisen")),
    ("gemeinsame_basis", N_("Gemeinsame Basis der Gruppen")),
    ("verknuepfungen", N_("Verknüpfungen der Themen")),
    ("tischplan", N_("Tischpläne")),
    ("beteiligung", N_("Beteiligung")),
)
COLUMNS = (
    ("text_column", N_("Spalte mit dem Text")),
    ("kind_column", N_("Spalte mit der Art der Karte")),
    ("group_column", N_("Spalte mit der Gruppe")),
    ("id_column", N_("Spalte mit der Nummer")),
)
STEPS = (
    N_("Kamera auf den Code halten, Adresse antippen."),
    N_("Gruppe wählen oder nicht: ohne Name, ohne Konto."),
    N_("Karten schreiben und Punkte setzen."),
)
CAPTIONS = {
    "join": N_("Mitmachen mit dem Handy"),
    "code": N_("Oder diese Adresse öffnen und den Code eingeben:"),
    "wifi": N_("Erst ins WLAN"),
    "offline": N_("Meldet das Handy „kein Internet“: bitte verbunden bleiben."),
    "paper": N_("Kein Handy? Karten und Stifte liegen bereit, wir schreiben gern für Sie mit."),
    "results": N_("Ergebnisse später"),
}


@router.get("/poster", response_class=HTMLResponse)
def poster(
    request: Request, house: TheHouse, organiser: Organiser, conference: OwnConference, session: Reading
) -> HTMLResponse:
    address = public_address(house.settings, str(request.base_url))
    return conference_page(
        request, organiser, session, conference, "poster",
        address=f"{address}/c/{conference.code}", shown_address=address.partition("://")[2],
        code=spoken_code(conference.code), tongues=tongues(conference),
        captions={name: both(conference, message) for name, message in CAPTIONS.items()},
        steps=[both(conference, message) for message in STEPS],
        wifi=wifi_code(conference.wifi_name, conference.wifi_password) if conference.wifi_name else "",
    )  # fmt: skip


def tongues(conference: Conference) -> list[str]:
    """The languages of the poster, the conference's own first."""
    return sorted(LANGUAGES, key=lambda language: language != conference.language)


def both(conference: Conference, message: str) -> list[tuple[str, str]]:
    """The message in each language, for a paper that everybody reads."""
    return [(language, translate(language, message)) for language in tongues(conference)]


@router.post("/poster", response_class=RedirectResponse)
def tick_off(
    house: TheHouse, organiser: Organiser, conference: OwnConference, printed: Annotated[str, Form()]
) -> Response:
    """The organiser says that the poster is printed, or not yet."""
    act = partial(conferences.change_conference, fields={"poster_printed": printed == "1"})
    write(house, organiser, act, conference_id=conference.id)
    return back_to(f"/organise/{conference.id}#tasks")


@router.get("/papers/{paper}", response_class=HTMLResponse)
def papers(
    request: Request, house: TheHouse, organiser: Organiser, conference: OwnConference, session: Reading,
    paper: Literal["cards", "dots", "forms", "kit"],
) -> HTMLResponse:  # fmt: skip
    """Sheets for those without a phone, and for an evening on which the technology fails."""
    address = public_address(house.settings, str(request.base_url))
    hall = Hall(session, conference)
    return page(
        request, spoken(request, organiser), f"screens/papers/{paper}.html", hall=hall,
        timetable=timetable(hall), join=f"{address}/c/{conference.code}", address=address.partition("://")[2],
        code=spoken_code(conference.code), kinds=on_cards(hall), sheets=dot_sheets(hall),
        home=f"/organise/{conference.id}/poster",
    )  # fmt: skip


def on_cards(hall: Hall) -> list[tuple[str, Phase]]:
    """The kinds that people write by themselves, each with the first phase that asks for it."""
    found: dict[str, Phase] = {}
    for phase in hall.phases:
        for entry in phase.settings.card_types:
            if entry.kind not in ("measure", "feedback"):
                found.setdefault(entry.kind, phase)
    return list(found.items())


def dot_sheets(hall: Hall) -> list[tuple[Phase, list[str]]]:
    """Each ballot with what stands to choose by now; empty lines where that is not known yet."""
    asking = [phase for phase in hall.phases if phase.settings.voting]
    return [(phase, choices(hall, phase)) for phase in asking if phase.settings.voting]


def choices(hall: Hall, phase: Phase) -> list[str]:
    voting = phase.settings.voting
    if voting is not None and voting.mode == "consent":
        return [hall.echoes.told(statement.text) for statement in hall.statements.open]
    ballot = Ballot.of_phase(hall.session, phase.id or 0)
    if ballot is not None:
        items = hall.ballots.items_of(ballot)
        return [item.titled(hall.conference.language) for item in items if item.axis != "effort"]
    if voting is not None and voting.labels:
        return [label.get(hall.conference.language) or label["de"] for label in voting.labels]
    if voting is not None and voting.of == "themes":
        return [theme.title for theme in hall.released_themes(phase.settings.theme_kind)]
    return []


@router.get("/tables", response_class=HTMLResponse)
def tables_page(
    request: Request, organiser: Organiser, conference: OwnConference, session: Reading
) -> HTMLResponse:
    return conference_page(request, organiser, session, conference, "tables", tables=TABLES, columns=COLUMNS)
