"""The rehearsal itself: everybody comes, the phases run, everything is counted."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import httpx2

from app.rehearsal.guest import Guest, emptied, guests_of
from app.rehearsal.leading import Button, Moderation
from app.rehearsal.line import TROUBLE, doors
from app.rehearsal.phones import Phone
from app.rehearsal.report import Report, counted
from app.rehearsal.task import Task, parts_of, whole_task
from app.rehearsal.watching import Wall

ARRIVALS_A_SECOND = 5.0
SETTLE_WITHIN = 30.0
LEAST_SHARE = 5.0
AT_ONCE = 100
TAPS = 5

Found = TypeVar("Found")


@dataclass(frozen=True)
class Plan:
    """`share` are seconds for each phase that asks for something; without `moderation` nobody leads."""

    address: str
    origin: str
    code: str
    phones: int
    share: float
    pace: float
    seed: int
    projector: str = ""
    moderation: str = ""
    take_back: bool = False


@dataclass
class Progress:
    """For the line in the terminal."""

    phase: str = ""
    joined: int = 0
    connected: int = 0
    sent: int = 0
    saved: int = 0
    waiting: int = 0


class NothingOpen(Exception):
    """Nobody leads, and the present phase takes nothing."""


class CannotLead(Exception):
    """The big button did not do what it says; the argument is what it says."""


class Evening:
    def __init__(self, plan: Plan, client: httpx2.AsyncClient) -> None:
        self.plan = plan
        self.client = client
        self.phase = ""
        self.wall: Wall | None = None
        phones = [Phone([plan.address], plan.code, str(number), client) for number in range(plan.phones)]
        self.guests = guests_of(phones, pace=plan.pace, seed=plan.seed)
        for phone in phones:
            phone.origin = plan.origin
        self._stop = asyncio.Event()
        self._over = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def progress(self) -> Progress:
        phones = [guest.phone for guest in self.guests]
        keys = [(phone, key) for phone in phones for key in phone.said if "text" in phone.said[key]]
        return Progress(
            phase=self.phase,
            joined=sum(guest.came_in for guest in self.guests),
            connected=sum(phone.is_connected for phone in phones),
            sent=len(keys),
            saved=sum(key in phone.acked for phone, key in keys),
            waiting=sum(phone.waiting for phone in phones),
        )

    async def play(self) -> Report:
        try:
            await self._open_wall()
            await self._let_in()
            await self._lead() if self.plan.moderation else await self._share_of_time()
            self._stop.set()
            await emptied(self.guests, within=SETTLE_WITHIN)
            report = counted(self.guests, await self._stored(), self.wall)
            return await self._without_traces(report)
        except asyncio.CancelledError:
            self._stop.set()
            await self._take_back()
            raise
        finally:
            self._stop.set()
            self._over.set()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _open_wall(self) -> None:
        if not self.plan.projector:
            return
        self.wall = wall = Wall(self.plan.address, self.client)
        wall.origin = self.plan.origin
        await persistently(lambda: wall.enter(self.plan.projector))
        self._tasks.append(asyncio.create_task(self.wall.run(self._over)))

    async def _let_in(self) -> None:
        """One after the other, as at a door; the first one looks whether there is anything to do."""
        first, *others = self.guests
        await self._take_seat(first, 0.0)
        if not self.plan.moderation and not first.task.asks:
            raise NothingOpen
        seats = [
            self._take_seat(guest, number / ARRIVALS_A_SECOND) for number, guest in enumerate(others, start=1)
        ]
        await asyncio.gather(*seats)

    async def _take_seat(self, guest: Guest, after: float) -> None:
        await asyncio.sleep(after)
        await guest.arrive()
        self._tasks.append(asyncio.create_task(guest.phone.run(self._over)))
        self._tasks.append(asyncio.create_task(guest.take_part(self._stop)))

    async def _lead(self) -> None:
        """Presses the big button until the evening is over; a phase that asks for something gets its time."""
        moderation = Moderation(self.plan.address, self.client)
        moderation.origin = self.plan.origin
        await persistently(lambda: moderation.enter(self.plan.moderation))
        worked: set[tuple[object, ...]] = set()
        pressed: Counter[Button] = Counter()
        while (button := await persistently(moderation.button)) is not None and button.verb != "end":
            self.phase = button.phase
            task = await persistently(self._task_now)
            if task.asks and task.occasion not in worked:
                worked.add(task.occasion)
                await self._share_of_time()
            else:
                pressed[button] += 1
                if pressed[button] > TAPS:
                    raise CannotLead(button.words)
                await self._press(moderation, button)

    async def _press(self, moderation: Moderation, button: Button) -> None:
        """A button that was pressed and got no answer is looked at again before it is pressed again."""
        with contextlib.suppress(*TROUBLE):
            if not await moderation.press(button):
                raise CannotLead(button.words)

    async def _task_now(self) -> Task:
        """What the phones have to do now, by the page of one of them."""
        guest = next(guest for guest in self.guests if guest.came_in)
        page = await guest.phone.ask(f"/c/{self.plan.code}")
        return whole_task(parts_of(page.text))

    async def _share_of_time(self) -> None:
        """So long as the plan says, or until nobody has anything left to say."""
        await asyncio.sleep(min(LEAST_SHARE, self.plan.share))
        until = time.monotonic() + self.plan.share - LEAST_SHARE
        while time.monotonic() < until and not all(guest.is_done for guest in self.guests):
            await asyncio.sleep(0.5)

    async def _stored(self) -> dict[Phone, list[str] | None]:
        """What the server says it has of each device: the same answer as behind "Meine Daten"."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def ask(phone: Phone) -> list[str] | None:
            async with gate:
                with contextlib.suppress(*TROUBLE, ValueError):
                    answer = await persistently(lambda: phone.ask(f"/c/{self.plan.code}/mine"))
                    return [card["text"] for card in answer.json()["cards"]]
            return None

        phones = [guest.phone for guest in self.guests if guest.came_in]
        return dict(zip(phones, await asyncio.gather(*map(ask, phones)), strict=True))

    async def _without_traces(self, report: Report) -> Report:
        """In a conference that goes on, each device takes back what it said."""
        if not self.plan.take_back:
            return report
        await self._take_back()
        taken = sum(
            key in guest.phone.acked and guest.phone.said[key]["do"] == "withdraw_card"
            for guest in self.guests
            for key in guest.phone.said
        )
        return replace(report, taken_back=taken)

    async def _take_back(self) -> None:
        if not self.plan.take_back:
            return
        for guest in self.guests:
            guest.phone.online()
            guest.take_back()
        await emptied(self.guests, within=SETTLE_WITHIN)


async def persistently(ask: Callable[[], Awaitable[Found]]) -> Found:
    """A person taps again when nothing happens."""
    for _ in range(TAPS - 1):
        with contextlib.suppress(*TROUBLE):
            return await ask()
        await asyncio.sleep(1)
    return await ask()


async def rehearse(plan: Plan, tell: Callable[[Progress], None]) -> Report:
    async with doors(at_once=AT_ONCE) as client:
        evening = Evening(plan, client)
        telling = asyncio.create_task(tell_each_second(evening, tell))
        try:
            return await evening.play()
        finally:
            telling.cancel()


async def tell_each_second(evening: Evening, tell: Callable[[Progress], None]) -> None:
    while True:
        tell(evening.progress)
        await asyncio.sleep(1)
