"""The organiser's office: conferences, their data, links and papers."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.deps import Organiser, Reading
from app.models import Conference
from app.pages import page, spoken

router = APIRouter(prefix="/organise")


@router.get("", response_class=HTMLResponse)
def office(request: Request, organiser: Organiser, session: Reading) -> HTMLResponse:
    return page(
        request, spoken(request, organiser), "screens/organise/office.html", conferences=Conference.newest_first(session)
    )
