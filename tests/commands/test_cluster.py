"""zukunft cluster: four files from any table, one sentence on anything else."""

import argparse
import csv
from pathlib import Path

import pytest

from app.commands import cluster

CARDS = """nr;karte;typ;gruppe
A1;zu wenig Bänke;Schwäche;Handel
A2;Bänke ohne Lehne;Schwäche;Handel
A3;keine Bank im Schatten;Schwäche;Jugend
B1;Bus fährt zu selten;Schwäche;Jugend
B2;sonntags kein Bus;Schwäche;
B3;Bus bis Mitternacht;Vorschlag;Jugend
C1;=1+1;Schwäche;
D1;;Schwäche;
E1;???;;
A4;Bänke am Fluss aufstellen;Vorschlag;Handel
"""


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    cluster.add_arguments(parser)
    return cluster.run(parser.parse_args(list(words)))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.fixture
def cards(tmp_path: Path) -> Path:
    path = tmp_path / "cards.csv"
    path.write_text(CARDS, encoding="utf-8")
    return path


def test_every_card_is_written_once_in_the_order_of_the_table(cards: Path, tmp_path: Path) -> None:
    assert run(str(cards), "--out", str(tmp_path / "out")) == 0
    written = rows(tmp_path / "out" / "karten.csv")
    assert list(written[0]) == ["quelle_id", "text", "typ", "akteursgruppe", "thema_nr", "thema_titel"]
    assert [row["quelle_id"] for row in written] == ["A1", "A2", "A3", "B1", "B2", "B3", "C1", "E1", "A4"]
    assert written[6]["text"] == "'=1+1"
    assert (written[7]["thema_nr"], written[7]["thema_titel"]) == ("", "")


def test_the_four_files_belong_together(cards: Path, tmp_path: Path) -> None:
    assert run(str(cards), "--out", str(tmp_path / "out"), "--themes", "2") == 0
    themes = {row["thema_nr"]: row for row in rows(tmp_path / "out" / "themen.csv")}
    assert set(themes) == {"1", "2"}
    for row in rows(tmp_path / "out" / "karten.csv"):
        assert not row["thema_nr"] or themes[row["thema_nr"]]["titel"] == row["thema_titel"]
    questions = rows(tmp_path / "out" / "wie_koennen_wir.csv")
    measures = rows(tmp_path / "out" / "massnahmen.csv")
    assert questions
    assert measures
    assert all(row["frage"].startswith("Wie können wir") for row in questions)
    assert {row["thema_nr"] for row in [*questions, *measures]} <= set(themes)


def test_a_summary_says_what_was_done_and_left_out(
    cards: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(str(cards), "--out", str(tmp_path / "out")) == 0
    said = capsys.readouterr().out
    assert "9 Karten in" in said
    assert "1 Zeile ausgelassen: ohne Text" in said


def test_rows_moderated_out_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    polis = tmp_path / "comments.csv"
    polis.write_text(
        "comment-id,moderated,comment-body\n0,1,More trees\n1,-1,Spam\n2,0,More buses\n", encoding="utf-8"
    )
    assert run(str(polis), "--out", str(tmp_path / "out"), "--language", "en") == 0
    assert "1 row left out: moderated out" in capsys.readouterr().out
    assert [row["quelle_id"] for row in rows(tmp_path / "out" / "karten.csv")] == ["0", "2"]


def test_columns_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b,c,d\nK1,Bank fehlt,Idee,Handel\n", encoding="utf-8")
    options = ["--text-column", "b", "--kind-column", "c", "--group-column", "d", "--id-column", "a"]
    assert run(str(path), "--out", str(tmp_path / "out"), *options) == 0
    (row,) = rows(tmp_path / "out" / "karten.csv")
    assert (row["quelle_id"], row["typ"], row["akteursgruppe"]) == ("K1", "Vorschlag", "Handel")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "leer"),
        (b"a;b\n1;2\n", "a, b"),
        (b"text\n", "keine Karten"),
        (b"%PDF-1.4", "keine CSV-Tabelle"),
        (b'text\n"offen\n', "Anführungszeichen"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_two(
    content: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    assert run(str(path), "--out", str(tmp_path / "out")) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err
    assert captured.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_missing_file_and_a_bad_folder_are_refused(
    cards: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(str(tmp_path / "none.csv"), "--out", str(tmp_path / "out")) == 2
    assert run(str(cards), "--out", str(cards / "below")) == 2
    assert capsys.readouterr().err.count("\n") == 2


def test_a_number_of_themes_below_one_is_refused(cards: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as caught:
        run(str(cards), "--out", str(tmp_path), "--themes", "0")
    assert caught.value.code == 2
