"""Any table of cards becomes notes. Writing tables is in `spreadsheets` and can be had from here too."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from facilitation.decoding import TableError, decode
from facilitation.kinds import read_kind
from facilitation.notes import Note
from facilitation.spreadsheets import write_csv, write_xlsx
from facilitation.word_lists import listed

__all__ = ["NoteTable", "TableError", "read_note_table", "read_notes", "write_csv", "write_xlsx"]

_DELIMITERS = ";,\t|"
_LONGEST_CELL = 1_000_000
_TEXT_NAMES = listed(
    "text karte kartentext card beitrag beitragstext comment-body comment_body comment kommentar body note"
    " notiz inhalt content aussage statement vorschlag idee message"
    " nachricht antwort answer freitext titel title"
)
_ID_NAMES = listed(
    "id quelle_id source_id karten_nr card_id comment-id comment_id nr nummer number key uuid no"
)
_KIND_NAMES = listed("typ type kind art kartentyp card_type kategorie_typ")
_GROUP_NAMES = listed("akteursgruppe gruppe group stakeholder stakeholder_group zielgruppe")


@dataclass(frozen=True, slots=True)
class NoteTable:
    """The notes of a table and how many rows were left out, for which reason.

    has_ids: the ids come from a column; otherwise they are the numbers of the rows.
    """

    notes: tuple[Note, ...]
    moderated_out: int = 0
    without_text: int = 0
    has_ids: bool = False


def read_notes(
    path_or_bytes: Path | str | bytes,
    *,
    text_column: str | None = None,
    kind_column: str | None = None,
    group_column: str | None = None,
    id_column: str | None = None,
) -> list[Note]:
    """The notes of any CSV in the order of its rows; raises TableError. See `read_note_table`."""
    table = read_note_table(
        path_or_bytes,
        text_column=text_column,
        kind_column=kind_column,
        group_column=group_column,
        id_column=id_column,
    )
    return list(table.notes)


def read_note_table(
    path_or_bytes: Path | str | bytes,
    *,
    text_column: str | None = None,
    kind_column: str | None = None,
    group_column: str | None = None,
    id_column: str | None = None,
) -> NoteTable:
    """Read a CSV: UTF-8, UTF-16 or Windows-1252; comma, semicolon, tab or bar; columns named or guessed.

    Rows without text and rows that Polis marks as moderated out (moderated = -1) are counted, not returned.
    Ids are unique afterwards: the row number where there is none, "7 (2)" for the second "7".
    """
    source = path_or_bytes if isinstance(path_or_bytes, bytes) else Path(path_or_bytes).read_bytes()
    header, rows = _parse(decode(source))
    text = _text_column(header, text_column)
    if text is None:
        raise TableError("no_text_column", columns=tuple(name for name in header if name.strip()))
    kind = _column(header, kind_column, _KIND_NAMES)
    group = _column(header, group_column, _GROUP_NAMES)
    key = _column(header, id_column, _ID_NAMES)
    kept = [(number, row) for number, row in enumerate(rows, start=1) if not _moderated_out(header, row)]
    written = [(number, row) for number, row in kept if _cell(row, text).strip()]
    ids = _unique([_cell(row, key).strip() or str(number) for number, row in written])
    notes = tuple(
        Note(id_, _cell(row, text).strip(), read_kind(_cell(row, kind)), _cell(row, group).strip())
        for id_, (_, row) in zip(ids, written, strict=True)
    )
    return NoteTable(
        notes,
        moderated_out=len(rows) - len(kept),
        without_text=len(kept) - len(written),
        has_ids=key is not None,
    )


def _parse(text: str) -> tuple[list[str], list[list[str]]]:
    if not text.strip():
        raise TableError("empty_file")
    if text.lstrip()[:1] in "<{[" or "\x00" in text:
        raise TableError("not_a_table")
    delimiter = _delimiter(text)
    rows = _rows(text, delimiter)
    header = [name.strip() for name in rows[0]]
    return header, [_fold_surplus(row, len(header), delimiter) for row in rows[1:]]


def _rows(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(_LONGEST_CELL)
    if _quote_left_open(text, delimiter):
        raise TableError("open_quote")
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise TableError("not_a_table") from None
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        raise TableError("empty_file")
    return filled


def _quote_left_open(text: str, delimiter: str) -> bool:
    """A quote that is never closed would swallow the rest of the file, and cards with it."""
    try:
        for _ in csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _delimiter(text: str) -> str:
    """The sign that gives known column names first, then the one that splits header and rows evenly."""
    return max(_DELIMITERS, key=lambda sign: (_evenness(text, sign), -_DELIMITERS.index(sign)))


def _evenness(text: str, sign: str) -> tuple[int, int]:
    sample = StringIO(text[:20_000], newline="")
    try:
        rows = [row for row in csv.reader(sample, delimiter=sign) if row][:50]
    except csv.Error:
        return (0, 0)
    width = len(rows[0])
    known = sum(_plain(name) in {*_TEXT_NAMES, *_ID_NAMES, *_KIND_NAMES, *_GROUP_NAMES} for name in rows[0])
    even = sum(len(row) == width for row in rows) if width > 1 else 0
    return (known, even)


def _fold_surplus(row: list[str], width: int, delimiter: str) -> list[str]:
    """A row with more cells than the header had the delimiter in its last, unquoted cell."""
    if len(row) <= width:
        return row
    return [*row[: width - 1], delimiter.join(row[width - 1 :]).rstrip(delimiter)]


def _column(header: Sequence[str], wanted: str | None, names: Sequence[str]) -> int | None:
    if wanted is not None:
        return _named_column(header, wanted)
    plain = [_plain(name) for name in header]
    for name in names:
        if name in plain:
            return plain.index(name)
    return None


def _text_column(header: Sequence[str], wanted: str | None) -> int | None:
    """The column of texts, also by one word of a longer name: "Ihr Beitrag"."""
    exact = _column(header, wanted, _TEXT_NAMES)
    if exact is not None:
        return exact
    words = [set(_plain(name).replace("_", " ").replace("-", " ").split()) for name in header]
    hits = [at for name in _TEXT_NAMES for at, found in enumerate(words) if name in found]
    return hits[0] if hits else None


def _named_column(header: Sequence[str], wanted: str) -> int:
    plain = [_plain(name) for name in header]
    if _plain(wanted) not in plain:
        raise TableError("unknown_column", columns=tuple(filter(None, header)), wanted=wanted)
    return plain.index(_plain(wanted))


def _plain(name: str) -> str:
    return name.strip().strip("'\"").casefold()


def _cell(row: Sequence[str], column: int | None) -> str:
    return row[column] if column is not None and column < len(row) else ""


def _moderated_out(header: Sequence[str], row: Sequence[str]) -> bool:
    plain = [_plain(name) for name in header]
    if "moderated" not in plain:
        return False
    return _cell(row, plain.index("moderated")).strip() in {"-1", "-1.0"}


def _unique(ids: Sequence[str]) -> list[str]:
    taken = set(ids)
    seen: set[str] = set()
    result = []
    for id_ in ids:
        name, count = id_, 2
        while name in seen or (name != id_ and name in taken):
            name, count = f"{id_} ({count})", count + 1
        seen.add(name)
        result.append(name)
    return result
