"""zukunft restore: a backup takes the place of the database, while the server is stopped."""

import argparse
from pathlib import Path

from app.backup.restoring import Restored, restore
from app.commands.opening import PROBLEMS, SUCCESS, refused
from app.commands.verify import contents
from app.errors import N_
from app.i18n import translate
from app.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "Phones and screens take a fresh look afterwards. The present SQLite database stays beside it "
        "under another name; a PostgreSQL database must be empty, or --replace given."
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="what zukunft backup has written")
    parser.add_argument(
        "--replace", action="store_true", help="PostgreSQL: replace what is there, after a backup of it"
    )


def run(args: argparse.Namespace) -> int:
    """Exit code 2 and one sentence on stderr if nothing was changed."""
    settings = Settings()
    try:
        restored = restore(settings.database_address, args.file, folder=settings.data, replace=args.replace)
    except PROBLEMS as problem:
        return refused(problem, settings.language)
    print(told(restored, settings.language))
    return SUCCESS


def told(restored: Restored, language: str) -> str:
    lines = [translate(language, N_("Zurückgeholt.")), contents(restored.report, language)]
    if restored.aside is not None:
        message = N_("Was vorher da war, liegt in %(file)s. Löschen Sie es, wenn Sie es nicht mehr brauchen.")
        lines.append(translate(language, message, file=restored.aside))
    return "\n".join(lines)
