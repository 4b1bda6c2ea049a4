"""zukunft serve: what cannot be started is told before anything listens."""

import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import main
from app.database import claimed
from app.settings import Settings
from tests.serving import free_port


@pytest.fixture(autouse=True)
def own_process() -> Iterator[None]:
    """The command keeps its files private and opens a log; the tests that follow keep theirs as they were."""
    mask, handlers, hook = os.umask(0o022), logging.getLogger().handlers[:], threading.excepthook
    yield
    os.umask(mask)
    logging.getLogger().handlers[:] = handlers
    logging.captureWarnings(False)
    threading.excepthook = hook


def test_an_unknown_phase_of_the_demo_is_told_with_those_that_exist(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ZUKUNFT_DATA", str(tmp_path))

    assert main(["serve", "--host", "127.0.0.1", "--port", "0", "--demo-phase", "Kaffee"]) == 2

    told = capsys.readouterr()
    assert told.out == ""
    assert "„Kaffee“ gibt es nicht" in told.err and "Stehpause" in told.err and "Ende" in told.err


def test_several_workers_on_sqlite_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ZUKUNFT_DATA", str(tmp_path))
    monkeypatch.setenv("ZUKUNFT_LANGUAGE", "en")

    assert main(["serve", "--host", "127.0.0.1", "--port", "0", "--workers", "2"]) == 2

    told = capsys.readouterr()
    assert (told.out, told.err) == (
        "",
        "Several workers need PostgreSQL (ZUKUNFT_DATABASE_URL); with SQLite there is exactly one.\n",
    )


def test_a_second_server_in_the_same_folder_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ZUKUNFT_DATA", str(tmp_path))

    with claimed(Settings().database_address):
        assert main(["serve", "--host", "127.0.0.1", "--port", "0"]) == 2

    assert "arbeitet schon ein Server" in capsys.readouterr().err
    with claimed(Settings().database_address):
        pass


def test_a_database_that_is_not_there_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nobody = f"postgresql+psycopg://zukunft@127.0.0.1:{free_port()}/zukunft"
    monkeypatch.setenv("ZUKUNFT_DATABASE_URL", nobody)

    assert main(["serve", "--host", "127.0.0.1", "--port", "0"]) == 2

    assert "Die Datenbank antwortet nicht" in capsys.readouterr().err


def test_secrets_may_stand_in_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "password").write_text("ge/heim\n")
    monkeypatch.setenv("ZUKUNFT_DATABASE_URL", "postgresql+psycopg://zukunft@db/zukunft")
    monkeypatch.setenv("ZUKUNFT_DATABASE_PASSWORD_FILE", str(tmp_path / "password"))

    assert Settings().database_address == "postgresql+psycopg://zukunft:ge%2Fheim@db/zukunft"
    assert not Settings().is_embedded
