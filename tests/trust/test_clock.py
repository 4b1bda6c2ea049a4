"""R10: somebody sets the clock of the server by an hour, forward and back, while a timer is running."""

import contextlib
import importlib.util
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import httpx2
import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from app import clock
from app.auth import new_token
from app.clock import Clock
from app.database import Database
from app.main import create_app
from app.models import Line, StaffSession
from app.settings import Settings
from tests.conftest import ORIGIN
from tests.halls import Prepared, prepare
from tests.serving import Server
from tests.trust.conftest import Scoring
from tests.trust.faults import FAULTS

HOUR = 3600
JUMPS = (HOUR, -HOUR, 0)
MOST_ERROR = 1.0
PROMISE = "no phase changes, timer within 1 s, order unchanged, no session ends"
ENDS = re.compile(r'data-ends="([^"]+)"')


class Asking(Protocol):
    def get(self, url: str) -> Any: ...

    def post(self, url: str, *, data: Any = None, json: Any = None, headers: Any = None) -> Any: ...


@dataclass
class Scene:
    """A conference in which a timer is running, seen by those who take part."""

    code: str
    phone: Asking
    moderation: Asking
    projector: Asking
    cards: int = 0

    @classmethod
    def enter(cls, prepared: Prepared, client: Callable[[], Asking]) -> "Scene":
        scene = cls(prepared.code, client(), client(), client())
        scene.phone.post(f"/c/{prepared.code}/join", data={"group": ""})
        scene.moderation.post("/auth/link", data={"token": prepared.moderation})
        scene.projector.post("/auth/link", data={"token": prepared.projector})
        return scene

    def post_card(self) -> None:
        self.cards += 1
        message = {"do": "post_card", "key": new_token(), "kind": "strength", "text": f"Karte {self.cards}"}
        assert self.phone.post(f"/c/{self.code}/say", json=message).json()["ok"]

    def look(self) -> "Moment":
        answers = [self.phone.get(f"/c/{self.code}"), self.moderation.get("/m"), self.projector.get("/p")]
        asked = time.monotonic()
        frame = self.phone.get(f"/c/{self.code}/frames?last=-1").json()
        answered = time.monotonic()
        ends = ENDS.search(frame["parts"]["bar"])
        left = (read(ends[1]) - read(frame["now"])).total_seconds() if ends else 0.0
        task = frame["parts"]["task"]
        statuses = [answer.status_code for answer in answers]
        return Moment(answered, answered - asked, left, task, statuses)


@dataclass
class Moment:
    at: float
    took: float
    """Seconds that the question took: so far what is read may be from another moment."""
    left: float
    """Seconds that a phone shows on its timer."""
    task: str
    statuses: list[int]


@dataclass
class Verdict:
    found: set[str] = field(default_factory=set)
    error: float = 0.0

    def compare(self, before: Moment, after: Moment) -> None:
        error = abs(before.left - after.left - (after.at - before.at)) - before.took - after.took
        self.error = max(self.error, error)
        wrong = {
            "timer": error > MOST_ERROR,
            "phase": before.task != after.task,
            "session": set(after.statuses) != {200},
        }
        self.found |= {name for name, is_wrong in wrong.items() if is_wrong}


def read(told: str) -> datetime:
    return datetime.fromisoformat(told)


def judged(settings: Settings, scene: Scene, jump: Callable[[float], None]) -> Verdict:
    """Looks, sets the clock, looks again; cards are written in each hour that the clock shows."""
    let_sessions_end_soon(settings)
    verdict = Verdict()
    before = scene.look()
    assert before.left > 60 and set(before.statuses) == {200}
    scene.post_card()
    for seconds in JUMPS:
        jump(seconds)
        scene.post_card()
        verdict.compare(before, scene.look())
    if not in_order(settings):
        verdict.found.add("order")
    return verdict


