"""The real server with one thing changed for comparison: `python -m tests.load.planted PORT [PLANT …]`."""

import itertools
import sys
from collections.abc import Callable, Mapping

from app import limits
from app.commands.serve import listen
from app.commands.server import serve
from app.commands.workers import serve_together
from app.settings import Settings
from app.writing import writer
from app.writing.transaction import Answer, Change


def unlimited() -> None:
    """One device may say what a whole hall says."""

    def allows(_self: limits.Limit, _name: str) -> bool:
        return True

    vars(limits)["Limit"].allows = allows


def batches_of_one() -> None:
    writer.BATCH = 1


def nothing_stored() -> None:
    """Answers at once what a stored card is answered."""
    numbers = itertools.count(1)

    async def write(_self: writer.Writer, _change: Change) -> Answer:
        number = next(numbers)
        return {"card": {"id": number, "number": number, "kind": "strength", "text": "", "status": "visible"}}

    vars(writer)["Writer"].write = write


PLANTS: Mapping[str, Callable[[], None]] = {
    "unlimited": unlimited,
    "batches_of_one": batches_of_one,
    "nothing_stored": nothing_stored,
}


def main(port: str, *plants: str) -> None:
    """`workers_2` starts as many processes, which no other plant reaches."""
    listening = listen("127.0.0.1", int(port))
    for plant in plants:
        name, _, count = plant.partition("_")
        if name == "workers" and int(count) > 1:
            serve_together(Settings(), listening, int(count))
            return
        if name != "workers":
            PLANTS[plant]()
    serve(Settings(), listening)


if __name__ == "__main__":
    main(*sys.argv[1:])
