"""zukunft import: cards of a table, once however often; a clear sentence where there is nothing to take."""

from pathlib import Path

import pytest

from app.cli import main
from app.models import Card
from app.reading.hall import Hall
from tests.conftest import Town


def stored(town: Town) -> list[Card]:
    with town.house.database.reading() as session:
        return list(Hall(session, town.conference(session)).cards(["strength", "weakness", "proposal"]))


def table(folder: Path, text: str, *, encoding: str = "utf-8") -> str:
    path = folder / "karten.csv"
    path.write_bytes(text.encode(encoding))
    return str(path)


def test_cards_come_in_once_beside_a_running_server(
    beside: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    beside.enter("Stärken sammeln")
    beside.say(beside.phone(), do="post_card", kind="strength", text="Der Fluss")
    file = table(tmp_path, "nr;beitrag;art;gruppe\n1;Mehr Bänke;Schwäche;Politik\n2;Ein Kino;;\n")

    assert main(["import", beside.code, file]) == 0
    assert "Karten hinzugefügt: 2" in capsys.readouterr().out
    assert main(["import", beside.code, file]) == 0
    assert "schon da: 2" in capsys.readouterr().out

    answer = beside.say(beside.phone(), do="post_card", kind="strength", text="Der Markt")
    assert answer["card"]["number"] == 4
    assert [(card.number, card.kind, card.text, card.channel) for card in stored(beside)] == [
        (1, "strength", "Der Fluss", "handy"),
        (2, "weakness", "Mehr Bänke", "vorab"),
        (3, "proposal", "Ein Kino", "vorab"),
        (4, "strength", "Der Markt", "handy"),
    ]
    assert stored(beside)[1].group_id is not None


def test_columns_can_be_named(beside: Town, tmp_path: Path) -> None:
    file = table(tmp_path, "a|b|c|d\n9|Kino|Verwaltung|weakness\n", encoding="utf-16")
    named = ["--text-column", "b", "--kind-column", "d", "--group-column", "c", "--id-column", "a"]

    assert main(["import", beside.code, file, *named]) == 0

    (card,) = stored(beside)
    assert (card.text, card.kind, card.source_id) == ("Kino", "weakness", "9")
    assert card.group_id is not None


def test_cards_without_a_kind_get_the_one_that_is_asked_for(beside: Town, tmp_path: Path) -> None:
    assert main(["import", beside.code, table(tmp_path, "text\nBank\n"), "--kind", "strength"]) == 0

    assert [card.kind for card in stored(beside)] == ["strength"]


@pytest.mark.parametrize(
    ("content", "language", "sentence"),
    [
        (b"", "de", "Die Datei ist leer."),
        (b"", "en", "The file is empty."),
        (b'text\n"offen', "de", "In der Datei wird ein Anführungszeichen geöffnet und nicht geschlossen."),
        (
            b"text\n\xff\x81\n",
            "de",
            "Die Zeichen der Datei lassen sich nicht lesen. Bitte als CSV (UTF-8) speichern.",
        ),
        (b"a;b\n1;2\n", "de", "Keine Spalte mit Kartentexten gefunden. Vorhandene Spalten: a, b."),
        (b"id;text\n1;\n", "de", "In der Tabelle steht keine Karte mit Text."),
    ],
)
def test_a_bad_table_is_told_in_one_sentence(
    beside: Town,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    content: bytes,
    language: str,
    sentence: str,
) -> None:
    (tmp_path / "schlecht.csv").write_bytes(content)

    assert main(["import", beside.code, str(tmp_path / "schlecht.csv"), "--language", language]) == 2

    told = capsys.readouterr()
    assert told.out == "" and told.err == sentence + "\n"
    assert not stored(beside)


def test_a_missing_file_and_an_unknown_code_are_told(
    beside: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", beside.code, str(tmp_path / "fehlt.csv")]) == 2
    assert "fehlt.csv lässt sich nicht lesen" in capsys.readouterr().err
    assert main(["import", "NOPE22", table(tmp_path, "text\nBank\n")]) == 2
    assert "NOPE22 gibt es hier nicht" in capsys.readouterr().err
