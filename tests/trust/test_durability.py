"""R9: a card is on the disk before its tick is on the phone; a database that forgets is not served."""

import asyncio
import re
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from app import database
from app.database import Database
from app.durability import ensure_durability
from app.errors import Refusal
from app.house import close_house, open_house
from app.rehearsal.line import doors
from app.rehearsal.phones import Phone
from app.settings import Settings
from tests.halls import prepare
from tests.postgres import running_postgres
from tests.serving import Server
from tests.trust.conftest import Scoring

CARDS = 20
CALL = re.compile(r"^(?P<thread>\d+) +(?P<rest>.*)$")
SYNCED = re.compile(r"^(?:f(?:data)?sync\(\d+<[^>]*-wal>\)|<\.\.\. f(?:data)?sync resumed>\)) +=+ 0")
SENT = re.compile(r'^(?:write|writev|sendto|sendmsg)\(.*\\"ack\\": \\"(?P<key>[0-9a-f]{32})')
FORGETFUL = tuple(pragma.replace("synchronous=FULL", "synchronous=NORMAL") for pragma in database.PRAGMAS)


@pytest.fixture
def embedded(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "var", database_url="")


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: SQLite does not wait for the disk."""
    assert set(FORGETFUL) != set(database.PRAGMAS)
    monkeypatch.setattr(database, "PRAGMAS", FORGETFUL)


def test_a_database_that_waits_for_the_disk_is_served(embedded: Settings) -> None:
    close_house(open_house(embedded))


@pytest.mark.usefixtures("forgetful")
def test_a_database_that_does_not_wait_for_the_disk_is_refused(embedded: Settings, score: Scoring) -> None:
    with pytest.raises(Refusal) as refused:
        open_house(embedded)

    score(
        "R9",
        promise="a server with synchronous=NORMAL does not start",
        figure=f"refused: {refused.value.code}",
        passed=refused.value.code == "not_durable",
    )


@pytest.mark.usefixtures("forgetful")
def test_whoever_insists_is_served_all_the_same(embedded: Settings, caplog: pytest.LogCaptureFixture) -> None:
    close_house(open_house(embedded.model_copy(update={"unsafe_durability": True})))

    assert "durability_unsafe" in caplog.messages


def test_without_a_write_ahead_log_nothing_is_served(
    embedded: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PRAGMAS", ("journal_mode=MEMORY", "synchronous=FULL"))

    with pytest.raises(Refusal):
        open_house(embedded)


@pytest.mark.nightly
@pytest.mark.parametrize("switch", ["fsync", "synchronous_commit", "full_page_writes"])
def test_a_postgresql_that_forgets_is_refused(switch: str) -> None:
    with running_postgres() as postgres:
        address = postgres.fresh(empty=True)
        sound = Database(address)
        ensure_durability(sound, unsafe=False)
        sound.close()

        postgres.settings[switch] = "off"
        postgres.stop()
        postgres.start()
        careless = Database(address)
        with pytest.raises(Refusal):
            ensure_durability(careless, unsafe=False)
        careless.close()


@dataclass(frozen=True)
class Traced:
    """The calls of a server to the system, in their order."""

    lines: Sequence[str]

    def unsynced(self, keys: Sequence[str]) -> list[str]:
        """Keys whose answer left the server although the log had not been synced since the answer before."""
        early: list[str] = []
        synced = False
        wanted = set(keys)
        for line in self.lines:
            call = CALL.match(line)
            rest = call["rest"] if call else line
            if SYNCED.match(rest):
                synced = True
            elif (sent := SENT.match(rest)) and sent["key"] in wanted:
                wanted.discard(sent["key"])
                if not synced:
                    early.append(sent["key"])
                synced = False
        return [*early, *wanted]


def traced_cards(settings: Settings, folder: Path, server: Server) -> tuple[Traced, list[str]]:
    """One card after the other, so that each needs a commit of its own."""
    (prepared,) = prepare(settings)
    told = folder / "calls"
    server.start()
    assert server.process is not None
    tracer = subprocess.Popen(
        ["strace", "-f", "-y", "-s", "300", "-o", str(told), "-p", str(server.process.pid),
         "-e", "trace=fdatasync,fsync,write,writev,sendto,sendmsg"],
        stderr=subprocess.PIPE,
    )  # fmt: skip
    assert tracer.stderr is not None and b"attached" in tracer.stderr.readline()
    try:
        keys = asyncio.run(asyncio.wait_for(post_cards(server.address, prepared.code), 60))
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.communicate(timeout=20)
        server.kill()
    return Traced(told.read_text("utf-8", errors="replace").splitlines()), keys


async def post_cards(address: str, code: str) -> list[str]:
    async with doors() as client:
        phone = Phone([address], code, "Handy", client)
        await phone.join()
        stop = asyncio.Event()
        running = asyncio.create_task(phone.run(stop))
        keys: list[str] = []
        for number in range(CARDS):
            keys.append(phone.post("strength", f"Karte {number}"))
            while phone.waiting:
                await asyncio.sleep(0.005)
        stop.set()
        await running
        return keys


@pytest.fixture
def tracing() -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")


@pytest.mark.nightly
@pytest.mark.usefixtures("tracing")
def test_each_card_is_on_the_disk_before_its_tick(embedded: Settings, tmp_path: Path, score: Scoring) -> None:
    traced, keys = traced_cards(embedded, tmp_path, Server(embedded.data))

    early = traced.unsynced(keys)
    score(
        "R9",
        promise="between two ticks the log of the database is synced",
        figure=f"{len(keys)} cards, {len(early)} answered before the disk had them",
        passed=not early,
    )


@pytest.mark.nightly
@pytest.mark.usefixtures("tracing")
def test_a_server_that_does_not_wait_for_the_disk_is_found(embedded: Settings, tmp_path: Path) -> None:
    careless = Server(
        embedded.data,
        program=("-m", "tests.trust.faulty", "do_not_wait_for_the_disk"),
        switches={"ZUKUNFT_UNSAFE_DURABILITY": "1"},
    )
    traced, keys = traced_cards(embedded, tmp_path, careless)

    assert len(traced.unsynced(keys)) > CARDS / 2
