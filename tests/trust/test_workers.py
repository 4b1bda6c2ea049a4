"""R3, R6: of two workers on one socket one dies or hangs; it is replaced, and nobody loses a card."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx2
import pytest

from app.commands.serve import listen
from app.commands.workers import serve_together
from app.settings import Settings
from tests.halls import Prepared, prepare
from tests.postgres import running_postgres
from tests.serving import Server, free_port
from tests.trust.checker import stored
from tests.trust.conftest import Scoring
from tests.trust.load import Hall, Load, played

LOAD = Load(phones=60, cards_per_second=30)
BACK_WITHIN = 10.0
STOPPED_WITHIN = 10.0
REPLACED_WITHIN = 20.0
LONGEST_TEST = 120.0
TOGETHER = ("-m", "app.cli", "serve", "--host", "127.0.0.1", "--workers", "2", "--port")

pytestmark = pytest.mark.nightly


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Settings]:
    with running_postgres() as postgres:
        yield Settings(data=tmp_path / "var", database_url=postgres.fresh(empty=True))


@pytest.fixture
def prepared(shared: Settings) -> Prepared:
    return prepare(shared)[0]


@pytest.fixture
def server(shared: Settings, prepared: Prepared) -> Iterator[Server]:
    server = Server(shared.data, switches={"ZUKUNFT_DATABASE_URL": shared.database_url}, program=TOGETHER)
    server.start()
    yield server
    server.kill()


@pytest.mark.parametrize(
    ("promise_id", "how"), [("R3", signal.SIGKILL), ("R6", signal.SIGSTOP)], ids=["killed", "hung"]
)
def test_a_lost_worker_costs_no_card(
    shared: Settings, prepared: Prepared, server: Server, score: Scoring, promise_id: str, how: signal.Signals
) -> None:
    read = partial(stored, shared.database_address, prepared.id)

    play = played(LOAD, [server.address], prepared, partial(lose_a_worker, server, how), read)
    hall = asyncio.run(asyncio.wait_for(play, LONGEST_TEST))

    verdict = hall.verdict(read())
    score(
        promise_id,
        promise="0 lost, 0 doubled, all back within 10 s, two workers again",
        figure=f"two workers on one socket, one got {how.name}: {LOAD.phones} phones, {hall.acked} cards"
        f" acknowledged: {verdict}, everybody back in {hall.back_after:.1f} s",
        passed=not verdict.found and hall.back_after <= BACK_WITHIN and len(workers_of(server)) == 2,
    )


async def lose_a_worker(server: Server, how: signal.Signals, hall: Hall) -> None:
    await hall.acknowledged(hall.acked + LOAD.phones)
    first, second = workers_of(server)
    os.kill(first, how)
    async with asyncio.timeout(REPLACED_WITHIN):
        while len(now := workers_of(server)) < 2 or first in now:
            await asyncio.sleep(0.05)
    assert second in now, "the other one was not touched"


def workers_of(server: Server) -> list[int]:
    """Its children, without the one that only keeps books."""
    assert server.process is not None
    pid = server.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def test_workers_count_together_and_leave_together(server: Server) -> None:
    pids = workers_of(server)
    assert len(pids) == 2
    for _ in range(4):
        numbers = httpx2.get(f"{server.address}/metrics").text
        assert "zukunft_queue 0.0" in numbers
    process = server.process
    assert process is not None

    began = time.monotonic()
    server.stop()

    assert time.monotonic() - began <= STOPPED_WITHIN
    assert process.returncode == 0
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_workers_do_not_outlive_whoever_started_them(server: Server) -> None:
    pids = workers_of(server)

    server.kill()

    deadline = time.monotonic() + STOPPED_WITHIN
    while left := [pid for pid in pids if Path(f"/proc/{pid}").exists()]:
        assert time.monotonic() < deadline, f"{left} are still there"
        time.sleep(0.05)


def test_workers_that_never_begin_are_not_started_for_ever(tmp_path: Path) -> None:
    nobody = f"postgresql+psycopg://zukunft@127.0.0.1:{free_port()}/zukunft"
    settings = Settings(data=tmp_path, database_url=nobody)

    with listen("127.0.0.1", 0) as listening:
        assert serve_together(settings, listening, 2) == 1
