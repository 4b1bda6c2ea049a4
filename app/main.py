"""Builds the app: one house for its lifetime, the doors, the headers."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import cache

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app.calendar import forget_daily
from app.errors import N_, Refusal, not_found, unreadable
from app.failures import Failures
from app.house import House, close_house, open_house
from app.pages import answer_refusal
from app.routes import (
    access,
    corner,
    exports,
    handover,
    health,
    joining,
    live,
    moderation,
    organise,
    phone,
    pictures,
    projector,
    results,
    scribe,
    tables,
    worker,
)
from app.security import BodyTooLarge, Security
from app.settings import Settings
from app.templating import STATIC, static_version

log = logging.getLogger(__name__)


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        house = app.state.house = opened(settings)
        house.rooms.open()
        forgetting = asyncio.create_task(forget_daily(house))
        yield
        forgetting.cancel()
        with suppress(asyncio.CancelledError):
            await forgetting
        house.rooms.close()
        await house.rooms.ended()
        close_house(house)

    app = FastAPI(
        lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None, title="Zukunftskonferenz"
    )
    app.router.routes.extend(doors().routes)
    app.mount(f"/static/{static_version()}", Unchanging(directory=STATIC), name="static")
    app.add_exception_handler(Refusal, answer_refusal)
    app.add_exception_handler(RequestValidationError, answer_unreadable)
    app.add_exception_handler(BodyTooLarge, answer_too_large)
    app.add_exception_handler(HTTPException, answer_http)
    app.add_middleware(GZipMiddleware, minimum_size=500)
    app.add_middleware(Failures)
    app.add_middleware(Security, origin=settings.origin)
    return app


@cache
def doors() -> APIRouter:
    """All routes; working them out takes a tenth of a second, and tests make an app each."""
    router = APIRouter()
    for door in (
        health, access, handover, live, moderation, projector, organise, exports, joining, phone, pictures,
        corner, results, scribe, tables, worker,
    ):  # fmt: skip
        router.include_router(door.router)
    return router


def opened(settings: Settings) -> House:
    """What stands in the way is logged here: the server that runs this app tells it with all its words."""
    try:
        return open_house(settings)
    except Exception:
        log.exception("start_failed")
        raise


class Unchanging(StaticFiles):
    """Files under a versioned address: browsers may keep them for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


async def answer_unreadable(request: Request, _error: Exception) -> Response:
    return await answer_refusal(request, unreadable())


async def answer_too_large(request: Request, _error: Exception) -> Response:
    return await answer_refusal(request, Refusal("too_large", N_("Das ist zu groß zum Senden."), status=413))


async def answer_http(request: Request, error: Exception) -> Response:
    if isinstance(error.__cause__, BodyTooLarge):  # the framework takes it for an unreadable form
        return await answer_too_large(request, error)
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 404:
        return await answer_refusal(request, not_found())
    return await answer_refusal(request, Refusal("not_possible", N_("Das geht hier nicht."), status=status))
