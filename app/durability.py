"""Will the database keep what it has acknowledged when the power fails? Asked before anything is served."""

import logging
import sqlite3
from functools import cache

import sqlalchemy as sa

from app.database import Database
from app.errors import N_, Refusal

FULL = 2
SOUND_SQLITE = (3, 51, 3)
"""Older versions may, very rarely, damage a database that is written and truncated in the same moment."""

log = logging.getLogger(__name__)


def ensure_durability(database: Database, *, unsafe: bool) -> None:
    """Refuses a database that may forget; `unsafe` serves all the same and says so."""
    if is_durable(database):
        return
    if not unsafe:
        raise not_durable(database)
    log.warning("durability_unsafe")


def is_durable(database: Database) -> bool:
    with database.write_engine.connect() as connection:
        return sqlite_is_durable(connection) if database.is_sqlite else postgres_is_durable(connection)


def sqlite_is_durable(connection: sa.Connection) -> bool:
    warn_of_old_sqlite()
    synchronous = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
    journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    return bool(synchronous >= FULL and journal == "wal")


@cache
def warn_of_old_sqlite() -> None:
    if sqlite3.sqlite_version_info < SOUND_SQLITE:
        log.warning("sqlite_is_old", extra={"version": sqlite3.sqlite_version, "sound_from": "3.51.3"})


def postgres_is_durable(connection: sa.Connection) -> bool:
    names = ("fsync", "synchronous_commit", "full_page_writes")
    fsync, commit, pages = (connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in names)
    return bool(fsync == "on" and commit != "off" and pages == "on")


def not_durable(database: Database) -> Refusal:
    if database.is_sqlite:
        return Refusal(
            "not_durable",
            N_(
                "Die Datenbank würde bei einem Stromausfall bestätigte Karten verlieren: "
                "SQLite muss mit synchronous=FULL und WAL schreiben."
            ),
        )
    return Refusal(
        "not_durable",
        N_(
            "Die Datenbank würde bei einem Stromausfall bestätigte Karten verlieren: PostgreSQL braucht "
            "fsync=on, full_page_writes=on und synchronous_commit (nicht off)."
        ),
    )
