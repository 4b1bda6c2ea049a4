"""Tables out of a conference and cards into it, for the office."""

from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, Response

from app import exports
from app.actions.conferences import import_cards
from app.deps import Organiser, OwnConference, Reading, TheHouse
from app.errors import N_, Refusal, not_found
from app.exports import diary
from app.imports import Columns, read_arrivals
from app.pages import page, spoken, told
from app.reading.hall import Hall
from app.writing.transaction import Change
from facilitation import TableError

router = APIRouter(prefix="/organise/{conference_id}")

Wanted = Literal["de", "en"]
Text = Annotated[str, Form()]
Kind = Annotated[Literal["strength", "weakness", "proposal"], Form()]
ICS = "text/calendar; charset=utf-8"
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/export.zip")
def archive(conference: OwnConference, session: Reading, lang: Wanted = "de") -> Response:
    frames = exports.tables(session, conference, language=lang)
    name = exports.file_name(conference, ".zip")
    pictures = exports.picture_files(session, conference, language=lang)
    return download(exports.as_zip(frames, pictures=pictures, language=lang), name, "application/zip")


@router.get("/export.xlsx")
def workbook(conference: OwnConference, session: Reading, lang: Wanted = "de") -> Response:
    frames = exports.tables(session, conference, language=lang)
    name = exports.file_name(conference, ".xlsx")
    return download(exports.as_xlsx(frames, language=lang), name, XLSX)


@router.get("/export/{name}.csv")
def one_table(conference: OwnConference, session: Reading, name: str, lang: Wanted = "de") -> Response:
    if name not in exports.TABLES:
        raise not_found()
    frame = exports.table(session, conference, name, language=lang)
    return download(exports.as_csv(frame, language=lang), exports.file_name(conference, f"-{name}.csv"), CSV)


@router.get("/export/dates.ics")
def dates(conference: OwnConference, session: Reading) -> Response:
    return calendar(Hall(session, conference))


@router.post("/contacts")
def contacts(
    conference: OwnConference, organiser: Organiser, session: Reading, confirmed: Text = ""
) -> Response:
    """Internal: only asked for on purpose, and never part of the open set."""
    if confirmed != "1":
        raise Refusal("confirm", N_("Bitte bestätigen Sie zuerst, wofür Sie die Kontakte brauchen."))
    language = organiser.language
    frame = exports.contact_table(session, conference, language=language)
    name = exports.file_name(conference, "-zusagen.csv")
    return download(exports.as_csv(frame, language=language), name, CSV)


@router.post("/import", response_class=HTMLResponse)
def bring_in(
    request: Request,
    house: TheHouse,
    organiser: Organiser,
    conference: OwnConference,
    session: Reading,
    file: Annotated[UploadFile, File()],
    kind: Kind = "proposal",
    text_column: Text = "",
    kind_column: Text = "",
    group_column: Text = "",
    id_column: Text = "",
) -> HTMLResponse:
    """Says what came in, or in one sentence why nothing did."""
    language = spoken(request, organiser)
    here = f"/organise/{conference.id}/tables"
    show = partial(page, request, language, "screens/organise/imported.html", here=here, saved=False)
    columns = Columns(text_column or None, kind_column or None, group_column or None, id_column or None)
    try:
        arrivals = read_arrivals(file.file.read(), columns=columns, kind=kind)
        act = partial(import_cards, rows=arrivals.rows)
        change = Change(act, actor=organiser.actor, conference_id=conference.id)
        answer = house.writer.write_now(change)
    except (TableError, Refusal) as problem:
        sentence = problem.sentence(language) if isinstance(problem, TableError) else told(problem, language)
        return show(status=422, hall=Hall(session, conference), problem=sentence)
    return show(hall=Hall(session, conference), problem="", answer=answer, arrivals=arrivals)


def calendar(hall: Hall) -> Response:
    if not hall.has_dates:
        raise not_found()
    return download(diary.as_ics(hall), exports.file_name(hall.conference, ".ics"), ICS)


def download(content: bytes, name: str, media_type: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
