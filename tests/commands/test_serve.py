"""zukunft serve: what cannot be started is told before anything listens."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import main


@pytest.fixture(autouse=True)
def own_umask() -> Iterator[None]:
    """The command keeps its files private; the tests that follow keep theirs as they were."""
    mask = os.umask(0o022)
    yield
    os.umask(mask)


def test_an_unknown_phase_of_the_demo_is_told_with_those_that_exist(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ZUKUNFT_DATA", str(tmp_path))

    assert main(["serve", "--host", "127.0.0.1", "--port", "0", "--demo-phase", "Kaffee"]) == 2

    told = capsys.readouterr()
    assert told.out == ""
    assert "„Kaffee“ gibt es nicht" in told.err and "Stehpause" in told.err and "Ende" in told.err
