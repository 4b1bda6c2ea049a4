"""Limits are per device; a hall behind one address is normal."""

import asyncio
import time

import pytest
from starlette.requests import Request
from starlette.websockets import WebSocketDisconnect

from app.limits import Limit, Seats, Tarpit
from app.security import network
from tests.conftest import Town


def test_a_burst_passes_and_then_the_rate_holds() -> None:
    clock = iter([0.0, 0.0, 0.0, 1.0, 10.0, 10.0])
    limit = Limit(rate=0.5, burst=2, clock=lambda: next(clock))

    assert [limit.allows("anna") for _ in range(5)] == [True, True, False, False, True]
    assert limit.allows("ben"), "another device has a bucket of its own"


@pytest.mark.nightly
def test_a_hall_of_three_hundred_joins_from_one_address(town: Town) -> None:
    answers = {
        town.stranger().post(f"/c/{town.code}/join", data={}, follow_redirects=False).status_code
        for _ in range(300)
    }

    assert answers == {303}


def test_guessing_codes_becomes_slow_but_right_ones_always_pass(town: Town) -> None:
    town.house.limits.wrong_codes = Limit(rate=0, burst=3)
    town.house.limits.tarpit = Tarpit(seconds=0)
    guessing = town.stranger()
    answers = [guessing.post("/", data={"code": f"X{number}"}).status_code for number in range(4)]

    assert answers == [404, 404, 404, 429]
    assert guessing.get("/c/XXXXXX").status_code == 429, "whichever way they are tried"
    assert guessing.get("/e/XXXXXX").status_code == 429
    assert guessing.get(f"/c/{town.code}").status_code == 200
    right = guessing.post(
        "/", data={"code": f" {town.code.lower()[:3]}-{town.code[3:]} "}, follow_redirects=False
    )
    assert right.headers["location"].startswith(f"/c/{town.code}")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("testclient", "testclient", True),
    ],
)
def test_a_household_is_one_network_however_many_addresses_it_has(one: str, other: str, same: bool) -> None:
    def seen(host: str) -> str:
        return network(Request({"type": "http", "client": (host, 1), "headers": []}))

    assert (seen(one) == seen(other)) is same


class Socket:
    told = False

    def give_way(self) -> None:
        self.told = True


def test_the_oldest_of_four_sockets_gives_way() -> None:
    seats, sockets = Seats(most=3), [Socket() for _ in range(4)]
    opened = [seats.taken("anna", socket) for socket in sockets]
    for one in opened:
        one.__enter__()

    assert [socket.told for socket in sockets] == [True, False, False, False]
    for one in opened[1:]:
        one.__exit__(None, None, None)
    with seats.taken("anna", Socket()):
        opened[0].__exit__(None, None, None)
        assert seats.of("anna") == 1, "the one that went last takes nobody's place with it"
    assert seats.of("anna") == 0


def test_a_full_tarpit_holds_nobody() -> None:
    async def play() -> tuple[list[bool], float]:
        tarpit = Tarpit(seconds=0.05, room=2)
        begun = time.monotonic()
        held = await asyncio.gather(*(tarpit.hold() for _ in range(3)))
        return held, time.monotonic() - begun

    held, took = asyncio.run(play())

    assert held == [True, True, False]
    assert took >= 0.05


@pytest.mark.parametrize(("room", "connection"), [(200, None), (0, "close")])
def test_who_asks_too_fast_waits_and_is_cut_off_where_there_is_no_room(
    town: Town, room: int, connection: str | None
) -> None:
    anna, ben = town.phone(), town.phone()
    town.house.limits.requests = Limit(rate=0, burst=2)
    town.house.limits.tarpit = Tarpit(seconds=0.1, room=room)
    answers = [anna.get(f"/c/{town.code}/mine") for _ in range(2)]

    begun = time.monotonic()
    refused = anna.get(f"/c/{town.code}/mine")
    took = time.monotonic() - begun

    assert [answer.status_code for answer in [*answers, refused]] == [200, 200, 429]
    assert refused.headers.get("connection") == connection
    assert took >= 0.1 or not room
    assert ben.get(f"/c/{town.code}/mine").status_code == 200


def test_codes_that_are_tried_by_a_socket_are_counted_too(town: Town) -> None:
    town.house.limits.wrong_codes = Limit(rate=0, burst=3)
    town.house.limits.tarpit = Tarpit(seconds=0)
    guessing = town.stranger()
    for number in range(3):
        with pytest.raises(WebSocketDisconnect), town.socket(guessing, f"/c/XXXXX{number}/live"):
            pass

    assert guessing.get("/c/XXXXXX").status_code == 429
