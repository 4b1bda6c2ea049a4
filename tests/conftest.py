"""The people and the place of most tests: Mona moderates, Anna and Ben take part, Carl is not invited."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient, WebSocketTestSession

from app.actions import accounts, conferences, phases
from app.agendas import agenda, default_groups
from app.auth import new_token
from app.house import House
from app.main import create_app
from app.models import Conference, Role
from app.reading.hall import Hall
from app.settings import Settings
from app.writing.transaction import Answer, Change
from tests.databases import (
    ON_POSTGRESQL,
    Databases,
    Files,
    Servers,
    shared_settings,
    spare_the_disk,
    write_statements_once,
)
from tests.evening import Evening, shared_evening
from tests.examples import register_profiles
from tests.postgres import Postgres, running_postgres

ORIGIN = "http://testserver"
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"
"""What tests ask is on this machine."""
LONG = {"trust", "walks", "commands", "rehearsal"}
register_profiles()
write_statements_once()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes minutes runs only when asked for by name, `-m nightly`; what takes long begins early."""
    items.sort(key=lambda item: (not item.get_closest_marker("browser"), LONG.isdisjoint(item.path.parts)))
    if "nightly" in config.option.markexpr:
        return
    nightly = [item for item in items if item.get_closest_marker("nightly")]
    items[:] = [item for item in items if item not in nightly]
    config.hook.pytest_deselected(items=nightly)


@dataclass
class Town:
    """A conference with a server around it, and shortcuts for what people do in it."""

    house: House
    client: TestClient
    conference_id: int
    code: str

    def stranger(self) -> TestClient:
        """All clients share one event loop, as all devices share one server."""
        client = TestClient(
            self.client.app, base_url=ORIGIN, headers={"Origin": ORIGIN, "Accept-Language": "de"}
        )
        client.portal = self.client.portal
        return client

    def phone(self, group: str = "") -> TestClient:
        """A device that has joined."""
        client = self.stranger()
        with self.house.database.reading() as session:
            groups = {entry.name: entry.id for entry in Hall(session, self.conference(session)).groups}
        client.post(
            f"/c/{self.code}/join", data={"group": str(groups.get(group, ""))}, follow_redirects=False
        )
        return client

    def staff(self, role: Role) -> TestClient:
        """A browser that has used its link."""
        token = new_token()
        if role is Role.ORGANISER:
            self.act(partial(accounts.open_session, token=token, role=role))
            client = self.stranger()
            client.cookies.set(f"s_{role}", token)
            return client
        self.act(partial(conferences.make_link, role=role, label="Mona", token=token))
        client = self.stranger()
        client.post("/auth/link", data={"token": token}, follow_redirects=False)
        return client

    def playing(self, name: str) -> "Town":
        """A fresh conference in the same house, with another shipped run of show."""
        make = partial(
            conferences.create_conference, fields={"title": name}, agenda=agenda(name),
            groups=agenda(name).get("groups") or default_groups(),
        )  # fmt: skip
        made = self.house.writer.write_now(Change(make, actor="organiser:0"))
        return Town(self.house, self.client, made["conference"], made["code"])

    def act(self, act: Any, *, actor: str = "moderation:0", key: str | None = None) -> Answer:
        return self.house.writer.write_now(
            Change(act, actor=actor, conference_id=self.conference_id, key=key)
        )

    def conference(self, session: Session) -> Conference:
        return session.get_one(Conference, self.conference_id)

    def enter(self, title: str, *, opened: bool = True) -> None:
        """Goes to the phase with this title and opens it."""
        with self.house.database.reading() as session:
            hall = Hall(session, self.conference(session))
            phase = next(phase for phase in hall.phases if phase.title == title)
            at, target = hall.conference.phase_id, phase.id
        assert target is not None
        if at != target:
            self.act(partial(phases.enter_phase, phase_id=target, from_phase_id=at))
        with self.house.database.reading() as session:
            planned = Hall(session, self.conference(session)).phase.state != "open"  # type: ignore[union-attr]
        if opened and planned:
            self.act(phases.open_input)

    def say(self, phone: TestClient, **message: Any) -> dict[str, Any]:
        message.setdefault("key", new_token())
        answer: dict[str, Any] = phone.post(f"/c/{self.code}/say", json=message).json()
        return answer

    def socket(self, client: TestClient, address: str) -> WebSocketTestSession:
        return client.websocket_connect(address, headers={"Origin": ORIGIN})


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as postgres:
        yield postgres


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    if not ON_POSTGRESQL:
        return Files(tmp_path_factory.mktemp("template"))
    return Servers(request.getfixturevalue("postgres"))


@pytest.fixture
def settings(tmp_path: Path, databases: Databases) -> Iterator[Settings]:
    with shared_settings(databases, tmp_path / "var", beat_ms=5) as settings:
        yield settings


@pytest.fixture
def town(settings: Settings) -> Iterator[Town]:
    app = create_app(settings)
    with TestClient(app, base_url=ORIGIN) as client:
        house: House = app.state.house
        spare_the_disk(house.database)
        act = partial(
            conferences.create_conference,
            fields={"title": "Lindenau 2035", "place": "Rathaussaal", "guiding_question": "Wie wird es gut?"},
            agenda=agenda("zk-light-120"),
            groups=default_groups(),
        )
        made = house.writer.write_now(Change(act, actor="organiser:0"))
        yield Town(house, client, made["conference"], made["code"])


@pytest.fixture(scope="session")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Evening:
    own = tmp_path_factory.getbasetemp()
    return shared_evening(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)


def heard(socket: WebSocketTestSession, wanted: str = "to") -> dict[str, Any]:
    """The next message that has this field."""
    while True:
        message: dict[str, Any] = json.loads(socket.receive_text())
        if wanted in message:
            return message
