"""zukunft verify: says of a running server's database, or of a file, whether it is whole."""

import json
from pathlib import Path

import pytest

from app.cli import main
from tests.conftest import Town


def test_a_running_server_has_a_sound_database(beside: Town, capsys: pytest.CaptureFixture[str]) -> None:
    beside.enter("Stärken sammeln")
    beside.say(beside.phone(), do="post_card", kind="strength", text="Der Fluss")

    assert main(["verify"]) == 0

    told = capsys.readouterr().out
    assert told.startswith("Veranstaltungen: 1, Karten: 1, ") and told.endswith("\nAlles in Ordnung.\n")


def test_a_program_reads_it_as_json(beside: Town, capsys: pytest.CaptureFixture[str]) -> None:
    with beside.house.database.write_engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM line WHERE seq = 1")

    assert main(["verify", "--json"]) == 1

    told = json.loads(capsys.readouterr().out)
    assert told["sound"] is False and told["conferences"] == 1
    found = {finding["finding"]: finding for finding in told["findings"]}
    assert found["line_missing"]["code"] == beside.code and found["line_missing"]["seq"] == 1
    assert found["line_missing"]["message"] == f"{beside.code}: Im Protokoll fehlt die Zeile 1."


def test_each_finding_is_a_line(
    beside: Town, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZUKUNFT_LANGUAGE", "en")
    with beside.house.database.write_engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM line WHERE seq = 1")

    assert main(["verify"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{beside.code}: Line 1 is missing from the log.",
        f"{beside.code}: The log has been altered, first in line 1.",
    ]


def test_a_file_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(tmp_path / "keine.db")]) == 2
    assert capsys.readouterr().err == f"{tmp_path}/keine.db gibt es nicht.\n"


def test_a_folder_is_called_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"{tmp_path} ist ein Ordner. Nennen Sie eine Datei darin.\n"
