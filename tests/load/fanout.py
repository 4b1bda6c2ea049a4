"""Fan-out: cards on every screen per second of processor time, against a bare broadcast."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.load.machine import Process
from tests.load.posting import Posting, Spread, Watch, all_told, spread
from tests.load.report import Table
from tests.load.sockets import Socket, dial_many
from tests.load.stage import Call, Hall, bare, folder, halls, serving

POSTERS = 64
FRAGMENT = 600
"""Bytes of one card as a fragment of its own: what a server that sends card by card would send."""


@dataclass(frozen=True)
class Load:
    """`rate` cards a second; 0: as many as come with all posters at work."""

    name: str
    rate: float
    seconds: float


@dataclass(frozen=True)
class Run:
    """What one server did under one load."""

    cards: int
    screens: int
    frames: int
    bytes: int
    cpu: float
    wall: float
    ack: Spread
    last_screen: Spread

    @property
    def deliveries(self) -> int:
        return self.cards * self.screens

    @property
    def per_core_second(self) -> float:
        return self.deliveries / max(self.cpu, 0.01)

    @property
    def cpu_per_100_000(self) -> float:
        return 100_000 * self.cpu / max(1, self.deliveries)

    @property
    def frame_bytes(self) -> int:
        return self.bytes // max(1, self.frames)


async def measured(server: Process, screens: list[Call], posters: list[Call], load: Load) -> Run:
    """Everybody in; then the load, until the last screen has seen the last card."""
    watch, posting = Watch(), Posting()
    watched = len(screens) <= 500 and load.rate > 0
    watching = await dial_many(server.port, screens, heard=watch.hear if watched else None)
    posted = await dial_many(server.port, posters, heard=posting.hear)
    await settled(watching)
    await posting.pace(posted, rate=20, seconds=0.5)
    before = await quiet_place(watching, posting)
    numbers = set(posting.acked)
    frames, size = counted(watching)
    cpu, began = server.cpu(), time.monotonic()
    if load.rate:
        await posting.pace(posted, rate=load.rate, seconds=load.seconds)
    else:
        await posting.saturate(posted, load.seconds)
    new = {number: times for number, times in posting.acked.items() if number not in numbers}
    await all_told(watching, before + len(new))
    cpu, wall = server.cpu() - cpu, time.monotonic() - began
    after_frames, after_size = counted(watching)
    offset = before - max(numbers)
    seen = [watch.reached[number + offset] - sent for number, (sent, _) in new.items()] if watched else []
    for socket in (*watching, *posted):
        socket.close()
    return Run(
        cards=len(new), screens=len(screens), frames=after_frames - frames, bytes=after_size - size, cpu=cpu,
        wall=wall, ack=spread([heard - sent for sent, heard in new.values()]), last_screen=spread(seen),
    )  # fmt: skip


def counted(sockets: Sequence[Socket]) -> tuple[int, int]:
    return sum(socket.frames for socket in sockets), sum(socket.bytes for socket in sockets)


async def settled(sockets: Sequence[Socket]) -> None:
    """The first frames of all who came in are through."""
    before = -1
    while (frames := counted(sockets)[0]) != before:
        before = frames
        await asyncio.sleep(0.6)


async def quiet_place(screens: Sequence[Socket], posting: Posting) -> int:
    """Where the log stands once the cards of the warming up are on every screen."""
    async with asyncio.timeout(30):
        while len({screen.to for screen in screens}) != 1 or screens[0].to < max(posting.acked):
            await asyncio.sleep(0.02)
    await asyncio.sleep(0.3)
    return screens[0].to


async def ours(screens: int, load: Load) -> Run:
    with folder() as data:
        (hall,) = await asyncio.to_thread(halls, data, phones=POSTERS)
        with serving(data, "unlimited") as server:
            return await measured(server, hall.screens(screens), hall.sockets_of_phones(POSTERS), load)


async def baseline(screens: int, load: Load, size: int) -> Run:
    with bare(size) as server:
        return await measured(server, [("/screen", "")] * screens, [("/post", "")] * POSTERS, load)


async def listening_phones(hall: Hall, server: Process, count: int, load: Load) -> tuple[float, int]:
    """Phones get nothing for a card: what the server spends on them all the same, and the frames they got."""
    posting = Posting()
    listening = await dial_many(server.port, hall.sockets_of_phones(count))
    posted = await dial_many(server.port, hall.sockets_of_phones(POSTERS), heard=posting.hear)
    await settled(listening)
    frames, cpu = counted(listening)[0], server.cpu()
    await posting.pace(posted, rate=load.rate, seconds=load.seconds)
    spent, told = server.cpu() - cpu, counted(listening)[0] - frames
    for socket in (*listening, *posted):
        socket.close()
    return spent / load.seconds, told


LOADS = (Load("calm, 20 cards/s", 20, 10), Load("64 cards in flight", 0, 5))
COUNTS = (100, 500, 1000, 2000)


async def run(*, quick: bool) -> None:
    table = Table(
        "screens", "load", "cards/s", "deliveries/core-s", "bare, frame as large", "ratio",
        "bare, 600 B a card", "ratio", "CPU s/100,000", "frame B", "ack", "last screen",
    )  # fmt: skip
    for count in COUNTS[:2] if quick else COUNTS:
        for load in LOADS:
            here = await ours(count, load)
            large = await baseline(count, load, here.frame_bytes)
            small = await baseline(count, load, FRAGMENT)
            table.row(
                count, load.name, f"{here.cards / here.wall:.0f}", f"{here.per_core_second:,.0f}",
                f"{large.per_core_second:,.0f}", f"{here.per_core_second / large.per_core_second:.2f}",
                f"{small.per_core_second:,.0f}", f"{here.per_core_second / small.per_core_second:.2f}",
                f"{here.cpu_per_100_000:.2f}", here.frame_bytes, here.ack,
                here.last_screen if here.last_screen.p50 else "",
            )  # fmt: skip
    await phones_that_listen(quick=quick)


async def phones_that_listen(*, quick: bool) -> None:
    table = Table("phones that only listen", "CPU %", "frames they got")
    load = Load("calm", 20, 10)
    for count in (64, 500) if quick else (64, 500, 2000):
        with folder() as data:
            (hall,) = await asyncio.to_thread(halls, data, phones=count)
            with serving(data, "unlimited") as server:
                share, frames = await listening_phones(hall, server, count, load)
        table.row(count, f"{100 * share:.0f}", frames)
