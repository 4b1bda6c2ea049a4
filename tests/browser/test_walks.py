"""Each template on real screens, from the lobby to the tables: moderation, projector, one phone in a hand.

The other people are as many devices as make several tables; they only speak HTTP.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx2
import pytest
from playwright.async_api import Page, expect
from starlette.testclient import TestClient

from app.agendas import AGENDAS, agenda
from app.models import Role
from app.reading.hall import Hall
from tests.browser.conftest import OpenPage, Site
from tests.conftest import Town
from tests.walks.test_walks import MODES, everything_is_in_the_tables
from tests.walks.walk import GROUPS, Walk, seat_two_at_a_table

pytestmark = [pytest.mark.browser, pytest.mark.anyio, pytest.mark.nightly]

LAPTOP, WALL = (1366, 768), (1024, 768)
MOST_STEPS = 200
PRESSES, SOON = 4, 10.0
TEXT = "Ein Gedanke von Anna"


@pytest.mark.parametrize("name", [name for name in AGENDAS if name != "zk-light-120"])
async def test_a_template_is_led_by_the_big_button(town: Site, open_page: OpenPage, name: str) -> None:
    here = town.playing(name)
    site = Site(here.house, here.client, here.conference_id, here.code, town.address)
    site.act(seat_two_at_a_table)
    mona = await open_page(site.link(Role.MODERATION), size=LAPTOP)
    wall = await open_page(site.link(Role.PROJECTOR), size=WALL)
    anna = await open_page(site.path())
    await anna.get_by_role("button", name="Mitmachen").click()
    await expect(anna.locator("#connection")).to_contain_text("verbunden")
    with others(site) as phones:
        walk = Walk(site, site.staff(Role.MODERATION), site.staff(Role.PROJECTOR), phones)
        hers = await led_to_the_end(walk, site, mona, wall, anna)

    assert not walk.refused
    assert walk.seen == [entry["title"]["de"] for entry in agenda(name)["phases"]]
    assert set(walk.voted) == MODES[name]
    assert hers["card"] > 0 and hers["vote"] > 0
    walk.wrote.update(hers_in_the_hall(site))
    everything_is_in_the_tables(walk, name)


@contextmanager
def others(site: Site) -> Iterator[list[TestClient]]:
    """Phones that come in by the public door of the running server."""
    with site.hall() as hall:
        numbers = {entry.name: str(entry.id) for entry in hall.groups}
    with ExitStack() as open_phones:
        found: list[Any] = []
        for group in GROUPS:
            phone = httpx2.Client(base_url=site.address, headers={"Origin": site.address}, trust_env=False)
            found.append(open_phones.enter_context(phone))
            phone.post(f"/c/{site.code}/join", data={"group": numbers.get(group, "")})
        yield found


async def led_to_the_end(walk: Walk, site: Site, mona: Page, wall: Page, anna: Page) -> Counter[str]:
    """The real big button, until it says that everything is over."""
    hers: Counter[str] = Counter()
    for _ in range(MOST_STEPS):
        button = walk.button()
        if button is None:
            await expect(wall.locator("body")).to_contain_text("Dank")
            return hers
        if not walk.seen or walk.seen[-1] != button.phase:
            walk.seen.append(button.phase)
        walk.work()
        await take_part(anna, hers)
        await press(walk, site, mona)
    raise AssertionError(f"not at the end: {walk.seen[-3:]}")


async def press(walk: Walk, site: Site, mona: Page) -> None:
    button = walk.button()
    assert button is not None
    big = mona.locator("#big")
    await expect(big).to_contain_text(button.words)
    before = seq(site)
    for _ in range(PRESSES):
        await big.click()
        if await moved(site, before):
            break
    assert seq(site) > before, f"{button} did nothing: {await mona.locator('#told').inner_text()}"
    if button.verb == "propose":
        walk.ensure_two_themes()
    await expect(big.filter(has_text=button.words)).to_have_count(0)


async def moved(site: Town, before: int) -> bool:
    """Right after the button has changed by itself the page lets a click pass: then people press again."""
    ends = time.monotonic() + SOON
    while seq(site) <= before and time.monotonic() < ends:
        await asyncio.sleep(0.05)
    return seq(site) > before


def seq(site: Town) -> int:
    with site.house.database.reading() as session:
        return site.conference(session).seq


async def take_part(anna: Page, hers: Counter[str]) -> None:
    """Anna does the first thing that her page offers."""
    if await may_write(anna):
        hers["card"] += 1
        await anna.locator("#card-text").fill(f"{TEXT} {hers['card']}")
        await anna.get_by_role("button", name="Karte senden", exact=True).click()
        await expect(anna.locator("#my-cards")).to_contain_text(f"{TEXT} {hers['card']}")
    for choice in (".step.more:visible", ".scale-step:visible", ".matrix-step:visible"):
        if await anna.locator(choice).count():
            hers["vote"] += 1
            await anna.locator(choice).first.click()
            return


async def may_write(anna: Page) -> bool:
    """Where nothing but a text is asked for, and she has a card left."""
    if not await anna.locator("#card-text:visible").count() or await anna.locator(".lanes").count():
        return False
    left = await anna.locator("[data-left-of]").all_inner_texts()
    return bool(left) and "Alle Karten gesendet" not in left[0]


def hers_in_the_hall(site: Site) -> Counter[tuple[str, str]]:
    with site.house.database.reading() as session:
        cards = Hall(session, site.conference(session)).cards([])
        return Counter((card.kind, card.text) for card in cards if card.text.startswith(TEXT))
