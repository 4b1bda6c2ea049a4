"""What the tests of the promises share: the score that each of them leaves."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from app.settings import Settings
from tests.databases import Servers, shared_settings
from tests.postgres import Postgres, running_postgres
from tests.trust.honest import Place, open_place
from tests.trust.scores import Score, forget, keep


class Scoring(Protocol):
    def __call__(
        self, promise_id: str, *, promise: str, figure: str, passed: bool, **numbers: object
    ) -> None: ...


@pytest.fixture
def score(request: pytest.FixtureRequest) -> Scoring:
    """Writes down what was measured, then fails the test if the promise was not kept."""
    test = request.node.nodeid
    forget(test)

    def scored(promise_id: str, *, promise: str, figure: str, passed: bool, **numbers: object) -> None:
        keep(Score(promise_id, test, promise, figure, passed, numbers))
        assert passed, f"{promise_id} is not kept: {figure}"

    return scored


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    """One that may be crashed, on a real disk."""
    with running_postgres(durable=True) as running:
        yield running


@pytest.fixture
def postgresql_settings(postgres: Postgres, tmp_path: Path) -> Iterator[Settings]:
    with shared_settings(Servers(postgres), tmp_path / "var") as settings:
        yield settings


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """One server for all tests with hostile devices: what one leaves behind, the next one meets."""
    with open_place(tmp_path_factory.mktemp("hostile")) as place:
        yield place
