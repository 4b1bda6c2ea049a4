"""Simulated phones and screens: they know the server only as a browser knows it."""

import asyncio
import random
import re
import secrets
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx2

from app.rehearsal.line import TROUBLE, Line, Message

PATIENCE = 8.0
LONGEST_REST = 3.0
SHORT_REST = 0.05
CARD_IDS = re.compile(r'data-alive="([\d ]*)"|data-card="(\d+)"')


@dataclass(frozen=True)
class Ack:
    """What the server said to one key; `at` is monotonic, `again` means that it knew the key."""

    key: str
    answer: Mapping[str, Any]
    at: float

    @property
    def ok(self) -> bool:
        return bool(self.answer["ok"])

    @property
    def again(self) -> bool:
        return bool(self.answer.get("again"))

    @property
    def card(self) -> Mapping[str, Any]:
        card: Mapping[str, Any] = self.answer.get("card", {})
        return card


class CannotJoin(Exception):
    """The door said no; the argument is what it said."""


class Phone(Line):
    """A device of the hall: what it says waits in its outbox and goes strictly in order, under one key."""

    def __init__(
        self,
        addresses: Sequence[str],
        code: str,
        name: str,
        client: httpx2.AsyncClient,
        *,
        chance: random.Random | None = None,
        loses_ack: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__(addresses, f"/c/{code}/live", client, chance=chance)
        self.code = code
        self.name = name
        self.loses_ack = loses_ack
        self.acked: dict[str, Ack] = {}
        self.refused: dict[str, Ack] = {}
        self.said: dict[str, Message] = {}
        self.sent_at: dict[str, float] = {}
        """When a message was first on its way."""
        self.acked_at: dict[str, float] = {}
        self.tries: Counter[str] = Counter()
        self.thrown_away = 0
        self.told_again = 0
        self.delays = 0
        """Answers that asked to come back later: 429 and 503."""
        self.parts: dict[str, str] = {}
        self.own_is_old = False
        """A frame has said that something of this device has changed; the page would ask for it."""
        self.outbox: deque[str] = deque()
        self._to_send = asyncio.Event()
        self._line = asyncio.Event()
        self._answers: dict[str, asyncio.Future[Message]] = {}

    async def join(self, group: int | None = None) -> None:
        """Through the public door, as the form on the page does it."""
        fields = {"group": "" if group is None else str(group)}
        answer = await self.ask(f"/c/{self.code}/join", data=fields)
        if answer.status_code != 303 or "set-cookie" not in answer.headers:
            raise CannotJoin(answer.status_code)
        self.cookie = answer.headers["set-cookie"].split(";")[0]

    async def run(self, stop: asyncio.Event) -> None:
        sending = asyncio.create_task(self._empty_outbox())
        try:
            await super().run(stop)
        finally:
            sending.cancel()

    def post(self, kind: str, text: str, **more: Any) -> str:
        """Puts a card into the outbox; its key."""
        return self.say({"do": "post_card", "kind": kind, "text": text, **more})

    def vote(self, *, ballot: int, item: int, value: int, counter: int, **more: Any) -> str:
        message = {"do": "cast_vote", "ballot": ballot, "item": item, "value": value, "counter": counter}
        return self.say({**message, **more})

    def say(self, message: Message) -> str:
        key = secrets.token_hex(16)
        self.said[key] = {**message, "key": key}
        self.outbox.append(key)
        self._to_send.set()
        return key

    @property
    def waiting(self) -> int:
        return len(self.outbox)

    async def opened(self) -> None:
        self._line.set()

    async def lost(self) -> None:
        self._line.clear()
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(OSError("the line is gone"))

    async def hear(self, message: Message) -> None:
        if "ack" not in message:
            await super().hear(message)
            return
        answer = self._answers.get(message["ack"])
        if answer is None or answer.done():
            return
        if self.loses_ack():
            self.thrown_away += 1
            answer.set_exception(OSError("the answer was lost on its way"))
        else:
            answer.set_result(message)

    async def draw(self, frame: Message) -> None:
        self.parts.update(frame.get("parts", {}))
        self.own_is_old = self.own_is_old or bool(frame.get("mine") or frame.get("reset"))

    async def _empty_outbox(self) -> None:
        failures = 0
        while True:
            await self._to_send.wait()
            if not self.outbox:
                self._to_send.clear()
                continue
            await self._line.wait()
            key = self.outbox[0]
            try:
                answer = await self._deliver(key)
            except TROUBLE:
                await asyncio.sleep(self.chance.random() * SHORT_REST)
                continue
            if answer.get("retry"):
                self.delays += 1
                failures += 1
                most = min(LONGEST_REST, 0.5 * 2**failures)
                await asyncio.sleep(most / 2 + self.chance.random() * most / 2)
                continue
            failures = 0
            self._settle(key, answer)

    async def _deliver(self, key: str) -> Message:
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._answers[key] = answer
        self.sent_at.setdefault(key, time.monotonic())
        self.tries[key] += 1
        try:
            if not await self.send(self.said[key]):
                raise OSError("no line")
            async with asyncio.timeout(PATIENCE):
                return await answer
        except TimeoutError:
            self.break_off()
            raise
        finally:
            del self._answers[key]
            if answer.done() and not answer.cancelled():
                answer.exception()

    def _settle(self, key: str, answer: Message) -> None:
        at = time.monotonic()
        ack = Ack(key, answer, at)
        self.told_again += ack.again
        (self.acked if ack.ok else self.refused)[key] = ack
        self.acked_at[key] = at
        self.outbox.popleft()


class Screen(Line):
    """A projector or a moderation: keeps the parts as the page does, and when each card stood there first."""

    def __init__(
        self,
        addresses: Sequence[str],
        client: httpx2.AsyncClient,
        *,
        audience: str = "projector",
        chance: random.Random | None = None,
    ) -> None:
        super().__init__(addresses, f"/{audience[0]}/live", client, chance=chance)
        self.audience = audience
        self.parts: dict[str, str] = {}
        self.drawn_at = 0.0
        self.appeared: dict[int, float] = {}
        """Monotonic time at which the id of a card was first among those that the wall knows."""

    async def enter(self, token: str) -> None:
        """Hands the token of a link over, as the landing page does; a whole link will do."""
        answer = await self.ask("/auth/link", data={"token": token})
        if answer.status_code != 303 or "set-cookie" not in answer.headers:
            raise CannotJoin(answer.status_code)
        self.cookie = answer.headers["set-cookie"].split(";")[0]

    async def draw(self, frame: Message) -> None:
        self.drawn_at = time.monotonic()
        for name in frame.get("changed", ()):
            page = await self.ask(f"/m/part/{name}")
            self._put(name, page.text)
        for name, html in frame.get("parts", {}).items():
            self._put(name, html)

    def _put(self, name: str, html: str) -> None:
        self.parts[name] = html
        for alive, card in CARD_IDS.findall(html):
            for card_id in (alive or card).split():
                self.appeared.setdefault(int(card_id), self.drawn_at)
