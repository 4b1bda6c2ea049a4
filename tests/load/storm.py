"""Everybody at once: two thousand join within a minute, and come back after a restart, from one address."""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass

import httpx2

from app.rehearsal.line import TROUBLE, doors
from app.rehearsal.phones import CannotJoin, Phone
from app.settings import Settings
from tests.halls import prepare
from tests.load.machine import Process
from tests.load.posting import Spread, spread
from tests.load.report import Table
from tests.load.stage import Hall, folder, serving

SEATED_TOGETHER = 50


@dataclass(frozen=True)
class Joined:
    """How the door kept up; `refused` by status."""

    phones: list[Phone]
    times: Spread
    refused: Counter[int]


@dataclass(frozen=True)
class Back:
    """After the server was ready again; until then every try must fail."""

    phones: int
    last: float
    most_failed_tries: int
    restart: float


async def run(*, quick: bool) -> None:
    count, within = (500, 15.0) if quick else (2000, 60.0)
    with folder() as data:
        (prepared,) = await asyncio.to_thread(prepare, Settings(data=data))
        with serving(data) as server:
            async with doors(at_once=200, patience=60.0) as client:
                stop = asyncio.Event()
                joined, living = await all_join(server, prepared.code, client, count, within, stop)
                table = Table("phones", "within", "until they were in", "429", "other refusals")
                others = joined.refused.total() - joined.refused[429]
                table.row(count, f"{within:.0f} s", joined.times, joined.refused[429], others)
                print(flush=True)
                back = await all_back(server, joined.phones)
                table = Table("phones", "all back after", "most failed tries of one phone", "restart took")
                table.row(back.phones, f"{back.last:.1f} s", back.most_failed_tries, f"{back.restart:.1f} s")
                stop.set()
                await asyncio.gather(*living)


async def all_join(
    server: Process,
    code: str,
    client: httpx2.AsyncClient,
    count: int,
    within: float,
    stop: asyncio.Event,
) -> tuple[Joined, list["asyncio.Task[None]"]]:
    """Each opens the page, joins, opens its page, and keeps its socket."""
    refused: Counter[int] = Counter()
    times: list[float] = []
    phones = [
        Phone([server.address], code, str(number), client, chance=random.Random(number))
        for number in range(count)
    ]
    living: list[asyncio.Task[None]] = []

    async def come(phone: Phone, after: float) -> None:
        await asyncio.sleep(after)
        began = time.monotonic()
        while True:
            try:
                await phone.ask(f"/c/{code}")
                await phone.join()
                await phone.ask(f"/c/{code}")
                break
            except CannotJoin as refusal:
                refused[refusal.args[0]] += 1
            except TROUBLE:
                refused[0] += 1
            await asyncio.sleep(phone.chance.random())
        living.append(asyncio.create_task(phone.run(stop)))
        while phone.seq < 0:
            await asyncio.sleep(0.05)
        times.append(time.monotonic() - began)

    await asyncio.gather(*(come(phone, within * number / count) for number, phone in enumerate(phones)))
    return Joined(phones, spread(times), refused), living


async def seated(
    server: Process, hall: Hall, client: httpx2.AsyncClient, stop: asyncio.Event
) -> tuple[list[Phone], list["asyncio.Task[None]"]]:
    """Phones that have joined before; they take their places one after the other."""
    phones, living = [], []
    for number, cookie in enumerate(hall.phones):
        phone = Phone([server.address], hall.prepared.code, str(number), client, chance=random.Random(number))
        phone.cookie = cookie
        phones.append(phone)
        living.append(asyncio.create_task(phone.run(stop)))
        if number % SEATED_TOGETHER == 0:
            await until_seated(phones)
    await until_seated(phones)
    return phones, living


async def until_seated(phones: list[Phone]) -> None:
    async with asyncio.timeout(60):
        while not all(phone.seq >= 0 for phone in phones):
            await asyncio.sleep(0.02)


async def all_back(server: Process, phones: list[Phone]) -> Back:
    began = time.monotonic()
    await asyncio.to_thread(server.kill)
    await asyncio.to_thread(server.start)
    ready = time.monotonic()
    async with asyncio.timeout(120):
        while not all(phone.is_connected and phone.connected_at > began for phone in phones):
            await asyncio.sleep(0.05)
    last = max(phone.connected_at for phone in phones) - ready
    failed = max(sum(at > ready for at in phone.failed_at) for phone in phones)
    return Back(len(phones), last, failed, ready - began)
