"""Who may open which door: each route and each kind of person, and what a foreign page may do."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlmodel import col, delete
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app.house import House
from app.main import create_app
from app.models import OwnAgenda
from app.writing.transaction import Answer, Transaction
from tests.conftest import ORIGIN
from tests.databases import Databases, shared_settings, spare_the_disk
from tests.routes.doors import PEOPLE, Scene, doors, scene

TABLE = Path(__file__).parent / "rights.txt"
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


def expected() -> dict[str, list[str]]:
    """`POST /m/step` → one status for each of PEOPLE; lines that begin with # are for the reader."""
    rows = [line.split() for line in TABLE.read_text("utf-8").splitlines()]
    return {f"{row[0]} {row[1]}": row[2:] for row in rows if row and not row[0].startswith("#")}


RIGHTS = expected()
UNSAFE_DOORS = [door for door in RIGHTS if door.split()[0] in UNSAFE]


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, databases: Databases
) -> Iterator[tuple[TestClient, House]]:
    """One server for all rows of the table; each gets a conference of its own."""
    folder = tmp_path_factory.mktemp("rights") / "var"
    with shared_settings(databases, folder, beat_ms=5) as settings:
        app = create_app(settings)
        with TestClient(app, base_url=ORIGIN) as client:
            spare_the_disk(app.state.house.database)
            yield client, app.state.house


@pytest.fixture(scope="module")
def standing(running: tuple[TestClient, House]) -> Scene:
    """For those who must not change anything."""
    return scene(*running)


@pytest.fixture(scope="module")
def elsewhere(running: tuple[TestClient, House]) -> Scene:
    """Another conference, whose people must not change anything here."""
    return scene(*running)


@pytest.fixture
def place(running: tuple[TestClient, House]) -> Iterator[Scene]:
    """For those who may; its own agenda goes, for all are read wherever one is kept."""
    made = scene(*running)
    yield made
    made.town.act(partial(drop_agenda, agenda_id=made.places["agenda_id"]))


def drop_agenda(tx: Transaction, *, agenda_id: object) -> Answer:
    tx.session.exec(delete(OwnAgenda).where(col(OwnAgenda.id) == agenda_id))
    return {}


def test_every_door_has_a_row_and_every_row_a_door() -> None:
    assert sorted(doors(create_app())) == sorted(RIGHTS)


def test_every_row_knows_everybody() -> None:
    assert all(len(row) == len(PEOPLE) for row in RIGHTS.values())


@pytest.mark.parametrize("door", UNSAFE_DOORS)
def test_a_deed_is_done_for_whom_it_is_made(place: Scene, door: str) -> None:
    assert [opened(place, door, person) for person in PEOPLE] == RIGHTS[door]


@pytest.mark.parametrize("door", [door for door in RIGHTS if door not in UNSAFE_DOORS])
def test_a_door_opens_for_whom_it_is_made(standing: Scene, door: str) -> None:
    assert [opened(standing, door, person) for person in PEOPLE] == RIGHTS[door]


def opened(place: Scene, door: str, person: str) -> str:
    client, address = place.people[person], place.address(door)
    method = door.split()[0]
    if method == "SOCKET":
        return tried(place, client, address)
    return str(client.request(method, address, follow_redirects=False).status_code)


def tried(place: Scene, client: TestClient, address: str) -> str:
    try:
        with place.town.socket(client, f"{address}?last=-1"):
            return "in"
    except WebSocketDisconnect as refused:
        return str(refused.code)


def test_looking_changes_nothing(standing: Scene) -> None:
    client, before = standing.everybody(), standing.rows()

    for door in [door for door in RIGHTS if door.startswith("GET")]:
        client.get(standing.address(door))

    assert standing.rows() == before


@pytest.mark.parametrize("door", [door for door in UNSAFE_DOORS if "_id}" in door and " /m/" in door])
def test_a_moderator_of_another_conference_reaches_nothing_here(
    standing: Scene, elsewhere: Scene, door: str
) -> None:
    mona_elsewhere, before = elsewhere.people["moderation"], standing.rows()["seq"]
    fields = {
        "version": "1",
        "into": "1",
        "kind": "weakness",
        "title": "Meins",
        "card": "1",
        "reason": "Meins",
        "new": "weakness",
    }

    answer = mona_elsewhere.post(standing.address(door), data=fields, follow_redirects=False)

    assert answer.status_code == 404
    assert standing.rows()["seq"] == before


@pytest.mark.parametrize("door", [door for door in RIGHTS if " /c/" in door and "join" not in door])
def test_a_phone_of_another_conference_is_a_stranger_here(
    standing: Scene, elsewhere: Scene, door: str
) -> None:
    standing.people["elsewhere"] = elsewhere.people["phone"]

    assert opened(standing, door, "elsewhere") == RIGHTS[door][0]


@pytest.mark.parametrize("name", ["phase_id", "link_id"])
def test_the_parts_of_another_conference_are_not_found_under_this_one(
    standing: Scene, place: Scene, name: str
) -> None:
    place.places[name] = standing.places[name]
    before = standing.rows()["seq"]

    for door in [door for door in UNSAFE_DOORS if f"{{{name}}}" in door]:
        fields = {"do": "up", "title": "Meins", "minutes": "5"}
        answer = place.people["organiser"].post(place.address(door), data=fields, follow_redirects=False)
        assert answer.status_code == 404, door

    assert standing.rows()["seq"] == before
