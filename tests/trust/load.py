"""A hall under load: phones that write, projectors that show, and what they saw while something broke."""

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

import httpx2

from app.rehearsal.line import doors
from app.rehearsal.phones import Phone, Screen
from app.stream.parts import Audience
from tests.halls import Prepared
from tests.trust.checker import Device, Stored, Verdict, is_behind, judged

PATIENCE = 40.0
"""How long the devices get to be up to date in the end; a promise is stricter than that."""
TICK = 0.02


@dataclass(frozen=True)
class Load:
    phones: int
    cards_per_second: float
    projectors: int = 2
    lost_answers: float = 0.1
    is_split: bool = False
    """All phones begin at the first server and all projectors at the last one."""


@dataclass
class Hall:
    """The devices, each with its own order of addresses where there are several servers."""

    load: Load
    phones: list[Phone]
    screens: list[Screen]
    fresh: dict[Audience, Phone | Screen] = field(default_factory=dict)
    patience: float = PATIENCE
    broken_from: float = 0.0
    whole_from: float = 0.0
    back_after: float = float("inf")
    """Seconds from the end of the trouble until all that was said before is answered and all lines stand."""

    @property
    def lines(self) -> list[Phone | Screen]:
        return [*self.phones, *self.screens]

    @property
    def acked(self) -> int:
        return sum(len(phone.acked) for phone in self.phones)

    async def acknowledged(self, count: int) -> None:
        while self.acked < count:
            await asyncio.sleep(TICK)

    def verdict(self, stored: Stored) -> Verdict:
        devices: dict[Audience, Mapping[str, Device]] = {
            Audience.PHONE: {phone.name: phone for phone in self.phones},
            Audience.PROJECTOR: {f"projector {at}": screen for at, screen in enumerate(self.screens, 1)},
        }
        return judged(stored, self.phones, devices, self.fresh)

    def seconds_to_ack(self) -> list[float]:
        return sorted(
            phone.acked_at[key] - phone.sent_at[key] for phone in self.phones for key in phone.acked
        )


Trouble = Callable[[Hall], Awaitable[None]]


async def played(
    load: Load,
    addresses: Sequence[str],
    prepared: Prepared,
    trouble: Trouble,
    read: Callable[[], Stored],
    *,
    afterwards: float = 1.0,
    patience: float = PATIENCE,
) -> Hall:
    """Load, trouble in the middle of it, some more load, then everybody may catch up."""
    async with doors(at_once=50) as client:
        hall = await arrived(load, addresses, prepared, client)
        hall.patience = patience
        stop, silence = asyncio.Event(), asyncio.Event()
        async with running(hall, stop):
            writing = [asyncio.create_task(write(phone, load, silence)) for phone in hall.phones]
            hall.broken_from = time.monotonic()
            await trouble(hall)
            hall.whole_from = time.monotonic()
            await back(hall)
            await asyncio.sleep(afterwards)
            silence.set()
            await asyncio.gather(*writing)
            await settled(hall, read)
            await look_afresh(hall, addresses[-1:], prepared, client, read)
        return hall


async def arrived(
    load: Load, addresses: Sequence[str], prepared: Prepared, client: httpx2.AsyncClient
) -> Hall:
    chance = random.Random(7)
    phones = [
        Phone(
            turned(addresses, 0 if load.is_split else at), prepared.code, f"Handy {at}", client,
            loses_ack=lambda: chance.random() < load.lost_answers,
        )
        for at in range(load.phones)
    ]  # fmt: skip
    screens = [
        Screen(turned(addresses, -1 if load.is_split else at), client) for at in range(load.projectors)
    ]
    await asyncio.gather(
        *(phone.join() for phone in phones), *(screen.enter(prepared.projector) for screen in screens)
    )
    return Hall(load, phones, screens)


def turned(addresses: Sequence[str], by: int) -> list[str]:
    """Devices are spread evenly over the servers; each knows all of them."""
    by %= len(addresses)
    return [*addresses[by:], *addresses[:by]]


@contextlib.asynccontextmanager
async def running(hall: Hall, stop: asyncio.Event) -> AsyncIterator[None]:
    living = [asyncio.create_task(line.run(stop)) for line in hall.lines]
    try:
        async with asyncio.timeout(hall.patience):
            while not all(line.is_connected and line.seq > 0 for line in hall.lines):
                await asyncio.sleep(TICK)
        yield
    finally:
        stop.set()
        await asyncio.gather(*living)


async def write(phone: Phone, load: Load, silence: asyncio.Event) -> None:
    pause = load.phones / load.cards_per_second
    number = 0
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(silence.wait(), random.random() * pause)
    while not silence.is_set():
        number += 1
        phone.post("strength", f"{phone.name} Karte {number}")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(silence.wait(), pause * random.uniform(0.5, 1.5))


async def back(hall: Hall) -> None:
    said = [(phone, key) for phone in hall.phones for key in phone.said]
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(hall.patience):
            while not (
                all(line.is_connected for line in hall.lines)
                and all(key in phone.acked or key in phone.refused for phone, key in said)
            ):
                await asyncio.sleep(TICK)
            hall.back_after = time.monotonic() - hall.whole_from


async def settled(hall: Hall, read: Callable[[], Stored]) -> None:
    """Until all that was said is answered and everybody stands at the end, or patience does."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(hall.patience):
            while any(phone.waiting for phone in hall.phones):
                await asyncio.sleep(TICK)
            log = await asyncio.to_thread(read)
            while any(is_behind(line, log, audience_of(line)) for line in hall.lines):
                await asyncio.sleep(TICK)


async def look_afresh(
    hall: Hall,
    addresses: Sequence[str],
    prepared: Prepared,
    client: httpx2.AsyncClient,
    read: Callable[[], Stored],
) -> None:
    """A phone and a projector that know nothing yet; the phone's joining is news for everybody else."""
    phone = Phone(addresses, prepared.code, "neues Handy", client)
    screen = Screen(addresses, client)
    await phone.join()
    await screen.enter(prepared.projector)
    fresh = Hall(hall.load, [phone], [screen])
    stop = asyncio.Event()
    async with running(fresh, stop):
        await settled(Hall(hall.load, [*hall.phones, phone], [*hall.screens, screen]), read)
    hall.fresh = {Audience.PHONE: phone, Audience.PROJECTOR: screen}


def audience_of(line: Phone | Screen) -> Audience:
    return Audience.PHONE if isinstance(line, Phone) else Audience.PROJECTOR
