"""The page of a conference: data, checklist, door, end."""

import re

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app.models import Role
from tests.conftest import Town, heard
from tests.routes.organise.office import FIELDS, address, hall


def test_data_can_be_changed_and_every_screen_hears_of_it(town: Town, olga: TestClient) -> None:
    wall = town.staff(Role.PROJECTOR)
    with town.socket(wall, "/p/live?last=-1") as projector:
        heard(projector)
        answer = olga.post(address(town, "/details"), data={**FIELDS, "title": "Neuer Titel"})
        assert set(heard(projector)["parts"]) == {"top", "stage", "foot"}

    assert "Gespeichert." in answer.text
    assert hall(town).conference.title == "Neuer Titel"


def test_bad_changes_change_nothing(town: Town, olga: TestClient) -> None:
    answer = olga.post(address(town, "/details"), data={**FIELDS, "title": "", "place": "Turnhalle"})

    assert answer.status_code == 422 and "Turnhalle" in answer.text
    assert hall(town).conference.title == "Lindenau 2035"


def test_the_checklist_knows_what_is_done(town: Town, olga: TestClient) -> None:
    assert done(olga, town) == []

    olga.post(address(town, "/details"), data=FIELDS)
    for role in ("moderation", "projector"):
        olga.post(address(town, "/links"), data={"role": role})
    olga.post(address(town, "/poster"), data={"printed": "1"})
    town.phone()

    assert len(done(olga, town)) == 6
    olga.post(address(town, "/poster"), data={"printed": "0"})
    assert len(done(olga, town)) == 5


def done(olga: TestClient, town: Town) -> list[str]:
    return re.findall('class="task task-done"', olga.get(address(town)).text)


def test_the_door_closes_for_new_devices_only(town: Town, olga: TestClient) -> None:
    anna = town.phone()
    olga.post(address(town, "/door"), data={"opened": "0"})

    refused = town.stranger().post(f"/c/{town.code}/join", data={}, follow_redirects=False)

    assert refused.status_code == 422 and "Einlass" in refused.text
    assert anna.get(f"/c/{town.code}/mine").status_code == 200
    olga.post(address(town, "/door"), data={"opened": "1"})
    assert town.stranger().post(f"/c/{town.code}/join", data={}, follow_redirects=False).status_code == 303


@pytest.mark.parametrize(("role", "home"), [("moderation", "/m"), ("projector", "/p")])
def test_the_organisers_browser_opens_the_screens_itself(
    town: Town, olga: TestClient, role: str, home: str
) -> None:
    answer = olga.post(address(town, "/enter"), data={"role": role}, follow_redirects=False)

    assert answer.headers["location"] == home
    assert olga.get(home).status_code == 200
    assert olga.post(address(town, "/enter"), data={"role": "organiser"}).status_code == 404


def test_nothing_is_deleted_without_the_title(town: Town, olga: TestClient) -> None:
    answer = olga.post(address(town, "/delete"), data={"title": "Lindenau 2036"})

    assert answer.status_code == 422 and "Es wurde nichts gelöscht" in answer.text
    assert hall(town).conference.title == "Lindenau 2035"


def test_with_the_title_everything_goes_and_every_screen_is_let_go(town: Town, olga: TestClient) -> None:
    anna, mona = town.phone(), town.staff(Role.MODERATION)
    with (
        town.socket(anna, f"/c/{town.code}/live?last=-1") as phone,
        town.socket(mona, "/m/live?last=-1") as console,
    ):
        heard(phone), heard(console)
        answer = olga.post(
            address(town, "/delete"), data={"title": " Lindenau  2035 "}, follow_redirects=False
        )
        assert answer.headers["location"] == "/organise"
        for socket in (phone, console):
            with pytest.raises(WebSocketDisconnect) as let_go:
                heard(socket)
            assert let_go.value.code == 1008

    assert olga.get(address(town)).status_code == 404
    assert anna.get(f"/c/{town.code}").status_code == 404
    assert mona.get("/m").status_code == 403