def let_sessions_end_soon(settings: Settings) -> None:
    """In half an hour: a jump of a whole one would end them."""
    with opened(settings) as database, database.write_engine.begin() as connection:
        soon = datetime.now(UTC) + timedelta(minutes=30)
        connection.execute(StaffSession.__table__.update().values(expires_at=soon))  # type: ignore[attr-defined]


def in_order(settings: Settings) -> bool:
    with opened(settings) as database, database.reading() as session:
        times = session.exec(select(Line.at).order_by(col(Line.seq))).all()
    return list(times) == sorted(times)


@contextlib.contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_address)
    yield database
    database.close()


@dataclass
class Wall:
    """The clock on the wall, and somebody who sets it."""

    ahead: float = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead

    def jump(self, seconds: float) -> None:
        self.ahead = seconds


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wall]:
    wall, before = Wall(), clock.clock()
    clock.use(Clock(wall=wall))
    yield wall
    clock.use(before)


def verdict_in_process(settings: Settings, wall: Wall) -> Verdict:
    (prepared,) = prepare(settings)
    app = create_app(settings)
    with TestClient(app, base_url=ORIGIN) as server:

        def client() -> TestClient:
            other = TestClient(app, base_url=ORIGIN, headers={"Origin": ORIGIN})
            other.portal = server.portal
            return other

        return judged(settings, Scene.enter(prepared, client), wall.jump)


def test_a_clock_that_is_set_changes_nothing(settings: Settings, wall: Wall, score: Scoring) -> None:
    verdict = verdict_in_process(settings, wall)

    score("R10", promise=PROMISE, figure=told(verdict), passed=not verdict.found)


def test_a_server_that_follows_the_wall_clock_is_found(
    settings: Settings, wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Clock, "now", Clock.now)  # put back after the fault
    FAULTS["follow_the_wall_clock"]()

    assert verdict_in_process(settings, wall).found == {"timer", "session", "order"}


def verdict_on_a_process(settings: Settings, folder: Path, server: Server) -> Verdict:
    (prepared,) = prepare(settings)
    told = folder / "faketime"

    def jump(seconds: float) -> None:
        told.write_text(f"{seconds:+.0f}\n")

    jump(0)
    server.switches = {**server.switches, **faked(told), "ZUKUNFT_DATABASE_URL": settings.database_url}
    server.start()
    try:
        with contextlib.ExitStack() as leaving:

            def client() -> httpx2.Client:
                headers = {"Origin": server.address}
                return leaving.enter_context(httpx2.Client(base_url=server.address, headers=headers))

            return judged(settings, Scene.enter(prepared, client), jump)
    finally:
        server.kill()


def faked(told: Path) -> dict[str, str]:
    """The wall clock of the process is what the file says; its other clocks go on."""
    return {
        "LD_PRELOAD": str(faketime()),
        "FAKETIME_TIMESTAMP_FILE": str(told),
        "FAKETIME_NO_CACHE": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }


def faketime() -> Path:
    found = importlib.util.find_spec("libfaketime")
    if found is None or found.origin is None:
        pytest.skip("libfaketime is there for Linux only")
    return Path(found.origin).parent / "vendor/libfaketime/src/libfaketime.so.1"


@pytest.mark.nightly
def test_a_process_whose_clock_is_set_changes_nothing(
    settings: Settings, tmp_path: Path, score: Scoring
) -> None:
    verdict = verdict_on_a_process(settings, tmp_path, Server(settings.data))

    score("R10", promise=PROMISE, figure=told(verdict), passed=not verdict.found)


@pytest.mark.nightly
def test_a_process_that_follows_the_wall_clock_is_found(settings: Settings, tmp_path: Path) -> None:
    spoilt = Server(settings.data, program=("-m", "tests.trust.faulty", "follow_the_wall_clock"))

    assert verdict_on_a_process(settings, tmp_path, spoilt).found == {"timer", "session", "order"}


def told(verdict: Verdict) -> str:
    found = ", ".join(sorted(verdict.found)) or "nothing found"
    return f"clock set by +1 h, −1 h and back: {found}, timer wrong by {verdict.error:.2f} s at most"
