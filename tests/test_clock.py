"""Whose time it is: on PostgreSQL that of the database, whatever the clock of this host says."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import clock
from app.clock import Clock
from app.house import take_time
from tests.postgres import Postgres

HOUR = 3600.0


@pytest.fixture(autouse=True)
def an_hour_ahead() -> Iterator[Clock]:
    before, wrong = clock.clock(), Clock(wall=lambda: time.time() + HOUR)
    clock.use(wrong)
    yield wrong
    clock.use(before)


def ahead() -> float:
    return clock.now().timestamp() - time.time()


def test_hosts_that_share_a_database_share_its_time(postgres: Postgres) -> None:
    address = postgres.fresh(empty=True)
    assert ahead() == pytest.approx(HOUR, abs=1)

    take_time(address)

    postgres.dropdb(address)
    assert ahead() == pytest.approx(0, abs=1)
    assert clock.clock().deviation() == pytest.approx(HOUR, abs=1)


def test_an_embedded_database_has_the_time_of_its_host(tmp_path: Path) -> None:
    take_time(f"sqlite:///{tmp_path / 'zukunft.db'}")

    assert ahead() == pytest.approx(HOUR, abs=1)
