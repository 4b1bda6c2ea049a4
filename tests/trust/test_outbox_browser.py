"""R11: a phone that was offline and closed sends what it kept: once, in order, though answers get lost."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.async_api import (
    Browser,
    BrowserContext,
    Page,
    Route,
    WebSocketRoute,
    async_playwright,
    expect,
)
from starlette.testclient import TestClient

from app.actions import conferences, phases
from app.agendas import default_groups
from app.writing.transaction import Change
from tests.browser.conftest import (
    FLAGS,
    PHONE,
    Site,
    anyio_backend,
    browser,
    browser_path,
    note,
    server,
)
from tests.browser.test_offline import IS_KEPT, until
from tests.browser.test_phone import texts, write
from tests.conftest import ORIGIN
from tests.halls import endless
from tests.trust.conftest import Scoring

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

CARDS = [f"Karte {number}" for number in range(1, 21)]
OFFLINE = 10 * 60 * 1000
WITHIN = 30.0
SAVED = "gespeichert ✓"
STATES = "#my-cards .state"
NEW_KEY_EACH_TIME = "this.deliver({ ...record.message, key: newKey() })"

__all__ = ["anyio_backend", "browser", "server"]


@pytest.fixture
def town(server: tuple[FastAPI, str]) -> Site:
    """A conference in which everybody may write as many cards as they like."""
    app, address = server
    act = partial(
        conferences.create_conference, fields={"title": "Probe"}, agenda=endless(["weakness"]),
        groups=default_groups(),
    )  # fmt: skip
    made = app.state.house.writer.write_now(Change(act, actor="organiser:0"))
    client = TestClient(app, base_url=ORIGIN)
    site = Site(app.state.house, client, made["conference"], made["code"], address)
    site.act(phases.open_input)
    return site


@dataclass
class Thief:
    """Takes answers away: most with the line they came on, one without a word."""

    takes: int
    swallows: int = 0
    """Which of them goes without a word; none if 0."""
    lost: int = 0
    complaints: list[str] = field(default_factory=list)

    async def sit_on(self, context: BrowserContext) -> None:
        await context.route_web_socket(re.compile("/live"), self.listen)
        await context.route(re.compile("/say$"), self.steal_post)

    async def listen(self, socket: WebSocketRoute) -> None:
        line = socket.connect_to_server()

        async def pass_on(message: str | bytes) -> None:
            if '"ack"' not in str(message) or self.lost >= self.takes:
                return socket.send(message)
            self.lost += 1
            if self.lost != self.swallows:
                await line.close()
                await socket.close()

        line.on_message(lambda message: asyncio.ensure_future(pass_on(message)))

    async def steal_post(self, route: Route) -> None:
        if self.lost >= self.takes:
            return await route.continue_()
        self.lost += 1
        await route.fetch()
        await route.abort()


@asynccontextmanager
async def device(profile: Path, thief: Thief) -> AsyncIterator[BrowserContext]:
    """A browser with a memory of its own, as it is on a phone; closing it kills its tabs."""
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            profile, executable_path=browser_path(), args=FLAGS, locale="de",
            viewport={"width": PHONE[0], "height": PHONE[1]},
        )  # fmt: skip
        context.on("console", lambda message: note(message, thief.complaints))
        yield context
        await context.close()


async def joined(context: BrowserContext, town: Site) -> Page:
    page = await context.new_page()
    await page.clock.install()
    await page.goto(town.path())
    await page.get_by_role("button", name="Mitmachen").click()
    await expect(page.locator("#connection")).to_have_text("verbunden")
    return page


async def write_offline(page: Page, town: Site, cards: list[str]) -> None:
    """Loses the network and writes for ten minutes, by the clock of the device."""
    await page.context.set_offline(True)
    town.drop_sockets()
    half = len(cards) // 2
    for text in cards[:half]:
        await write(page, text)
    await page.clock.fast_forward(OFFLINE)
    for text in cards[half:]:
        await write(page, text)
    await expect(page.locator(STATES)).to_have_text(["wartet"] * len(cards))


async def come_back(context: BrowserContext, town: Site, count: int) -> float:
    """Seconds until both tabs show that everything is saved."""
    begun = time.monotonic()
    tabs = [await context.new_page() for _ in range(2)]
    await asyncio.gather(*(tab.goto(town.path()) for tab in tabs))
    for tab in tabs:
        await expect(tab.locator(STATES)).to_have_text([SAVED] * count, timeout=2_000 * WITHIN)
    return time.monotonic() - begun


async def test_cards_from_a_phone_that_was_away_are_there_once_and_in_order(
    town: Site, tmp_path: Path, score: Scoring
) -> None:
    await scored(town, tmp_path, score, CARDS[:6], Thief(takes=2))


@pytest.mark.nightly
async def test_twenty_cards_from_a_phone_that_was_away_are_there_within_half_a_minute(
    town: Site, tmp_path: Path, score: Scoring
) -> None:
    assert await scored(town, tmp_path, score, CARDS, Thief(takes=7, swallows=3)) <= WITHIN


async def scored(town: Site, tmp_path: Path, score: Scoring, cards: list[str], thief: Thief) -> float:
    async with device(tmp_path, thief) as context:
        page = await joined(context, town)
        await until(page, IS_KEPT)
        await write_offline(page, town, cards)
        await page.reload()
        await expect(page.locator(STATES)).to_have_text(["wartet"] * len(cards))
        await expect(page.locator("#connection")).to_have_text("kein Netz")
    assert len(texts(town)) < 2, "at most one was under way when the network went"
    async with device(tmp_path, thief) as context:
        await thief.sit_on(context)
        seconds = await come_back(context, town, len(cards))

    stored = texts(town)
    score(
        "R11",
        promise="20 cards once, in order, within 30 s; the page reloads without a network; no CSP violation",
        figure=f"{len(stored)} cards in order: {stored == cards}, {thief.lost} answers lost, "
        f"{seconds:.1f} s, {len(thief.complaints)} CSP violations",
        passed=stored == cards and thief.lost == thief.takes and not thief.complaints,
        seconds=round(seconds, 1),
    )
    return seconds


@pytest.mark.nightly
async def test_an_outbox_that_makes_a_new_key_for_each_try_is_found_out(town: Site, browser: Browser) -> None:
    context = await browser.new_context(locale="de", service_workers="block")
    await context.route(re.compile("/outbox.js$"), spoil)
    thief = Thief(takes=7, swallows=3)
    page = await joined(context, town)
    await thief.sit_on(context)
    await page.reload()
    for text in CARDS[:8]:
        await write(page, text)
    await expect(page.locator(STATES)).to_have_count(8)
    await expect(page.locator(STATES, has_text="wartet")).to_have_count(0, timeout=2_000 * WITHIN)
    await context.close()

    assert max(Counter(texts(town)).values()) > 1


async def spoil(route: Route) -> None:
    answer = await route.fetch()
    honest = await answer.text()
    spoilt = honest.replace("this.deliver(record.message)", NEW_KEY_EACH_TIME)
    assert spoilt != honest
    await route.fulfill(response=answer, body=spoilt)
