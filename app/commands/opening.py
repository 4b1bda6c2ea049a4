"""What the commands share that work on the stored conferences without a server."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session

from app.auth import plain_code
from app.errors import N_, Refusal, Unavailable
from app.house import House, close_house, open_house
from app.i18n import translate
from app.models import Conference
from app.settings import Settings
from facilitation import TableError

SUCCESS, BAD_INPUT = 0, 2
Problem = Refusal | TableError | OSError | sa.exc.DBAPIError
PROBLEMS = (Refusal, TableError, OSError, sa.exc.DBAPIError)


def add_code(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE", help="code of the conference, as on the projector: ABC-234")


def positive(word: str) -> int:
    number = int(word)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{word}: 1 or more")
    return number


@contextmanager
def opened(settings: Settings) -> Iterator[House]:
    """The house beside a server that may be running: both take turns in writing.

    An embedded database is never made by accident in the wrong folder.
    """
    existing(settings)
    mask = os.umask(0o077)
    try:
        house = open_house(settings)
    finally:
        os.umask(mask)
    try:
        yield house
    finally:
        close_house(house)


def existing(settings: Settings) -> str:
    """The address of the database, which must be there."""
    file = settings.database_address.removeprefix("sqlite:///")
    if file != settings.database_address and not Path(file).is_file():
        raise Refusal(
            "no_database",
            N_("In %(folder)s liegt keine Datenbank. Der Ordner steht in ZUKUNFT_DATA."),
            folder=settings.data,
        )
    return settings.database_address


def conference_with_code(session: Session, code: str) -> Conference:
    conference = Conference.with_code(session, plain_code(code))
    if conference is None:
        message = N_("Eine Veranstaltung mit dem Code %(typed)s gibt es hier nicht.")
        raise Refusal("unknown_code", message, status=404, typed=code)
    return conference


def refused(problem: Problem, language: str) -> int:
    """One clear sentence on stderr."""
    print(sentence(problem, language), file=sys.stderr)
    return BAD_INPUT


def sentence(problem: Problem, language: str) -> str:
    if isinstance(problem, TableError):
        return problem.sentence(language)
    if isinstance(problem, Refusal) and not isinstance(problem, Unavailable):
        return translate(language, problem.message, **problem.values)
    if isinstance(problem, OSError) and problem.filename:
        message = N_("%(path)s lässt sich nicht lesen oder schreiben.")
        return translate(language, message, path=problem.filename)
    message = N_("Die Datenbank ist nicht zu lesen oder gerade belegt. Es wurde nichts geändert.")
    return translate(language, message)
