"""Schema of the database, step by step."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from app.errors import N_, Refusal


def configuration(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


def migrate(engine: sa.Engine, *, to: str = "head") -> None:
    """Brings the schema to the newest revision (or `to`) inside one transaction."""
    with engine.connect() as connection, without_foreign_keys(connection), connection.begin():
        try:
            command.upgrade(configuration(connection), to)
        except CommandError as error:
            raise Refusal(
                "newer_database", N_("Diese Datenbank gehört zu einer neueren Fassung des Programms.")
            ) from error


@contextmanager
def without_foreign_keys(connection: sa.Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew; dropping the old one must not take its dependents along."""
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")
