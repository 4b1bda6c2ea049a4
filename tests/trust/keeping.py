"""What is in a database, to be compared with what is in another one or in the same one later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.backup.copying import revision_of, stored_tables
from app.backup.sources import snapshot

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Image:
    """Everything: the schema as it is written down, and all rows."""

    revision: str | None
    schema: frozenset[str]
    rows: Rows


def image(address: str) -> Image:
    with snapshot(address) as connection:
        return Image(revision_of(connection), schema_of(connection), rows_of(connection))


def rows_of(connection: sa.Connection) -> Rows:
    """Of each table, in the order of their values."""
    return {
        table.name: sorted(
            (dict(row) for row in connection.execute(sa.select(table)).mappings()), key=lambda row: repr(row)
        )
        for table in stored_tables(connection)
    }


def schema_of(connection: sa.Connection) -> frozenset[str]:
    """The order of the constraints of a table means nothing, and is not the same each time."""
    if connection.dialect.name == "sqlite":
        written = connection.scalars(sa.text("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"))
        return frozenset(
            "\n".join(sorted(line.strip(" \t,") for line in sql.splitlines())) for sql in written
        )
    columns = sa.text(
        "SELECT table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns"
        " WHERE table_schema = current_schema()"
    )
    return frozenset(connection.scalars(columns))


def lost(before: Rows, after: Rows) -> set[str]:
    """Tables in which something is not as it was, in the columns that both have."""
    return {name for name, rows in before.items() if shared(rows, after.get(name, [])) != shared_rows(rows)}


def shared(rows: Sequence[Mapping[str, Any]], others: Sequence[Mapping[str, Any]]) -> list[str]:
    columns = set(rows[0]) if rows else set()
    return shared_rows(
        [{name: row[name] for name in row if name in columns} for row in others] if rows else []
    )


def shared_rows(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return sorted(repr(sorted(row.items(), key=lambda entry: entry[0])) for row in rows)
