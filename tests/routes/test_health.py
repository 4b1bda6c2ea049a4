"""Alive, ready, and the numbers: who may see them."""

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from starlette.testclient import TestClient

from app.metrics import COMMIT_SIZE, HANDSHAKES, REFUSALS
from tests.conftest import Town

HERE = "http://127.0.0.1:8000"


def local(town: Town) -> TestClient:
    client = TestClient(town.client.app, base_url=HERE, client=("127.0.0.1", 50_000))
    client.portal = town.client.portal
    return client


def test_the_numbers_are_shown_at_the_machine_itself(town: Town) -> None:
    HANDSHAKES.inc()
    COMMIT_SIZE.observe(3)

    answer = local(town).get("/metrics")

    assert answer.status_code == 200
    assert "zukunft_handshakes_total" in answer.text
    assert 'zukunft_commit_size_bucket{le="5.0"}' in answer.text
    assert "process_resident_memory_bytes" in answer.text
    assert "python_info" not in answer.text


def test_whoever_comes_through_a_proxy_sees_no_numbers(town: Town) -> None:
    for headers in (
        {"X-Forwarded-For": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1"},
        {"Host": "stadt.example"},
    ):
        assert local(town).get("/metrics", headers=headers).status_code == 404


def test_the_token_opens_the_numbers_from_elsewhere(town: Town) -> None:
    settings = town.house.settings
    object.__setattr__(town.house, "settings", settings.model_copy(update={"metrics_token": "geheim"}))
    stranger = town.stranger()

    assert stranger.get("/metrics", headers={"Authorization": "Bearer geheim"}).status_code == 200
    assert stranger.get("/metrics", headers={"Authorization": "Bearer falsch"}).status_code == 404
    assert stranger.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_whoever_leaves_is_sent_nobody_any_more(town: Town) -> None:
    town.house.draining.set()

    answer = town.stranger().get("/readyz")

    assert (answer.status_code, answer.text) == (503, "draining") and answer.headers["retry-after"]
    assert town.stranger().get("/healthz").status_code == 200


def test_without_a_writer_nothing_is_ready(town: Town) -> None:
    town.house.writer.stop()

    answer = town.stranger().get("/readyz")

    assert (answer.status_code, answer.text) == (503, "no writer")


def test_without_a_database_nothing_is_ready(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    @event.listens_for(town.house.database.read_engine, "begin")
    def fail(_connection: sa.Connection) -> None:
        raise sa.exc.OperationalError("begin", None, Exception("gone"))

    answer = town.stranger().get("/readyz")

    assert (answer.status_code, answer.text) == (503, "no database")


def test_refusals_are_counted_by_their_kind(town: Town) -> None:
    def counted() -> float:
        return float(REFUSALS.labels("not_joined")._value.get())

    before = counted()

    town.stranger().get(f"/c/{town.code}/frames?last=-1")

    assert counted() == before + 1
