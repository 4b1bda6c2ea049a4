"""The doorbell: says that a conference has news, never what they are."""

from collections.abc import Callable
from typing import Protocol

Bell = Callable[[int], None]


class Bus(Protocol):
    def ring(self, conference_id: int) -> None: ...

    def on_ring(self, bell: Bell) -> None: ...


class MemoryBus:
    """One process: whoever rings calls the bells directly."""

    def __init__(self) -> None:
        self._bells: list[Bell] = []

    def ring(self, conference_id: int) -> None:
        for bell in self._bells:
            bell(conference_id)

    def on_ring(self, bell: Bell) -> None:
        self._bells.append(bell)
