"""Where something breaks there is still a readable answer, a line in the log, and nobody's words in it."""

import contextlib
import io
import json
import logging
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient
from uvicorn.protocols.utils import ClientDisconnected

from app import logs
from app.routes import live, phone
from tests.conftest import ORIGIN, Town

TEXT = "Der Brunnen am Kanarienplatz"
ADDRESS = "203.0.113.77"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the log of a server would hold; the log of the tests is put back afterwards."""
    root = logging.getLogger()
    before, stream = root.handlers[:], io.StringIO()
    logs.open_log(stream)
    yield stream
    root.handlers[:] = before
    logging.captureWarnings(False)


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def broken(error: Exception) -> Any:
    """In the place of what answers a message; its words come along in the error, as they often do."""

    async def fail(house: Any, participant: Any, message: Any) -> Any:
        try:
            raise ValueError(f"{message}")
        except ValueError:
            raise error from getattr(error, "orig", None)

    return fail


class Away(sqlite3.OperationalError):
    sqlite_errorname = "SQLITE_IOERR"


def outage() -> Exception:
    return sa.exc.OperationalError("insert into card (text)", {"text": TEXT}, Away(TEXT))


def test_a_fault_of_the_program_is_a_readable_page_with_all_headers(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = town.phone()
    monkeypatch.setattr(phone, "say", broken(KeyError(TEXT)))

    answer = anna.post(
        f"/c/{town.code}/form",
        data={"do": "post_card", "kind": "strength", "text": TEXT, "key": "schluessel"},
    )

    assert answer.status_code == 500
    assert "liegt nicht an Ihnen" in answer.text and "<html" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_database_that_is_away_asks_to_come_back(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = town.phone()
    monkeypatch.setattr(live, "say", broken(outage()))

    answer = anna.post(
        f"/c/{town.code}/say",
        json={"do": "post_card", "kind": "strength", "text": TEXT, "key": "schluessel"},
        headers={"Accept-Language": "en"},
    )

    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert answer.json()["message"].startswith("Der Server erreicht seine Daten gerade nicht.")


def test_no_page_is_lost_when_the_database_is_away(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> Any:
        raise sa.exc.TimeoutError("no connection left")

    monkeypatch.setattr(town.house.database, "new_reading", fail)

    for address in (f"/c/{town.code}", "/organise", "/readyz"):
        answer = town.stranger().get(address)
        assert answer.status_code == 503 and answer.headers["retry-after"]


def test_the_log_names_the_place_and_nobodys_words(
    town: Town, monkeypatch: pytest.MonkeyPatch, written: io.StringIO
) -> None:
    anna = town.phone()
    token = anna.cookies[f"p_{town.code}"]
    monkeypatch.setattr(live, "say", broken(outage()))
    message = {"do": "post_card", "kind": "strength", "text": TEXT, "key": "schluessel"}
    anna.post(f"/c/{town.code}/say", json=message, headers={"X-Forwarded-For": ADDRESS})
    monkeypatch.setattr(live, "say", broken(RuntimeError(TEXT)))
    anna.post(f"/c/{town.code}/say?lang={TEXT}", json=message)

    away, failed = lines(written)

    assert (away["event"], away["route"], away["level"]) == ("database_away", "/c/{code}/say", "warning")
    assert [error["type"] for error in away["error"]] == ["OperationalError", "Away"] and away["error"][1][
        "code"
    ]
    assert failed["event"] == "request_failed" and failed["error"][0]["type"] == "RuntimeError"
    assert any(place.startswith("tests/routes/test_failures.py:") for place in failed["error"][0]["at"])
    for secret in (TEXT, "Kanarien", token, ADDRESS, town.code):
        assert secret not in written.getvalue()


def test_a_socket_that_fails_is_closed_and_logged_without_words(
    town: Town, monkeypatch: pytest.MonkeyPatch, written: io.StringIO
) -> None:
    anna = town.phone()
    monkeypatch.setattr(live, "say", broken(RuntimeError(TEXT)))

    with town.socket(anna, f"/c/{town.code}/live?last=-1") as socket:
        socket.send_text(
            json.dumps({"do": "post_card", "kind": "strength", "text": TEXT, "key": "schluessel"})
        )
        while (message := socket.receive())["type"] != "websocket.close":
            pass

    assert message["code"] == 1011
    assert [line["event"] for line in lines(written)] == ["request_failed"]
    assert TEXT not in written.getvalue() and town.code not in written.getvalue()


@pytest.mark.parametrize("how", [ClientDisconnected(), RuntimeError("Expected ASGI message ...")])
@pytest.mark.parametrize("at", ["websocket.accept", "websocket.send"])
def test_a_phone_that_leaves_while_its_socket_opens_is_no_fault(
    town: Town, written: io.StringIO, how: Exception, at: str
) -> None:
    """As the server below tells it: whatever is sent into the line that is gone fails."""
    anna = town.phone()
    scope = {
        "type": "websocket", "path": f"/c/{town.code}/live", "raw_path": b"", "query_string": b"last=-1",
        "headers": [
            (b"host", b"testserver"), (b"origin", ORIGIN.encode()),
            (b"cookie", f"p_{town.code}={anna.cookies[f'p_{town.code}']}".encode()),
        ],
        "client": ("127.0.0.1", 1), "server": ("testserver", 80), "scheme": "ws", "subprotocols": [],
        "extensions": {}, "state": {}, "asgi": {"version": "3.0"},
    }  # fmt: skip
    arriving = iter([{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1006}])
    sent: list[str] = []

    async def receive() -> Any:
        return next(arriving)

    async def send(message: Any) -> None:
        sent.append(message["type"])
        if message["type"] == at:
            raise how

    async def served() -> None:
        with contextlib.suppress(ClientDisconnected):
            await town.client.app(scope, receive, send)

    assert town.client.portal is not None
    town.client.portal.call(served)

    assert sent[0] == "websocket.accept"
    assert not lines(written)


def test_what_libraries_log_loses_its_values(written: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").error('%s - "WebSocket %s" 403', ADDRESS, f"/c/{TEXT}/live")
    logging.getLogger("asyncio").error(
        f"Task exception was never retrieved\nfuture: {TEXT}", exc_info=ValueError(TEXT)
    )

    first, second = lines(written)

    assert first["event"] == '%s - "WebSocket %s" 403'
    assert (
        second["event"] == "Task exception was never retrieved" and second["error"][0]["type"] == "ValueError"
    )
    assert TEXT not in written.getvalue() and ADDRESS not in written.getvalue()


def test_a_person_at_the_terminal_reads_one_line(written: io.StringIO) -> None:
    record = logging.makeLogRecord(
        {"name": "app.x", "levelname": "ERROR", "msg": "request_failed", "route": "/m"}
    )

    assert logs.Lines().format(record).endswith("error  request_failed  route=/m")


def test_a_wrong_statement_is_a_fault_and_no_outage(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask() -> Any:
        with town.house.database.read_engine.connect() as connection:
            connection.exec_driver_sql("select nothing from nowhere")

    monkeypatch.setattr(town.house.database, "new_reading", ask)

    assert TestClient(town.client.app, base_url=ORIGIN).get("/readyz").status_code in (500, 503)
    with pytest.raises(sa.exc.DBAPIError):
        ask()


def test_a_flood_of_one_event_is_counted_and_not_told() -> None:
    at = 0.0
    dam = logs.Dam(lambda: at)

    def passes(name: str = "database_away") -> logging.LogRecord | None:
        record = logging.makeLogRecord({"name": "app.x", "msg": name})
        return record if dam.filter(record) else None

    assert sum(passes() is not None for _ in range(25)) == logs.MOST_PER_SECOND
    assert passes("worker_died") is not None
    at = 1.5
    record = passes()
    assert record is not None and logs.fields(record) == {"left_out": 15}
