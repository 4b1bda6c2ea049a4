"""One phone that floods with fifty connections, and a hall that comes in through one address."""

import asyncio
import contextlib
import json
import secrets
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from app.rehearsal.line import TROUBLE, doors
from app.rehearsal.phones import Phone
from tests.trust.conftest import Scoring
from tests.trust.honest import Place, Waits, bearable, honest, newcomers, open_place
from tests.trust.raw import Raw

pytestmark = pytest.mark.alone

CONNECTIONS = 50
BURST, RATE = 30, 0.5
AT_ONCE = 5
FLOOD = "Flut"


@dataclass
class Flood:
    """Half of its connections are sockets that open anew at once, half are requests one after the other."""

    place: Place
    phone: Phone
    tries: int = 0
    closed: Counter[int] = field(default_factory=Counter)
    answers: Counter[int] = field(default_factory=Counter)
    open: set[Raw] = field(default_factory=set)
    is_over: bool = False

    async def run(self, seconds: float) -> None:
        async with httpx2.AsyncClient(timeout=20, trust_env=False) as client:
            loops = [self.by_socket() for _ in range(CONNECTIONS // 2)]
            loops += [self.by_request(client) for _ in range(CONNECTIONS // 2)]
            flooding = [asyncio.create_task(loop) for loop in loops]
            await asyncio.sleep(seconds)
            self.is_over = True
            for raw in self.open:
                raw.cut()
            await asyncio.gather(*flooding)

    def message(self) -> str:
        self.tries += not self.is_over
        key = secrets.token_hex(8)
        return json.dumps({"do": "post_card", "key": key, "kind": "strength", "text": f"{FLOOD} {key}"})

    async def by_socket(self) -> None:
        while not self.is_over:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                raw = await self.place.raw(self.phone)
                self.open.add(raw)
                for _ in range(AT_ONCE):
                    raw.say(self.message())
                with contextlib.suppress(OSError):
                    await raw.writer.drain()
                self.closed[await raw.closed_with(within=5)] += 1
                self.open.discard(raw)
                raw.cut()

    async def by_request(self, client: httpx2.AsyncClient) -> None:
        address = f"{self.place.server.address}/c/{self.phone.code}/say"
        headers = {
            "Origin": self.place.server.address,
            "Cookie": self.phone.cookie,
            "Content-Type": "application/json",
        }
        while not self.is_over:
            with contextlib.suppress(*TROUBLE):
                answer = await client.post(address, content=self.message(), headers=headers)
                self.answers[answer.status_code] += 1


async def flooded(place: Place, seconds: float) -> tuple[Waits, Waits, Flood]:
    [phone] = await newcomers(place, 1)
    async with honest(place, phones=20, screens=2) as hall:
        alone = await hall.wait(seconds=seconds, per_second=10)
        flood = Flood(place, phone)
        beside, _ = await asyncio.gather(hall.wait(seconds=seconds, per_second=10), flood.run(seconds))
        return alone, beside, flood


def taken(place: Place) -> int:
    return sum(text.startswith(FLOOD) for text, _ in place.cards())


def scored(place: Place, seconds: float, score: Scoring, *, exact: bool) -> None:
    alone, beside, flood = asyncio.run(flooded(place, seconds))
    accepted, allowed = taken(place), BURST + RATE * seconds + 1
    median, usual = beside.ack(0.5), alone.ack(0.5)

    score(
        "S13", promise="A flooding phone lets the others wait at most twice as long, and is not heard",
        figure=f"{flood.tries} cards tried on {CONNECTIONS} connections in {seconds:.0f} s: {accepted} taken "
        f"(allowed {allowed:.0f}); honest tick p50 {median * 1000:.0f} ms, alone {usual * 1000:.0f} ms",
        passed=accepted <= allowed and (median <= 2 * usual if exact else bearable(median, usual)),
        closed=dict(flood.closed), answers=dict(flood.answers),
    )  # fmt: skip


@pytest.mark.nightly
def test_a_flood_of_one_phone_is_not_taken_and_holds_nobody_up(place: Place, score: Scoring) -> None:
    scored(place, 2, score, exact=False)


@pytest.mark.nightly
def test_a_flood_of_ten_seconds_holds_nobody_up(tmp_path: Path, score: Scoring) -> None:
    with open_place(tmp_path) as place:
        scored(place, 10, score, exact=True)


@pytest.mark.nightly
def test_a_server_without_a_pace_would_be_found(tmp_path: Path) -> None:
    with open_place(tmp_path, fault="takes_all_it_is_given") as place:
        asyncio.run(flooded(place, 2))

        assert taken(place) > BURST + RATE * 2 + 1


def test_a_device_has_three_sockets_and_the_oldest_gives_way(place: Place) -> None:
    async def play() -> tuple[int, list[int]]:
        [phone] = await newcomers(place, 1)
        raws = [await place.raw(phone) for _ in range(4)]
        try:
            return await raws[0].closed_with(), [await raw.closed_with(within=0.2) for raw in raws[1:]]
        finally:
            for raw in raws:
                raw.cut()

    oldest, others = asyncio.run(play())

    assert oldest == 4001, "a code at which a phone does not come back by itself"
    assert others == [0, 0, 0]


async def joined(place: Place, count: int, *, seconds: float) -> tuple[Counter[int], float]:
    """So many strangers, evenly over the time, all from here; the statuses that they were answered with."""
    answers: Counter[int] = Counter()
    address = f"{place.server.address}/c/{place.prepared.code}/join"

    async def come_in(client: httpx2.AsyncClient, after: float) -> None:
        await asyncio.sleep(after)
        answer = await client.post(address, data={"group": ""}, headers={"Origin": place.server.address})
        answers[answer.status_code] += 1

    begun = time.monotonic()
    async with doors() as client:
        await asyncio.gather(*(come_in(client, seconds * at / count) for at in range(count)))
    return answers, time.monotonic() - begun


def crowd(place: Place, count: int, seconds: float, within: float, score: Scoring) -> None:
    answers, took = asyncio.run(joined(place, count, seconds=seconds))

    score(
        "S14", promise="A hall joins through one address, and nobody is turned away",
        figure=f"{count} phones from one address in {took:.0f} s: {answers[303]} in, {answers[429]} × 429, "
        f"{count - answers[303] - answers[429]} other",
        passed=answers == Counter({303: count}) and took <= within,
    )  # fmt: skip


def test_a_hall_joins_through_one_address(place: Place, score: Scoring) -> None:
    crowd(place, 150, seconds=0, within=30, score=score)


@pytest.mark.nightly
def test_a_thousand_join_through_one_address_within_a_minute(tmp_path: Path, score: Scoring) -> None:
    with open_place(tmp_path) as place:
        crowd(place, 1_000, seconds=50, within=60, score=score)


@pytest.mark.nightly
def test_a_limit_for_the_address_would_be_found(tmp_path: Path) -> None:
    with open_place(tmp_path, fault="knows_only_addresses") as place:
        answers, _ = asyncio.run(joined(place, 150, seconds=0))

    assert answers[303] < 150
