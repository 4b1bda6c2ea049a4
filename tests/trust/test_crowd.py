"""R18 and R19: what a phone costs that only listens, and two thousand that come back at once."""

import asyncio

import pytest
import uvloop

from app.rehearsal.line import doors
from tests.load.machine import open_many
from tests.load.memory import Resting, resting
from tests.load.stage import folder, halls, serving
from tests.load.storm import Back, all_back, seated
from tests.trust.conftest import Scoring

IDLE, MOST_EACH, MOST_IN_ALL = 1000, 45, 160
CROWD, BACK_WITHIN, MOST_TRIES = 2000, 20.0, 3


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
def test_a_hall_comes_back_after_a_restart(score: Scoring) -> None:
    open_many()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        back = runner.run(came_back())
    score(
        "R19",
        promise=f"{CROWD:,} phones behind one address are back within {BACK_WITHIN:.0f} s after a restart, "
        f"none with more than {MOST_TRIES} tries that fail",
        figure=f"all back after {back.last:.1f} s, at most {back.most_failed_tries} failed tries each",
        passed=back.last <= BACK_WITHIN and back.most_failed_tries <= MOST_TRIES,
        seconds=round(back.last, 1),
        failed_tries=back.most_failed_tries,
    )


async def came_back() -> Back:
    """Tries are counted from when the server is ready: before that every one must fail."""
    with folder() as data:
        (hall,) = await asyncio.to_thread(halls, data, phones=CROWD)
        with serving(data) as server:
            async with doors() as client:
                stop = asyncio.Event()
                phones, living = await seated(server, hall, client, stop)
                back = await all_back(server, phones)
                stop.set()
                await asyncio.gather(*living)
                return back
