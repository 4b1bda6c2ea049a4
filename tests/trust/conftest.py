"""What the tests of the promises share: the score that each of them leaves."""

from typing import Protocol

import pytest

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
