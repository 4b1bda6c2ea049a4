"""Migrates copies of a database, each killed before another one of its statements.

`python -m tests.trust.interrupted FILE FOLDER FIRST EVERY [fault]`: FOLDER gets a copy for each kill, named
after its statement. With the fault each statement is committed by itself.
"""

import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import sqlalchemy as sa
from alembic import command

from app.database import Database
from app.migrations import configuration, migrate


def main() -> int:
    file, folder = Path(sys.argv[1]), Path(sys.argv[2])
    statement, every = int(sys.argv[3]), int(sys.argv[4])
    spoilt = "fault" in sys.argv[5:]
    warm_up()
    while killed_before(statement, copied(file, folder / f"{statement:04}.db"), spoilt=spoilt):
        statement += every
    return 0


def copied(file: Path, to: Path) -> Path:
    shutil.copy(file, to)
    return to


def warm_up() -> None:
    """What is imported once is not imported again by each process that is going to be killed."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/warm.db")
        migrate(database.write_engine)
        database.close()


def killed_before(statement: int, path: Path, *, spoilt: bool) -> bool:
    """In a process of its own; False if the migration was through before."""
    if child := os.fork():
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status) and os.waitstatus_to_exitcode(status) != 0:
            raise RuntimeError("the migration failed by itself")
        return os.WIFSIGNALED(status)
    try:
        migrate_until(statement, f"sqlite:///{path}", spoilt=spoilt)
        os._exit(0)
    finally:
        os._exit(1)


def migrate_until(statement: int, address: str, *, spoilt: bool = False) -> None:
    """Ends this process before its migration has come so far."""
    engine = careless(address) if spoilt else Database(address).write_engine
    left = statement

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    sa.event.listen(engine, "before_cursor_execute", count)
    sa.event.listen(engine, "commit", count)
    if not spoilt:
        migrate(engine)
        return
    with engine.connect() as connection:
        command.upgrade(configuration(connection), "head")


def careless(address: str) -> sa.Engine:
    """The planted fault: no transaction around the migration."""
    return sa.create_engine(address, isolation_level="AUTOCOMMIT")


if __name__ == "__main__":
    sys.exit(main())
