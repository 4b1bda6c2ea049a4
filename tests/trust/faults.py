"""Faults to plant: each spoils one thing of the program, so that a test can show that it would be found."""

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from app import database, limits, messages, security
from app.clock import Clock
from app.commands.server import Server
from app.errors import Refusal
from app.reading.hall import Hall
from app.routes import live as live_routes
from app.stream import frames, live
from app.stream.live import Rooms
from app.writing import batch
from app.writing.batch import Batch, BatchSession
from app.writing.ledger import Ledger
from app.writing.writer import Pending, Writer, settle

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


def waits_for_each_reader() -> None:
    """One send after the other, as the simplest broadcast does it; large, so that buffers are full soon."""

    async def catch_up(self: live.Room) -> None:
        waiting = [(listener, listener.place) for listener in self.listeners if not listener.gone]
        _, frames_by_place = await asyncio.to_thread(self.frames_for, {place: [] for _, place in waiting})
        for listener, place in waiting:
            frame = frames_by_place[place]
            if frame is not None and frame.is_new:
                listener.seq, listener.epoch = frame.seq, frame.epoch
                await listener.send(frame.text() + 50_000 * " ")

    plant(live.Room, "_catch_up", catch_up)


def takes_all_it_is_given() -> None:
    """No pace, no largest body, and what nobody can understand is nobody's business."""
    understood = messages.understood

    def trusting(raw: str | bytes) -> Any:
        try:
            return understood(raw)
        except Refusal as refusal:
            raise ValueError from refusal

    plant(messages, "check_pace", lambda _limit, _participant: None)
    plant(security, "limited", lambda _scope, receive: receive)
    plant(live_routes, "understood", trusting)
    for name in ("messages", "requests", "handshakes"):
        plant_limit(name, limits.Limit(rate=10_000, burst=10_000))
    plant(limits.Seats, "taken", lambda _self, _name, _seat: nullcontext())


def knows_only_addresses() -> None:
    """A usual limit for one address, with a hall behind it."""
    plant_limit("joins", limits.Limit(rate=1, burst=20))


def hang_up_on_all_at_once() -> None:
    async def drain(self: Rooms, *, seconds: float) -> None:
        return

    plant(Rooms, "drain", drain)


def leave_without_a_word() -> None:
    plant(Server, "handle_exit", lambda self, sig, frame: os._exit(1))


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
        hang_up_on_all_at_once,
        leave_without_a_word,
        waits_for_each_reader,
        takes_all_it_is_given,
        knows_only_addresses,
    )
}


def plant_limit(name: str, wrong: limits.Limit) -> None:
    begin = limits.Limits.__init__

    def beginning(self: limits.Limits, **given: Any) -> None:
        begin(self, **given)
        plant(self, name, wrong)

    plant(limits.Limits, "__init__", beginning)


def plant(place: Any, name: str, wrong: Any) -> None:
    """What is spoilt must be there, or the fault would spoil nothing after a renaming."""
    assert hasattr(place, name), f"{place} has no {name}"
    setattr(place, name, wrong)
