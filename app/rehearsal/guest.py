"""One person of the rehearsal: reads, types, puts dots, loses the network, sometimes leaves for good."""

import asyncio
import contextlib
import random
import re
import time
from datetime import UTC, datetime

from app.rehearsal.choosing import choices
from app.rehearsal.line import TROUBLE
from app.rehearsal.phones import CannotJoin, Phone
from app.rehearsal.task import Sheet, Slot, Task, parts_of, whole_task
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
FILLS = 0.4
"""How likely a person writes into a field of the form of the table."""
YEARS = (1950, 2030)
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
        self._plans: dict[tuple[object, ...], int] = {}
        self._grouped: set[str] = set()
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
        self.phone.parts |= parts_of(page.text)
        for path in sorted(set(STATIC.findall(page.text))):
            with contextlib.suppress(*TROUBLE):
                await self.phone.ask(path)
                self.assets += 1

    @property
    def task(self) -> Task:
        return whole_task(self.phone.parts)

    @property
    def is_done(self) -> bool:
        """Nothing left that this person wants to say to the present task."""
        return self.has_left or (not self.is_busy and not self.phone.waiting and not self._wishes())

    def _wishes(self) -> bool:
        task = self.task
        return bool(
            self._wants_group(task)
            or self._kind_to_write(task)
            or self._slot_to_fill(task)
            or self._sheet_to_fill(task)
            or self._measures_left(task)
        )

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
        if self._wants_group(task):
            await self._take_time(0.3)
            self._choose_group(task)
        elif sheet := self._sheet_to_fill(task):
            await self._take_time(0.3)
            self._vote_on(sheet)
        elif slot := self._slot_to_fill(task):
            await self._fill(task, slot)
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
            place = (task.phase, task.about, kind)
            if place not in self._plans:
                self._plans[place] = self.chance.randint(0, most or len(task.lanes) or OFTEN)
            if self._plans[place] > 0:
                return kind
        return ""

    def _wants_group(self, task: Task) -> bool:
        return task.wants_group and task.phase not in self._grouped

    def _choose_group(self, task: Task) -> None:
        self._grouped.add(task.phase)
        self.phone.say({"do": "choose_table", "table": self.chance.choice(task.groups)})

    def _slot_to_fill(self, task: Task) -> Slot | None:
        """Somebody at the table writes into each field: most into some, few into all."""
        for slot in task.slots:
            place = (task.phase, slot.said, slot.kind)
            if place not in self._plans:
                self._plans[place] = int(self.chance.random() < FILLS)
            if self._plans[place] > 0:
                return slot
        return None

    async def _fill(self, task: Task, slot: Slot) -> None:
        self._plans[task.phase, slot.said, slot.kind] -= 1
        await self._take_time()
        text = thought(self.chance, slot.kind, self.texts)
        self.phone.post(slot.kind, text, phase=int(task.phase), **slot.message)

    async def _write(self, task: Task, kind: str) -> None:
        """What was begun in time is sent, even if the phase closes meanwhile."""
        self._plans[task.phase, task.about, kind] -= 1
        began = datetime.now(UTC)
        await self._take_time()
        text = thought(self.chance, kind, self.texts)
        more = self._details(task, kind)
        self.phone.post(kind, text, phase=int(task.phase), written_at=began.isoformat(), **more)
        if self.has_trouble and self.chance.random() < LEAVES:
            self.has_left = True
            self.phone.offline()

    def _details(self, task: Task, kind: str) -> dict[str, str | int]:
        """What the form asks for besides the text."""
        details: dict[str, str | int] = dict([task.about]) if task.about else {}
        if kind == "timeline_entry" and task.lanes:
            details |= {"field": self.chance.choice(task.lanes), "year": self.chance.randint(*YEARS)}
        return details

    def _sheet_to_fill(self, task: Task) -> Sheet | None:
        if task.sheet is None or task.sheet.ballot in self._voted or not task.sheet.items:
            return None
        return task.sheet

    def _vote_on(self, sheet: Sheet) -> None:
        self._voted[sheet.ballot] = sheet
        for choice in choices(self.chance, sheet, self.texts):
            self._vote(sheet, choice.item, choice.value, choice.reason)

    def _vote(self, sheet: Sheet, item: int, value: int, reason: str = "") -> None:
        self.counter += 1
        more = {"reason": reason} if reason else {}
        self.phone.vote(ballot=sheet.ballot, item=item, value=value, counter=self.counter, **more)

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
