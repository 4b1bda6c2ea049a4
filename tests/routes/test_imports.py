"""Cards from before the evening come in once, and a bad table is told in a sentence."""

import pytest
from starlette.testclient import TestClient

from app.imports import import_rows
from app.models import Role
from facilitation import NoteTable, read_note_table
from facilitation.spreadsheets import unguarded
from tests.conftest import Town
from tests.routes.test_exports import card_table


@pytest.fixture
def olga(town: Town) -> TestClient:
    return town.staff(Role.ORGANISER)


def upload(town: Town, olga: TestClient, content: bytes, **form: str) -> tuple[int, str]:
    address = f"/organise/{town.conference_id}/import"
    answer = olga.post(address, files={"file": ("karten.csv", content, "text/csv")}, data=form)
    return answer.status_code, answer.text


def test_a_table_is_taken_in_once_however_often_it_is_sent(town: Town, olga: TestClient) -> None:
    table = "id;text;typ;gruppe\n7;Mehr Bänke;SCHWAECHE;politik\n8;=Brunnen;;\n9;Bus;;Ritter\n".encode()

    status, page = upload(town, olga, table)
    assert status == 200 and "3 Karten kamen dazu" in page and "1 Karte nennt eine Gruppe" in page
    status, page = upload(town, olga, table)
    assert status == 200 and "3 Karten waren schon da" in page

    rows = card_table(town, olga)
    assert [(unguarded(row["text"]), row["typ"], row["kanal"]) for row in rows] == [
        ("Mehr Bänke", "SCHWAECHE", "vorab"),
        ("=Brunnen", "UTOPIE", "vorab"),
        ("Bus", "UTOPIE", "vorab"),
    ]


def test_two_tables_with_the_same_numbers_lose_nothing(town: Town, olga: TestClient) -> None:
    first, second = b"id,text\n1,Bank\n2,Baum\n", b"id,text\n1,Bus\n2,Baum\n"
    for content in (first, second, first, second):
        assert upload(town, olga, content)[0] == 200

    assert sorted(row["text"] for row in card_table(town, olga)) == ["Bank", "Baum", "Bus"]


def test_rows_without_ids_are_known_by_their_text_wherever_they_move(town: Town, olga: TestClient) -> None:
    upload(town, olga, b"text\nBank\nBank\nBaum\n")
    upload(town, olga, b"text\nBus\nBaum\nBank\nBank\n", kind="weakness")

    assert [(row["text"], row["typ"]) for row in card_table(town, olga)] == [
        ("Bank", "UTOPIE"),
        ("Bank", "UTOPIE"),
        ("Baum", "UTOPIE"),
        ("Bus", "SCHWAECHE"),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Die Datei ist leer."),
        (b"text\n\n", "In der Tabelle steht keine Karte mit Text."),
        (
            b"name;alter\nAnna;80\n",
            "Keine Spalte mit Kartentexten gefunden. Vorhandene Spalten: name, alter.",
        ),
        (b'text\n"offen', "ein Anführungszeichen geöffnet"),
        (b"text\nGr\x81\xdfe", "Die Zeichen der Datei lassen sich nicht lesen."),
        (b"%PDF-1.7 ...", "Die Datei ist keine CSV-Tabelle."),
    ],
)
def test_a_bad_table_is_told_in_a_sentence(
    town: Town, olga: TestClient, content: bytes, sentence: str
) -> None:
    status, page = upload(town, olga, content)

    assert status == 422 and sentence in page
    assert card_table(town, olga) == []


def test_a_named_column_that_is_not_there_is_told(town: Town, olga: TestClient) -> None:
    status, page = upload(town, olga, b"text\nBank\n", text_column="beitrag")

    assert status == 422 and "„beitrag“ gibt es nicht" in page


def test_long_ids_stay_apart() -> None:
    table = read_note_table(f"id;text\n{'x' * 90}1;Bank\n{'x' * 90}2;Baum\n".encode())
    ids = [source_id for source_id, *_ in import_rows(table, kind="proposal")]

    assert len(set(ids)) == 2 and max(map(len, ids)) <= 72


def test_a_table_says_whether_it_has_ids() -> None:
    assert read_note_table(b"id;text\n1;Bank\n").has_ids
    assert not read_note_table(b"text\nBank\n").has_ids
    assert not NoteTable(()).has_ids
