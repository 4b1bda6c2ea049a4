"""Pages of other addresses: they open no socket, and change nothing in the name of whoever looks at them."""

from collections.abc import Iterator

import pytest
from starlette.datastructures import Headers
from starlette.testclient import TestClient
from starlette.types import Scope
from starlette.websockets import WebSocketDisconnect

from app.main import create_app
from app.security import Security
from tests.conftest import ORIGIN
from tests.databases import Databases, shared_settings
from tests.routes.doors import Scene, doors, scene
from tests.trust.conftest import Scoring

HOST = ORIGIN.removeprefix("http://")
FOREIGN_ORIGINS = {
    "evil": "https://evil.example",
    "null": "null",
    "missing": None,
    "scheme": f"ftp://{HOST}",
    "suffix": f"{ORIGIN}.evil.example",
    "port": f"{ORIGIN}:81",
    "slash": f"{ORIGIN}/",
    "case": ORIGIN.upper(),
}
OTHER_SCHEME = {"http for https": f"https://{HOST}"}
"""Turned away where the address is configured; without that a proxy may have taken the https off."""

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
FOREIGN_REQUESTS = {
    "cross-site form": {**FORM, "Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    "cross-site form, own Origin": {**FORM, "Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"},
    "same-site subdomain": {**FORM, "Origin": f"http://sub.{HOST}", "Sec-Fetch-Site": "same-site"},
    "text/plain fetch": {"Content-Type": "text/plain", "Origin": "null", "Sec-Fetch-Site": "cross-site"},
    "typed address": {**FORM, "Origin": ORIGIN, "Sec-Fetch-Site": "none"},
    "old browser": {**FORM, "Origin": "https://evil.example"},
    "missing headers": FORM,
}


@pytest.fixture(scope="module", params=["configured", "as it was asked"])
def standing(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, databases: Databases
) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("origin") / "var"
    public_url = ORIGIN if request.param == "configured" else ""
    with shared_settings(databases, folder, beat_ms=5, public_url=public_url) as settings:
        app = create_app(settings)
        with TestClient(app, base_url=ORIGIN) as client:
            yield scene(client, app.state.house)


def sockets(place: Scene) -> list[str]:
    return [door for door in doors(place.town.client.app) if door.startswith("SOCKET")]  # type: ignore[arg-type]


def unsafe(place: Scene) -> list[str]:
    methods = ("POST", "PUT", "PATCH", "DELETE")
    return [door for door in doors(place.town.client.app) if door.startswith(methods)]  # type: ignore[arg-type]


def everybody(place: Scene) -> TestClient:
    """All cookies there are, and no Origin of its own."""
    client = place.everybody()
    del client.headers["Origin"]
    return client


def is_let_in(client: TestClient, address: str, origin: str | None) -> bool:
    try:
        with client.websocket_connect(address, headers={} if origin is None else {"Origin": origin}):
            return True
    except WebSocketDisconnect:
        return False


def let_in(place: Scene, origins: dict[str, str | None]) -> set[str]:
    """The cases in which a socket of any kind was opened."""
    client = everybody(place)
    return {
        case
        for case, origin in origins.items()
        for door in sockets(place)
        if is_let_in(client, place.address(door), origin)
    }


def test_only_our_own_pages_open_a_socket(standing: Scene, score: Scoring) -> None:
    is_configured = bool(standing.town.house.settings.origin)
    cases: dict[str, str | None] = {**FOREIGN_ORIGINS, **(OTHER_SCHEME if is_configured else {})}
    opened = let_in(standing, cases)
    own = [is_let_in(everybody(standing), standing.address(door), ORIGIN) for door in sockets(standing)]

    score(
        "S4", promise="Only pages of the own address open a socket",
        figure=f"{len(cases)} foreign origins × {len(own)} sockets: {len(opened)} let in; own: {all(own)}",
        passed=not opened and all(own), let_in=sorted(opened),
    )  # fmt: skip


def test_a_check_by_the_beginning_of_the_address_would_be_found(
    standing: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def begins_right(self: Security, _scope: Scope, headers: Headers) -> bool:
        return headers.get("origin", "").startswith(ORIGIN)

    monkeypatch.setattr(Security, "_is_own", begins_right)

    assert let_in(standing, dict(FOREIGN_ORIGINS)) == {"suffix", "port", "slash"}


def passed_requests(place: Scene) -> set[str]:
    """The kinds of foreign requests that were answered with anything but 403, or that changed a row."""
    client, passed = everybody(place), set()
    for door in unsafe(place):
        method, before = door.split()[0], place.rows()
        for case, headers in FOREIGN_REQUESTS.items():
            answer = client.request(method, place.address(door), headers=headers, follow_redirects=False)
            if answer.status_code != 403:
                passed.add(case)
        if place.rows() != before:
            passed.add("rows have changed")
    return passed


def test_no_other_page_changes_anything(standing: Scene, score: Scoring) -> None:
    passed = passed_requests(standing)

    score(
        "S5", promise="No other page changes anything in the name of whoever looks at it",
        figure=f"{len(unsafe(standing))} doors × {len(FOREIGN_REQUESTS)} foreign requests: {len(passed)} in",
        passed=not passed, cases=sorted(passed),
    )  # fmt: skip


def test_an_unsafe_door_is_none_for_those_who_only_look(standing: Scene, score: Scoring) -> None:
    """A link in a message is opened by machines that want to show what is behind it."""
    client, before = everybody(standing), standing.rows()
    known = set(doors(standing.town.client.app))  # type: ignore[arg-type]
    only_unsafe = [
        door
        for door in unsafe(standing)
        if f"GET {door.split(' ', 1)[1]}" not in known and "{name}" not in door
    ]

    answers = [client.get(standing.address(door), follow_redirects=False).status_code for door in only_unsafe]

    score(
        "S5", promise="Looking changes nothing",
        figure=f"GET on {len(answers)} doors: {sum(code < 400 for code in answers)} opened, "
        f"{'no row changed' if standing.rows() == before else 'rows changed'}",
        passed=standing.rows() == before and all(code >= 400 for code in answers),
    )  # fmt: skip


def test_a_server_that_trusts_every_page_would_be_found(
    standing: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Security, "_may_change", lambda _self, _scope, _headers: True)
    client = everybody(standing)

    answers = {
        client.post(standing.address("POST /m/freeze"), data={"frozen": "1"}, headers=headers).status_code
        for headers in FOREIGN_REQUESTS.values()
        if headers["Content-Type"] == FORM["Content-Type"]
    }

    assert answers == {200}


def test_a_message_that_is_not_called_json_is_none(standing: Scene) -> None:
    phone = standing.people["phone"]
    address = standing.address("POST /c/{code}/say")
    message = '{"do":"post_card","key":"a-key-of-anna","kind":"strength","text":"Fremd"}'

    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
        answer = phone.post(address, content=message, headers={"Content-Type": kind})
        assert answer.status_code == 415
    told = {"Content-Type": "application/json; charset=utf-8"}
    assert phone.post(address, content=message, headers=told).status_code == 200
