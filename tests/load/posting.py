"""Phones that post, as fast as they are answered or at a given pace, and what the screens saw of it."""

import asyncio
import itertools
import json
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import quantiles

from tests.load.sockets import Socket

TEXT = "Der Weg am Ufer braucht Licht, damit auch abends jemand dort geht, ohne sich zu fürchten."
SETTLE_WITHIN = 60.0


@dataclass
class Posting:
    """Each phone has at most one card in flight; `hear` is given to their sockets."""

    sent_at: dict[str, float] = field(default_factory=dict)
    acked: dict[int, tuple[float, float]] = field(default_factory=dict)
    """Number of the card: when it was sent, when its ack was heard."""
    refusals: list[str] = field(default_factory=list)
    _idle: deque[Socket] = field(default_factory=deque)
    _keys: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _until: float = 0.0
    _in_flight: int = 0

    def hear(self, socket: Socket, payload: bytes) -> None:
        if not payload.startswith(b'{"ack"'):
            return
        at = time.monotonic()
        answer = json.loads(payload)
        sent = self.sent_at.pop(answer["ack"])
        self._in_flight -= 1
        if answer["ok"]:
            self.acked[answer["card"]["number"]] = (sent, at)
        else:
            self.refusals.append(answer["code"])
        if at < self._until:
            self._post(socket)
        else:
            self._idle.append(socket)

    def _post(self, socket: Socket) -> None:
        key = f"load-{next(self._keys):09d}"
        self.sent_at[key] = time.monotonic()
        self._in_flight += 1
        message = {"do": "post_card", "key": key, "kind": "strength", "text": f"{TEXT} {key}"}
        socket.say(json.dumps(message).encode())

    async def saturate(self, sockets: Sequence[Socket], seconds: float) -> None:
        """As many cards in flight as there are sockets, for so long."""
        self._until = time.monotonic() + seconds
        for socket in sockets:
            self._post(socket)
        await asyncio.sleep(seconds)
        await self.all_answered()

    async def pace(self, sockets: Sequence[Socket], *, rate: float, seconds: float) -> None:
        self._until = 0.0
        self._idle = deque(sockets)
        began = time.monotonic()
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
            while not self._idle:
                await asyncio.sleep(0.002)
            self._post(self._idle.popleft())
        await self.all_answered()

    async def all_answered(self) -> None:
        async with asyncio.timeout(SETTLE_WITHIN):
            while self._in_flight:
                await asyncio.sleep(0.005)

    @property
    def ack_times(self) -> list[float]:
        return [heard - sent for sent, heard in self.acked.values()]


async def all_told(screens: Sequence[Socket], to: int) -> None:
    """Until every screen stands at the end of the log."""
    async with asyncio.timeout(SETTLE_WITHIN):
        while any(screen.to < to for screen in screens):
            await asyncio.sleep(0.005)


class Watch:
    """How long a card takes to the last screen; `hear` is given to the sockets of the screens."""

    def __init__(self) -> None:
        self.reached: dict[int, float] = {}
        """Place in the log: when the last screen so far was told."""
        self._at: dict[Socket, int] = {}

    def hear(self, socket: Socket, _payload: bytes) -> None:
        before = self._at.get(socket)
        self._at[socket] = socket.to
        if before is None:
            return
        for seq in range(before + 1, socket.to + 1):
            self.reached[seq] = socket.told_at


@dataclass(frozen=True)
class Spread:
    """Milliseconds."""

    p50: float
    p95: float
    p99: float

    def __str__(self) -> str:
        return f"p50 {self.p50:.0f} ms, p95 {self.p95:.0f} ms, p99 {self.p99:.0f} ms"


def spread(seconds: Sequence[float]) -> Spread:
    if len(seconds) < 2:
        only = 1000 * (seconds[0] if seconds else 0.0)
        return Spread(only, only, only)
    cuts = quantiles(seconds, n=100, method="inclusive")
    return Spread(*(1000 * cuts[place - 1] for place in (50, 95, 99)))
