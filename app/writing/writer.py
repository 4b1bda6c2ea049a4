"""The writer: many changes, one transaction, the acks after its commit, then the bell."""

import asyncio
import contextlib
import logging
import queue
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass

import sqlalchemy as sa

from app.bus import Bus
from app.database import Database
from app.errors import Unavailable
from app.metrics import COMMIT_SECONDS, COMMIT_SIZE, QUEUE
from app.writing.batch import Batch, BatchSession, HalfDone
from app.writing.transaction import Answer, Change

log = logging.getLogger(__name__)

BATCH = 200
LONGEST_QUEUE = 5_000
PATIENCE = 30.0
OUTCOME_UNKNOWN = (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError)
"""The database is away, perhaps in the middle of a commit: the key of a retry finds out."""


class Writer:
    """Nothing else writes. One per process."""

    def __init__(self, database: Database, bus: Bus) -> None:
        self._database = database
        self._bus = bus
        self._queue: queue.SimpleQueue[Pending | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._stopping = False

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Finishes what is queued, then ends the thread."""
        self._stopping = True
        self._queue.put(None)
        self._thread.join(timeout=8)

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    @property
    def waiting(self) -> int:
        """Changes that have not been taken up yet."""
        return self._queue.qsize()

    async def write(self, change: Change) -> Answer:
        """Returns after the commit. A device that hangs up meanwhile does not take its change back."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        self._put(Pending(change, future, loop))
        return await future

    def write_now(self, change: Change) -> Answer:
        """For callers in a thread of their own."""
        return self.write_all([change])[0]

    def write_all(self, changes: Sequence[Change]) -> list[Answer]:
        """In their order, gathered into few commits."""
        waiting: list[Future[Answer]] = [Future() for _ in changes]
        for change, future in zip(changes, waiting, strict=True):
            self._put(Pending(change, future))
        try:
            return [future.result(timeout=PATIENCE) for future in waiting]
        except TimeoutError as error:
            for future in waiting:
                future.cancel()  # what has not begun is not done later, when nobody expects it any more
            raise Unavailable() from error

    def _put(self, pending: "Pending") -> None:
        if self._stopping or self.waiting >= LONGEST_QUEUE:
            raise Unavailable()
        self._queue.put(pending)

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
            self._commit([pending for pending in batch if pending.begins()])
            if stopping:
                break
        self._refuse_the_rest()

    def _refuse_the_rest(self) -> None:
        """Who passed the door while it was closing."""
        while not self._queue.empty():
            if (late := self._queue.get()) is not None and late.begins():
                late.refusal = Unavailable()
                settle([late])

    def _commit(self, batch: Sequence["Pending"]) -> None:
        rung: set[int] = set()
        QUEUE.set(self.waiting)
        COMMIT_SIZE.observe(len(batch))
        try:
            with COMMIT_SECONDS.time():
                rung = self._run(batch)
        except Exception as error:
            if len(batch) > 1 and not isinstance(error, OUTCOME_UNKNOWN):
                for pending in batch:  # one of them spoils it for all: each by itself
                    self._commit([pending])
                return
            log.warning("commit_failed", exc_info=error)
            told = Unavailable() if isinstance(error, (*OUTCOME_UNKNOWN, sa.exc.DBAPIError)) else error
            for pending in batch:
                pending.outcome, pending.refusal = None, told
        settle(batch)
        if rung:
            self._bus.ring(sorted(rung))

    def _run(self, batch: Sequence["Pending"]) -> set[int]:
        """All at once; where one of them left something half done, all again with a savepoint around each."""
        try:
            return self._attempt(batch, careful=False)
        except HalfDone:
            return self._attempt(batch, careful=True)

    def _attempt(self, pendings: Sequence["Pending"], *, careful: bool) -> set[int]:
        with BatchSession(self._database.write_engine, expire_on_commit=False) as session:
            batch = Batch(session, [pending.change for pending in pendings], careful=careful)
            for pending in pendings:
                pending.outcome, pending.refusal = batch.take(pending.change)
            rung = batch.write()
            session.commit()
        return rung


@dataclass(eq=False)
class Pending:
    """A change that waits for its commit, and who waits for its answer."""

    change: Change
    future: Future[Answer] | asyncio.Future[Answer]
    loop: asyncio.AbstractEventLoop | None = None
    outcome: Answer | None = None
    refusal: Exception | None = None

    def begins(self) -> bool:
        """False for somebody who has given up waiting; a device that hangs up has not."""
        return self.loop is not None or self.future.set_running_or_notify_cancel()  # type: ignore[union-attr]

    def settle(self) -> None:
        if self.future.done():
            return
        if self.refusal is not None:
            self.future.set_exception(self.refusal)
        else:
            self.future.set_result(self.outcome or {})


def settle(batch: Sequence[Pending]) -> None:
    """Wakes each event loop once, however many wait in it."""
    by_loop: dict[asyncio.AbstractEventLoop | None, list[Pending]] = {}
    for pending in batch:
        by_loop.setdefault(pending.loop, []).append(pending)
    for loop, waiting in by_loop.items():
        if loop is None:
            settle_all(waiting)
        else:
            with contextlib.suppress(RuntimeError):  # the loop was closed, nobody listens there any more
                loop.call_soon_threadsafe(settle_all, waiting)


def settle_all(waiting: Sequence[Pending]) -> None:
    for pending in waiting:
        pending.settle()
