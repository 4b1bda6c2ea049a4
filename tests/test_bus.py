"""The bell: each process hears what another rings, and no failure of the line reaches who rings."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.bus import Bus, PostgresBus, RedisBus, SharedBus, open_bus
from tests.postgres import Postgres
from tests.serving import free_port

PATIENCE = 60.0


class Ear:
    """Waits for a ring of this conference."""

    def __init__(self, bus: Bus) -> None:
        self._heard: set[int] = set()
        self._news = threading.Condition()
        bus.on_ring(self._hear)

    def _hear(self, conference_id: int) -> None:
        with self._news:
            self._heard.add(conference_id)
            self._news.notify_all()

    def hears(self, *conferences: int, within: float = PATIENCE) -> bool:
        with self._news:
            return self._news.wait_for(lambda: self._heard >= set(conferences), within)


def rings_until_heard(bus: Bus, ear: Ear, conference_id: int) -> bool:
    """A line that has just been opened may not be listening yet: the first rings may be lost."""
    for _ in range(60):
        bus.ring([conference_id])
        if ear.hears(conference_id, within=0.25):
            return True
    return False


def test_within_a_process_whoever_rings_is_heard_at_once() -> None:
    bus = open_bus(database_address="sqlite:///anything.db", bus_url="")
    ear = Ear(bus)

    bus.ring([7, 8])

    assert ear.hears(7, 8, within=0)


@pytest.fixture
def address(postgres: Postgres) -> Iterator[str]:
    address = postgres.fresh(empty=True)
    yield address
    postgres.dropdb(address)


def test_over_postgresql_another_process_hears_it(address: str) -> None:
    ours, theirs = (open_bus(database_address=address, bus_url="") for _ in range(2))
    assert isinstance(ours, PostgresBus)
    ear = Ear(theirs)
    theirs.open()

    assert rings_until_heard(ours, ear, 1), "the line is open"
    ours.ring([7, 8])

    assert ear.hears(7, 8)
    for bus in (ours, theirs):
        bus.close()


def break_all_lines(address: str) -> None:
    with psycopg.connect(address.replace("+psycopg", ""), autocommit=True) as session:
        session.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )


def test_a_line_that_broke_is_opened_again(address: str) -> None:
    ours, theirs = PostgresBus(address), PostgresBus(address)
    ear = Ear(theirs)
    theirs.open()
    assert rings_until_heard(ours, ear, 1)

    break_all_lines(address)

    ours.ring([2])  # into the broken line: nothing is raised
    assert rings_until_heard(ours, ear, 3)
    for bus in (ours, theirs):
        bus.close()


def test_without_a_server_ringing_costs_nothing_and_the_own_process_hears() -> None:
    bus = RedisBus(f"redis://127.0.0.1:{free_port()}")
    ear = Ear(bus)

    bus.ring([7])

    assert ear.hears(7, within=0)
    bus.close()


class Hanging(SharedBus):
    """A firewall has dropped the line without a word."""

    def __init__(self) -> None:
        self.reached, self.released = threading.Event(), threading.Event()
        super().__init__()

    def _pass_on(self, message: str) -> None:
        self.reached.set()
        self.released.wait(PATIENCE)

    def _heard(self) -> Iterator[str]:
        yield ""

    def _hang_up(self) -> None:
        self.released.set()


def test_a_line_that_hangs_holds_up_nobody_who_rings() -> None:
    bus = Hanging()
    ear = Ear(bus)
    bus.ring([1])
    assert bus.reached.wait(PATIENCE), "the first ring hangs in the line"

    bus.ring([2])

    assert ear.hears(1, 2, within=0)
    assert not bus.released.is_set()
    bus.released.set()
    bus.close()


@pytest.mark.nightly
@pytest.mark.skipif(shutil.which("redis-server") is None, reason="needs redis-server")
def test_over_redis_another_process_hears_it(tmp_path: Path) -> None:
    port = free_port()
    words = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    try:
        ours, theirs = (RedisBus(f"redis://127.0.0.1:{port}") for _ in range(2))
        ear = Ear(theirs)
        theirs.open()
        assert rings_until_heard(ours, ear, 1)
        ours.ring([7, 8])
        assert ear.hears(7, 8)
        for bus in (ours, theirs):
            bus.close()
    finally:
        server.terminate()
        server.wait(10)
