"""Faults to plant: each spoils one thing of the program, so that a test can show that it would be found."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from app import batch, database, frames
from app.batch import Batch, BatchSession
from app.clock import Clock
from app.hall import Hall
from app.ledger import Ledger
from app.writer import Pending, Writer, settle

WINDOW = 0.1
"""Seconds between the early answer and the commit: what a slow disk does."""


def ack_before_commit() -> None:
    def attempt(self: Writer, pendings: Sequence[Pending], *, careful: bool) -> set[int]:
        with BatchSession(self._database.write_engine, expire_on_commit=False) as session:
            taken = Batch(session, [pending.change for pending in pendings], careful=careful)
            for pending in pendings:
                pending.outcome, pending.refusal = taken.take(pending.change)
            rung = taken.write()
            settle(pendings)
            time.sleep(WINDOW)
            session.commit()
        return rung

    plant(Writer, "_attempt", attempt)


def no_receipts() -> None:
    """A retry is taken for something new."""
    plant(batch, "receipt_key", lambda change: None)


def no_resume() -> None:
    """Whoever comes back is told where the log is now, and nothing of what was missed."""
    news_after = frames.news_after

    def news(hall: Hall, place: frames.Place) -> frames.News:
        found = news_after(hall, place)
        came_back = not found.too_many and found.seq - place.seq > 1
        return replace(found, types=(), concerned=frozenset()) if came_back else found

    plant(frames, "news_after", news)


def holes_in_the_log() -> None:
    """As auto-increment numbers have them after a rolled back insert."""
    add = Ledger.add

    def adding(self: Ledger, *args: Any) -> None:
        self._seq += self._seq % 7 == 3
        add(self, *args)

    plant(Ledger, "add", adding)


def other_answer_to_a_retry() -> None:
    told_again = batch.told_again

    def told(receipt: Any) -> Any:
        answer, refusal = told_again(receipt)
        if answer is None or "card" not in answer:
            return answer, refusal
        card = {**answer["card"], "number": answer["card"]["number"] + 1}
        return {**answer, "card": card}, refusal

    plant(batch, "told_again", told)


def follow_the_wall_clock() -> None:
    plant(Clock, "now", lambda self: datetime.fromtimestamp(self.wall(), UTC))


def do_not_wait_for_the_disk() -> None:
    pragmas = tuple(pragma.replace("synchronous=FULL", "synchronous=NORMAL") for pragma in database.PRAGMAS)
    plant(database, "PRAGMAS", pragmas)


FAULTS: dict[str, Callable[[], None]] = {
    fault.__name__: fault
    for fault in (
        ack_before_commit,
        no_receipts,
        no_resume,
        holes_in_the_log,
        other_answer_to_a_retry,
        follow_the_wall_clock,
        do_not_wait_for_the_disk,
    )
}


def plant(place: Any, name: str, wrong: Any) -> None:
    """What is spoilt must be there, or the fault would spoil nothing after a renaming."""
    assert hasattr(place, name), f"{place} has no {name}"
    setattr(place, name, wrong)
