"""zukunft backup: the whole database as one file, while the server is running."""

import argparse
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from app.backup.making import Backup, back_up
from app.commands.opening import PROBLEMS, SUCCESS, existing, positive, refused
from app.commands.verify import contents, findings_told
from app.errors import N_
from app.i18n import translate
from app.settings import Settings

DAMAGED = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "The copy is one SQLite file, whatever the server works with; it is checked before it gets its name."
    )
    parser.add_argument(
        "target",
        type=Path,
        nargs="?",
        metavar="FILE|DIR",
        help="a file that ends in .db, or a folder for dated files (default: backups in the data folder)",
    )
    parser.add_argument(
        "--keep",
        type=positive,
        default=0,
        metavar="N",
        help="in a folder: how many dated files stay, 1 or more (default: all)",
    )
    parser.add_argument("--replace", action="store_true", help="write over the FILE that is there")


def run(args: argparse.Namespace) -> int:
    """Exit code 1 if the database has findings, 2 and one sentence on stderr if there is no copy."""
    settings = Settings()
    target = args.target or settings.data / "backups"
    try:
        with ThreadPoolExecutor(1, initializer=give_way) as aside:
            copying = aside.submit(back_up, existing(settings), target, keep=args.keep, replace=args.replace)
            made = copying.result()
    except PROBLEMS as problem:
        return refused(problem, settings.language)
    print(told(made, settings.language))
    return SUCCESS if made.report.is_sound else DAMAGED


def give_way() -> None:
    """The hall goes first, should the machine be busy; on Linux each thread has a niceness of its own."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


def told(made: Backup, language: str) -> str:
    size = translate(language, N_("Größe: %(size)s KB"), size=-(-made.size // 1024))
    return "\n".join(
        [str(made.path), contents(made.report, language), size, *findings_told(made.report, language)]
    )
