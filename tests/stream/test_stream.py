"""One card, from a phone to the projector."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app.models import Role
from tests.conftest import Town, heard

GROUP = "Verwaltung"


def test_a_card_goes_from_a_phone_to_the_projector(town: Town) -> None:
    town.enter("Stärken sammeln")
    anna, wall = town.phone(GROUP), town.staff(Role.PROJECTOR)
    with (
        town.socket(wall, "/p/live?last=-1") as projector,
        town.socket(anna, f"/c/{town.code}/live?last=-1") as phone,
    ):
        assert heard(projector)["reset"]
        heard(phone)
        phone.send_json(
            {"do": "post_card", "key": "k" * 12, "kind": "strength", "text": "Der Markt am Samstag"}
        )

        ack = heard(phone, "ack")

        assert (ack["ok"], ack["card"]["number"]) == (True, 1)
        frame = heard(projector)
        assert set(frame["parts"]) == {"stage", "foot"}


def test_the_same_key_makes_one_card_and_gets_the_same_answer(town: Town) -> None:
    town.enter("Stärken sammeln")
    anna = town.phone()
    message = {"do": "post_card", "key": "same-key-123", "kind": "strength", "text": "Der Fluss"}

    first, second = town.say(anna, **message), town.say(anna, **message)

    assert first["card"] == second["card"]
    assert second["again"]


def test_a_refusal_is_kept_by_its_key_too(town: Town) -> None:
    anna = town.phone()
    message = {"do": "post_card", "key": "same-key-123", "kind": "strength", "text": "Zu früh"}

    first = town.say(anna, **message)
    town.enter("Stärken sammeln")
    second = town.say(anna, **message)

    assert (first["ok"], first["code"]) == (False, "phase_closed")
    assert second["code"] == "phase_closed"


@pytest.mark.parametrize(
    "raw", ["[" * 10_000, "{", '"text"', '{"do":"withdraw_card","key":"key-of-anna","card":' + "9" * 30 + "}"]
)
def test_what_nobody_can_understand_is_answered_and_ends_nothing(town: Town, raw: str) -> None:
    with town.socket(town.phone(), f"/c/{town.code}/live?last=-1") as phone:
        heard(phone)
        phone.send_text(raw)
        assert heard(phone, "ack")["code"] == "not_understood"

        phone.send_json({"do": "hello"})
        phone.send_bytes(b"\x00")
        with pytest.raises(WebSocketDisconnect):
            while True:
                heard(phone)


def frames(town: Town, phone: TestClient, *, last: int, epoch: str, wait: int) -> dict[str, Any]:
    answer = phone.get(f"/c/{town.code}/frames", params={"last": last, "epoch": epoch, "wait": wait})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_without_a_socket_a_phone_waits_for_its_next_frame(town: Town) -> None:
    anna = town.phone()
    first = frames(town, anna, last=-1, epoch="", wait=0)
    assert first["reset"]

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(frames, town, anna, last=first["to"], epoch=first["epoch"], wait=20)
        town.enter("Stärken sammeln")
        told = waiting.result(15)

    assert told["to"] > first["to"]
    assert "task" in told["parts"]


def test_a_question_that_nothing_answers_ends_with_an_empty_frame(town: Town) -> None:
    anna = town.phone()
    first = frames(town, anna, last=-1, epoch="", wait=0)

    told = frames(town, anna, last=first["to"], epoch=first["epoch"], wait=1)

    assert (told["to"], told["parts"]) == (first["to"], {})


def test_the_pong_says_how_far_a_phone_has_come_though_no_frame_was_sent(town: Town) -> None:
    anna = town.phone()
    with town.socket(anna, f"/c/{town.code}/live?last=-1") as phone:
        begun = heard(phone)["to"]
        town.phone()  # somebody else joins, which concerns no part of this screen
        phone.send_json({"do": "hello"})
        while (pong := heard(phone, "at"))["at"] == begun:
            phone.send_json({"do": "hello"})

    assert pong["at"] == begun + 1
