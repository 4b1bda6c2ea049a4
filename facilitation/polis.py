"""Votes of a Polis conversation from its export: the long table of votes, or the wide one of participants."""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path

from facilitation.decoding import TableError, decode
from facilitation.notes import Vote

Row = Mapping[str, str]


def read_votes(source: Path | str | bytes, *, participants: Path | str | bytes | None = None) -> list[Vote]:
    """Votes on comments by their numbers: 1 agree, 0 pass, -1 disagree; oldest first where times are given.

    source: `votes.csv`, one row per vote, or `participants-votes.csv`, one row per person and one column per
    comment. participants: `participants-votes.csv` beside `votes.csv`, which alone knows the opinion groups.
    Raises TableError.
    """
    rows = _read(source)
    if "comment-id" not in rows[0]:
        return _wide_votes(rows)
    people = _checked(_read(participants), *_PERSON) if participants is not None else ()
    groups = {row["participant"]: row["group-id"] for row in people}
    return _long_votes(_checked(rows, "voter-id", "vote"), groups)


_PERSON = ("participant", "group-id")


def _long_votes(rows: Sequence[Row], groups: Mapping[str, str]) -> list[Vote]:
    in_time = sorted(rows, key=lambda row: _number(row.get("timestamp", "")))
    return [
        Vote(row["voter-id"], row["comment-id"], _number(row["vote"]), groups.get(row["voter-id"], ""))
        for row in in_time
        if row["vote"]
    ]


def _wide_votes(rows: Sequence[Row]) -> list[Vote]:
    comments = [name for name in _checked(rows, *_PERSON)[0] if name.isdecimal()]
    return [
        Vote(row["participant"], comment, _number(row[comment]), row["group-id"])
        for row in rows
        for comment in comments
        if row[comment]
    ]


def _read(source: Path | str | bytes) -> list[dict[str, str]]:
    text = decode(source if isinstance(source, bytes) else Path(source).read_bytes())
    try:
        rows = [
            {name.strip(): (value or "").strip() for name, value in row.items() if isinstance(name, str)}
            for row in csv.DictReader(StringIO(text, newline=""))
        ]
    except csv.Error:
        raise TableError("not_a_table") from None
    if not rows:
        raise TableError("empty_file")
    return rows


def _checked(rows: Sequence[Row], *names: str) -> Sequence[Row]:
    for name in names:
        if name not in rows[0]:
            raise TableError("unknown_column", columns=list(rows[0])[:12], wanted=name)
    return rows


def _number(cell: str) -> int:
    try:
        return int(float(cell or 0))
    except (ValueError, OverflowError):
        raise TableError("not_a_table") from None
