"""Durable posts a second with many in flight: through real sockets, and through the writer alone."""

import asyncio
import json
import sqlite3
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from app.actions import cards
from app.house import close_house, open_house
from app.settings import Settings
from app.writing.transaction import Change
from tests.load.posting import TEXT, Posting, Spread, spread
from tests.load.report import Table
from tests.load.sockets import dial_many
from tests.load.stage import folder, halls, serving

IN_FLIGHT = 64
NO_ACKS = Spread(0, 0, 0)


@dataclass(frozen=True)
class Run:
    """Cards, the seconds they took, and the processor time of whoever stored them."""

    cards: int
    wall: float
    cpu: float
    ack: Spread = NO_ACKS

    @property
    def rate(self) -> float:
        return self.cards / self.wall

    @property
    def per_core_second(self) -> float:
        return self.cards / max(self.cpu, 0.01)


WAYS: Mapping[str, Callable[[float], Coroutine[Any, Any, Run]]] = {
    "the server": lambda seconds: through_sockets(seconds),
    "the server, one row a commit": lambda seconds: through_sockets(seconds, "batches_of_one"),
    "the server, nothing stored": lambda seconds: through_sockets(seconds, "nothing_stored"),
    "the writer alone": lambda seconds: asyncio.to_thread(through_writer, seconds),
    "bare SQLite, the same rows, one card a commit": lambda s: asyncio.to_thread(bare_commits, s),
}


async def run(*, quick: bool) -> None:
    """The ways take turns, so that a noisy minute hits all of them; told is the median of each."""
    seconds, rounds = (2.0, 3) if quick else (4.0, 5)
    seen: dict[str, list[Run]] = {name: [] for name in WAYS}
    for _ in range(rounds):
        for name, way in WAYS.items():
            seen[name].append(await way(seconds))
    table = Table(
        "64 in flight", "cards/s", "the real server to it", "cards/core-s", "the real server to it", "ack"
    )
    rate, per_core = (median_of(seen["the server"], name) for name in ("rate", "per_core_second"))
    for name, runs in seen.items():
        here, core = median_of(runs, "rate"), median_of(runs, "per_core_second")
        ack = runs[len(runs) // 2].ack
        table.row(
            name, f"{here:,.0f}", f"{rate / here:.2f}", f"{core:,.0f}", f"{per_core / core:.2f}",
            ack if ack.p50 else "",
        )  # fmt: skip


def median_of(runs: Sequence[Run], name: str) -> float:
    return float(median(getattr(run, name) for run in runs))


async def through_sockets(seconds: float, *plants: str) -> Run:
    with folder() as data:
        (hall,) = await asyncio.to_thread(halls, data, phones=IN_FLIGHT)
        with serving(data, "unlimited", *plants) as server:
            posting = Posting()
            phones = await dial_many(server.port, hall.sockets_of_phones(IN_FLIGHT), heard=posting.hear)
            await posting.pace(phones, rate=50, seconds=1)
            before, cpu, began = len(posting.acked), server.cpu(), time.monotonic()
            await posting.saturate(phones, seconds)
            wall = time.monotonic() - began
            cpu = server.cpu() - cpu
            for phone in phones:
                phone.close()
            return Run(len(posting.acked) - before, wall, cpu, spread(posting.ack_times[before:]))


def through_writer(seconds: float) -> Run:
    """The same changes put into the writer of this process, as many waiting as in the hall."""
    with folder() as data:
        (hall,) = halls(data, phones=IN_FLIGHT)
        house = open_house(Settings(data=data))
        try:
            count, began, cpu = 0, time.monotonic(), time.process_time()
            while (wall := time.monotonic() - began) < seconds:
                house.writer.write_all(changes(hall.prepared.id, count))
                count += IN_FLIGHT
            return Run(count, wall, time.process_time() - cpu)
        finally:
            close_house(house)


def changes(conference_id: int, so_far: int) -> Sequence[Change]:
    return [
        Change(
            partial(cards.post_card, participant_id=author, kind="strength", text=TEXT),
            actor=f"participant:{author}",
            conference_id=conference_id,
            key=f"load-{so_far + author:09d}",
        )
        for author in range(1, IN_FLIGHT + 1)
    ]


def bare_commits(seconds: float) -> Run:
    """Card, line of the log, receipt and counter, each card in a commit of its own that is on the disk."""
    with folder() as data:
        (hall,) = halls(data, phones=1)
        with sqlite3.connect(database_in(data), isolation_level=None) as connection:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA wal_autocheckpoint=1000")
            rows = Rows(connection, hall.prepared.id)
            count, began, cpu = 0, time.monotonic(), time.process_time()
            while (wall := time.monotonic() - began) < seconds:
                count += 1
                rows.write(count)
        connection.close()
        return Run(count, wall, time.process_time() - cpu)


def database_in(data: Path) -> Path:
    return next(data.glob("*.db"))


class Rows:
    """The rows of a card, with the columns that the tables ask for."""

    def __init__(self, connection: sqlite3.Connection, conference_id: int) -> None:
        self._connection = connection
        self._conference_id = conference_id
        self._phase = connection.execute("SELECT phase_id FROM conference").fetchone()[0]
        self._seq = connection.execute("SELECT seq FROM conference").fetchone()[0]
        self._fields = {
            table: [(name, kind) for _, name, kind, needed, default, _ in self._columns(table) if needed]
            for table in ("card", "line", "receipt")
        }

    def _columns(self, table: str) -> Sequence[tuple[int, str, str, int, object, int]]:
        return self._connection.execute(f"PRAGMA table_info({table})").fetchall()

    def write(self, number: int) -> None:
        answer = json.dumps({"card": {"id": number, "number": number, "kind": "strength", "text": TEXT}})
        given = {
            "conference_id": self._conference_id, "seq": self._seq + number, "number": number, "text": TEXT,
            "kind": "strength", "status": "visible", "type": "card_posted", "actor": "participant:1",
            "payload": json.dumps({"card": number, "number": number}), "key": f"load-{number:09d}",
            "answer": answer, "id": number,
        }  # fmt: skip
        self._connection.execute("BEGIN IMMEDIATE")
        for table, fields in self._fields.items():
            names = ", ".join(name for name, _ in fields)
            values = [given.get(name, filler(kind)) for name, kind in fields]
            marks = ", ".join("?" for _ in fields)
            self._connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)
        self._connection.execute("UPDATE conference SET seq = seq + 1")
        self._connection.execute("COMMIT")


def filler(kind: str) -> object:
    return 0 if kind.startswith(("INT", "BOOL")) else "2026-01-01 00:00:00.000000"
