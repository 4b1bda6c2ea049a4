"""A signal ends a rehearsal in order: what was made for it is taken away first."""

import asyncio
import signal
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

ENDING = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]  # Windows has no SIGHUP
Played = TypeVar("Played")


class Stopped(Exception):
    """Somebody does not want to wait for the end."""


class Leaving:
    """Signals raise nothing here, so that none comes between the making of a copy and its deletion."""

    def __init__(self) -> None:
        self._was_asked = False
        self._stop: Callable[[], object] | None = None

    def ask(self, _signal: int, _frame: FrameType | None) -> None:
        self._was_asked = True
        if self._stop is not None:
            self._stop()

    async def unless_asked(self, playing: Coroutine[Any, Any, Played]) -> Played:
        task, loop = asyncio.create_task(playing), asyncio.get_running_loop()
        self._stop = lambda: loop.call_soon_threadsafe(task.cancel)
        try:
            if self._was_asked:
                task.cancel()
            return await task
        except asyncio.CancelledError:
            raise Stopped from None
        finally:
            self._stop = None


@contextmanager
def leaving() -> Iterator[Leaving]:
    """For the main thread, as signals are."""
    asked = Leaving()
    before = {number: signal.signal(number, asked.ask) for number in ENDING}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
