"""R1, R2: the server is killed in the middle of the writing, and answers are lost on their way."""

import asyncio
from functools import partial

import pytest

from app.settings import Settings
from tests.halls import prepare
from tests.serving import Server
from tests.trust.checker import recovered, stored
from tests.trust.conftest import Scoring
from tests.trust.load import Hall, Load, played

BACK_WITHIN = 10.0
LONGEST_TEST = 150.0


def test_a_killed_server_loses_no_acknowledged_card_and_doubles_none(
    settings: Settings, score: Scoring
) -> None:
    promises_of_a_kill(settings, score, Load(phones=80, cards_per_second=60), kills=1)


@pytest.mark.nightly
def test_three_kills_with_five_hundred_phones(settings: Settings, score: Scoring) -> None:
    promises_of_a_kill(settings, score, Load(phones=500, cards_per_second=100), kills=3)


def promises_of_a_kill(settings: Settings, score: Scoring, load: Load, *, kills: int) -> None:
    (prepared,) = prepare(settings)
    server = Server(settings.data, switches={"ZUKUNFT_DATABASE_URL": settings.database_url})
    read = partial(stored, settings.database_address, prepared.id)
    server.start()
    try:
        play = played(load, [server.address], prepared, partial(power_cuts, server, kills), read)
        hall = asyncio.run(asyncio.wait_for(play, LONGEST_TEST))
    finally:
        server.kill()
    log = read()
    verdict = hall.verdict(log)
    thrown_away = sum(phone.thrown_away for phone in hall.phones)
    again = sum(phone.told_again for phone in hall.phones)
    score(
        "R1",
        promise="0 lost, 0 doubled, log without hole, all up to date within 10 s",
        figure=f"{load.phones} phones, {hall.acked} cards acknowledged, {kills} kills: {verdict},"
        f" everybody back in {hall.back_after:.1f} s",
        passed=not verdict.found and hall.back_after <= BACK_WITHIN,
        recovered=recovered(log, hall.phones),
        reconnects=sum(line.reconnects for line in hall.lines),
    )
    score(
        "R2",
        promise="no second card, the same answer",
        figure=f"{thrown_away} answers thrown away, {again} told again, all alike, no card twice",
        passed=not verdict.found & {"duplicates", "misnumbered"} and thrown_away > 0 and again > 0,
    )


async def power_cuts(server: Server, kills: int, hall: Hall) -> None:
    for _ in range(kills):
        await hall.acknowledged(hall.acked + hall.load.phones)
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)
