"""Memory of a phone that only listens."""

import asyncio
from dataclasses import dataclass

from tests.load.fanout import settled
from tests.load.report import Table
from tests.load.sockets import dial_many
from tests.load.stage import folder, halls, serving

WARM = 50


@dataclass(frozen=True)
class Resting:
    phones: int
    before: int
    after: int

    @property
    def kilobytes_each(self) -> float:
        return (self.after - self.before) / (self.phones - WARM)


async def run(*, quick: bool) -> None:
    table = Table("idle phones", "server before", "server with them", "each")
    for count in (1000,) if quick else (1000, 2000):
        seen = await resting(count)
        table.row(count, f"{seen.before:,} KB", f"{seen.after:,} KB", f"{seen.kilobytes_each:.1f} KB")


async def resting(count: int) -> Resting:
    """Fifty first, so that what the server needs for the first phone is not counted for each."""
    with folder() as data:
        (hall,) = await asyncio.to_thread(halls, data, phones=count)
        with serving(data) as server:
            calls = hall.sockets_of_phones(count)
            first = await dial_many(server.port, calls[:WARM])
            await settled(first)
            before = server.memory()
            rest = await dial_many(server.port, calls[WARM:])
            await settled(rest)
            after = server.memory()
            for socket in (*first, *rest):
                socket.close()
            return Resting(count, before, after)
