"""Token buckets in memory: per device first, per network only for new devices and wrong codes."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol


@dataclass
class Bucket:
    level: float
    seen: float


class Limit:
    """`burst` at once, `rate` per second after that, for each name."""

    def __init__(self, *, rate: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = rate
        self.burst = burst
        self._clock = clock
        self._buckets: dict[str, Bucket] = {}

    def allows(self, name: str) -> bool:
        at = self._clock()
        bucket = self._buckets.setdefault(name, Bucket(self.burst, at))
        bucket.level = min(self.burst, bucket.level + (at - bucket.seen) * self.rate)
        bucket.seen = at
        if len(self._buckets) > 20_000:
            self._forget_full()
        if bucket.level < 1:
            return False
        bucket.level -= 1
        return True

    def _forget_full(self) -> None:
        at = self._clock()
        known = list(self._buckets.items())  # other threads count meanwhile
        full = [name for name, b in known if b.level + (at - b.seen) * self.rate >= self.burst]
        for name in full:
            self._buckets.pop(name, None)


class Tarpit:
    """Whoever is too fast waits for the answer: one that came at once would only be asked for again.

    There is room for so many; beyond that nobody waits, and the caller cuts the line.
    """

    def __init__(self, *, seconds: float = 2.0, room: int = 200) -> None:
        self.seconds = seconds
        self.room = room
        self.held = 0

    async def hold(self) -> bool:
        """False at once when there is no room."""
        if self.held >= self.room:
            return False
        self.held += 1
        try:
            await asyncio.sleep(self.seconds)
        finally:
            self.held -= 1
        return True


class Seat(Protocol):
    """What can be told that another has taken its place."""

    def give_way(self) -> None: ...


class Seats:
    """At most so many open sockets for each device; who comes later takes the place of the oldest."""

    def __init__(self, most: int = 3) -> None:
        self.most = most
        self._taken: dict[str, list[Seat]] = {}

    @contextmanager
    def taken(self, name: str, seat: Seat) -> Iterator[None]:
        seats = self._taken.setdefault(name, [])
        seats.append(seat)
        if len(seats) > self.most:
            seats.pop(0).give_way()
        try:
            yield
        finally:
            self._leave(name, seat)

    def _leave(self, name: str, seat: Seat) -> None:
        seats = self._taken.get(name, [])
        if seat in seats:
            seats.remove(seat)
            if not seats:
                del self._taken[name]

    def of(self, name: str) -> int:
        return len(self._taken.get(name, []))


class Limits:
    """The limits of one process."""

    def __init__(self, *, join_rate: float = 20.0) -> None:
        self.cards = Limit(rate=0.5, burst=30)
        self.votes = Limit(rate=4, burst=120)
        self.pictures = Limit(rate=1 / 20, burst=6)
        self.unpacking = asyncio.Semaphore(1)
        """One picture after the other: each takes a hundred megabytes for a moment."""
        self.joins = Limit(rate=join_rate, burst=1000)
        self.wrong_codes = Limit(rate=0.5, burst=30)
        self.logins = Limit(rate=1 / 90, burst=10)
        self.pins = Limit(rate=0.1, burst=10)
        self.handshakes = Limit(rate=1, burst=40)
        self.messages = Limit(rate=10, burst=200)
        self.requests = Limit(rate=5, burst=100)
        self.sockets = Seats()
        self.tarpit = Tarpit()
