"""A checker that finds nothing proves nothing: each planted fault turns it red."""

import asyncio
from functools import partial

import pytest

from app.settings import Settings
from tests.halls import prepare
from tests.serving import Server
from tests.trust.checker import Verdict, stored
from tests.trust.load import Hall, Load, played
from tests.trust.test_power import power_cuts

LONGEST_TEST = 100.0


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("fault", "found"),
    [
        ("ack_before_commit", "lost"),
        ("no_receipts", "duplicates"),
        ("no_resume", "astray"),
        ("holes_in_the_log", "holes"),
        ("other_answer_to_a_retry", "misnumbered"),
    ],
)
def test_a_planted_fault_is_found(settings: Settings, fault: str, found: str) -> None:
    assert found in verdict_on(settings, fault).found


def verdict_on(settings: Settings, fault: str) -> Verdict:
    (prepared,) = prepare(settings)
    server = Server(settings.data, program=("-m", "tests.trust.faulty", fault))
    read = partial(stored, settings.database_address, prepared.id)
    server.start()
    try:
        load = Load(phones=40, cards_per_second=60, lost_answers=0.2)
        play = played(load, [server.address], prepared, partial(breaks, server), read, patience=10)
        hall = asyncio.run(asyncio.wait_for(play, LONGEST_TEST))
    finally:
        server.kill()
    return hall.verdict(read())


async def breaks(server: Server, hall: Hall) -> None:
    await power_cuts(server, 1, hall)
    for screen in hall.screens:
        screen.break_off()
