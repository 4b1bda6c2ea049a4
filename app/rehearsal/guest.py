"""One person of the rehearsal: reads, types, puts dots, loses the network, sometimes leaves for good."""

import asyncio
import contextlib
import random
import re
import time
from datetime import UTC, datetime

from app.rehearsal.line import TROUBLE
from app.rehearsal.phones import CannotJoin, Phone
from app.rehearsal.task import Sheet, Task, read_task
from app.rehearsal.words import thought

STATIC = re.compile(r'(?:src|href)="(/static/[^"]+)"')
PLACE = re.compile(r'data-seq="(-?\d+)" data-epoch="([^"]*)"')
GROUPS = re.compile(r'name="group" value="(\d+)"')
TYPING = (20.0, 60.0)
SHORTEST_TYPING = 2.0
TROUBLES_A_MINUTE = 0.05
WITHOUT_NETWORK = (3.0, 20.0)
LEAVES = 0.003
"""How likely somebody puts the phone away for good right after tapping "send"."""
OFTEN = 5
"""Cards of one kind that a person writes at most where the phase takes any number."""


class Guest:
    """`pace` shortens the typing: 0.1 is ten times as fast as people are."""

    def __init__(self, phone: Phone, *, pace: float = 1.0, has_trouble: bool = True) -> None:
        self.phone = phone
        self.chance = phone.chance
        self.pace = pace
        self.has_trouble = has_trouble
        self.has_left = False
        self.is_busy = False
        self.came_in = False
        self.refused_at_door = 0
        self.assets = 0
        self.texts: set[str] = set()
        self.counter = 0
        self._plans: dict[tuple[str, str], int] = {}
        self._voted: dict[int, Sheet] = {}
        self._promised: set[str] = set()

    async def arrive(self) -> None:
        """The door, the page and what belongs to it, as a browser that was never here fetches them."""
        while not self.came_in:
            try:
                door = await self.phone.ask(f"/c/{self.phone.code}")
                await self.phone.join(self._group(door.text))
                self.came_in = True
            except (CannotJoin, *TROUBLE):
                self.refused_at_door += 1
                await asyncio.sleep(1 + self.chance.random())
        await self.open_page()

    def _group(self, html: str) -> int | None:
        groups = GROUPS.findall(html)
        return int(self.chance.choice(groups)) if groups and self.chance.random() < 0.9 else None

    async def open_page(self) -> None:
        try:
            page = await self.phone.ask(f"/c/{self.phone.code}")
        except TROUBLE:
            return  # without its page a phone still gets everything by its socket
        if (place := PLACE.search(page.text)) is not None:
            self.phone.seq, self.phone.epoch = int(place[1]), place[2]
        self.phone.parts["task"] = page.text
        for path in sorted(set(STATIC.findall(page.text))):
            with contextlib.suppress(*TROUBLE):
                await self.phone.ask(path)
                self.assets += 1

    @property
    def task(self) -> Task:
        return read_task(self.phone.parts.get("task", ""))

    @property
    def is_done(self) -> bool:
        """Nothing left that this person wants to say to the present task."""
        return self.has_left or (not self.is_busy and not self.phone.waiting and not self._wishes())

    def _wishes(self) -> bool:
        task = self.task
        return bool(self._kind_to_write(task) or self._sheet_to_fill(task) or self._measures_left(task))

    async def take_part(self, stop: asyncio.Event) -> None:
        trouble = asyncio.create_task(self._lose_network())
        try:
            while not stop.is_set() and not self.has_left:
                self.phone.news.clear()
                self.is_busy = True
                await self._refresh_own()
                acted = await self._act(self.task)
                self.is_busy = False
                if not acted:
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(1):
                            await self.phone.news.wait()
        finally:
            trouble.cancel()
            if not self.has_left:
                self.phone.online()

    async def _refresh_own(self) -> None:
        """The page asks for its own cards when a frame says that they have changed."""
        if self.phone.own_is_old:
            self.phone.own_is_old = False
            with contextlib.suppress(*TROUBLE):
                await self.phone.ask(f"/c/{self.phone.code}/mine")

    async def _act(self, task: Task) -> bool:
        """One deed, as long as a person needs for it; False if there is nothing to do."""
        if sheet := self._sheet_to_fill(task):
            await self._take_time(0.3)
            self._put_dots(sheet)
        elif kind := self._kind_to_write(task):
            await self._write(task, kind)
        elif measures := self._measures_left(task):
            await self._take_time(0.5)
            self._promise(task, measures)
        else:
            return False
        return True

    async def _take_time(self, share: float = 1.0) -> None:
        await asyncio.sleep(max(SHORTEST_TYPING, share * self.pace * self.chance.uniform(*TYPING)))

    def _kind_to_write(self, task: Task) -> str:
        for kind, most in task.kinds.items():
            place = (task.phase, kind)
            if place not in self._plans:
                self._plans[place] = self.chance.randint(0, most or OFTEN)
            if self._plans[place] > 0:
                return kind
        return ""

    async def _write(self, task: Task, kind: str) -> None:
        """What was begun in time is sent, even if the phase closes meanwhile."""
        self._plans[task.phase, kind] -= 1
        began = datetime.now(UTC)
        await self._take_time()
        text = thought(self.chance, kind, self.texts)
        self.phone.post(kind, text, phase=int(task.phase), written_at=began.isoformat())
        if self.has_trouble and self.chance.random() < LEAVES:
            self.has_left = True
            self.phone.offline()

    def _sheet_to_fill(self, task: Task) -> Sheet | None:
        if task.sheet is None or task.sheet.ballot in self._voted or not task.sheet.items:
            return None
        return task.sheet

    def _put_dots(self, sheet: Sheet) -> None:
        self._voted[sheet.ballot] = sheet
        left = sheet.dots
        for item in self.chance.sample(sheet.items, len(sheet.items)):
            value = min(left, self.chance.randint(1, sheet.most))
            if value:
                self._vote(sheet, item, value)
            left -= value

    def _vote(self, sheet: Sheet, item: int, value: int) -> None:
        self.counter += 1
        self.phone.vote(ballot=sheet.ballot, item=item, value=value, counter=self.counter)

    def _measures_left(self, task: Task) -> tuple[int, ...]:
        return () if task.phase in self._promised else task.measures

    def _promise(self, task: Task, measures: tuple[int, ...]) -> None:
        self._promised.add(task.phase)
        if self.chance.random() < 0.4:
            kinds = [self.chance.choice(("work", "knowledge", "informed"))]
            self.phone.say({"do": "commit", "measure": self.chance.choice(measures), "kinds": kinds})

    async def _lose_network(self) -> None:
        while self.has_trouble:
            await asyncio.sleep(self.chance.expovariate(TROUBLES_A_MINUTE / 60))
            if self.has_left:
                return
            self.phone.offline()
            await asyncio.sleep(self.chance.uniform(*WITHOUT_NETWORK))
            if not self.has_left:
                self.phone.online()

    def take_back(self) -> None:
        """Its cards and dots, by the public verbs; what the phase no longer lets go of stays."""
        for key, ack in self.phone.acked.copy().items():
            if self.phone.said[key]["do"] == "post_card":
                self.phone.say({"do": "withdraw_card", "card": ack.card["id"]})
        for sheet in self._voted.values():
            for item in sheet.items:
                self._vote(sheet, item, 0)


def guests_of(phones: list[Phone], *, pace: float, seed: int) -> list[Guest]:
    chance = random.Random(seed)
    for phone in phones:
        phone.chance = random.Random(chance.random())
    return [Guest(phone, pace=pace) for phone in phones]


async def emptied(guests: list[Guest], *, within: float) -> None:
    """Until nobody waits for an answer any more, or the patience is over."""
    until = time.monotonic() + within
    while time.monotonic() < until and any(guest.phone.waiting for guest in guests if not guest.has_left):
        await asyncio.sleep(0.1)
