"""Limits are per device; a hall behind one address is normal."""

import pytest
from starlette.requests import Request

from app.limits import Limit, Tarpit
from app.security import network
from tests.conftest import Town


def test_a_burst_passes_and_then_the_rate_holds() -> None:
    clock = iter([0.0, 0.0, 0.0, 1.0, 10.0, 10.0])
    limit = Limit(rate=0.5, burst=2, clock=lambda: next(clock))

    assert [limit.allows("anna") for _ in range(5)] == [True, True, False, False, True]
    assert limit.allows("ben"), "another device has a bucket of its own"


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
