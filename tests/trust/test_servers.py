"""R3, R5, R6: several servers on one PostgreSQL; one dies, one hangs, the bell between them dies."""

from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path

import pytest

from app.settings import Settings
from tests.redis_server import PROGRAM, RedisServer
from tests.trust.conftest import Scoring
from tests.trust.load import Hall, Load
from tests.trust.nemesis import bell_dies, one_dies, one_hangs
from tests.trust.stand import Stand

pytestmark = pytest.mark.nightly

LOAD = Load(phones=100, cards_per_second=50, projectors=4)


def test_one_of_two_servers_dies(postgresql_settings: Settings, score: Scoring) -> None:
    stand = Stand(postgresql_settings, count=2)
    outcome = stand.play(LOAD, partial(one_dies, stand.servers[0]))
    elsewhere = [line for line in outcome.hall.lines if line.addresses[0] == stand.addresses[1]]
    score(
        "R3",
        promise="0 lost, 0 doubled; the others notice nothing; back within 5 s",
        figure=f"{outcome}; {sum(line.reconnects for line in elsewhere)} of {len(elsewhere)} devices"
        " of the other server had to come back",
        passed=outcome.is_sound
        and outcome.hall.back_after <= 5.0
        and not any(line.reconnects for line in elsewhere),
        longest_ack=round(outcome.longest_ack, 2),
    )


def test_one_of_two_servers_hangs(postgresql_settings: Settings, score: Scoring) -> None:
    stand = Stand(postgresql_settings, count=2)
    outcome = stand.play(LOAD, partial(one_hangs, stand.servers[0], 8.0))
    score(
        "R6",
        promise="0 lost, 0 doubled; phones have moved on within 10 s",
        figure=f"{outcome}; the longest wait for an answer was {outcome.longest_ack:.1f} s",
        passed=outcome.is_sound and outcome.longest_ack <= 10.0,
    )


@pytest.mark.skipif(PROGRAM is None, reason="Redis is not installed: apt install redis-server")
def test_the_bell_dies(postgresql_settings: Settings, tmp_path: Path, score: Scoring) -> None:
    redis = RedisServer(tmp_path)
    redis.start()
    try:
        stand = Stand(postgresql_settings.model_copy(update={"bus_url": redis.address}), count=2)
        load = replace(LOAD, is_split=True)
        outcome = stand.play(load, partial(bell_dies, redis), afterwards=6.0)
    finally:
        redis.kill()
    before, after = delays(outcome.hall)
    extra = max(after) - max(before)
    errors = outcome.delays + outcome.reconnects
    score(
        "R5",
        promise="0 lost, 0 doubled; no error; news at most 1.2 s later",
        figure=f"{outcome}; {errors} errors; from the tick to a wall at the other server at most"
        f" {max(before):.1f} s with the bell and {max(after):.1f} s without",
        passed=outcome.is_sound and not errors and extra <= 1.2 and len(after) > 100,
    )


def delays(hall: Hall) -> tuple[list[float], list[float]]:
    """From the tick of each card to its showing on each wall: before the end of the trouble, and after."""
    acked = {
        int(ack.card["id"]): ack.at
        for ack in chain.from_iterable(phone.acked.values() for phone in hall.phones)
        if not ack.again
    }
    shown = [
        (acked[card], at - acked[card])
        for screen in hall.screens
        for card, at in screen.appeared.items()
        if card in acked
    ]
    before = [delay for at, delay in shown if at < hall.whole_from]
    return before, [delay for at, delay in shown if at >= hall.whole_from]
