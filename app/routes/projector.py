"""The projector: what the hall sees."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.addresses import public_address, wifi_code
from app.auth import spoken_code
from app.deps import ProjectedHall, Projector, TheHouse
from app.i18n import known_language
from app.models import Conference
from app.pages import page, spoken

router = APIRouter()

SHARES = (8, 5.6, 4.8, 4, 2.7)
"""Heights of the lines of the test picture, in per cent of it; the last is the smallest ever shown."""


@router.get("/p", response_class=HTMLResponse)
def projector_page(
    request: Request, house: TheHouse, projector: Projector, hall: ProjectedHall
) -> HTMLResponse:
    language = known_language(request.query_params.get("lang"), spoken(request, projector))
    phones = public_address(house.settings, str(request.base_url))
    return page(request, language, "screens/projector.html", hall=hall, **ways_in(hall.conference, phones))


@router.get("/p/test", response_class=HTMLResponse)
def test_picture(
    request: Request, house: TheHouse, projector: Projector, hall: ProjectedHall
) -> HTMLResponse:
    """Before the guests come: is it sharp, are the corners there, can the last row read and scan it?"""
    language = known_language(request.query_params.get("lang"), spoken(request, projector))
    phones = public_address(house.settings, str(request.base_url))
    join = f"{phones}/c/{hall.conference.code}"
    return page(request, language, "screens/test_picture.html", hall=hall, join=join, shares=SHARES)


def ways_in(conference: Conference, phones: str) -> dict[str, Any]:
    """How people in the hall find their page: by camera, by typing, by the network of the house."""
    wifi = wifi_code(conference.wifi_name, conference.wifi_password) if conference.wifi_name else ""
    return {
        "join": f"{phones}/c/{conference.code}",
        "address": phones.partition("://")[2],
        "code": spoken_code(conference.code),
        "wifi": wifi,
    }
