"""Is the process alive, can it serve, and how is it doing?"""

import hmac

import sqlalchemy as sa
from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from sqlmodel import select

from app.deps import TheHouse
from app.errors import not_found
from app.house import House
from app.metrics import exposition
from app.models import Conference

router = APIRouter()

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@router.get("/healthz", response_class=PlainTextResponse)
def alive() -> str:
    return "ok"


@router.get("/readyz", response_class=PlainTextResponse)
def ready(house: TheHouse) -> Response:
    """For whoever spreads the load; the word says what is missing."""
    missing = what_is_missing(house)
    if missing:
        return PlainTextResponse(missing, 503, headers={"Retry-After": "2"})
    return PlainTextResponse("ready")


def what_is_missing(house: House) -> str:
    if house.draining.is_set():
        return "draining"
    if not house.writer.is_alive:
        return "no writer"
    try:
        with house.database.reading() as session:
            session.exec(select(Conference.id).limit(1)).first()
    except (sa.exc.DBAPIError, sa.exc.TimeoutError):
        return "no database"
    return ""


@router.get("/metrics")
def metrics(request: Request, house: TheHouse) -> Response:
    """For whoever sits at the machine or knows the token; for all others the page does not exist."""
    if not (is_at_the_machine(request) or knows_token(request, house.settings.metrics_token)):
        raise not_found()
    return Response(exposition(), media_type="text/plain; version=0.0.4; charset=utf-8")


def is_at_the_machine(request: Request) -> bool:
    """Not somebody whom a proxy on this machine brings."""
    brought = any(name.startswith(("forwarded", "x-forwarded", "via")) for name in request.headers)
    caller = request.client.host if request.client else ""
    return not brought and caller in LOOPBACK and request.url.hostname in LOOPBACK


def knows_token(request: Request, token: str) -> bool:
    given = request.headers.get("authorization", "")
    return bool(token) and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
