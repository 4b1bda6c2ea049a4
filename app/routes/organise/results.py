"""The results: looked at, published, taken back."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.actions import conferences
from app.deps import Organiser, OwnConference, Reading, TheHouse
from app.pages import back_to, page, spoken
from app.reading.hall import Hall
from app.reading.results import Findings
from app.routes.organise.desk import write

router = APIRouter(prefix="/organise/{conference_id}/results")


@router.get("", response_class=HTMLResponse)
def preview(
    request: Request, organiser: Organiser, conference: OwnConference, session: Reading
) -> HTMLResponse:
    """The page as everybody will see it, before anybody does."""
    hall, language = Hall(session, conference), spoken(request, organiser)
    return page(request, language, "screens/results.html", hall=hall, findings=Findings(hall), preview=True)


@router.post("", response_class=RedirectResponse)
def publish(
    house: TheHouse, organiser: Organiser, conference: OwnConference, public: Annotated[str, Form()]
) -> Response:
    act = partial(conferences.publish_results, public=public == "1")
    write(house, organiser, act, conference_id=conference.id)
    return back_to(f"/organise/{conference.id}#results")
