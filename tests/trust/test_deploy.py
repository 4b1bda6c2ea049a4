"""R7: a server is told to end and a new one takes its place, in the middle of the writing."""

import asyncio
import contextlib
import time
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import pytest

from app.rehearsal.line import TROUBLE, doors
from app.rehearsal.phones import Phone
from app.settings import Settings
from tests.halls import Prepared, prepare
from tests.serving import Server
from tests.trust.checker import Verdict, stored
from tests.trust.conftest import Scoring
from tests.trust.load import Hall, Load, arrived, played, running

LOAD = Load(phones=40, cards_per_second=30)
STOPPED_WITHIN = 10.0
BACK_WITHIN = 10.0
SPREAD_OVER = 1.0
COME_BACK = 1012
LONGEST_TEST = 90.0


@dataclass
class Watched:
    """What devices without a socket were told, and how the sockets ended."""

    stopped_after: float = 0.0
    polls: int = 0
    wrong: list[str] = field(default_factory=list)
    come_back: int = 0
    goodbyes: dict[int, int] = field(default_factory=dict)
    spread: float = 0.0

    def found(self, hall: Hall, verdict: Verdict) -> set[str]:
        wrong = {
            "cards": bool(verdict.found),
            "slow to stop": self.stopped_after > STOPPED_WITHIN,
            "slow to come back": hall.back_after > BACK_WITHIN,
            "answers": bool(self.wrong),
            "goodbyes": set(self.goodbyes) != {COME_BACK},
            "all at once": self.spread < SPREAD_OVER,
        }
        return {name for name, is_wrong in wrong.items() if is_wrong}


@pytest.mark.nightly
def test_a_new_server_takes_over_a_hall_within_ten_seconds(settings: Settings, score: Scoring) -> None:
    scored(settings, LOAD, score)


def scored(settings: Settings, load: Load, score: Scoring) -> None:
    hall, verdict, watched = deployed(settings, load)

    found = watched.found(hall, verdict)
    score(
        "R7",
        promise="ends within 10 s, 0 lost, 0 doubled, all back within 10 s; no 5xx but 503 with Retry-After",
        figure=f"{load.phones} phones, {hall.acked} cards acknowledged, stop {watched.stopped_after:.1f} s:"
        f" {verdict}, everybody back in {hall.back_after:.1f} s, sockets closed over {watched.spread:.1f} s,"
        f" {watched.polls} requests, {len(watched.wrong)} wrong answers",
        passed=not found,
        found=sorted(found),
        asked_to_come_back=watched.come_back,
        wrong_answers=watched.wrong[:5],
        goodbyes=watched.goodbyes,
    )


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("fault", "found"),
    [("hang_up_on_all_at_once", "all at once"), ("leave_without_a_word", "goodbyes")],
)
def test_a_server_without_manners_is_found(settings: Settings, fault: str, found: str) -> None:
    hall, verdict, watched = deployed(
        settings, replace(LOAD, phones=20), program=("-m", "tests.trust.faulty", fault)
    )

    assert found in watched.found(hall, verdict)


def deployed(settings: Settings, load: Load, **server_options: Any) -> tuple[Hall, Verdict, Watched]:
    (prepared,) = prepare(settings)
    switches = {"ZUKUNFT_DATABASE_URL": settings.database_url}
    server = Server(settings.data, switches=switches, **server_options)
    read = partial(stored, settings.database_address, prepared.id)
    watched = Watched()
    server.start()
    try:
        trouble = partial(deploy, server, watched)
        play = played(load, [server.address], prepared, trouble, read, afterwards=0.3)
        hall = asyncio.run(asyncio.wait_for(play, LONGEST_TEST))
    finally:
        server.kill()
    return hall, hall.verdict(read()), watched


async def deploy(server: Server, watched: Watched, hall: Hall) -> None:
    asking = [asyncio.create_task(ask_on(phone, watched)) for phone in hall.phones[::10]]
    await hall.acknowledged(hall.acked + hall.load.phones)
    before = {line: len(line.goodbyes) for line in hall.lines if line.is_connected}
    began = time.monotonic()
    await asyncio.to_thread(server.stop)
    watched.stopped_after = time.monotonic() - began
    ends = [line.goodbyes[count] for line, count in before.items() if len(line.goodbyes) > count]
    assert len(ends) == len(before), "somebody's socket ended without a word"
    for end in ends:
        watched.goodbyes[end.code] = watched.goodbyes.get(end.code, 0) + 1
    watched.spread = max(end.at for end in ends) - min(end.at for end in ends)
    await asyncio.to_thread(server.start)
    for task in asking:
        task.cancel()


async def ask_on(phone: Phone, watched: Watched) -> None:
    """Page, long poll and page again, as a phone does whose network blocks sockets."""
    for number in range(10_000):
        place = f"last={phone.seq}&epoch={phone.epoch}&wait=20"
        path = f"/c/{phone.code}/frames?{place}" if number % 2 else f"/c/{phone.code}"
        with contextlib.suppress(*TROUBLE):
            answer = await phone.ask(path)
            watched.polls += 1
            is_asked_back = answer.status_code == 503 and "retry-after" in answer.headers
            watched.come_back += is_asked_back
            if answer.status_code != 200 and not is_asked_back:
                watched.wrong.append(f"{answer.status_code} {path}")
        await asyncio.sleep(0.02)


@pytest.mark.nightly
def test_a_second_signal_ends_at_once(settings: Settings) -> None:
    (prepared,) = prepare(settings)
    server = Server(settings.data, switches={"ZUKUNFT_DATABASE_URL": settings.database_url})
    server.start()
    try:
        assert asyncio.run(asyncio.wait_for(signalled_twice(server, prepared), LONGEST_TEST)) == 1
    finally:
        server.kill()


async def signalled_twice(server: Server, prepared: Prepared) -> int:
    """The exit status, while the first of many sockets are being closed."""
    process = server.process
    assert process is not None
    async with doors() as client:
        hall = await arrived(LOAD, [server.address], prepared, client)
        async with running(hall, asyncio.Event()):
            process.terminate()
            while not any(line.goodbyes for line in hall.lines):
                await asyncio.sleep(0.01)
            process.terminate()
            status = await asyncio.to_thread(process.wait, 5)
            assert sum(COME_BACK in {end.code for end in line.goodbyes} for line in hall.lines) < len(
                hall.lines
            )
            return status
