"""The time of this server: it goes on evenly, whatever somebody does to the wall clock."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


def boot_seconds() -> float:
    """Goes on while the machine sleeps, unlike the monotonic clock of Linux."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


@dataclass
class Clock:
    """The wall clock as it stood at the start, carried on by a clock that nobody can set."""

    wall: Callable[[], float] = time.time
    steady: Callable[[], float] = boot_seconds
    lead: float | None = None
    """Seconds from the steady clock to the time of day.

    A server on PostgreSQL takes that of the database, workers that of whoever started them.
    """

    def __post_init__(self) -> None:
        if self.lead is None:
            self.lead = self.wall() - self.steady()

    def now(self) -> datetime:
        assert self.lead is not None
        return datetime.fromtimestamp(self.steady() + self.lead, UTC)

    def deviation(self) -> float:
        """Seconds by which the wall clock of this host is ahead of this time (or behind)."""
        assert self.lead is not None
        return self.wall() - self.steady() - self.lead


_clock = Clock()


def now() -> datetime:
    return _clock.now()


def clock() -> Clock:
    return _clock


def use(clock: Clock) -> None:
    """For servers with the time of their database, workers with that of their supervisor, and tests."""
    global _clock
    _clock = clock
