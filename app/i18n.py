"""The message catalogues: German is the source, other languages are read from their .po file at start."""

from collections.abc import Mapping
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LANGUAGES: Mapping[str, str] = {"de": "Deutsch", "en": "English"}
LOCALES = Path(__file__).parent / "locales"


@cache
def catalogue(language: str) -> NullTranslations:
    path = LOCALES / language / "messages.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        messages = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Translations(compiled)


def translate(language: str, message: str, **values: Any) -> str:
    translated = catalogue(language).gettext(message)
    return translated % values if values else translated.replace("%%", "%")


def known_language(*wishes: str | None, default: str = "de") -> str:
    """The first wish that we speak; a wish may be an Accept-Language header."""
    for wish in wishes:
        for part in (wish or "").split(","):
            language = part.split(";")[0].strip()[:2].lower()
            if language in LANGUAGES:
                return language
    return default
