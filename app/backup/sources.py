"""Opens a database to look at it as it is: nothing is migrated, nothing is written."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from app.errors import N_, Refusal

SQLITE = "sqlite:///"


def file_of(address: str) -> Path | None:
    """The file of an embedded database; None where a server keeps it."""
    return Path(address.removeprefix(SQLITE)) if address.startswith(SQLITE) else None


@contextmanager
def snapshot(address: str) -> Iterator[sa.Connection]:
    """One consistent view, however long it is looked at and whatever is written meanwhile."""
    path = file_of(address)
    engine = engine_for_file(path) if path else engine_for_server(address)
    try:
        with engine.connect() as connection:
            if path is None:
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            else:
                connection.exec_driver_sql("BEGIN")
            yield connection
            connection.rollback()
    finally:
        engine.dispose()


def engine_for_server(address: str) -> sa.Engine:
    options = {"application_name": "zukunft keeping"}
    return sa.create_engine(address, poolclass=NullPool, hide_parameters=True, connect_args=options)


def engine_for_file(path: Path) -> sa.Engine:
    if not path.is_file():
        raise Refusal("no_file", N_("%(file)s gibt es nicht."), file=path)
    return sa.create_engine(
        "sqlite://", creator=lambda: read_only(path), poolclass=NullPool, hide_parameters=True
    )


def read_only(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
    connection.isolation_level = None
    connection.text_factory = readable
    return connection


def readable(stored: bytes) -> str:
    """A damaged text must be looked at like any other."""
    return stored.decode("utf-8", "surrogateescape")
