"""R18 and R19: what a phone costs that only listens, and two thousand that come back at once."""

import asyncio

import pytest
import uvloop

from app.rehearsal.line import doors
from app.settings import Settings
from tests.halls import prepare
from tests.load.machine import open_many
from tests.load.memory import Resting, resting
from tests.load.stage import folder, serving
from tests.load.storm import Back, Joined, all_back, all_join
from tests.trust.conftest import Scoring

IDLE, MOST_EACH, MOST_IN_ALL = 1000, 45, 160
CROWD, COME_WITHIN, BACK_WITHIN, MOST_TRIES = 2000, 60.0, 20.0, 3


@pytest.mark.nightly
def test_a_phone_that_only_listens_costs_little(score: Scoring) -> None:
    open_many()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        seen: Resting = runner.run(resting(IDLE))
    score(
        "R18",
        promise=f"An idle phone costs at most {MOST_EACH} KB; the server with {IDLE:,} of them "
        f"at most {MOST_IN_ALL} MB",
        figure=f"{seen.kilobytes_each:.0f} KB each; {seen.after / 1024:.0f} MB with {IDLE:,} phones",
        passed=seen.kilobytes_each <= MOST_EACH and seen.after / 1024 <= MOST_IN_ALL,
        kilobytes_each=round(seen.kilobytes_each, 1),
        megabytes=round(seen.after / 1024),
    )


@pytest.mark.nightly
def test_a_hall_comes_in_and_comes_back_after_a_restart(score: Scoring) -> None:
    open_many()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        joined, back = runner.run(came_and_came_back())
    score(
        "R19",
        promise=f"{CROWD:,} phones behind one address are back within {BACK_WITHIN:.0f} s after a restart, "
        f"none with more than {MOST_TRIES} tries that fail",
        figure=f"all back after {back.last:.1f} s, at most {back.most_failed_tries} failed tries each; "
        f"joining before, {joined.refused.total()} were turned away",
        passed=back.last <= BACK_WITHIN and back.most_failed_tries <= MOST_TRIES and not joined.refused[429],
        seconds=round(back.last, 1),
        failed_tries=back.most_failed_tries,
    )


async def came_and_came_back() -> tuple[Joined, Back]:
    with folder() as data:
        (prepared,) = await asyncio.to_thread(prepare, Settings(data=data))
        with serving(data) as server:
            async with doors(at_once=200, patience=60.0) as client:
                stop = asyncio.Event()
                joined, living = await all_join(server, prepared.code, client, CROWD, COME_WITHIN, stop)
                back = await all_back(server, joined.phones)
                stop.set()
                await asyncio.gather(*living)
                return joined, back
