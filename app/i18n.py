"""The message catalogues: German is the source, other languages are read from their .po files at start.

Staff work in LANGUAGES; phones, and the pages that anybody may open, speak PHONE_LANGUAGES.
"""

from collections.abc import Mapping
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LANGUAGES: Mapping[str, str] = {"de": "Deutsch", "en": "English"}
EASY = "de-x-ez"
"""Plain German in short sentences; not certified Leichte Sprache, and never called so."""
PHONE_LANGUAGES: Mapping[str, str] = {
    "de": "Deutsch",
    EASY: "Einfaches Deutsch",
    "en": "English",
    "uk": "Українська",
    "tr": "Türkçe",
    "ar": "العربية",
    "ru": "Русский",
    "pl": "Polski",
    "fr": "Français",
}
LOCALES = Path(__file__).parent / "locales"


@cache
def catalogue(language: str, name: str = "messages") -> NullTranslations:
    path = LOCALES / language / f"{name}.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        messages = read_po(file, locale=locale_of(language))
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Translations(compiled)


def translate(language: str, message: str, **values: Any) -> str:
    translated = catalogue(language).gettext(message)
    return translated % values if values else translated.replace("%%", "%")


def phrase(language: str, text: str) -> str:
    """A text of a shipped run of show; what the organiser has worded anew stays as it is."""
    return catalogue(language, "agendas").gettext(text) if text else ""


def worded(texts: Mapping[str, str], language: str) -> str:
    """Of a text in several languages the one to show: German where there is no other."""
    german = texts.get("de") or texts.get("en", "")
    return texts.get(language) or phrase(language, german)


def locale_of(language: str) -> str:
    """How Babel calls the language, for dates, numbers and plurals."""
    return "de" if language == EASY else language


def direction(language: str) -> str:
    """`rtl` or `ltr`."""
    return Locale.parse(locale_of(language)).text_direction


def known_language(*wishes: str | None, default: str = "de", among: Mapping[str, str] = LANGUAGES) -> str:
    """The first wish that we speak; a wish may be an Accept-Language header."""
    for wish in wishes:
        for part in (wish or "").split(","):
            tag = part.split(";")[0].strip().lower()
            for language in (tag, tag[:2]):
                if language in among:
                    return language
    return default
