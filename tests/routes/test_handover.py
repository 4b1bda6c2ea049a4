"""The console moves to another device by code and PIN."""

import re

from starlette.testclient import TestClient

from app.actions import phases
from app.models import Role
from tests.conftest import Town


def pin_of(mona: TestClient) -> str:
    page = mona.post("/m/pin")
    assert page.status_code == 200
    found = re.search(r"(\d{4} \d{4})", page.text)
    assert found
    return found[1]


def enter(device: TestClient, code: str, pin: str) -> int:
    return device.post("/auth/pin", data={"code": code, "pin": pin}, follow_redirects=False).status_code


def test_a_second_device_leads_on_with_code_and_pin(town: Town) -> None:
    mona = town.staff(Role.MODERATION)
    pin = pin_of(mona)
    second = town.stranger()
    assert second.get("/m").status_code == 403
    spoken = f"{town.code[:3].lower()}-{town.code[3:]}"
    assert enter(second, spoken, pin) == 303
    assert second.get("/m").status_code == 200
    assert second.post("/m/timer", data={"do": "start"}, follow_redirects=False).status_code == 303
    assert mona.get("/m").status_code == 200


def test_a_wrong_pin_is_told_beside_the_fields_and_lets_nobody_in(town: Town) -> None:
    carl = town.stranger()
    assert enter(carl, town.code, "") == 403, "before there is a PIN nothing fits, not even nothing"
    pin = pin_of(town.staff(Role.MODERATION))
    page = carl.post("/auth/pin", data={"code": town.code, "pin": "0000 0001"})
    assert page.status_code == 403
    assert "Code oder PIN stimmt nicht." in page.text
    assert 'aria-describedby="pin-error"' in page.text
    assert enter(carl, "XXXXXX", pin) == 403
    assert carl.get("/m").status_code == 403


def test_a_new_pin_ends_the_old_one_and_who_came_by_it(town: Town) -> None:
    mona = town.staff(Role.MODERATION)
    old = pin_of(mona)
    second = town.stranger()
    enter(second, town.code, old)
    new = pin_of(mona)
    assert second.get("/m").status_code == 403
    assert enter(town.stranger(), town.code, old) == 403
    assert enter(town.stranger(), town.code, new) == 303
    assert mona.get("/m").status_code == 200


def test_the_pin_is_kept_as_a_hash_and_ends_with_the_conference(town: Town) -> None:
    pin = pin_of(town.staff(Role.MODERATION))
    with town.house.database.reading() as session:
        stored = town.conference(session).pin_hash
    assert stored.startswith("$argon2")
    assert pin.replace(" ", "") not in stored
    town.act(phases.end_conference)
    assert enter(town.stranger(), town.code, pin) == 403


def test_guessing_pins_is_slowed_down(town: Town) -> None:
    carl = town.stranger()
    town.house.limits.tarpit.seconds = 0
    answers = [enter(carl, town.code, f"{number:08}") for number in range(12)]
    assert answers[0] == 403
    assert answers[-1] == 429
