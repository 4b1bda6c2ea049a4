"""Cards that were written before the evening: from any table to the rows of a conference."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.errors import N_, Refusal
from app.models import CardKind
from facilitation import NoteTable, read_note_table
from facilitation.spreadsheets import unguarded

LONGEST_ID = 72

Row = tuple[str, str, str, str]


@dataclass(frozen=True)
class Columns:
    """The columns somebody has named; the others are guessed."""

    text: str | None = None
    kind: str | None = None
    group: str | None = None
    id: str | None = None


@dataclass(frozen=True)
class Arrivals:
    """The rows of a table for `import_cards`, and how many of its rows are no cards."""

    rows: list[Row]
    moderated_out: int
    without_text: int


def read_arrivals(source: Path | bytes, *, columns: Columns, kind: str) -> Arrivals:
    """Raises TableError or OSError where there is nothing to read, Refusal where there is no card in it."""
    table = read_note_table(
        source,
        text_column=columns.text,
        kind_column=columns.kind,
        group_column=columns.group,
        id_column=columns.id,
    )
    if not table.notes:
        raise Refusal("no_cards", N_("In der Tabelle steht keine Karte mit Text."))
    return Arrivals(import_rows(table, kind=kind), table.moderated_out, table.without_text)


def import_rows(table: NoteTable, *, kind: str) -> list[Row]:
    """Source id, text, kind and group of each note; where the table names no known kind, the given one."""
    kinds = {*CardKind}
    texts = [unguarded(note.text) for note in table.notes]
    ids = [note.id for note in table.notes] if table.has_ids else content_ids(texts)
    return [
        (short(id_), text, note.kind if note.kind in kinds else kind, note.group)
        for id_, text, note in zip(ids, texts, table.notes, strict=True)
    ]


def content_ids(texts: Iterable[str]) -> list[str]:
    """For tables without ids: the same text has the same id, wherever its row has moved to."""
    seen: Counter[str] = Counter()
    ids = []
    for text in texts:
        seen[text] += 1
        ids.append(f"{digest(text)}-{seen[text]}")
    return ids


def short(id_: str) -> str:
    return id_ if len(id_) <= LONGEST_ID else f"{id_[:50]}-{digest(id_)}"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:20]
