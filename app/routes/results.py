"""The page of results: for everybody, once the organiser has published it."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.deps import ByCode, PhoneLanguage, Reading
from app.hall import Hall
from app.pages import page
from app.results import Findings

router = APIRouter()


@router.get("/r/{code}", response_class=HTMLResponse)
def results_page(
    request: Request, conference: ByCode, session: Reading, language: PhoneLanguage
) -> HTMLResponse:
    hall = Hall(session, conference)
    if not conference.results_public:
        return page(request, language, "screens/results_later.html", status=404, hall=hall)
    return page(request, language, "screens/results.html", hall=hall, findings=Findings(hall), preview=False)
