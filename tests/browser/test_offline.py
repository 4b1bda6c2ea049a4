"""A phone that is reloaded without a network: its own page, as it was last, and nothing of anybody else."""

import asyncio

import pytest
from playwright.async_api import Page, Route, expect

from app.models import Role
from app.settings import Settings
from tests.browser.conftest import OpenPage, Site
from tests.browser.test_phone import join, moved_on, write

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

KEPT = """async () => {
  const names = await caches.keys();
  const shelves = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return shelves.flat().map(({ url }) => new URL(url).pathname);
}"""
IS_KEPT = f"async () => (await ({KEPT})()).includes(location.pathname)"
HAS_STATE = f"async () => (await ({KEPT})()).includes(`${{location.pathname}}/state`)"
WORKERS = "async () => (await navigator.serviceWorker.getRegistrations()).length"


async def until(page: Page, script: str, *, seconds: float = 10) -> None:
    """Playwright's own waiting takes a promise for an answer."""
    async with asyncio.timeout(seconds):
        while not await page.evaluate(script):
            await asyncio.sleep(0.05)


async def kept_page(town: Site, open_page: OpenPage) -> Page:
    page = await join(town, open_page)
    await until(page, IS_KEPT)
    return page


async def test_a_reload_without_a_network_shows_what_was_there_last(town: Site, open_page: OpenPage) -> None:
    page = await kept_page(town, open_page)
    town.enter("Schwächen sammeln")
    await moved_on(page, "Was stört Sie?")
    await until(page, HAS_STATE)
    await page.context.set_offline(True)
    town.drop_sockets()
    await write(page, "eins")
    await page.reload()
    await moved_on(page, "Was stört Sie?")
    await expect(page.locator("#connection")).to_have_text("kein Netz")
    await expect(page.locator("#said")).to_contain_text("Sie können weiterschreiben")
    await write(page, "zwei")
    await expect(page.locator("#my-cards .state")).to_have_text(["wartet"] * 2)
    await page.context.set_offline(False)
    await expect(page.locator("#my-cards .state")).to_have_text(["gespeichert ✓"] * 2)
    await expect(page.locator("#connection")).to_have_text("verbunden")


async def test_a_server_that_is_being_renewed_is_as_good_as_no_network(
    town: Site, open_page: OpenPage
) -> None:
    page = await kept_page(town, open_page)

    async def bad_gateway(route: Route) -> None:
        if route.request.service_worker is None:
            return await route.fallback()
        await route.fulfill(status=502, body="Bad gateway")

    await page.context.route(town.path(), bad_gateway)
    await page.reload()
    await expect(page.locator("#task-title")).to_be_visible()


async def test_nothing_but_the_own_page_is_kept(town: Site, open_page: OpenPage) -> None:
    page = await kept_page(town, open_page)
    await page.goto(town.path("/mine"))
    await page.goto(town.link(Role.MODERATION))
    await page.wait_for_url("**/m")
    await page.goto(f"{town.address}/r/{town.code}")
    kept = await page.evaluate(KEPT)

    own = {f"/c/{town.code}", f"/c/{town.code}/state"}
    assert {path for path in kept if not path.startswith("/static/")} <= own


async def test_a_newer_version_leaves_nothing_of_an_older_one(town: Site, open_page: OpenPage) -> None:
    page = await kept_page(town, open_page)
    old = "zukunft-page-of-yesterday"
    await page.evaluate(f"async () => (await caches.open('{old}')).put('/x', new Response('x'))")
    await page.reload()
    await until(page, f"async () => !(await caches.has('{old}'))")
    assert await page.evaluate(IS_KEPT)


async def test_whoever_is_in_no_more_leaves_no_page_behind(town: Site, open_page: OpenPage) -> None:
    page = await kept_page(town, open_page)
    await page.context.clear_cookies()
    await page.reload()
    await expect(page.get_by_role("button", name="Mitmachen")).to_be_visible()
    assert not [path for path in await page.evaluate(KEPT) if path.startswith("/c/")]


async def test_a_phone_that_is_told_so_while_it_is_open_forgets_its_page(
    town: Site, open_page: OpenPage
) -> None:
    town.enter("Schwächen sammeln")
    page = await kept_page(town, open_page)
    await page.context.route_web_socket("**/live**", lambda socket: socket.close())
    await page.reload()
    await expect(page.locator("#task-title")).to_be_visible()
    await page.context.clear_cookies()
    await write(page, "eins")
    await expect(page.locator("#said")).to_contain_text("nicht mehr angemeldet")
    await until(page, f"async () => !(await ({IS_KEPT})())")


async def test_the_switch_takes_the_worker_off_every_phone(
    town: Site, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await kept_page(town, open_page)
    assert await page.evaluate(WORKERS) == 1
    monkeypatch.setitem(town.house.settings.__dict__, "service_worker", False)
    await page.reload()
    await expect(page.locator("body")).not_to_have_attribute("data-worker", "")
    await until(page, f"async () => !(await ({WORKERS})()) && !(await caches.keys()).length")


async def test_a_phone_without_workers_misses_nothing_else(town: Site, open_page: OpenPage) -> None:
    town.enter("Schwächen sammeln")
    page = await join(town, open_page)
    await page.add_init_script("delete Navigator.prototype.serviceWorker")
    await page.reload()
    await write(page, "eins")
    await expect(page.locator("#my-cards .state")).to_have_text(["gespeichert ✓"])


def test_the_worker_can_be_switched_off() -> None:
    assert Settings().service_worker and not Settings(service_worker=False).service_worker
