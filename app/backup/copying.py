"""Rows from one database to another, whichever kind each of them is."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

import app.models  # noqa: F401 - fills the metadata
from app.errors import N_, Refusal

CHUNK = 2_000
REVISION = "alembic_version"


def copy_rows(source: sa.Connection, target: sa.Connection) -> None:
    """All rows of all tables that the source has; those of the target must be empty."""
    for table in stored_tables(source):
        found = source.execution_options(yield_per=CHUNK).execute(sa.select(table))
        for rows in found.mappings().partitions():
            put(target, table, [dict(row) for row in rows])


def put(target: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    try:
        target.execute(sa.insert(table), rows)
    except sa.exc.DataError as error:  # a text too long, a number too large: SQLite has no such limits
        message = N_("In der Tabelle %(table)s steht etwas, das die andere Datenbank nicht aufnehmen kann.")
        raise Refusal("does_not_fit", message, table=table.name) from error


def stored_tables(connection: sa.Connection) -> list[sa.Table]:
    """The tables as they are stored, each after those it refers to, with the types that the models know."""
    stored = sa.MetaData()
    stored.reflect(connection)
    return [with_types(table) for table in stored.sorted_tables if table.name != REVISION]


def with_types(table: sa.Table) -> sa.Table:
    known = SQLModel.metadata.tables.get(table.name)
    columns = [
        sa.Column(column.name, known.columns[column.name].type)
        if known is not None and column.name in known.columns
        else sa.Column(column.name, column.type)
        for column in table.columns
    ]
    return sa.Table(table.name, sa.MetaData(), *columns)


def revision_of(connection: sa.Connection) -> str | None:
    """The schema that the tables have; None where there are none of ours."""
    if not sa.inspect(connection).has_table(REVISION):
        return None
    found: str | None = connection.execute(sa.text(f"SELECT version_num FROM {REVISION}")).scalar()
    return found
