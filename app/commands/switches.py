"""A switch that cannot be read is told in a sentence, without its value: it may be a secret."""

import os
import sys
from collections.abc import Iterator

from pydantic import ValidationError

from app.errors import N_
from app.i18n import known_language, translate
from app.settings import PREFIX, Settings, UnreadableFile

BY_NAME = {
    "database_url": N_("%(switch)s muss eine Adresse wie postgresql+psycopg://zukunft@host/zukunft sein."),
    "public_url": N_(
        "%(switch)s muss mit http:// oder https:// beginnen und darf keinen Pfad haben, "
        "zum Beispiel https://zukunft.example."
    ),
    "retention_days": N_("%(switch)s muss eine ganze Zahl sein, 0 oder größer."),
}
BY_KIND = {
    "int": N_("%(switch)s muss eine ganze Zahl sein."),
    "float": N_("%(switch)s muss eine Zahl sein."),
    "bool": N_("%(switch)s muss true oder false sein."),
}
ANY = N_("%(switch)s hat einen Wert, den das Programm nicht lesen kann.")
FILE = N_("Die Datei, die in %(switch)s steht, lässt sich nicht lesen.")


def is_about_switches(error: ValidationError) -> bool:
    """Other values are checked in the same way, and a wrong one of those is a fault of the program."""
    return error.title == Settings.__name__


def tell(error: ValidationError | UnreadableFile) -> None:
    """One line for each; in the language that was asked for, even where nothing else can be read."""
    language = known_language(os.environ.get(f"{PREFIX}LANGUAGE"))
    for message, switch in told(error):
        print(translate(language, message, switch=switch), file=sys.stderr)


def told(error: ValidationError | UnreadableFile) -> Iterator[tuple[str, str]]:
    if isinstance(error, UnreadableFile):
        yield FILE, str(error)
        return
    for one in error.errors(include_input=False, include_url=False, include_context=False):
        name, kind = str(one["loc"][0]), one["type"].partition("_")[0]
        yield BY_NAME.get(name, BY_KIND.get(kind, ANY)), f"{PREFIX}{name}".upper()
