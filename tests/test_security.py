"""Headers on every answer; who may change something; how large a body may be."""

import pytest

from tests.conftest import Town

PAGES = ("/", "/login", "/setup", "/m", "/p", "/organise", "/c/NOCODE", "/no-such-page")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_carries_the_policy_even_when_it_refuses(town: Town, page: str) -> None:
    answer = town.stranger().get(page)

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "strict-origin"
    assert answer.headers["cache-control"] == "no-store"


def test_the_nonce_is_new_each_time_and_stands_in_the_page(town: Town) -> None:
    client = town.phone()
    first, second = client.get(f"/c/{town.code}"), client.get(f"/c/{town.code}")

    nonces = {policy_nonce(answer.headers["content-security-policy"]) for answer in (first, second)}
    assert len(nonces) == 2
    assert policy_nonce(second.headers["content-security-policy"]) in second.text


def test_our_own_page_may_change_something(town: Town) -> None:
    answer = town.stranger().post(f"/c/{town.code}/join", data={}, follow_redirects=False)

    assert answer.status_code == 303
    assert people(town) == 1


@pytest.mark.parametrize(
    "door", ["/c/{code}/say", "/c/{code}/form", "/c/{code}/join", "/login", "/auth/link"]
)
def test_a_body_that_never_ends_is_cut_off(town: Town, door: str) -> None:
    kind = "application/json" if door.endswith("/say") else "application/x-www-form-urlencoded"
    headers = {"content-type": kind}
    answer = town.phone().post(door.format(code=town.code), content=b"x" * 20_000, headers=headers)

    assert answer.status_code == 413


def test_no_interface_description_is_published(town: Town) -> None:
    for address in ("/docs", "/redoc", "/openapi.json"):
        assert town.stranger().get(address).status_code == 404


def policy_nonce(policy: str) -> str:
    return policy.split("'nonce-")[1].split("'")[0]


def people(town: Town) -> int:
    from app.reading.hall import Hall

    with town.house.database.reading() as session:
        return Hall(session, town.conference(session)).people_count
