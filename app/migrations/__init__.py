"""Schema of the database, step by step."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from app.errors import N_, Refusal

LONGEST_MIGRATION = 120_000
"""Milliseconds for which a process waits while another one migrates."""
MIGRATING = 0x5A554B55
"""Number of the lock that a PostgreSQL server gives to one migrating process at a time."""
LOCK_NOT_AVAILABLE = "55P03"


def configuration(connection: sa.Connection) -> Config:
    config = bare_configuration()
    config.attributes["connection"] = connection
    return config


def bare_configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


@cache
def known_revisions() -> tuple[str, ...]:
    """Newest first."""
    scripts = ScriptDirectory.from_config(bare_configuration())
    return tuple(script.revision for script in scripts.walk_revisions())


def migrate(engine: sa.Engine, *, to: str = "head") -> None:
    """Brings the schema to the newest revision (or `to`) inside one transaction.

    Of several processes that start at once one migrates, and the others wait and find it done; they wait no
    longer than LONGEST_MIGRATION.
    """
    with engine.connect() as connection, without_foreign_keys(connection), connection.begin():
        take_turn(connection)
        if to == "head" and is_newest(connection):
            return
        try:
            command.upgrade(configuration(connection), to)
        except CommandError as error:
            raise Refusal(
                "newer_database", N_("Diese Datenbank gehört zu einer neueren Fassung des Programms.")
            ) from error


def is_newest(connection: sa.Connection) -> bool:
    """As it is at nearly every start: then no revision need be read."""
    return MigrationContext.configure(connection).get_current_heads() == known_revisions()[:1]


def take_turn(connection: sa.Connection) -> None:
    """SQLite lets one writer in at a time by itself."""
    if connection.dialect.name != "postgresql":
        return
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {LONGEST_MIGRATION}")
    try:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATING)))
    except sa.exc.OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE:
            raise still_migrating() from error
        raise


def still_migrating() -> Refusal:
    return Refusal(
        "still_migrating",
        N_("Ein anderer Prozess ändert gerade diese Datenbank. Bitte versuchen Sie es später noch einmal."),
        status=503,
    )


@contextmanager
def without_foreign_keys(connection: sa.Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew; dropping the old one must not take its dependents along."""
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = connection.connection.driver_connection
    assert raw is not None
    (patience,) = raw.execute("PRAGMA busy_timeout").fetchone()
    raw.execute(f"PRAGMA busy_timeout={LONGEST_MIGRATION}")
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")
        raw.execute(f"PRAGMA busy_timeout={patience}")
