"""A change on its way to the writer, and what its action gets there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from app.errors import not_found
from app.models import Conference, Receipt
from app.writing.changes import AT_ONCE, Recorder, RowChange, equal, forget
from app.writing.ledger import Ledger

Answer = dict[str, Any]


class Desk(Protocol):
    """Where a change is worked on together with others: see `app.writing.batch.Batch`."""

    session: Session
    recorder: Recorder

    def insert(self, table: str, values: Mapping[str, Any]) -> int: ...

    def open_ledger(self, conference: Conference) -> Ledger: ...

    def receipts_where(self, conference_id: int, which: sa.ColumnElement[bool]) -> Sequence[Receipt]: ...


class Transaction:
    """One change among those of a batch."""

    def __init__(self, desk: Desk, actor: str, ledger: Ledger | None) -> None:
        self._desk = desk
        self._ledger = ledger
        self.session: Session = desk.session
        self.actor = actor

    @property
    def ledger(self) -> Ledger:
        if self._ledger is None:
            raise not_found()
        return self._ledger

    @property
    def conference(self) -> Conference:
        return self.ledger.conference

    @property
    def conference_id(self) -> int:
        return self.ledger.conference_id

    def adopt(self, conference: Conference) -> None:
        """A conference that this change has just made takes the log from here on."""
        self.session.add(conference)
        self.session.flush()
        self._ledger = self._desk.open_ledger(conference)

    def log(self, type_: str, *, undoable: bool = True, begun: int = 0, **payload: Any) -> None:
        """Adds the line of this change; what the moderation did becomes undoable with it.

        `begun`: the line since which the step was written in portions; it is undone as a whole from this one,
        even where nothing was left for it to change.
        """
        self.session.flush()
        changes = self._desk.recorder.take() if undoable else []
        if begun:
            payload["begun"] = begun
        self.ledger.add(type_, self.actor, payload, changes if changes or begun else None)

    def insert(self, model: type[SQLModel], **values: Any) -> int:
        """Adds a row and returns its id: for what a hall does hundreds of times a minute, five times faster
        than by an object. Not for what shall be undoable."""
        return self._desk.insert(str(model.__tablename__), values)

    def shift(
        self,
        model: type[SQLModel],
        ids: Sequence[int],
        *,
        before: RowChange,
        after: RowChange,
        where: RowChange,
    ) -> list[int]:
        """Changes columns of all rows that still have them as `before`, and others as in `where`.

        Thousands in one statement and in one entry of what can be undone.
        """
        table = SQLModel.metadata.tables[str(model.__tablename__)]
        self.session.flush()
        shifted: list[int] = []
        for first in range(0, len(ids), AT_ONCE):
            chosen = table.c.id.in_(ids[first : first + AT_ONCE])
            statement = sa.update(table).where(chosen, *equal(table, before | where)).values(after)
            shifted += self.session.scalars(statement.returning(table.c.id))
        forget(self.session, model, shifted)
        self._desk.recorder.shifted(table.name, shifted, before, after)
        return shifted

    def write_log(self) -> None:
        """For actions that ask the log: what this batch has added so far is in its table."""
        self.ledger.write()

    def next_card_number(self) -> int:
        return self.ledger.next_card_number()

    def kept_receipts(self, which: sa.ColumnElement[bool]) -> Sequence[Receipt]:
        """The answers that were given in this conference, also those of this batch, to be corrected."""
        return self._desk.receipts_where(self.conference_id, which)


@dataclass(frozen=True)
class Change:
    """An action on its way to the writer; with a key it may arrive any number of times."""

    act: Callable[[Transaction], Answer | None]
    actor: str
    conference_id: int | None = None
    key: str | None = None

    @property
    def is_undoable(self) -> bool:
        return self.actor.startswith("moderation")

    @property
    def participant_id(self) -> int | None:
        role, _, number = self.actor.partition(":")
        return int(number) if role == "participant" and number.isdecimal() else None
