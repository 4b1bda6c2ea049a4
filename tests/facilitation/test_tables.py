"""Any table of cards can be read, and what cannot be read says why."""

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation import Note, TableError, read_note_table, read_notes

PLAIN = "id;text;typ;gruppe\n1;Bänke fehlen;Schwäche;Handel\n2;schöner Markt;STAERKE;\n"
EXPECTED = [Note("1", "Bänke fehlen", "weakness", "Handel"), Note("2", "schöner Markt", "strength", "")]


@pytest.mark.parametrize(
    "source",
    [
        PLAIN.encode(),
        codecs.BOM_UTF8 + PLAIN.encode(),
        PLAIN.encode("cp1252"),
        PLAIN.encode("latin-1"),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"),
        PLAIN.encode("utf-16-be"),
        PLAIN.replace(";", ",").encode(),
        PLAIN.replace(";", "\t").encode(),
        PLAIN.replace(";", "|").encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        ("\n\n" + PLAIN + "\n;;;\n").encode(),
    ],
    ids="utf8 bom cp1252 latin1 utf16 utf16le utf16be-bom utf16be comma tab bar crlf cr blank-lines".split(),  # noqa: SIM905
)
def test_every_usual_encoding_and_delimiter_is_read(source: bytes) -> None:
    assert read_notes(source) == EXPECTED


@pytest.mark.parametrize(
    "header",
    ["text", "Karte", "Beitrag", "comment-body", "KOMMENTAR", "Ihr Beitrag", "Karten-Text", "'text'"],
)
def test_the_text_column_is_guessed(header: str) -> None:
    assert [note.text for note in read_notes(f"nr;{header}\n1;Bank\n".encode())] == ["Bank"]


@pytest.mark.parametrize("header", ["id", "comment-id", "karten_nr", "quelle_id", "Nr"])
def test_the_id_column_is_guessed(header: str) -> None:
    assert [note.id for note in read_notes(f"{header};text\nK7;Bank\n".encode())] == ["K7"]


def test_only_the_text_column_is_guessed_by_a_part_of_its_name() -> None:
    (note,) = read_notes(b"Ihr Beitrag;group-informed-consensus;type of thing\nBank;0.7;x\n")
    assert note == Note("1", "Bank", "", "")


def test_columns_can_be_named() -> None:
    source = b"text;meinung;wer;was;schluessel\nfalsch;Bank;Handel;Idee;A1\n"
    notes = read_notes(
        source, text_column="Meinung", kind_column="was", group_column="wer", id_column="schluessel"
    )
    assert notes == [Note("A1", "Bank", "proposal", "Handel")]


def test_line_breaks_and_quotes_inside_quotes_belong_to_the_card() -> None:
    source = b'id,text\n1,"Bank, kaputt\n""seit Jahren"""\n2,Bus\n'
    assert [note.text for note in read_notes(source)] == ['Bank, kaputt\n"seit Jahren"', "Bus"]


def test_a_comma_too_many_in_the_last_column_loses_nothing() -> None:
    assert [note.text for note in read_notes(b"id,text\n1,Bank, Bus und Baum\n")] == ["Bank, Bus und Baum"]


def test_one_column_is_enough() -> None:
    assert [note.text for note in read_notes("text\nBänke fehlen, auch am Markt\nBus\n".encode())] == [
        "Bänke fehlen, auch am Markt",
        "Bus",
    ]


def test_ids_are_unique_and_never_missing() -> None:
    notes = read_notes(b"id;text\n7;a a\n7;b b\n;c c\n7 (2);d d\n")
    assert [note.id for note in notes] == ["7", "7 (3)", "3", "7 (2)"]


def test_polis_comments_are_read_without_those_moderated_out() -> None:
    source = (
        b"timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
        b'1,Sun,0,3,1,2,1,"Trees, please"\n2,Sun,1,3,1,2,-1,Spam\n3,Sun,2,4,0,0,0,Buses\n4,Sun,3,4,0,0,0,\n'
    )
    table = read_note_table(source)
    assert [(note.id, note.text) for note in table.notes] == [("0", "Trees, please"), ("2", "Buses")]
    assert (table.moderated_out, table.without_text) == (1, 1)


@pytest.mark.parametrize(
    ("source", "message_id"),
    [
        (b"", "empty_file"),
        (b" \r\n \n", "empty_file"),
        (codecs.BOM_UTF8, "empty_file"),
        (b"\x81\x8d\x8f;text\n1;\xff\n", "undecodable"),
        (b"id;text\n1;a\x00\x00b\n", "undecodable"),
        (b"%PDF-1.7 ...", "not_a_table"),
        (b"PK\x03\x04 an xlsx file", "not_a_table"),
        (b"<html><body>text</body></html>", "not_a_table"),
        (b'{"text": "Bank"}', "not_a_table"),
        (b"a;b\n1;2\n", "no_text_column"),
        (b'id;text\n1;"never closed\n2;Bus\n', "open_quote"),
    ],
)
def test_what_cannot_be_read_says_why(source: bytes, message_id: str) -> None:
    with pytest.raises(TableError) as caught:
        read_notes(source)
    assert caught.value.message_id == message_id
    for language in ("de", "en"):
        sentence = caught.value.sentence(language)
        assert sentence.endswith(".")
        assert "{" not in sentence


def test_a_missing_text_column_names_those_that_exist() -> None:
    with pytest.raises(TableError) as caught:
        read_notes(b"Datum;Ort\n1;2\n")
    assert caught.value.columns == ("Datum", "Ort")
    assert "Datum, Ort" in caught.value.sentence("de")


def test_an_unknown_column_is_named() -> None:
    with pytest.raises(TableError) as caught:
        read_notes(b"text\nBank\n", text_column="Meinung")
    assert caught.value.message_id == "unknown_column"
    assert "Meinung" in caught.value.sentence("en")


def test_a_file_is_read_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "karten.csv"
    path.write_text(PLAIN, encoding="utf-8")
    assert read_notes(path) == read_notes(str(path)) == EXPECTED


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(source: bytes) -> None:
    try:
        notes = read_notes(source)
    except TableError:
        return
    assert len({note.id for note in notes}) == len(notes)
    assert all(note.text.strip() for note in notes)
