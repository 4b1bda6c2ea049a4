"""The changes of one transaction: locked first, what they share read once, all of it written together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Session, SQLModel, col, select

from app.errors import Refusal, not_found, unreadable
from app.models import Conference, Participant, Receipt
from app.writing.changes import Recorder
from app.writing.ledger import Ledger
from app.writing.transaction import Answer, Change, Transaction

ReceiptKey = tuple[int, str, str]

OUT_OF_RANGE = "22003"

LOCKED_CONFERENCES = (
    select(Conference)
    .where(col(Conference.id).in_(sa.bindparam("ids", expanding=True)))
    .order_by(col(Conference.id))
    .with_for_update(key_share=True)  # whoever only refers to a conference does not wait
)
SPEAKING_PEOPLE = select(Participant).where(col(Participant.id).in_(sa.bindparam("ids", expanding=True)))
_receipt = SQLModel.metadata.tables["receipt"].c
KNOWN_RECEIPTS = sa.select(
    _receipt.conference_id, _receipt.actor, _receipt.key, _receipt.refused, _receipt.answer
).where(
    sa.tuple_(_receipt.conference_id, _receipt.actor, _receipt.key).in_(sa.bindparam("keys", expanding=True))
)


@dataclass
class Told:
    """The answer that a key was given in this batch; like a receipt, not yet in its table."""

    refused: bool
    answer: Answer


class BatchSession(Session):
    """Tells its batch what it reads and writes."""


@event.listens_for(BatchSession, "loaded_as_persistent")
@event.listens_for(BatchSession, "pending_to_persistent")
def keep_row(session: Session, row: Any) -> None:
    session.info[Batch].hold(row)


@event.listens_for(BatchSession, "after_flush")
def note_flush(session: Session, _context: Any) -> None:
    session.info[Batch].count_write()
    session.info[Batch].recorder.flushed(session)


@event.listens_for(BatchSession, "do_orm_execute")
def note_statement(state: Any) -> None:
    if not state.is_select:
        state.session.info[Batch].count_write()


class HalfDone(Exception):
    """A change failed after it had touched the database."""


class Batch:
    """The changes of one transaction: their conferences are locked first, what they share is read once."""

    def __init__(self, session: Session, changes: Sequence[Change], *, careful: bool) -> None:
        self.session = session
        self.recorder = Recorder()
        session.info[Batch] = self
        self._careful = careful
        self._held: list[Any] = []
        self._writes = 0
        self._ledgers = {ledger.conference_id: ledger for ledger in self._locked(changes)}
        self._told = self._known_receipts(changes)
        self._unwritten: list[ReceiptKey] = []
        self._load_people(changes)

    def hold(self, row: Any) -> None:
        """Rows stay in memory until the commit; the lock sees to it that they stay true."""
        self._held.append(row)

    def count_write(self) -> None:
        self._writes += 1

    def _locked(self, changes: Sequence[Change]) -> list[Ledger]:
        """Always in the order of their ids: two writers then never wait for each other in a circle."""
        wanted = {change.conference_id for change in changes if change.conference_id is not None}
        if not wanted:
            return []
        found = self.session.scalars(LOCKED_CONFERENCES, {"ids": sorted(wanted)})
        return [Ledger(self.session, conference) for conference in found]

    def _known_receipts(self, changes: Sequence[Change]) -> dict[ReceiptKey, Receipt | Told]:
        wanted = {key for change in changes if (key := receipt_key(change)) is not None}
        if not wanted:
            return {}
        found = self.session.connection().execute(KNOWN_RECEIPTS, {"keys": sorted(wanted)})
        return {(row.conference_id, row.actor, row.key): Told(row.refused, row.answer) for row in found}

    def _load_people(self, changes: Sequence[Change]) -> None:
        speaking = {number for change in changes if (number := change.participant_id) is not None}
        if speaking:
            self.session.scalars(SPEAKING_PEOPLE, {"ids": sorted(speaking)}).all()

    def insert(self, table: str, values: Mapping[str, Any]) -> int:
        self.count_write()
        inserted = self.session.connection().execute(insert_into(table), values).inserted_primary_key
        assert inserted is not None
        return int(inserted[0])

    def open_ledger(self, conference: Conference) -> Ledger:
        ledger = Ledger(self.session, conference)
        self._ledgers[ledger.conference_id] = ledger
        return ledger

    def take(self, change: Change) -> tuple[Answer | None, Exception | None]:
        """Answer or refusal of one change; the same as before where its key is known."""
        key = receipt_key(change)
        if key is not None and (receipt := self._told.get(key)) is not None:
            return told_again(receipt)
        self.recorder.begin(listening=change.is_undoable)
        if self._careful:
            self._write()
        marks = {ledger: ledger.mark() for ledger in self._ledgers.values()}
        try:
            outcome = self._act(change)
        except Refusal as refusal:
            self._back_to(marks)
            self._keep(change, refusal_as_answer(refusal), refused=True)
            return None, refusal
        except (sa.exc.OperationalError, HalfDone):
            raise
        except (OverflowError, sa.exc.DataError) as error:
            self._back_to(marks)
            return None, not_found() if is_too_large(error) else unreadable()
        except Exception as error:
            self._back_to(marks)
            return None, error
        self._keep(change, outcome, refused=False)
        self._ring_for(change)
        return outcome, None

    def _ring_for(self, change: Change) -> None:
        """Also without a line: who has logged out, or whose conference is gone, hears it at once."""
        if change.conference_id is not None:
            self._ledgers[change.conference_id].is_rung = True

    def _act(self, change: Change) -> Answer:
        if self._careful:
            with self.session.begin_nested():
                return self._acted(change)
        before = self._writes
        try:
            return self._acted(change)
        except Refusal:
            if self._writes != before or self.session.new or self.session.dirty or self.session.deleted:
                raise HalfDone from None
            raise
        except Exception as error:
            if isinstance(error, sa.exc.OperationalError):
                raise
            raise HalfDone from error

    def _acted(self, change: Change) -> Answer:
        outcome = change.act(Transaction(self, change.actor, self._ledger_of(change))) or {}
        self.session.flush()
        return outcome

    def _ledger_of(self, change: Change) -> Ledger | None:
        if change.conference_id is None:
            return None
        ledger = self._ledgers.get(change.conference_id)
        if ledger is None or ledger.is_gone:
            raise not_found()
        return ledger

    def _back_to(self, marks: Mapping[Ledger, tuple[int, str, int]]) -> None:
        for ledger, mark in marks.items():
            ledger.back_to(mark)

    def _keep(self, change: Change, answer: Mapping[str, Any], *, refused: bool) -> None:
        key = receipt_key(change)
        if key is None or (ledger := self._ledgers.get(key[0])) is None or ledger.is_gone:
            return
        self._told[key] = Told(refused, dict(answer))
        self._unwritten.append(key)

    def receipts_where(self, conference_id: int, which: sa.ColumnElement[bool]) -> Sequence[Receipt]:
        """To be corrected: from here on their rows say what a retry is told."""
        self._write_receipts()
        receipts = Receipt.where(self.session, conference_id, which)
        self._told.update({(conference_id, receipt.actor, receipt.key): receipt for receipt in receipts})
        return receipts

    def write(self) -> set[int]:
        """The last statements before the commit; returns the conferences that have news."""
        self._write()
        return {ledger.conference_id for ledger in self._ledgers.values() if ledger.is_rung}

    def _write(self) -> None:
        for ledger in self._ledgers.values():
            ledger.write()
        self._write_receipts()

    def _write_receipts(self) -> None:
        kept = [
            {
                "conference_id": key[0],
                "actor": key[1],
                "key": key[2],
                "refused": self._told[key].refused,
                "answer": self._told[key].answer,
            }
            for key in self._unwritten
            if not self._ledgers[key[0]].is_gone
        ]
        self._unwritten.clear()
        if kept:
            self.session.connection().execute(insert_into("receipt"), kept)


@cache
def insert_into(table: str) -> sa.Insert:
    """Made once, so that its text is too."""
    return sa.insert(SQLModel.metadata.tables[table])


def receipt_key(change: Change) -> ReceiptKey | None:
    if change.key is None or change.conference_id is None:
        return None
    return change.conference_id, change.actor, change.key


def told_again(receipt: Receipt | Told) -> tuple[Answer | None, Refusal | None]:
    if not receipt.refused:
        return {**receipt.answer, "again": True}, None
    told = receipt.answer
    return None, Refusal(told["code"], told["message"], status=told["status"], **told["values"])


def is_too_large(error: Exception) -> bool:
    """A number so large that no row can have it."""
    return isinstance(error, OverflowError) or getattr(error.__cause__, "sqlstate", "") == OUT_OF_RANGE


def refusal_as_answer(refusal: Refusal) -> Answer:
    return {
        "code": refusal.code,
        "message": refusal.message,
        "status": refusal.status,
        "values": dict(refusal.values),
    }
