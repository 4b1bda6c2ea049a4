"""Builds the app: one house for its lifetime, the doors, the headers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app.errors import N_, Refusal, not_found
from app.house import close_house, open_house
from app.pages import answer_refusal
from app.routes import access, exports, health, live, moderation, organise, phone, projector
from app.security import BodyTooLarge, Security
from app.settings import Settings
from app.templating import STATIC, static_version


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.house = open_house(settings)
        app.state.house.rooms.open()
        yield
        close_house(app.state.house)

    app = FastAPI(
        lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None, title="Zukunftskonferenz"
    )
    for door in (health, access, live, moderation, projector, organise, exports, phone):
        app.include_router(door.router)
    app.mount(f"/static/{static_version()}", Unchanging(directory=STATIC), name="static")
    app.add_exception_handler(Refusal, answer_refusal)
    app.add_exception_handler(RequestValidationError, answer_unreadable)
    app.add_exception_handler(BodyTooLarge, answer_too_large)
    app.add_exception_handler(HTTPException, answer_http)
    app.add_middleware(GZipMiddleware, minimum_size=500)
    app.add_middleware(Security, origin=settings.origin)
    return app


class Unchanging(StaticFiles):
    """Files under a versioned address: browsers may keep them for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


async def answer_unreadable(request: Request, _error: Exception) -> Response:
    refusal = Refusal(
        "incomplete", N_("Da fehlt etwas, oder ein Feld war nicht lesbar. Bitte prüfen Sie die Angaben.")
    )
    return await answer_refusal(request, refusal)


async def answer_too_large(request: Request, _error: Exception) -> Response:
    return await answer_refusal(request, Refusal("too_large", N_("Das ist zu groß zum Senden."), status=413))


async def answer_http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 404:
        return await answer_refusal(request, not_found())
    return await answer_refusal(request, Refusal("not_possible", N_("Das geht hier nicht."), status=status))
