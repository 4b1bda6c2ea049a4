"""The fields of a conference as they were typed, and what they mean."""

from datetime import date
from typing import Any

from pydantic import BaseModel

from app.errors import N_, Refusal
from app.i18n import known_language
from app.models import Conference
from app.routes.organise.desk import Errors
from app.routes.organise.reading import time_in

LONGEST = {
    "title": 120, "place": 120, "host": 120, "guiding_question": 300, "scope_open": 600, "scope_fixed": 600,
    "decides": 300, "wifi_name": 32, "wifi_password": 63, "held_words": 2000,
}  # fmt: skip
SHORTEST_WIFI_PASSWORD = 8


class ConferenceFields(BaseModel):
    """All as text, so that a form can come back as it was typed."""

    title: str = ""
    place: str = ""
    host: str = ""
    held_on: str = ""
    starts_at: str = ""
    guiding_question: str = ""
    scope_open: str = ""
    scope_fixed: str = ""
    decides: str = ""
    answer_on: str = ""
    language: str = "de"
    wifi_name: str = ""
    wifi_password: str = ""
    room_depth: str = ""
    screen_width: str = ""
    held_words: str = ""


class ChangedConferenceFields(ConferenceFields):
    """`seen` is the mark of what the form was drawn from."""

    seen: str = ""


class NewConferenceFields(ConferenceFields):
    agenda: str = ""


def typed_from(conference: Conference) -> dict[str, str]:
    """A stored conference as its form shows it."""
    values = conference.model_dump(include=set(ConferenceFields.model_fields))
    return {name: as_typed(value) for name, value in values.items()}


def as_typed(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    return "" if value is None else str(value)


def meant(fields: ConferenceFields) -> tuple[dict[str, Any], Errors]:
    """The values of the fields, and what could not be read."""
    values: dict[str, Any] = {name: getattr(fields, name).strip() for name in LONGEST}
    errors = {
        name: Refusal("too_long", N_("Höchstens %(most)s Zeichen passen hier hinein."), most=most)
        for name, most in LONGEST.items()
        if len(values[name]) > most
    }
    for name in ("held_on", "answer_on"):
        values[name] = as_day(getattr(fields, name), name, errors)
    values["room_depth"] = as_metres(fields.room_depth, "room_depth", errors, least=2, most=100)
    values["screen_width"] = as_metres(fields.screen_width, "screen_width", errors, least=0.5, most=30)
    values["starts_at"] = as_time(fields.starts_at, errors)
    values["language"] = known_language(fields.language)
    check_wifi(values, errors)
    return values, errors


def as_day(text: str, name: str, errors: Errors) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        errors[name] = Refusal("no_date", N_("Dieses Datum ist nicht lesbar. Beispiel: 2027-03-18"))
        return None


def as_metres(text: str, name: str, errors: Errors, *, least: float, most: float) -> float | None:
    """With a comma or a point, with or without the unit."""
    plain = text.strip().removesuffix("m").strip().replace(",", ".")
    if not plain:
        return None
    try:
        metres = float(plain)
    except ValueError:
        metres = -1
    if least <= metres <= most:
        return metres
    errors[name] = Refusal(
        "no_metres", N_("Bitte geben Sie Meter zwischen %(least)s und %(most)s an. Beispiel: 12,5"),
        least=f"{least:g}", most=f"{most:g}",
    )  # fmt: skip
    return None


def as_time(text: str, errors: Errors) -> str:
    if not text.strip():
        return "18:00"
    if time := time_in(text):
        return time
    errors["starts_at"] = Refusal("no_time", N_("Diese Uhrzeit ist nicht lesbar. Beispiel: 18:00"))
    return ""


def check_wifi(values: dict[str, Any], errors: Errors) -> None:
    password = values["wifi_password"]
    if password and len(password) < SHORTEST_WIFI_PASSWORD:
        message = N_("Ein WLAN-Passwort hat mindestens %(least)s Zeichen.")
        errors["wifi_password"] = Refusal("wifi_short", message, least=SHORTEST_WIFI_PASSWORD)
    if password and not values["wifi_name"]:
        errors["wifi_name"] = Refusal("wifi_name", N_("Zu dem Passwort fehlt der Name des WLANs."))
