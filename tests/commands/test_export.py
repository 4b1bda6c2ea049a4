"""zukunft export: the files of a conference, also beside a running server, or one sentence."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.cli import main
from app.exports import TABLES
from tests.conftest import Town
from tests.test_exports import rows_of


def test_all_tables_are_written_beside_a_running_server(
    beside: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    beside.enter("Stärken sammeln")
    anna = beside.phone()
    beside.say(anna, do="post_card", kind="strength", text="Der Fluss")
    out = tmp_path / "neu" / "tabellen"
    typed = f"{beside.code[:3].lower()}-{beside.code[3:].lower()}"

    assert main(["export", typed, "--out", str(out), "--xlsx"]) == 0

    assert {path.stem for path in out.glob("*.csv")} == set(TABLES)
    assert [row["text"] for row in rows_of((out / "karten.csv").read_bytes())] == ["Der Fluss"]
    (workbook,) = out.glob("*.xlsx")
    assert beside.code in workbook.name
    assert load_workbook(workbook)["Karten"]["E2"].value == "Der Fluss"
    assert str(out / "karten.csv") in capsys.readouterr().out
    assert beside.say(anna, do="post_card", kind="strength", text="Der Markt")["ok"]


def test_english_headings_and_no_workbook_unless_wanted(beside: Town, tmp_path: Path) -> None:
    assert main(["export", beside.code, "--out", str(tmp_path), "--language", "en"]) == 0

    assert "card_no" in (tmp_path / "karten.csv").read_text("utf-8-sig")
    assert not list(tmp_path.glob("*.xlsx"))


def test_an_unknown_code_is_told(beside: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "NOPE22", "--out", str(tmp_path / "out")]) == 2

    told = capsys.readouterr()
    assert told.out == "" and told.err == "Eine Veranstaltung mit dem Code NOPE22 gibt es hier nicht.\n"
    assert not (tmp_path / "out").exists()


def test_a_folder_without_a_database_stays_without_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ZUKUNFT_DATA", str(tmp_path / "leer"))

    assert main(["export", "ABC234", "--out", str(tmp_path)]) == 2
    assert "keine Datenbank" in capsys.readouterr().err
    assert not (tmp_path / "leer").exists()


def test_a_file_that_is_no_database_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "zukunft.db").write_bytes(b"this is not a database at all, only text" * 40)
    monkeypatch.setenv("ZUKUNFT_DATA", str(tmp_path))

    assert main(["export", "ABC234", "--out", str(tmp_path)]) == 2
    assert capsys.readouterr().err == (
        "Die Datenbank ist nicht zu lesen oder gerade belegt. Es wurde nichts geändert.\n"
    )


def test_a_folder_that_cannot_be_written_is_told(
    beside: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "datei").write_text("kein Ordner", "utf-8")

    assert main(["export", beside.code, "--out", str(tmp_path / "datei")]) == 2
    assert "datei lässt sich nicht lesen oder schreiben" in capsys.readouterr().err
