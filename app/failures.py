"""Where something broke: the database is away, or the program has a fault. Everybody gets an answer."""

import contextlib
import logging
from collections.abc import Iterator

import sqlalchemy as sa
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect
from uvicorn.protocols.utils import ClientDisconnected

from app.errors import N_, Refusal
from app.goodbyes import BROKEN, COME_BACK
from app.metrics import REFUSALS
from app.pages import answer_refusal

NO_DATABASE = N_(
    "Der Server erreicht seine Daten gerade nicht. Bitte versuchen Sie es in ein paar Sekunden noch einmal."
)
BROKEN_HERE = N_(
    "Hier ist etwas schiefgegangen, und das liegt nicht an Ihnen. Bitte versuchen Sie es noch einmal."
)

log = logging.getLogger(__name__)


class Failures:
    """Inside the security headers, outside all else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = left = False

        async def send_watched(message: Message) -> None:
            nonlocal begun, left
            begun = True
            if message["type"] == "http.response.start" and message["status"] == 503:
                MutableHeaders(scope=message).setdefault("Retry-After", "2")
            try:
                await send(message)
            except (OSError, RuntimeError) as error:
                if scope["type"] != "websocket":
                    raise
                left = True
                raise ClientDisconnected from error

        try:
            await self.app(scope, receive, send_watched)
        except (WebSocketDisconnect, ClientDisconnect, ClientDisconnected):
            pass
        except Exception as error:
            if scope["type"] not in ("http", "websocket"):
                raise
            refusal = refusal_for(error)
            note(scope, refusal, error)
            await answer(scope, receive, send_watched, refusal, begun=begun)
        if left:  # while its socket was opening; the server below would take an ordinary end for a fault
            raise ClientDisconnected


def refusal_for(error: BaseException) -> Refusal:
    if any(is_outage(one) for one in members(error)):
        return Refusal("no_database", NO_DATABASE, status=503)
    return Refusal("broken", BROKEN_HERE, status=500)


def members(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from members(one)
    yield error


def is_outage(error: BaseException) -> bool:
    """The database does not answer or cannot write now; a statement that is wrong in itself is a fault."""
    if isinstance(error, sa.exc.TimeoutError | sa.exc.InterfaceError):
        return True
    if isinstance(error, sa.exc.OperationalError):
        return getattr(error.orig, "sqlite_errorname", None) != "SQLITE_ERROR"
    return isinstance(error, sa.exc.DBAPIError) and error.connection_invalidated


def note(scope: Scope, refusal: Refusal, error: Exception) -> None:
    """The pattern of the route, never the address that was asked for."""
    told = {"route": getattr(scope.get("route"), "path", None), "method": scope.get("method", "SOCKET")}
    if refusal.status == 503:
        log.warning("database_away", extra=told, exc_info=error)
    else:
        log.error("request_failed", extra=told, exc_info=error)


async def answer(scope: Scope, receive: Receive, send: Send, refusal: Refusal, *, begun: bool) -> None:
    if scope["type"] == "http":
        if not begun:
            response = await readable(Request(scope, receive), refusal)
            await response(scope, receive, send)
        return
    REFUSALS.labels(refusal.code).inc()
    with contextlib.suppress(Exception):  # whoever was there has gone
        if begun:
            await send({"type": "websocket.close", "code": COME_BACK if refusal.status == 503 else BROKEN})
        else:
            await deny(scope, receive, send, refusal)


async def readable(request: Request, refusal: Refusal) -> Response:
    try:
        return await answer_refusal(request, refusal)
    except Exception:  # the page itself may be what is broken
        log.exception("page_failed")
        return PlainTextResponse(str(refusal.status), refusal.status)


async def deny(scope: Scope, receive: Receive, send: Send, refusal: Refusal) -> None:
    """A socket that was not opened yet gets a status, as a page would."""
    headers = {"Retry-After": "2"} if refusal.status == 503 else {}
    response = PlainTextResponse(str(refusal.status), refusal.status, headers=headers)
    if "websocket.http.response" in scope.get("extensions", {}):
        await response(scope, receive, send)
    else:
        await send({"type": "websocket.close", "code": COME_BACK})
