"""The projector: what the hall sees."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.deps import ProjectedHall, Projector
from app.pages import page, spoken
from app.i18n import known_language

router = APIRouter()


@router.get("/p", response_class=HTMLResponse)
def projector_page(request: Request, projector: Projector, hall: ProjectedHall) -> HTMLResponse:
    language = known_language(request.query_params.get("lang"), spoken(request, projector))
    return page(request, language, "screens/projector.html", hall=hall)
