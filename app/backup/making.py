"""Copies the database into one SQLite file while the server goes on working with it."""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from app.backup.checks import Report, check
from app.backup.copying import copy_rows, revision_of
from app.backup.sources import SQLITE, file_of, snapshot
from app.database import lock
from app.errors import N_, Refusal
from app.migrations import known_revisions, migrate
from app.models.base import now

PART = ".zukunft-backup.part"
NO_LINKS = getattr(os, "O_NOFOLLOW", 0)
"""Windows has no such flag."""
DATED = re.compile(r"zukunft-\d{4}-\d\d-\d\d-\d{6}Z\.db")
SUSPECT = re.compile(DATED.pattern + r"\.suspect")


@dataclass(frozen=True)
class Backup:
    path: Path
    size: int
    report: Report


def back_up(address: str, target: Path, *, keep: int = 0, replace: bool = False) -> Backup:
    """Writes a copy to this file, or under a dated name into this folder, where older ones beyond `keep` go.

    A file is what ends in .db and is no folder. The name appears only once the copy is whole, checked and on
    the disk. A copy with findings is kept under another name, and takes the place of none that has none.
    """
    is_folder = target.is_dir() or target.suffix != ".db"
    path = target / f"zukunft-{now():%Y-%m-%d-%H%M%S}Z.db" if is_folder else target
    if (stored := file_of(address)) is not None and path.exists() and path.samefile(stored):
        raise Refusal("own_database", N_("%(file)s ist die Datenbank selbst."), file=path)
    if path.exists() and not (is_folder or replace):
        raise there_already(path)
    with part_in(path.parent) as part:
        write_copy(address, part)
        with snapshot(f"{SQLITE}{part}") as copied:
            report = check(copied)
        path = path if report.is_sound else path.with_name(f"{path.name}.suspect")
        move_into_place(part, path)
    if is_folder and keep:
        remove_older(target, DATED if report.is_sound else SUSPECT, keep)
    return Backup(path, path.stat().st_size, report)


def there_already(path: Path) -> Refusal:
    message = N_(
        "%(file)s gibt es schon. Nehmen Sie einen anderen Namen, oder überschreiben Sie mit --replace."
    )
    return Refusal("there_already", message, file=path)


@contextmanager
def part_in(folder: Path) -> Iterator[Path]:
    """A private file that one backup at a time may fill; what a killed one left behind is overwritten.

    Where there is a link under its name, nothing is written to wherever it leads. It is gone afterwards,
    unless it was given its place.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = folder / PART
    with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | NO_LINKS, 0o600), "r+") as held:
        if not lock(held) or not is_named(held, part):
            message = N_("In diesen Ordner wird gerade schon eine Sicherung geschrieben.")
            raise Refusal("backup_running", message, status=409)
        held.truncate(0)
        try:
            yield part
        finally:
            if is_named(held, part):
                part.unlink()


def is_named(held: TextIO, path: Path) -> bool:
    """Between opening and locking another backup may have made a finished one of the file."""
    try:
        return os.path.samestat(os.fstat(held.fileno()), os.stat(path, follow_symlinks=False))
    except FileNotFoundError:
        return False


def write_copy(address: str, part: Path) -> None:
    path = file_of(address)
    if path is None:
        copy_from_server(address, part)
        return
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=10)) as source:
            source.execute("VACUUM INTO ?", (str(part),))
    except sqlite3.Error as error:
        message = N_("Die Datenbank lässt sich nicht kopieren: %(detail)s")
        raise Refusal("not_copied", message, detail=error) from error


def copy_from_server(address: str, part: Path) -> None:
    """The tables as they are at one moment, at the schema that they have."""
    engine = sa.create_engine(f"{SQLITE}{part}", poolclass=NullPool, hide_parameters=True)
    with snapshot(address) as source:
        revision = revision_of(source)
        if revision is None or revision not in known_revisions():
            raise Refusal("unknown_schema", N_("In dieser Datenbank stehen keine Tabellen dieser Fassung."))
        migrate(engine, to=revision)
        with engine.begin() as target:
            copy_rows(source, target)


def move_into_place(part: Path, path: Path) -> None:
    """First the content is on the disk, then the name."""
    sync(part)
    part.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_older(folder: Path, names: re.Pattern[str], keep: int) -> None:
    """Only files with these names, which are given here, the newest of them kept."""
    dated = sorted(path for path in folder.iterdir() if names.fullmatch(path.name))
    for path in dated[:-keep]:
        path.unlink()
