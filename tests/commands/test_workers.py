"""The supervisor of several workers: who is silent is replaced, but not for a pause of the whole machine."""

import multiprocessing.connection
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest

from app.commands import workers
from app.commands.workers import LOOK_EVERY, SILENCE, Post, Supervisor, Worker


@dataclass
class Machine:
    """Its time goes on only while somebody sleeps; `pauses` are the sleeps that took too long."""

    pauses: dict[int, float] = field(default_factory=dict)
    now: float = 1000.0
    sleeps: int = 0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.sleeps += 1
        self.now += self.pauses.get(self.sleeps, seconds)


class Silent:
    """The line of a worker that says nothing."""

    def poll(self) -> bool:
        return False


ROUNDS = int(SILENCE / LOOK_EVERY) + 2


def buried(machine: Machine, monkeypatch: pytest.MonkeyPatch, *, rounds: int) -> int:
    """How many of two silent workers are replaced within so many rounds."""
    monkeypatch.setattr(workers, "time", machine)
    monkeypatch.setattr(multiprocessing.connection, "wait", lambda *_args: [])
    supervisor = Supervisor(cast("Post", None), 2)
    found: list[Worker] = []

    def silent() -> Worker:
        process: Any = SimpleNamespace(is_alive=lambda: True, sentinel=0)
        return Worker(process, cast("Any", Silent()), heard=machine.now, has_started=True)

    def sleep(seconds: float) -> None:
        Machine.sleep(machine, seconds)
        supervisor.is_leaving = machine.sleeps >= rounds

    monkeypatch.setattr(machine, "sleep", sleep)
    monkeypatch.setattr(supervisor, "bury", found.append)
    monkeypatch.setattr(supervisor, "start", silent)
    supervisor.workers = [silent(), silent()]
    supervisor.watch()
    return len(found)


def test_who_is_silent_for_long_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    assert buried(Machine(), monkeypatch, rounds=ROUNDS) == 2


def test_a_pause_of_the_whole_machine_is_nobodys_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(pauses={5: 3600.0})

    assert buried(machine, monkeypatch, rounds=ROUNDS) == 0


def test_who_stays_silent_after_a_pause_is_replaced_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(pauses={5: 3600.0})

    assert buried(machine, monkeypatch, rounds=5 + ROUNDS) == 2
