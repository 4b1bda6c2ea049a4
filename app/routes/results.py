"""The page of results: for everybody, once the organiser has published it."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.auth import plain_code
from app.deps import ByCode, PhoneLanguage, Reading, TheHouse, count_wrong_code
from app.errors import not_found
from app.models import Event
from app.pages import page
from app.reading.hall import Hall
from app.reading.results import Findings
from app.reading.tracks import Tracks
from app.routes.exports import calendar

router = APIRouter()


@router.get("/r/{code}", response_class=HTMLResponse)
def results_page(
    request: Request, conference: ByCode, session: Reading, language: PhoneLanguage
) -> HTMLResponse:
    hall = Hall(session, conference)
    if not conference.results_public:
        return page(request, language, "screens/results_later.html", status=404, hall=hall)
    return page(request, language, "screens/results.html", hall=hall, findings=Findings(hall), preview=False)


@router.get("/r/{code}/dates.ics")
def dates(conference: ByCode, session: Reading) -> Response:
    """As public as the page that leads here."""
    if not conference.results_public:
        raise not_found()
    return calendar(Hall(session, conference))


@router.get("/e/{code}", response_class=HTMLResponse)
def event_page(
    request: Request, house: TheHouse, code: str, session: Reading, language: PhoneLanguage
) -> HTMLResponse:
    """All tracks of an event: together, and each for itself."""
    event = Event.with_code(session, plain_code(code))
    if event is None:
        count_wrong_code(request, house)
        raise not_found()
    if not event.results_public:
        return page(request, language, "screens/event_later.html", status=404, event=event)
    tracks = Tracks(session, event)
    return page(request, language, "screens/event.html", tracks=tracks, preview=False)
