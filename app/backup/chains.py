"""Follows the chain of each log through the rows as they are stored, so that a damaged one can be named."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from app.writing.chain import seal

STORED = "%Y-%m-%d %H:%M:%S.%f"


def broken_chains(connection: sa.Connection) -> Iterator[tuple[str, int]]:
    """Code of the conference and number of the first line that is not as it was written.

    Schemas before the chain have nothing to follow.
    """
    if not has_chain(connection):
        return
    question = sa.text("SELECT id, code, seq, chain FROM conference ORDER BY id")
    for conference_id, code, seq, chain in connection.execute(question).all():
        if (broken := first_broken(connection, conference_id, seq, chain)) is not None:
            yield code, broken


def has_chain(connection: sa.Connection) -> bool:
    return any(column["name"] == "hash" for column in sa.inspect(connection).get_columns("line"))


def first_broken(connection: sa.Connection, conference_id: int, seq: int, chain: str) -> int | None:
    before, expected = "", 1
    question = sa.text(
        "SELECT seq, type, actor, payload, at, hash FROM line WHERE conference_id = :conference ORDER BY seq"
    )
    for row in connection.execute(question, {"conference": conference_id}):
        if row.seq != expected or resealed(before, row) != row.hash:
            return expected
        before, expected = row.hash, expected + 1
    if expected <= seq:
        return expected
    return None if before == chain else expected - 1


def resealed(before: str, row: Any) -> str | None:
    """None for a line that nobody could have written so."""
    try:
        payload, at = as_payload(row.payload), as_time(row.at)
    except ValueError:
        return None
    return seal(before, seq=row.seq, type_=row.type, actor=row.actor, payload=payload, at=at)


def as_payload(stored: Any) -> Any:
    """SQLite gives the text, which must be exactly the one that is written for this value."""
    if not isinstance(stored, str):
        return stored
    payload = json.loads(stored)
    if json.dumps(payload) != stored:
        raise ValueError
    return payload


def as_time(stored: Any) -> datetime:
    if isinstance(stored, datetime):
        return stored
    at = datetime.strptime(stored, STORED)
    if at.strftime(STORED) != stored:
        raise ValueError
    return at.replace(tzinfo=UTC)
