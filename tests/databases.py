"""Where tests keep their data: SQLite, or PostgreSQL with ZUKUNFT_TEST_DATABASE=postgresql."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect

from app.database import Database
from app.migrations import migrate
from app.settings import Settings
from tests.postgres import TEMPLATE, Postgres

ON_POSTGRESQL = os.environ.get("ZUKUNFT_TEST_DATABASE", "") == "postgresql"
FILE = "zukunft.db"
WRITTEN: dict[Any, Any] = {}


class Databases(Protocol):
    """Each fresh one has the newest schema already, which is most of what opening a house costs."""

    def make(self, folder: Path, *, empty: bool = False) -> str:
        """The database_url to set; the data folder is for the rest."""

    def drop(self, database_url: str) -> None: ...


class Files:
    def __init__(self, folder: Path) -> None:
        self._template = folder / FILE
        migrated(f"sqlite:///{self._template}")

    def make(self, folder: Path, *, empty: bool = False) -> str:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not empty:
            shutil.copy(self._template, folder / FILE)
        return ""

    def drop(self, database_url: str) -> None:
        """The folder goes with the test."""


class Servers:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._postgres.createdb(TEMPLATE)
        migrated(postgres.address(TEMPLATE))

    def make(self, folder: Path, *, empty: bool = False) -> str:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self._postgres.fresh(empty=empty)

    def drop(self, database_url: str) -> None:
        self._postgres.dropdb(database_url)


def migrated(address: str) -> None:
    database = Database(address)
    migrate(database.write_engine)
    database.close()


def write_statements_once() -> None:
    """Each test has engines of its own, and all of them would put the same statements into SQL."""
    DefaultDialect.__eq__ = lambda one, other: type(one) is type(other)  # type: ignore[method-assign]
    DefaultDialect.__hash__ = lambda one: hash(type(one))  # type: ignore[method-assign,assignment]

    @sa.event.listens_for(sa.Engine, "engine_connect")
    def share(connection: sa.Connection) -> None:
        connection.engine._compiled_cache = WRITTEN


def spare_the_disk(database: Database) -> None:
    """For whoever tries something else: nobody waits until it has written."""
    if database.is_sqlite:
        sa.event.listen(database.write_engine, "engine_connect", hurry)


def hurry(connection: sa.Connection) -> None:
    stored = connection.connection.driver_connection
    assert stored is not None
    stored.execute("PRAGMA synchronous=OFF")


@contextmanager
def shared_settings(databases: Databases, folder: Path, **switches: object) -> Iterator[Settings]:
    """With a fresh database, for as long as somebody works with it."""
    database_url = databases.make(folder)
    yield Settings(data=folder, database_url=database_url, **switches)  # type: ignore[arg-type]
    databases.drop(database_url)


def stored(settings: Settings) -> bytes:
    """All that is kept: the files as they are, or what every row of every table says."""
    if not settings.database_url:
        return b"".join(file.read_bytes() for file in sorted(settings.data.glob(f"{FILE}*")))
    database = Database(settings.database_url)
    with database.reading() as session:
        connection = session.connection()
        tables = sa.inspect(connection).get_table_names()
        rows = [connection.exec_driver_sql(f'select t::text from "{name}" t').scalars() for name in tables]
        said = "\n".join(row for rows_of_table in rows for row in rows_of_table)
    database.close()
    return said.encode()
