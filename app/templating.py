"""Templates, one environment per language; fragments for sockets and pages come from the same files."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.i18n import LANGUAGES, PHONE_LANGUAGES, catalogue, direction, locale_of, translate, worded
from app.kinds import CARD_NAMES, HIDE_REASONS, KINDS, TABLE_ROLES
from app.marks import mark_of
from app.sight import sight

ROOT = Path(__file__).parent
STATIC = ROOT / "static"


@cache
def environment(language: str) -> Environment:
    env = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,  # new files under a running server would not fit its code
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    locale = locale_of(language)
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(language=language, languages=LANGUAGES, phone_languages=PHONE_LANGUAGES)
    env.globals.update(direction=direction(language), static=static_address)
    env.globals.update(card_names=CARD_NAMES, table_roles=TABLE_ROLES, phase_kinds=KINDS)
    env.globals.update(hide_reasons=HIDE_REASONS)
    env.filters.update(
        day=lambda value: format_date(here(value), "long", locale=locale) if value else "",
        clock=lambda value: format_datetime(here(value), "HH:mm", locale=locale) if value else "",
        number=lambda value: format_decimal(value, locale=locale),
        worded=lambda texts: worded(texts, language),
        translated=lambda message: translate(language, message),
        iso=iso,
        sight=sight,
        mark=mark_of,
        qr=qr_svg_address,
    )
    return env


def render(language: str, template: str, **context: Any) -> str:
    return environment(language).get_template(template).render(**context)


def here(value: date | datetime) -> date | datetime:
    """A moment as the clock on the wall of the server shows it; a day stays as it is."""
    return value.astimezone() if isinstance(value, datetime) else value


def iso(value: date | datetime | None) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if value else ""


@cache
def static_version() -> str:
    """Changes whenever a static file changes, so that browsers may keep files for ever."""
    digest = hashlib.sha256()
    for path in static_files():
        digest.update(path.relative_to(STATIC).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def static_files() -> Iterator[Path]:
    return (path for path in sorted(STATIC.rglob("*")) if path.is_file())


def static_address(path: str) -> str:
    return f"/static/{static_version()}/{path}"


def qr_svg_address(content: str) -> str:
    """A QR code as a data address for an <img>; its alternative text is the template's business."""
    import segno

    return str(segno.make(content, error="m").svg_data_uri(scale=8, border=2, dark="#000", light="#fff"))
