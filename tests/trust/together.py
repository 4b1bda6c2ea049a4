"""Several processes migrate one database in the same moment.

`python -m tests.trust.together ADDRESS COUNT [fault]` prints how many of them failed. With the fault nobody
waits for a turn.
"""

import os
import sys

import sqlalchemy as sa
from alembic import command

from app.database import Database
from app.migrations import configuration, migrate
from tests.trust.interrupted import warm_up


def main() -> int:
    address, count, spoilt = sys.argv[1], int(sys.argv[2]), "fault" in sys.argv[3:]
    warm_up()
    waiting, gate = os.pipe()
    children = [start(address, waiting, gate, spoilt=spoilt) for _ in range(count)]
    os.close(gate)
    print(sum(os.waitpid(child, 0)[1] != 0 for child in children))
    return 0


def start(address: str, waiting: int, gate: int, *, spoilt: bool) -> int:
    """A process that goes off when the gate is closed."""
    if child := os.fork():
        return child
    try:
        os.close(gate)
        os.read(waiting, 1)
        database = Database(address)
        (without_turns if spoilt else migrate)(database.write_engine)
        database.close()
        os._exit(0)
    finally:
        os._exit(1)


def without_turns(engine: sa.Engine) -> None:
    """The planted fault: the migration as it is, without the lock around it."""
    with engine.connect() as connection, connection.begin():
        command.upgrade(configuration(connection), "head")


if __name__ == "__main__":
    sys.exit(main())
