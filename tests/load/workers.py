"""Two workers on PostgreSQL against one: what a second core is worth."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

from tests.load.fanout import counted, quiet_place, settled
from tests.load.posting import Posting, Spread, all_told, spread
from tests.load.report import Table
from tests.load.sockets import dial_many
from tests.load.stage import folder, halls, serving
from tests.postgres import running_postgres

SCREENS, PHONES, RATE = 1000, 300, 100.0
"""So many phones that each of them stays below what one phone may send."""


@dataclass(frozen=True)
class Run:
    """`cpu` is that of each worker, most first."""

    deliveries: int
    cpu: list[float]
    wall: float
    ack: Spread

    @property
    def per_core_second(self) -> float:
        return self.deliveries / sum(self.cpu)


async def run(*, quick: bool) -> None:
    """On a machine with few cores what two workers could do is told by the processor time that they need."""
    seconds = 5.0 if quick else 10.0
    table = Table("workers", "deliveries/core-s", "CPU of each", "on as many free cores, to one", "ack")
    one = None
    for count in (1, 2):
        seen = await shared(count, seconds)
        one = one or seen
        worth = count * seen.per_core_second / one.per_core_second
        each = ", ".join(f"{cpu / seen.wall:.0%}" for cpu in seen.cpu)
        table.row(count, f"{seen.per_core_second:,.0f}", each, f"{worth:.2f}", seen.ack)


async def shared(workers: int, seconds: float) -> Run:
    with folder() as data, running_postgres(durable=True) as postgres:
        address = postgres.fresh(empty=True)
        return await measured(data, address, workers, seconds)


async def measured(data: Path, address: str, workers: int, seconds: float) -> Run:
    (hall,) = await asyncio.to_thread(halls, data, phones=PHONES, url=address)
    with serving(data, f"workers_{workers}", ZUKUNFT_DATABASE_URL=address) as server:
        posting = Posting()
        screens = await dial_many(server.port, hall.screens(SCREENS))
        phones = await dial_many(server.port, hall.sockets_of_phones(PHONES), heard=posting.hear)
        await settled(screens)
        await posting.pace(phones, rate=50, seconds=1)
        place, before = await quiet_place(screens, posting), len(posting.acked)
        spent, began = server.cpu_of_each(), time.monotonic()
        await posting.pace(phones, rate=RATE, seconds=seconds)
        await all_told(screens, place + len(posting.acked) - before)
        wall = time.monotonic() - began
        after = server.cpu_of_each()
        for socket in (*screens, *phones):
            socket.close()
    working = sorted((after[pid] - spent[pid] for pid in after if pid in spent), reverse=True)[:workers]
    assert counted(screens)[0]
    cards = len(posting.acked) - before
    return Run(cards * SCREENS, working, wall, spread(posting.ack_times[before:]))
