"""Walls that never read, beside ten that do: nobody waits for them, and they are gone before long."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.trust.conftest import Scoring
from tests.trust.honest import Honest, Place, Waits, bearable, honest, open_place
from tests.trust.raw import Raw, memory_of, still_held

pytestmark = pytest.mark.alone

COUNT = 20
WINDOW = 4096
GONE_WITHIN = 30


@contextlib.asynccontextmanager
async def non_readers(place: Place, hall: Honest) -> AsyncIterator[list[Raw]]:
    """The kernel takes four kilobytes for each of them, and nobody reads those."""
    cookie = hall.screens[0].cookie
    raws = await asyncio.gather(
        *(Raw.open(place.server.port, "/p/live?last=-1", cookie, window=WINDOW) for _ in range(COUNT))
    )
    try:
        yield raws
    finally:
        for raw in raws:
            raw.cut()


async def compared(
    place: Place, *, seconds: float, per_second: float = 20, within: float = 20
) -> tuple[Waits, Waits, float]:
    """Alone, beside the non-readers, and the memory that they cost."""
    async with honest(place) as hall:
        alone = await hall.wait(seconds=2, per_second=20)
        before = memory_of(place.process_id)
        async with non_readers(place, hall):
            beside = await hall.wait(seconds=seconds, per_second=per_second, within=within)
            return alone, beside, memory_of(place.process_id) - before


def figure(alone: Waits, beside: Waits, memory: float) -> str:
    walls = [round(waits.wall(0.99) * 1000) for waits in (alone, beside)]
    acks = [round(waits.ack(0.99) * 1000) for waits in (alone, beside)]
    return (
        f"card on ten walls p99 {walls[1]} ms beside {COUNT} non-readers, {walls[0]} ms alone; "
        f"tick p99 {acks[1]} ms, {acks[0]} ms alone; {memory:+.1f} MB"
    )


@pytest.mark.nightly
def test_devices_that_never_read_slow_nobody_down(place: Place, score: Scoring) -> None:
    alone, beside, memory = asyncio.run(compared(place, seconds=2))

    score(
        "R12", promise="Devices that never read slow nobody down", figure=figure(alone, beside, memory),
        passed=bearable(beside.wall(0.99), alone.wall(0.99)) and memory <= 20,
    )  # fmt: skip


@pytest.mark.nightly
def test_devices_that_never_read_are_gone_within_half_a_minute(tmp_path: Path, score: Scoring) -> None:
    async def play(place: Place) -> tuple[Waits, Waits, float, float]:
        async with honest(place) as hall:
            alone = await hall.wait(seconds=10, per_second=20)
            before = memory_of(place.process_id)
            async with non_readers(place, hall) as raws:
                begun = time.monotonic()
                beside = await hall.wait(seconds=10, per_second=20)
                memory = memory_of(place.process_id) - before
                ports = {raw.port for raw in raws}
                while still_held(place.server.port, ports) and time.monotonic() < begun + 2 * GONE_WITHIN:
                    await asyncio.sleep(0.1)
                return alone, beside, memory, time.monotonic() - begun

    with open_place(tmp_path) as place:
        alone, beside, memory, gone_after = asyncio.run(play(place))

    score(
        "R12", promise="Devices that never read slow nobody down and are gone within 30 s",
        figure=f"{figure(alone, beside, memory)}; sockets gone after {gone_after:.0f} s",
        passed=beside.wall(0.99) <= alone.wall(0.99) + 0.02 and memory <= 5 and gone_after <= GONE_WITHIN,
    )  # fmt: skip


@pytest.mark.nightly
def test_a_server_that_waits_for_each_reader_would_be_found(tmp_path: Path) -> None:
    with open_place(tmp_path, fault="waits_for_each_reader") as place:
        alone, beside, _ = asyncio.run(compared(place, seconds=8, per_second=40, within=8))

    assert not bearable(beside.wall(0.99), alone.wall(0.99))
