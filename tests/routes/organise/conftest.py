"""One server for each file of the office; each test gets a conference of its own."""

from collections.abc import Iterator
from functools import partial

import pytest
from starlette.testclient import TestClient

from app.actions import conferences
from app.agendas import agenda, default_groups
from app.house import House
from app.main import create_app
from app.models import Role
from app.writing.transaction import Change
from tests.conftest import ORIGIN, Town
from tests.databases import Databases, shared_settings, spare_the_disk


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, databases: Databases) -> Iterator[TestClient]:
    """One server for this file; each test gets a conference of its own."""
    folder = tmp_path_factory.mktemp("office") / "var"
    with (
        shared_settings(databases, folder, beat_ms=5) as settings,
        TestClient(app := create_app(settings), base_url=ORIGIN) as client,
    ):
        spare_the_disk(app.state.house.database)
        yield client


@pytest.fixture
def town(running: TestClient) -> Town:
    house: House = running.app.state.house  # type: ignore[attr-defined]
    act = partial(
        conferences.create_conference, fields={"title": "Lindenau 2035", "place": "Rathaussaal"},
        agenda=agenda("zk-light-120"), groups=default_groups(),
    )  # fmt: skip
    made = house.writer.write_now(Change(act, actor="organiser:0"))
    return Town(house, running, made["conference"], made["code"])


@pytest.fixture
def olga(town: Town) -> TestClient:
    return town.staff(Role.ORGANISER)
