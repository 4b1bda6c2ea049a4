"""Brings the English catalogue up to date with the texts of the program: `python3 dev.py messages`."""

import sys
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

APP = Path(__file__).resolve().parent.parent
ENGLISH = APP / "locales/en/messages.po"
METHODS = (("**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2"))
OPTIONS = {"templates/**": {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}}
# Written here instead of by Babel, whose header carries the time of day and makes every run a difference.
HEADER = """\
msgid ""
msgstr ""
"Language: en\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def main() -> int:
    catalog = merge(ENGLISH, collect(APP))
    write(catalog, ENGLISH)
    missing = untranslated(catalog)
    for message in missing:
        print(f"ohne Übersetzung / not translated: {message}")
    print(f"{ENGLISH.name}: {len(catalog)} Texte / messages, {len(missing)} offen / open")
    return 0


def collect(folder: Path) -> Catalog:
    """Every text that is marked for translation in Python and in templates."""
    found = Catalog()
    for _file, _line, message, comments, context in extract_from_dir(
        folder, METHODS, OPTIONS, comment_tags=("Translators:",)
    ):
        found.add(message, auto_comments=comments, context=context)
    return found


def merge(path: Path, found: Catalog) -> Catalog:
    """Keeps each translation; what is no longer used stays as a comment until a person deletes it."""
    catalog = Catalog(locale="en", fuzzy=False)
    if path.is_file():
        with path.open("rb") as file:
            catalog = read_po(file, locale="en")
    revive(catalog)
    catalog.update(found, no_fuzzy_matching=True)
    return catalog


def revive(catalog: Catalog) -> None:
    """A text that comes back brings its old translation with it."""
    set_aside, catalog.obsolete = list(catalog.obsolete.values()), {}
    for message in set_aside:
        catalog.add(message.id, message.string, context=message.context)


def write(catalog: Catalog, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(HEADER.encode())
        write_po(file, catalog, width=110, no_location=True, omit_header=True, sort_output=True)


def untranslated(catalog: Catalog) -> list[str]:
    return [str(message.id) for message in catalog if message.id and not is_translated(message.string)]


def is_translated(string: str | list[str] | tuple[str, ...] | None) -> bool:
    return all(string) if isinstance(string, list | tuple) else bool(string)


if __name__ == "__main__":
    sys.exit(main())
