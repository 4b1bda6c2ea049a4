"""Brings a backup back: prepared and checked beside the present database, which it replaces in one step."""

import os
import sqlite3
import uuid
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from app.backup.checks import Report, check
from app.backup.copying import copy_rows, stored_tables
from app.backup.making import back_up, part_in, sync, write_copy
from app.backup.sources import SQLITE, engine_for_server, file_of, snapshot
from app.database import APPLICATION, claimed
from app.errors import N_, Refusal
from app.migrations import migrate, take_turn
from app.models.base import now


@dataclass(frozen=True)
class Restored:
    """`aside` is where the database is kept that was there before."""

    report: Report
    aside: Path | None


def restore(address: str, file: Path, *, folder: Path, replace: bool = False) -> Restored:
    """The server must not be running. A backup of an older schema comes out at the newest one.

    Every conference gets a new epoch, so that phones and screens take a fresh look instead of going on from
    a place that this database may never have reached. On PostgreSQL tables with rows are replaced only if
    asked for, after a backup of them into `folder`.
    """
    check_backup(file)
    path = file_of(address)
    with claimed(address), part_in(path.parent if path else folder) as part:
        write_copy(f"{SQLITE}{file}", part)
        bring_up_to_date(part)
        report = checked(part)
        aside = exchange(part, path) if path else load(part, address, folder=folder, replace=replace)
    return Restored(report, aside)


def check_backup(file: Path) -> None:
    """A file that says something wrong about itself is not brought back."""
    with snapshot(f"{SQLITE}{file}") as found:
        report = check(found)
    if not report.is_sound:
        first = report.findings[0]
        if first.code in ("newer_database", "foreign"):
            raise Refusal(first.code, first.message)
        message = N_("Die Sicherung ist nicht in Ordnung: „zukunft verify“ sagt, was ihr fehlt.")
        raise Refusal("unsound_backup", message)


def bring_up_to_date(part: Path) -> None:
    engine = sa.create_engine(f"{SQLITE}{part}", poolclass=NullPool, hide_parameters=True)
    migrate(engine)
    with engine.begin() as connection:
        conference = sa.table("conference", sa.column("id"), sa.column("epoch"))
        for conference_id in connection.scalars(sa.select(conference.c.id)).all():
            fresh = sa.update(conference).where(conference.c.id == conference_id)
            connection.execute(fresh.values(epoch=str(uuid.uuid4())))


def checked(part: Path) -> Report:
    """What will be there, before anything is replaced by it."""
    with snapshot(f"{SQLITE}{part}") as prepared:
        report = check(prepared)
    if not report.is_sound:
        raise not_restored()
    return report


def exchange(part: Path, path: Path) -> Path | None:
    """At each moment there is a whole database under the name: the old one or the new one."""
    aside = set_aside(path) if path.exists() else None
    sync(part)
    part.replace(path)
    sync(path.parent)
    return aside


def set_aside(path: Path) -> Path:
    """A second name for the file, without its write-ahead log: that would be taken for the new one's."""
    aside = path.with_name(f"{path.stem}-before-{now():%Y-%m-%d-%H%M%S}Z.db")
    try:
        with closing(sqlite3.connect(path, timeout=1)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise still_running() from error
        raise
    except sqlite3.DatabaseError:  # too damaged to be opened: everything of it is kept as it is
        for suffix in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    os.link(path, aside)
    return aside


def load(part: Path, address: str, *, folder: Path, replace: bool) -> Path | None:
    """All rows in one transaction: whoever looks sees the old ones or the new ones."""
    engine = engine_for_server(address)
    aside = None
    check_stopped(engine)
    migrate(engine)
    if has_rows(engine):
        if not replace:
            message = N_("In der Datenbank stehen schon Veranstaltungen. Mit --replace werden sie ersetzt.")
            raise Refusal("not_empty", message, status=409)
        file = folder / "backups" / f"before-restore-{now():%Y-%m-%d-%H%M%S}Z.db"
        aside = back_up(address, file, replace=True).path
    with snapshot(f"{SQLITE}{part}") as source, engine.begin() as target:
        take_turn(target)
        tables = stored_tables(target)
        target.exec_driver_sql(f"TRUNCATE {', '.join(quoted(table.name) for table in tables)}")
        copy_rows(source, target)
        for table in tables:
            restart_numbers(target, table)
        if not check(target).is_sound:
            raise not_restored()
    engine.dispose()
    return aside


def check_stopped(engine: sa.Engine) -> None:
    question = sa.text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name = :name"
    )
    with engine.connect() as connection:
        if connection.execute(question, {"name": APPLICATION}).scalar_one():
            raise still_running()


def has_rows(engine: sa.Engine) -> bool:
    with engine.connect() as connection:
        return any(
            connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first()
            for table in stored_tables(connection)
        )


def restart_numbers(target: sa.Connection, table: sa.Table) -> None:
    """The next row gets a number above those that came with the backup."""
    if "id" not in table.columns:
        return
    name = quoted(table.name)
    target.exec_driver_sql(
        f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), coalesce(max(id), 0) + 1, false) FROM {name}"
    )


def quoted(name: str) -> str:
    return f'"{name}"'


def not_restored() -> Refusal:
    return Refusal("not_restored", N_("Das Zurückholen ist nicht gelungen; alles ist, wie es war."))


def still_running() -> Refusal:
    message = N_("Der Server arbeitet noch mit dieser Datenbank. Bitte halten Sie ihn zuerst an.")
    return Refusal("still_running", message, status=409)
