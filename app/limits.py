"""Token buckets in memory: per device first, per network only for new devices and wrong codes."""

import time
from collections.abc import Callable
from dataclasses import dataclass


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


class Limits:
    """The limits of one process."""

    def __init__(self, *, join_rate: float = 20.0) -> None:
        self.cards = Limit(rate=0.5, burst=30)
        self.votes = Limit(rate=4, burst=120)
        self.joins = Limit(rate=join_rate, burst=1000)
        self.wrong_codes = Limit(rate=0.5, burst=30)
        self.logins = Limit(rate=1 / 90, burst=10)
