"""R4: PostgreSQL crashes and comes back; while it is away nobody gets a tick."""

import asyncio

import httpx2
import pytest

from app.settings import Settings
from tests.postgres import Postgres
from tests.trust.conftest import Scoring
from tests.trust.load import Hall, Load
from tests.trust.nemesis import database_crashes
from tests.trust.stand import Stand

AWAY = 1.0


@pytest.mark.nightly
def test_postgresql_crashes_and_comes_back(
    postgres: Postgres, postgresql_settings: Settings, score: Scoring
) -> None:
    stand = Stand(postgresql_settings)
    told: list[httpx2.Response] = []

    async def trouble(hall: Hall) -> None:
        asking = asyncio.create_task(ask_while_away(stand, told))
        await database_crashes(postgres, AWAY, hall)
        asking.cancel()

    outcome = stand.play(Load(phones=100, cards_per_second=50), trouble)
    busy = [answer for answer in told if answer.status_code != 200]
    polite = [answer for answer in busy if answer.status_code == 503 and "retry-after" in answer.headers]
    score(
        "R4",
        promise="no tick without a commit; 503 with Retry-After; up to date within 3 s",
        figure=f"away for {AWAY:.0f} s and its start; {outcome};"
        f" {len(polite)} of {len(busy)} refused requests said 503 and when to come back",
        passed=outcome.is_sound and outcome.hall.back_after <= 3.0 and busy == polite and bool(busy),
        reconnects=outcome.reconnects,
        delays=outcome.delays,
        first_ack=outcome.first_ack,
    )


async def ask_while_away(stand: Stand, told: list[httpx2.Response]) -> None:
    async with httpx2.AsyncClient(base_url=stand.addresses[0], timeout=20) as client:
        while True:
            told.append(await client.get(f"/c/{stand.prepared.code}"))
            await asyncio.sleep(0.1)
