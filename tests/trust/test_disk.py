"""R8: the disk is full; what is there can be read, what comes waits, and it goes on by itself."""

import asyncio
from pathlib import Path

import httpx2
import pytest

from app.settings import Settings
from tests.trust.conftest import Scoring
from tests.trust.load import Hall, Load
from tests.trust.nemesis import disk_is_full, enough_cards, grow, may_mount, small_disk
from tests.trust.stand import Stand

FULL_FOR = 4.0


@pytest.mark.nightly
@pytest.mark.skipif(not may_mount(), reason="only root may mount a small disk")
def test_the_disk_is_full(tmp_path: Path, score: Scoring) -> None:
    with small_disk(tmp_path / "disk", "6m") as disk:
        stand = Stand(Settings(data=disk / "var"))
        seen: list[int] = []

        async def trouble(hall: Hall) -> None:
            await enough_cards(hall)
            await asyncio.to_thread(disk_is_full, disk)
            await told_to_wait(hall)
            seen.extend(await what_readers_get(stand, FULL_FOR))
            await asyncio.to_thread(grow, disk, "40m")

        outcome = stand.play(Load(phones=80, cards_per_second=60), trouble)
    score(
        "R8",
        promise="reading goes on; writing waits; 0 lost; goes on within 5 s",
        figure=f"{outcome}; {outcome.delays} times “please wait”, {seen.count(200)} of {len(seen)} readers"
        f" served, first tick {outcome.first_ack:.1f} s after there was space",
        passed=outcome.is_sound and outcome.delays > 0 and set(seen) == {200} and outcome.first_ack <= 5.0,
    )


async def told_to_wait(hall: Hall) -> None:
    async with asyncio.timeout(20):
        while not any(phone.delays for phone in hall.phones):
            await asyncio.sleep(0.05)


async def what_readers_get(stand: Stand, seconds: float) -> list[int]:
    seen = []
    async with httpx2.AsyncClient(base_url=stand.addresses[0], timeout=20) as client, asyncio.timeout(60):
        for _ in range(int(seconds / 0.2)):
            seen.append((await client.get(f"/c/{stand.prepared.code}")).status_code)
            await asyncio.sleep(0.2)
    return seen
