"""What a change did to the rows, before and after, so that it can be undone step by step."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select

from app.errors import N_, Refusal
from app.models import (
    Artefact,
    Ballot,
    BallotItem,
    Card,
    Conference,
    HallTable,
    Measure,
    Pair,
    Phase,
    Proposal,
    Seat,
    Seating,
    Statement,
    Theme,
)

TRACKED: Mapping[str, type[SQLModel]] = {
    str(model.__tablename__): model
    for model in (
        Artefact,
        Ballot,
        BallotItem,
        Card,
        Conference,
        HallTable,
        Measure,
        Pair,
        Phase,
        Proposal,
        Seat,
        Seating,
        Statement,
        Theme,
    )
}
WRITTEN_AT = {("card", "hall_table")}
"""What is tracked itself and would stay, but without the table at which it was written."""
UNTRACKED_COLUMNS = frozenset({"seq", "chain", "epoch", "version"})
UNTRACKED = {
    "card": UNTRACKED_COLUMNS | {"text"},
    "ballot_item": UNTRACKED_COLUMNS | {"title", "title_en"},
}
"""What somebody wrote stands in its card, and where it was voted on, but never in the log."""

AT_ONCE = 5_000
"""Ids in one statement; databases take some thirty thousand."""

RowChange = dict[str, Any]


class Recorder:
    """Remembers each tracked row that a session flushes."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, Any], RowChange] = {}
        self._shifts: list[RowChange] = []
        self._listening = False

    def begin(self, *, listening: bool) -> None:
        """A new change; only what the moderation does is remembered."""
        self._rows, self._shifts = {}, []
        self._listening = listening

    def take(self) -> list[RowChange]:
        rows = [row for row in self._rows.values() if row["before"] != row["after"]]
        rows += self._shifts
        self._rows, self._shifts = {}, []
        return rows

    def flushed(self, session: Session) -> None:
        if not self._listening:
            return
        for row in session.new:
            self._remember(row, before=None, after=values_of(row))
        for row in session.dirty:
            before, after = difference(row)
            if after:
                self._remember(row, before=before, after=after)
        for row in session.deleted:
            self._remember(row, before=values_of(row), after=None)

    def shifted(self, table: str, ids: Sequence[int], before: RowChange, after: RowChange) -> None:
        """Many rows that were changed alike beside the session."""
        if self._listening and ids:
            self._shifts.append({"table": table, "ids": list(ids), "before": before, "after": after})

    def _remember(self, row: Any, *, before: RowChange | None, after: RowChange | None) -> None:
        table = row.__tablename__
        if table not in TRACKED:
            return
        known = self._rows.setdefault(
            (table, row.id), {"table": table, "id": row.id, "before": before, "after": {}}
        )
        if known["before"] is not None and before is not None:
            known["before"] = {**before, **known["before"]}
        known["after"] = None if after is None else {**(known["after"] or {}), **after}


def columns_of(row: SQLModel) -> list[str]:
    name = str(row.__tablename__)
    untracked = UNTRACKED.get(name, UNTRACKED_COLUMNS)
    return [column.name for column in SQLModel.metadata.tables[name].columns if column.name not in untracked]


def values_of(row: SQLModel) -> RowChange:
    return {name: plain(getattr(row, name)) for name in columns_of(row)}


def difference(row: SQLModel) -> tuple[RowChange, RowChange]:
    before: RowChange = {}
    after: RowChange = {}
    state = sa.inspect(row)
    for name in columns_of(row):
        history = state.attrs[name].history
        if history.has_changes():
            before[name] = plain(history.deleted[0] if history.deleted else None)
            after[name] = plain(getattr(row, name))
    return before, after


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def restore(session: Session, changes: list[RowChange]) -> None:
    """Takes the rows back to what they were; refuses where somebody has changed the same field since."""
    try:
        for change in reversed(changes):
            restore_rows(session, change) if "ids" in change else restore_row(session, change)
            session.flush()
    except sa.exc.IntegrityError as error:
        raise changed_since() from error


def restore_row(session: Session, change: RowChange) -> None:
    model = TRACKED[change["table"]]
    row = session.get(model, change["id"], populate_existing=True)
    if change["after"] is None:
        session.add(model(**revived(model, change["before"])))
        return
    if row is None or any(plain(getattr(row, name)) != value for name, value in change["after"].items()):
        raise changed_since()
    if change["before"] is None:
        check_unused(session, model, change["id"])
        session.delete(row)
        return
    for name, value in revived(model, change["before"]).items():
        setattr(row, name, value)
    if hasattr(row, "version"):
        row.version += 1


def restore_rows(session: Session, change: RowChange) -> None:
    """All of them, or none where one has been changed since."""
    model = TRACKED[change["table"]]
    table = SQLModel.metadata.tables[change["table"]]
    for first in range(0, len(change["ids"]), AT_ONCE):
        ids = change["ids"][first : first + AT_ONCE]
        same = [table.c.id.in_(ids), *equal(table, change["after"])]
        statement = sa.update(table).where(*same).values(**change["before"], version=table.c.version + 1)
        if len(session.scalars(statement.returning(table.c.id)).all()) != len(ids):
            raise changed_since()
        forget(session, model, ids)


def equal(table: sa.Table, values: RowChange) -> list[sa.ColumnElement[bool]]:
    return [table.c[name].is_not_distinct_from(value) for name, value in values.items()]


def forget(session: Session, model: type[SQLModel], ids: Iterable[int]) -> None:
    """What the session holds of these rows is read anew."""
    changed = set(ids)
    for row in list(session.identity_map.values()):
        if isinstance(row, model) and sa.inspect(row).identity[0] in changed:
            session.expire(row)


def check_unused(session: Session, model: type[SQLModel], row_id: Any) -> None:
    """What people have put on a row (dots, commitments) would go with it: then it stays."""
    for table in SQLModel.metadata.sorted_tables:
        if (table.name, model.__tablename__) in WRITTEN_AT:
            check_nothing_written(session, row_id)
        if table.name in TRACKED:
            continue
        for key in table.foreign_keys:
            if key.ondelete == "CASCADE" and key.column.table.name == model.__tablename__:
                question = sa.select(sa.literal(1)).select_from(table).where(key.parent == row_id).limit(1)
                if session.execute(question).first() is not None:
                    raise used_since()


def check_nothing_written(session: Session, table_id: Any) -> None:
    if session.exec(select(Card.id).where(Card.table_id == table_id).limit(1)).first() is not None:
        raise Refusal(
            "undo_used", N_("Das bleibt stehen: An diesen Tischen ist schon geschrieben worden."), status=409
        )


def used_since() -> Refusal:
    return Refusal(
        "undo_used",
        N_("Das bleibt stehen: Menschen haben darauf schon Punkte gesetzt oder zugesagt."),
        status=409,
    )


def revived(model: type[SQLModel], values: RowChange) -> RowChange:
    table = SQLModel.metadata.tables[str(model.__tablename__)]
    return {name: revive(table.columns[name].type, value) for name, value in values.items()}


def revive(type_: Any, value: Any) -> Any:
    if value is None or not isinstance(value, str):
        return value
    stored = getattr(type_, "impl", type_)
    if isinstance(stored, sa.DateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(stored, sa.Date) else value


def changed_since() -> Refusal:
    return Refusal(
        "undo_conflict",
        N_("Das lässt sich nicht mehr rückgängig machen: Inzwischen wurde daran weitergearbeitet."),
        status=409,
    )
