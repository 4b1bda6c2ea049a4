"""What people typed is never computed by a spreadsheet, and is never lost."""

import csv
import warnings
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pandas import DataFrame

from facilitation import write_csv, write_xlsx
from facilitation.spreadsheets import guard_formula
from tests.examples import few

DANGEROUS = [
    "=1+1",
    '=HYPERLINK("http://a.example","x")',
    "+49 123",
    "-1",
    "- Spielplatz",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\x00=1",
    " =1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "\u2003@x",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "=cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@",
    "=",
    "+",
    "-",
    "--",
    "=\n",
    "\t\t",
    "=ä",
    "+++ toll +++",
]
HARMLESS = ["Bank", "'=1", "1-2", "a=b", "", " ", "2+3", "„=“", "🚲"]


def written(frame: DataFrame, language: str = "de") -> bytes:
    buffer = BytesIO()
    write_csv(frame, buffer, language=language)
    return buffer.getvalue()


def cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_would_be_computed_gets_an_apostrophe(text: str) -> None:
    assert cells(written(DataFrame({text: [text]}))) == [[f"'{text}"], [f"'{text}"]]


@pytest.mark.parametrize("text", HARMLESS)
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert guard_formula(text) == text


def test_the_file_is_what_german_spreadsheets_expect() -> None:
    content = written(DataFrame({"a": ["ä"], "b": [1]}))
    assert content == '\ufeff"a";"b"\r\n"ä";"1"\r\n'.encode()


def test_numbers_dates_and_gaps_are_written_by_language() -> None:
    frame = DataFrame(
        {
            "zahl": [1.5, -2.25, None],
            "ganz": [3, -4, None],
            "tag": [date(2026, 3, 1), datetime(2026, 3, 1, 18, 30, tzinfo=UTC), None],
            "ja": [True, False, None],
        },
        dtype=object,
    )
    german, english = cells(written(frame)), cells(written(frame, "en"))
    assert german[1] == ["1,5", "3", "2026-03-01", "ja"]
    assert german[2] == ["-2,25", "-4", "2026-03-01 18:30+00:00", "nein"]
    assert german[3] == ["", "", "", ""]
    assert english[1] == ["1.5", "3", "2026-03-01", "yes"]


def test_line_breaks_and_quotes_come_back() -> None:
    text = 'eins\n"zwei"; drei'
    assert cells(written(DataFrame({"a": [text]})))[1] == [text]


def test_a_file_can_be_written_by_its_path(tmp_path: Path) -> None:
    write_csv(DataFrame({"a": ["x"]}), tmp_path / "a.csv", language="de")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@given(st.text())
def test_any_text_comes_back_from_the_csv(text: str) -> None:
    back = cells(written(DataFrame({"a": [text, "x"]})))
    expected = text.encode("utf-8", errors="replace").decode()
    assert back[1][0] in {expected, f"'{expected}"}
    assert len(back) == 3


def test_no_cell_of_a_workbook_is_a_formula() -> None:
    buffer = BytesIO()
    write_xlsx({"=Karten": DataFrame({text: [text] for text in DANGEROUS})}, buffer, language="de")
    with ZipFile(buffer) as archive:
        assert b"<f>" not in b"".join(archive.read(name) for name in archive.namelist())
        assert not [name for name in archive.namelist() if name.endswith(".rels") and "sheet" in name]
    sheet = load_workbook(buffer).worksheets[0]
    assert all(cell.data_type == "s" for row in sheet.iter_rows() for cell in row if cell.value)
    assert sheet["A2"].value == "=1+1"


def test_a_workbook_has_a_sheet_for_each_frame_with_a_frozen_bold_header() -> None:
    buffer = BytesIO()
    write_xlsx(
        {"Karten": DataFrame({"text": ["x" * 200], "n": [5]}), "Themen": DataFrame({"a": []})},
        buffer,
        language="de",
    )
    book = load_workbook(buffer)
    assert book.sheetnames == ["Karten", "Themen"]
    sheet = book["Karten"]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert 8 <= sheet.column_dimensions["B"].width < sheet.column_dimensions["A"].width <= 61
    assert sheet["B2"].value == 5


def test_sheet_names_are_made_legal_and_different() -> None:
    buffer = BytesIO()
    names = ["a/b:c*d?e[f]", "x" * 40, "x" * 41, "X" * 40, "'quoted'", "", "History"]
    write_xlsx({name: DataFrame({"a": [name]}) for name in names}, buffer, language="de")
    book = load_workbook(buffer)
    assert len({name.casefold() for name in book.sheetnames}) == len(names)
    assert [sheet["A2"].value or "" for sheet in book.worksheets] == names


def test_what_is_too_long_or_forbidden_is_cut_and_nothing_fails() -> None:
    buffer = BytesIO()
    write_xlsx(
        {"a": DataFrame({"a": ["x" * 40_000, "a\x00b\x1fc\ud800d\ufffee", "_x0041_", float("inf")]})}, buffer
    )
    values = [row[0].value for row in load_workbook(buffer)["a"].iter_rows(min_row=2)]
    assert values == ["x" * 32_767, "abcde", "_x0041_", "inf"]


@few()
@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_any_text_survives_a_workbook(texts: list[str]) -> None:
    buffer = BytesIO()
    write_xlsx({"a": DataFrame({"a": [f"|{text}|" for text in texts]})}, buffer)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values = [row[0].value for row in load_workbook(buffer)["a"].iter_rows(min_row=2)]
    assert len(values) == len(texts)
    assert all(str(value).startswith("|") for value in values)
