"""What every room of the office uses: its pages, its way to write, forms that come back."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from app.deps import Staff
from app.errors import N_, Refusal
from app.house import House
from app.models import Conference
from app.pages import page, spoken, told
from app.reading.hall import Hall
from app.writing.transaction import Answer, Change

Errors = dict[str, Refusal]


def office_page(
    request: Request,
    organiser: Staff,
    name: str,
    *,
    errors: Errors | None = None,
    refused_with: int = 422,
    **values: Any,
) -> HTMLResponse:
    """A page of the office; with errors it says each beside its field and answers `refused_with`."""
    language = spoken(request, organiser)
    sentences = {field: told(refusal, language) for field, refusal in (errors or {}).items()}
    values = {"here": request.url.path, "errors": sentences, **values}
    status = refused_with if sentences else 200
    return page(request, language, f"screens/organise/{name}.html", status=status, **values)


def conference_page(
    request: Request,
    organiser: Staff,
    session: Session,
    conference: Conference,
    name: str,
    *,
    errors: Errors | None = None,
    **values: Any,
) -> HTMLResponse:
    hall = Hall(session, conference)
    saved = "saved" in request.query_params
    return office_page(request, organiser, name, errors=errors, hall=hall, saved=saved, **values)


def write(
    house: House,
    organiser: Staff,
    act: Callable[..., Answer],
    *,
    conference_id: int | None = None,
) -> Answer:
    return house.writer.write_now(Change(act, actor=organiser.actor, conference_id=conference_id))


def by_field(refusal: Refusal) -> Errors:
    """The refusal beside the field it names, or above the form; one of status 422 only."""
    if refusal.status != 422:
        raise refusal
    return {str(refusal.values.get("field", "")): refusal}


def newer(refusal: Refusal, typed: Mapping[str, Any], stored: Mapping[str, Any]) -> Errors:
    """Somebody else was quicker: what was typed stays, and beside it stands what they have written."""
    if refusal.code != "stale":
        return by_field(refusal)
    told = {name: stored[name] for name in stored if stored[name] != typed.get(name)}
    return {"": refusal, **{name: standing(value) for name, value in told.items() if isinstance(value, str)}}


def standing(value: str) -> Refusal:
    if not value:
        return Refusal("newer", N_("Gespeichert ist hier zurzeit: nichts."))
    return Refusal("newer", N_("Gespeichert ist hier zurzeit: „%(value)s“"), value=value)
