"""Brings the catalogues up to date with the texts of the program: `python3 dev.py messages`.

English has every text. The other languages have what a phone can show (app/locales/phones.py), and, in a
catalogue of their own, what the shipped runs of show say to phones.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from app.i18n import LANGUAGES, PHONE_LANGUAGES, locale_of
from app.locales.phones import phone_templates, phone_texts

APP = Path(__file__).resolve().parent.parent
ENGLISH = APP / "locales/en/messages.po"
ONLY_ON_PHONES = tuple(language for language in PHONE_LANGUAGES if language not in LANGUAGES)
METHODS = (("**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2"))
OPTIONS = {"templates/**": {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}}
SAID_TO_PHONES = {"title", "prompt", "second_prompt", "criterion", "labels", "label", "help", "listening"}
"""The fields of a run of show that stand on phones; what the moderation announces is for the staff."""
# Written here instead of by Babel, whose header carries the time of day and makes every run a difference.
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plurals}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def main() -> int:
    for path, language, found in catalogues(APP):
        catalog = merge(path, found, language=language)
        write(catalog, path, language=language)
        missing = untranslated(catalog)
        name = path.relative_to(APP / "locales")
        for message in missing:
            print(f"{name}: ohne Übersetzung / not translated: {message}")
        print(f"{name}: {len(catalog)} Texte / messages, {len(missing)} offen / open")
    return 0


def catalogues(app: Path) -> Iterator[tuple[Path, str, Catalog]]:
    """Every catalogue there has to be, its language, and the texts that belong in it."""
    yield app / "locales/en/messages.po", "en", collect(app)
    said, phrases = collect_for_phones(app), collect_phrases(app)
    for language in ONLY_ON_PHONES:
        yield app / f"locales/{language}/messages.po", language, said
        yield app / f"locales/{language}/agendas.po", language, phrases


def collect(folder: Path) -> Catalog:
    """Every text that is marked for translation in Python and in templates."""
    found = Catalog()
    for _file, _line, message, comments, context in extracted(folder):
        found.add(message, auto_comments=comments, context=context)
    return found


def collect_for_phones(app: Path) -> Catalog:
    """Of all texts those that a phone can show."""
    templates = {f"templates/{name}" for name in phone_templates(app)}
    texts = phone_texts(app)
    found = Catalog()
    for file, _line, message, comments, context in extracted(app):
        text = message if isinstance(message, str) else message[0]
        if text in texts or Path(file).as_posix() in templates:
            found.add(message, auto_comments=comments, context=context)
    return found


def collect_phrases(app: Path) -> Catalog:
    """What the shipped runs of show and the groups say to phones."""
    found = Catalog()
    for path in sorted((app / "agendas").glob("*.json")):
        content = json.loads(path.read_text("utf-8"))
        for text in german_texts(content) if path.stem == "groups" else said(content):
            found.add(text)
    return found


def said(content: Any) -> Iterator[str]:
    if isinstance(content, list):
        for entry in content:
            yield from said(entry)
    elif isinstance(content, dict):
        for name, value in content.items():
            yield from german_texts(value) if name in SAID_TO_PHONES else said(value)


def german_texts(content: Any) -> Iterator[str]:
    if isinstance(content, dict) and isinstance(content.get("de"), str):
        yield from filter(None, [content["de"]])
    elif isinstance(content, list | dict):
        for entry in content.values() if isinstance(content, dict) else content:
            yield from german_texts(entry)


def extracted(folder: Path) -> Iterator[tuple[Any, ...]]:
    return iter(extract_from_dir(folder, METHODS, OPTIONS, comment_tags=("Translators:",)))


def merge(path: Path, found: Catalog, *, language: str = "en") -> Catalog:
    """Keeps each translation; what is no longer used stays as a comment until a person deletes it."""
    catalog = Catalog(locale=locale_of(language), fuzzy=False)
    if path.is_file():
        with path.open("rb") as file:
            catalog = read_po(file, locale=locale_of(language))
    revive(catalog)
    catalog.update(found, no_fuzzy_matching=True)
    return catalog


def revive(catalog: Catalog) -> None:
    """A text that comes back brings its old translation with it."""
    set_aside, catalog.obsolete = list(catalog.obsolete.values()), {}
    for message in set_aside:
        catalog.add(message.id, message.string, context=message.context)


def write(catalog: Catalog, path: Path, *, language: str = "en") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    locale = locale_of(language)
    plurals = Catalog(locale=locale).plural_forms
    with path.open("wb") as file:
        file.write(HEADER.format(language=locale, plurals=plurals).encode())
        write_po(file, catalog, width=110, no_location=True, omit_header=True, sort_output=True)


def untranslated(catalog: Catalog) -> list[str]:
    return [str(message.id) for message in catalog if message.id and not is_translated(message.string)]


def is_translated(string: str | list[str] | tuple[str, ...] | None) -> bool:
    return all(string) if isinstance(string, list | tuple) else bool(string)


if __name__ == "__main__":
    sys.exit(main())
