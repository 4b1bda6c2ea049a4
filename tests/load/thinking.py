"""Does the hall notice that the machine thinks? Acks while it sorts many cards, beside idle ones."""

import asyncio
import csv
import itertools
import random
import re
import time
from collections.abc import Awaitable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx2

from app.actions import cards, joining
from app.auth import hashed, new_token
from app.house import close_house, open_house
from app.settings import Settings
from app.writing.transaction import Change
from tests.halls import AT_ONCE, Prepared
from tests.load.machine import Process
from tests.load.posting import Posting, Spread, spread
from tests.load.report import Table
from tests.load.sockets import Socket, dial_many
from tests.load.stage import Hall, folder, halls
from tests.serving import ROOT

PHONES, RATE = 64, 20.0
PATIENCE = 180.0
WAYS = ("nobody sorts", "themes on an unsorted pile", "again, with what has come")


@dataclass(frozen=True)
class Seen:
    """What the phones were answered in a stretch of time, and how long that was."""

    acks: Spread
    count: int
    seconds: float


async def run(*, quick: bool) -> None:
    many, idle_for, rounds = (2_000, 8.0, 1) if quick else (10_000, 10.0, 3)
    with folder() as data:
        (hall,) = await asyncio.to_thread(halls, data, phones=PHONES)
        await asyncio.to_thread(fill, data, hall.prepared, many)
        server = Process("tests.load.planted", ("unlimited",), {"ZUKUNFT_DATA": str(data)}, core=None)
        await asyncio.to_thread(server.start)
        try:
            await measure(server, hall, many, idle_for, rounds)
        finally:
            await asyncio.to_thread(server.stop)


async def measure(server: Process, hall: Hall, many: int, idle_for: float, rounds: int) -> None:
    """Idle and thinking take turns, so that a noisy minute hits both; told is the median round of each."""
    posting = Posting()
    sockets = await dial_many(server.port, hall.sockets_of_phones(PHONES), heard=posting.hear)
    headers = {"Origin": server.address}
    seen: dict[str, list[Seen]] = {name: [] for name in WAYS}
    async with httpx2.AsyncClient(
        base_url=server.address, headers=headers, timeout=PATIENCE, trust_env=False
    ) as mona:
        await mona.post("/auth/link", data={"token": hall.prepared.moderation})
        for _ in range(rounds):
            works = (asyncio.sleep(idle_for), propose(mona), propose(mona))
            for name, work in zip(WAYS, works, strict=True):
                seen[name].append(await watched(posting, sockets, work))
            await take_back(mona, 2)
    for socket in sockets:
        socket.close()
    idle = middle(seen[WAYS[0]])
    table = Table(f"{many:,} cards, {RATE:.0f} more a second", "took", "acks", "", "p99 to idle")
    for name in WAYS:
        found = middle(seen[name])
        ratio = found.acks.p99 / idle.acks.p99
        table.row(name, f"{found.seconds:.1f} s", found.count, found.acks, f"{ratio:.1f}")


def middle(rounds: Sequence[Seen]) -> Seen:
    return sorted(rounds, key=lambda seen: seen.acks.p99)[len(rounds) // 2]


async def take_back(mona: httpx2.AsyncClient, steps: int) -> None:
    """The pile is unsorted again."""
    for _ in range(steps):
        found = re.search(r'name="seq" value="(\d+)"', (await mona.get("/m/part/said")).text)
        assert found is not None
        answer = await mona.post("/m/undo", data={"seq": found[1]}, headers={"HX-Request": "true"})
        assert answer.status_code == 200, answer.text


async def propose(mona: httpx2.AsyncClient) -> None:
    answer = await mona.post("/m/themes/propose", data={"kind": "strength"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200, answer.text


async def watched(posting: Posting, sockets: Sequence[Socket], work: Awaitable[None]) -> Seen:
    """Cards come at an even pace as long as the work takes; only those sent meanwhile count."""
    pace = asyncio.create_task(posting.pace(sockets, rate=RATE, seconds=PATIENCE))
    began = time.monotonic()
    await work
    ended = time.monotonic()
    pace.cancel()
    await asyncio.gather(pace, return_exceptions=True)
    await posting.all_answered()
    times = [heard - sent for sent, heard in posting.acked.values() if began <= sent <= ended]
    return Seen(spread(times), len(times), ended - began)


def fill(data: Path, prepared: Prepared, count: int) -> None:
    """Cards as a town writes them, no two alike."""
    house = open_house(Settings(data=data))
    try:
        join = partial(joining.join, token_hash=hashed(new_token()), group_id=None, language="de")
        made = house.writer.write_now(Change(join, actor="door", conference_id=prepared.id))
        author = int(made["participant_id"])
        acts = [
            partial(cards.post_card, participant_id=author, kind="strength", text=text)
            for text in itertools.islice(texts(), count)
        ]
        changes = [Change(act, actor=f"participant:{author}", conference_id=prepared.id) for act in acts]
        for first in range(0, count, AT_ONCE):
            house.writer.write_all(changes[first : first + AT_ONCE])
    finally:
        close_house(house)


def texts() -> Iterator[str]:
    """Two cards of the invented town in one; the same on every run."""
    with (ROOT / "app/demo/cards.csv").open(encoding="utf-8") as rows:
        known = [row[1] for row in csv.reader(rows, delimiter=";")][1:]
    chance = random.Random(7)
    while True:
        yield f"{chance.choice(known)} {chance.choice(known)}"[:280]
