"""R15: all screens show the same time that is left, on devices whose clocks are wrong."""

import re
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from app.models import Role
from app.models.base import now
from tests.browser.conftest import Site, anyio_backend, browser, server, town
from tests.trust.conftest import Scoring

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.alone]

WRONG_BY = {"phone": 10, "projector": -10, "moderation": 7}
TIMERS = {"phone": "#part-bar .timer", "projector": ".clock .timer", "moderation": "#part-now .timer"}
LOOKS = 5
WITHIN, ON_A_BUSY_MACHINE = 1.0, 4.0
"""Seconds."""

__all__ = ["anyio_backend", "browser", "server", "town"]


@pytest.fixture
async def contexts(browser: Browser) -> AsyncIterator[dict[str, BrowserContext]]:
    """A device for each kind of screen, its clock wrong by so many minutes."""
    made = {name: await browser.new_context(locale="de", service_workers="block") for name in WRONG_BY}
    for name, context in made.items():
        await context.clock.install(time=datetime.now(UTC) + timedelta(minutes=WRONG_BY[name]))
    yield made
    for context in made.values():
        await context.close()


async def opened(contexts: dict[str, BrowserContext], town: Site) -> dict[str, Page]:
    town.enter("Schwächen sammeln")
    pages = {name: await context.new_page() for name, context in contexts.items()}
    await pages["phone"].goto(town.path())
    await pages["phone"].get_by_role("button", name="Mitmachen").click()
    for name, role in (("projector", Role.PROJECTOR), ("moderation", Role.MODERATION)):
        await pages[name].goto(town.link(role))
    await expect(pages["phone"].locator("#connection")).to_have_text("verbunden")
    await expect(pages["moderation"].locator("[data-connected]")).to_be_visible()
    for name, page in pages.items():
        await expect(page.locator(TIMERS[name])).to_have_text(re.compile(r"\d:\d\d"))
    return pages


async def off_by(name: str, page: Page, town: Site) -> float:
    """Seconds between what a screen shows and what the server would show, but for what asking took."""
    asked = time.monotonic()
    shown = str(await page.evaluate(f"() => document.querySelector('{TIMERS[name]}').textContent"))
    halfway = (time.monotonic() - asked) / 2
    with town.hall() as hall:
        assert hall.conference.ends_at is not None
        left = (hall.conference.ends_at - now()).total_seconds() + (time.monotonic() - asked) - halfway
    minutes, seconds = shown.removeprefix("+").split(":")
    sign = -1 if shown.startswith("+") else 1
    return max(0.0, abs(sign * (int(minutes) * 60 + int(seconds)) - left) - halfway)


async def worst(pages: dict[str, Page], town: Site) -> float:
    return max([await off_by(name, page, town) for name, page in pages.items()])


async def test_all_screens_agree_on_the_time_that_is_left(
    contexts: dict[str, BrowserContext], town: Site, score: Scoring
) -> None:
    await scored(contexts, town, score, within=ON_A_BUSY_MACHINE)


@pytest.mark.nightly
async def test_all_screens_agree_to_the_second(
    contexts: dict[str, BrowserContext], town: Site, score: Scoring
) -> None:
    await scored(contexts, town, score, within=WITHIN)


async def scored(contexts: dict[str, BrowserContext], town: Site, score: Scoring, *, within: float) -> None:
    pages = await opened(contexts, town)
    found = [await worst(pages, town) for _ in range(LOOKS)]
    for name, page in pages.items():  # somebody sets the clock of each device, in the other direction
        await page.clock.set_system_time(datetime.now(UTC) - timedelta(minutes=WRONG_BY[name]))
    found += [await worst(pages, town) for _ in range(LOOKS)]
    score(
        "R15",
        promise="All screens agree to a second, device clocks wrong by ten minutes and set meanwhile",
        figure=f"at most {max(found):.1f} s off",
        passed=max(found) <= within,
        seconds=round(max(found), 2),
    )


@pytest.mark.nightly
async def test_a_timer_that_believes_the_device_is_found_out(
    contexts: dict[str, BrowserContext], town: Site
) -> None:
    await contexts["phone"].route(re.compile("/clock.js$"), spoil)
    pages = await opened(contexts, town)

    assert await worst(pages, town) > 60


async def spoil(route: Route) -> None:
    answer = await route.fetch()
    honest = await answer.text()
    spoilt = honest.replace("performance.now() + offset", "Date.now()")
    assert spoilt != honest
    await route.fulfill(response=answer, body=spoilt)
