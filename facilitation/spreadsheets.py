"""The one writer for CSV and XLSX: what people typed never becomes a formula in a spreadsheet."""

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from pandas import DataFrame
    from xlsxwriter import Workbook

_FORMULA_STARTS = frozenset("=+-@\t\r\n\x00＝＋－＠")
_BLANKS = " \u00a0\u00ad\u1680\u180e\u2028\u2029\u202f\u205f\u2060\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x2010))
)
_ILLEGAL_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ILLEGAL_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_CELL, _LONGEST_SHEET_NAME = 32_767, 31
_NARROWEST, _WIDEST = 8, 60
_YES_NO = {"de": ("ja", "nein"), "en": ("yes", "no")}


def write_csv(frame: "DataFrame", path_or_buffer: Path | str | BinaryIO, *, language: str = "de") -> None:
    """UTF-8 with mark, semicolon, all quoted, CRLF; a text that would be computed gets an apostrophe.

    German: decimal comma. Dates are ISO in both languages. Lone surrogates become "?".
    """
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([guard_formula(str(name)) for name in frame.columns])
    writer.writerows([_csv_cell(value, language) for value in row] for row in _values(frame))
    content = text.getvalue().encode("utf-8", errors="replace")
    if isinstance(path_or_buffer, Path | str):
        Path(path_or_buffer).write_bytes(b"\xef\xbb\xbf" + content)
    else:
        path_or_buffer.write(b"\xef\xbb\xbf" + content)


def guard_formula(text: str) -> str:
    """An apostrophe before a text whose first visible sign would start a formula (also full-width signs)."""
    rest = text.lstrip(_BLANKS)
    return f"'{text}" if rest[:1] in _FORMULA_STARTS and rest else text


def unguarded(text: str) -> str:
    """A text as it was before `guard_formula`, for tables that come back."""
    return text[1:] if text.startswith("'") and guard_formula(text[1:]) == text else text


def write_xlsx(
    frames: Mapping[str, "DataFrame"], buffer: Path | str | BinaryIO, *, language: str = "de"
) -> None:
    """One sheet per frame; texts stay exactly as typed except for control characters, which XML forbids."""
    from xlsxwriter import Workbook

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(str(buffer) if isinstance(buffer, Path) else buffer, options) as book:
        names = _sheet_names(frames)
        for name, frame in zip(names, frames.values(), strict=True):
            _write_sheet(book, name, frame, language)
        if not names:
            book.add_worksheet()


def _write_sheet(book: "Workbook", name: str, frame: "DataFrame", language: str) -> None:
    sheet = book.add_worksheet(name)
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.freeze_panes(1, 0)
    columns = [str(column) for column in frame.columns]
    rows = [[_xlsx_cell(value, language) for value in row] for row in _values(frame)]
    for at, column in enumerate(columns):
        sheet.write_string(0, at, _xml_text(column), bold)
        sheet.set_column(at, at, _width([column, *(row[at] for row in rows)]), wrapped)
    for line, row in enumerate(rows, start=1):
        for at, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(line, at, value, wrapped)
            elif value is not None:
                sheet.write_number(line, at, value, wrapped)


def _values(frame: "DataFrame") -> Iterator[list[Any]]:
    """Row by row as plain Python values, None for missing ones."""
    from pandas import isna

    columns = [frame.iloc[:, at].astype(object).tolist() for at in range(frame.shape[1])]
    for row in zip(*columns, strict=True):
        plain = [value.item() if hasattr(value, "item") else value for value in row]
        yield [
            None if value is None or (not isinstance(value, str) and isna(value)) else value
            for value in plain
        ]


def _csv_cell(value: Any, language: str) -> str:
    if isinstance(value, float) and language == "de":
        return repr(float(value)).replace(".", ",")
    text = _as_text(value, language)
    return guard_formula(text) if isinstance(value, str) else text


def _xlsx_cell(value: Any, language: str) -> str | int | float | None:
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value if value is None or abs(value) < 1e15 else _as_text(value, language)
    return _xml_text(_as_text(value, language))


def _as_text(value: Any, language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        yes, no = _YES_NO.get(language, _YES_NO["de"])
        return yes if value else no
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    return value.isoformat() if isinstance(value, date) else str(value)


def _xml_text(text: str) -> str:
    return _ILLEGAL_IN_XML.sub("", text)[:_LONGEST_CELL]


def _width(cells: list[Any]) -> int:
    longest = max(
        (len(line) for cell in cells if cell is not None for line in str(cell).split("\n")), default=0
    )
    return min(max(longest + 2, _NARROWEST), _WIDEST)


def _sheet_names(frames: Mapping[str, "DataFrame"]) -> list[str]:
    """Excel allows 31 characters, none of []:*?/\\, no outer apostrophe, no two alike in lower case."""
    taken: set[str] = set()
    names = []
    for wanted in frames:
        clean = _ILLEGAL_IN_XML.sub("", _ILLEGAL_IN_SHEET_NAME.sub(" ", wanted)).strip(" '") or "Tabelle"
        name, count = clean[:_LONGEST_SHEET_NAME].strip(" '"), 2
        while name.casefold() in taken or name.casefold() == "history":
            ending = f" {count}"
            name, count = clean[: _LONGEST_SHEET_NAME - len(ending)] + ending, count + 1
        taken.add(name.casefold())
        names.append(name)
    return names
