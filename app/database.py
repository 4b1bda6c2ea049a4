"""Engines for writing and reading; both speak SQLite and PostgreSQL."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TextIO

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Session

from app.errors import N_, Refusal

if sys.platform != "win32":
    import fcntl

APPLICATION = "zukunft"
"""What PostgreSQL calls our connections, so that a restore can see whether a server is running."""
PRAGMAS = (
    "busy_timeout=10000",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
)


IMPATIENT = {"connect_timeout": 5, "tcp_user_timeout": 15_000}
"""Seconds and milliseconds after which a PostgreSQL that does not answer is taken for away."""
NO_HOSTAGES = " ".join(
    f"-c {name}={value}"
    for name, value in {
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "15s",
        "tcp_keepalives_idle": "5",
        "tcp_keepalives_interval": "5",
        "tcp_keepalives_count": "2",
    }.items()
)
"""A writer that vanished, its host without power, must not keep a conference locked for the others."""


class Database:
    """One engine that writes (a single connection on SQLite) and one that reads.

    Both hide the values of a failed statement: the log must never hold what people wrote.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.is_sqlite = address.startswith("sqlite")
        if self.is_sqlite:
            make_private_folder(address)
        self.write_engine = self._engine(writes=True)
        self.read_engine = self._engine(writes=False)

    def _engine(self, *, writes: bool) -> sa.Engine:
        if not self.is_sqlite:
            isolation = "READ COMMITTED" if writes else "REPEATABLE READ"
            size = 5 if writes else 20
            return sa.create_engine(
                self.address,
                pool_size=size,
                isolation_level=isolation,
                hide_parameters=True,
                connect_args={
                    "application_name": APPLICATION,
                    **IMPATIENT,
                    **({"options": NO_HOSTAGES} if writes else {}),
                },
            )
        engine = sa.create_engine(
            self.address,
            pool_size=1 if writes else 20,
            max_overflow=0 if writes else 20,
            hide_parameters=True,
        )
        event.listen(engine, "connect", prepare_sqlite)
        event.listen(engine, "begin", begin_immediate if writes else begin_deferred)
        return engine

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent view of the data; nothing may be written in it."""
        with self.new_reading() as session:
            yield session

    def new_reading(self) -> Session:
        """The same, to be closed by whoever asked for it."""
        return Session(self.read_engine, autoflush=False, expire_on_commit=False)

    def empty_log(self) -> None:
        """What was deleted is overwritten in the file; now it goes from the write-ahead log as well.

        Writers wait meanwhile: where somebody reads for long, it is left to the next time.
        """
        if not self.is_sqlite:
            return
        file = Path(self.address.removeprefix("sqlite:///")).resolve().as_uri()
        with closing(sqlite3.connect(f"{file}?mode=rw", uri=True, timeout=0.2)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self.write_engine.dispose()
        self.read_engine.dispose()


def make_private_folder(address: str) -> None:
    folder = Path(address.removeprefix("sqlite:///")).parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@contextmanager
def claimed(address: str) -> Iterator[None]:
    """The one server of a SQLite database: a second one is refused for as long as the first one lives."""
    if not address.startswith("sqlite"):
        yield
        return
    make_private_folder(address)
    with open(f"{address.removeprefix('sqlite:///')}.lock", "w") as held:
        if not lock(held):
            raise Refusal(
                "already_serving",
                N_(
                    "In diesem Ordner arbeitet schon ein Server. Beenden Sie ihn zuerst, "
                    "oder nehmen Sie mit ZUKUNFT_DATA einen anderen Ordner."
                ),
            )
        yield


def lock(file: TextIO) -> bool:
    """Given back by the system when the process ends, however it ends."""
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def begin_immediate(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def begin_deferred(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN")
