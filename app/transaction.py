"""The writer: many changes, one transaction, the acks after its commit, then the bell."""

import asyncio
import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from app.bus import Bus
from app.changes import Recorder
from app.database import Database
from app.errors import Refusal, Unavailable, not_found
from app.models import Conference, Line, Receipt

BATCH = 200

Answer = dict[str, Any]


class Transaction:
    """What an action gets: the session, its conference under lock, and the log."""

    def __init__(
        self, session: Session, conference: Conference | None, actor: str, recorder: Recorder
    ) -> None:
        self.session = session
        self.actor = actor
        self._conference = conference
        self._recorder = recorder

    @property
    def conference(self) -> Conference:
        if self._conference is None:
            raise not_found()
        return self._conference

    @property
    def conference_id(self) -> int:
        conference_id = self.conference.id
        assert conference_id is not None
        return conference_id

    def adopt(self, conference: Conference) -> None:
        """A conference that this change has just made takes the log from here on."""
        self.session.add(conference)
        self.session.flush()
        self._conference = conference

    def log(self, type_: str, *, undoable: bool = True, **payload: Any) -> Line:
        """Writes the line of this change; what the moderation did becomes undoable with it."""
        self.session.flush()
        changes = self._recorder.take()
        self.conference.seq += 1
        line = Line(
            conference_id=self.conference_id,
            seq=self.conference.seq,
            type=type_,
            actor=self.actor,
            payload=payload,
            changes=(changes or None) if undoable and self.actor.startswith("moderation") else None,
        )
        self.session.add(line)
        self.session.flush()
        return line


@dataclass(frozen=True)
class Change:
    """An action on its way to the writer; with a key it may arrive any number of times."""

    act: Callable[[Transaction], Answer | None]
    actor: str
    conference_id: int | None = None
    key: str | None = None


@dataclass
class Pending:
    change: Change
    future: Future[Answer] = field(default_factory=Future)
    outcome: Answer | None = None
    refusal: Exception | None = None


class Writer:
    """Nothing else writes. One per process."""

    def __init__(self, database: Database, bus: Bus) -> None:
        self._database = database
        self._bus = bus
        self._queue: queue.SimpleQueue[Pending | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Finishes what is queued, then ends the thread."""
        self._queue.put(None)
        self._thread.join(timeout=8)

    async def write(self, change: Change) -> Answer:
        return await asyncio.wrap_future(self._put(change))

    def write_now(self, change: Change) -> Answer:
        """For callers in a thread of their own."""
        return self._put(change).result(timeout=30)

    def write_all(self, changes: Sequence[Change]) -> list[Answer]:
        """In their order, gathered into few commits."""
        waiting = [self._put(change) for change in changes]
        return [future.result(timeout=30) for future in waiting]

    def _put(self, change: Change) -> Future[Answer]:
        pending = Pending(change)
        pending.future.set_running_or_notify_cancel()  # a device that hangs up must not take its change back
        self._queue.put(pending)
        return pending.future

    def _work(self) -> None:
        while (first := self._queue.get()) is not None:
            batch = [first]
            stopping = False
            while len(batch) < BATCH and not self._queue.empty():
                following = self._queue.get()
                if following is None:
                    stopping = True
                    break
                batch.append(following)
            self._commit(batch)
            if stopping:
                return

    def _commit(self, batch: Sequence[Pending]) -> None:
        try:
            rung = self._run(batch)
        except Exception as error:  # the commit's outcome is unknown: the key of a retry finds out
            for pending in batch:
                pending.future.set_exception(Unavailable() if isinstance(error, sa.exc.DBAPIError) else error)
            return
        for pending in batch:
            if pending.refusal is not None:
                pending.future.set_exception(pending.refusal)
            else:
                pending.future.set_result(pending.outcome or {})
        for conference_id in rung:
            self._bus.ring(conference_id)

    def _run(self, batch: Sequence[Pending]) -> set[int]:
        rung: set[int] = set()
        recorder = Recorder()
        with Session(self._database.write_engine, expire_on_commit=False) as session:
            recorder.listen(session)
            for pending in sorted(batch, key=lambda waiting: waiting.change.conference_id or 0):
                self._apply(session, recorder, pending)
                if pending.change.conference_id is not None and pending.refusal is None:
                    rung.add(pending.change.conference_id)
            session.commit()
        return rung

    def _apply(self, session: Session, recorder: Recorder, pending: Pending) -> None:
        change = pending.change
        if (receipt := known_receipt(session, change)) is not None:
            pending.outcome, pending.refusal = told_again(receipt)
            return
        recorder.clear()
        try:
            with session.begin_nested():
                conference = locked(session, change.conference_id)
                transaction = Transaction(session, conference, change.actor, recorder)
                pending.outcome = change.act(transaction) or {}
                keep_receipt(session, change, pending.outcome, refused=False)
        except Refusal as refusal:
            pending.refusal = refusal
            keep_receipt(session, change, refusal_as_answer(refusal), refused=True)
        except sa.exc.OperationalError:
            raise
        except (OverflowError, sa.exc.DataError):  # a number so large that no row can have it
            pending.refusal = not_found()
        except Exception as error:
            pending.refusal = error


def locked(session: Session, conference_id: int | None) -> Conference | None:
    """The conference row under lock, so that its counter has neither holes nor doubles."""
    if conference_id is None:
        return None
    question = select(Conference).where(Conference.id == conference_id).with_for_update()
    conference = session.exec(question.execution_options(populate_existing=True)).first()
    if conference is None:
        raise not_found()
    return conference


def known_receipt(session: Session, change: Change) -> Receipt | None:
    if change.key is None or change.conference_id is None:
        return None
    return session.get(Receipt, (change.conference_id, change.actor, change.key))


def keep_receipt(session: Session, change: Change, answer: Mapping[str, Any], *, refused: bool) -> None:
    if change.key is None or change.conference_id is None:
        return
    if session.get(Conference, change.conference_id) is None:
        return
    session.add(
        Receipt(
            conference_id=change.conference_id,
            actor=change.actor,
            key=change.key,
            refused=refused,
            answer=dict(answer),
        )
    )
    session.flush()


def told_again(receipt: Receipt) -> tuple[Answer | None, Refusal | None]:
    if not receipt.refused:
        return {**receipt.answer, "again": True}, None
    told = receipt.answer
    return None, Refusal(told["code"], told["message"], status=told["status"], **told["values"])


def refusal_as_answer(refusal: Refusal) -> Answer:
    return {
        "code": refusal.code,
        "message": refusal.message,
        "status": refusal.status,
        "values": dict(refusal.values),
    }
