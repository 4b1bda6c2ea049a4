"""Answers: whole pages, redirects after a form, refusals in the reader's language."""

import contextlib
import json
from typing import Any
from urllib.parse import quote

from fastapi import Request, WebSocket
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from app.deps import Leader, Staff, context
from app.errors import Refusal
from app.goodbyes import SESSION_OVER
from app.house import House
from app.i18n import LANGUAGES, PHONE_LANGUAGES, known_language, translate
from app.metrics import REFUSALS
from app.templating import render

COOKIE_LIFE = 7 * 24 * 3600
FOR_EVERYBODY = ("/c/", "/r/", "/e/")


def page(request: Request, language: str, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    return HTMLResponse(render(language, template, **context(request), **values), status_code=status)


def fragment(request: Request, language: str, template: str, **values: Any) -> HTMLResponse:
    return page(request, language, template, **values)


def back_to(address: str) -> RedirectResponse:
    return RedirectResponse(address, status_code=303)


def set_cookie(response: Response, house: House, name: str, token: str, *, strict: bool) -> None:
    response.set_cookie(
        name, token, max_age=COOKIE_LIFE, path="/", httponly=True,
        secure=house.settings.secure, samesite="strict" if strict else "lax",
    )  # fmt: skip


def told(refusal: Refusal, language: str) -> str:
    return translate(language, refusal.message, **refusal.values)


class Silence(Response):
    """All has been said by closing the socket."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        return


async def turn_away(socket: WebSocket, refusal: Refusal) -> None:
    if refusal.status == 429:
        await socket.app.state.house.limits.tarpit.hold()
    with contextlib.suppress(OSError):  # it did not wait
        await socket.close(SESSION_OVER)


async def answer_refusal(request: Request, error: Exception) -> Response:
    """A refusal as JSON, as a fragment for htmx, or as a page, each with the same sentence."""
    assert isinstance(error, Refusal)
    REFUSALS.labels(error.code).inc()
    if isinstance(request, WebSocket):
        await turn_away(request, error)
        return Silence()
    if wants_login(request, error):
        return back_to(f"/login?next={quote(request.url.path)}")
    language = language_of(request)
    sentence = told(error, language)
    headers = {"Retry-After": "2"} if error.status in (429, 503) else {}
    if error.status == 413:  # what is left of the body is not read
        headers["Connection"] = "close"
    if request.headers.get("content-type", "").startswith("application/json"):
        return JSONResponse(
            {"ok": False, "code": error.code, "message": sentence}, error.status, headers=headers
        )
    if request.headers.get("hx-request"):
        html = render(language, "partials/_refusal.html", message=sentence)
        return HTMLResponse(html, error.status, headers={**headers, "X-Message": json.dumps(sentence)})
    response = page(
        request, language, "screens/refusal.html", status=error.status, message=sentence, code=error.code,
        role=error.values.get("role", ""),
    )  # fmt: skip
    response.headers.update(headers)
    return response


def wants_login(request: Request, refusal: Refusal) -> bool:
    """Somebody opens a page of the office and is not in, or not any more."""
    is_page = request.method in ("GET", "HEAD") and "hx-request" not in request.headers
    return is_page and refusal.code == "not_let_in" and refusal.values.get("role") == "organiser"


def language_of(request: Request) -> str:
    known = getattr(request.state, "language", None)
    wished = request.query_params.get("lang")
    among = PHONE_LANGUAGES if is_for_everybody(request.url.path) else LANGUAGES
    return known_language(wished, known, request.headers.get("accept-language"), among=among)


def is_for_everybody(address: str) -> bool:
    """The front page, and what needs no link of the staff."""
    return address == "/" or address.startswith(FOR_EVERYBODY)


def spoken(request: Request, staff: Leader | Staff) -> str:
    """The language of this browser's session; remembered for a refusal that may follow."""
    request.state.language = staff.language
    return staff.language
