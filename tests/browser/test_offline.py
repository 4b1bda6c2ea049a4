"""A phone that is reloaded without a network: its own page, as it was last, and nothing of anybody else."""

import asyncio

import pytest
from playwright.async_api import Page, Route, expect

from app.models import Role
from app.settings import Settings
from tests.browser.conftest import PATIENCE, OpenPage, Site, axe
from tests.browser.test_phone import dots, join, moved_on, sort_into_themes, texts, write

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

KEPT = """async () => {
  const names = await caches.keys();
  const shelves = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return shelves.flat().map(({ url }) => new URL(url).pathname);
}"""
IS_KEPT = f"async () => (await ({KEPT})()).includes(location.pathname)"
HAS_STATE = f"async () => (await ({KEPT})()).includes(`${{location.pathname}}/state`)"
KEPT_MINE = """async () => {
  const kept = await caches.match(`${location.pathname}/state`);
  return kept ? (await kept.json()).mine : { cards: [], votes: {} };
}"""
HAS_THREE = f"async () => (await ({KEPT_MINE})()).cards.length === 3"
HAS_DOTS = f"async () => Object.values((await ({KEPT_MINE})()).votes).includes(1)"
SAVED = "gespeichert ✓"
WORKERS = "async () => (await navigator.serviceWorker.getRegistrations()).length"


async def until(page: Page, script: str) -> None:
    """Playwright's own waiting takes a promise for an answer."""
    async with asyncio.timeout(PATIENCE):
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
    await expect(page.locator("#my-cards .state")).to_have_text(["wartet"])
    await page.reload()
    await moved_on(page, "Was stört Sie?")
    await expect(page.locator("#connection")).to_have_text("kein Netz")
    waits = page.get_by_role("status").filter(has=page.locator("#queue"))
    await expect(waits).to_have_text("1 Karte wartet auf Netz und wird von selbst gesendet.")
    await expect(page.locator("#said")).to_be_empty()
    await write(page, "zwei")
    await expect(page.locator("#my-cards .state")).to_have_text(["wartet"] * 2)
    await page.context.set_offline(False)
    await expect(page.locator("#my-cards .state")).to_have_text(["gespeichert ✓"] * 2)
    await expect(page.locator("#connection")).to_have_text("verbunden")


@pytest.mark.nightly
async def test_whoever_opens_the_page_without_a_network_may_write(town: Site, open_page: OpenPage) -> None:
    town.enter("Schwächen sammeln")
    page = await kept_page(town, open_page)
    await page.context.set_offline(True)
    await page.reload()
    await expect(page.locator("#said")).to_contain_text("Sie können weiterschreiben")
    await expect(page.locator("#queue")).to_be_hidden()


async def test_saved_cards_are_still_there_after_a_reload_without_a_network(
    town: Site, open_page: OpenPage
) -> None:
    town.enter("Schwächen sammeln")
    page = await kept_page(town, open_page)
    for number, text in enumerate(("eins", "zwei", "drei"), start=1):
        await write(page, text)
        await expect(page.locator("#my-cards .state")).to_have_text([SAVED] * number)
    await until(page, HAS_THREE)
    await page.context.set_offline(True)
    await page.reload()
    await expect(page.locator("#connection")).to_have_text("kein Netz")
    await expect(page.locator("#my-cards .state")).to_have_text([SAVED] * 3)
    await expect(page.locator("[data-left-of] span")).to_contain_text("Alle Karten gesendet")
    await page.context.set_offline(False)
    await expect(page.locator("#connection")).to_have_text("verbunden")
    await expect(page.locator("#my-cards .state")).to_have_text([SAVED] * 3)


@pytest.mark.nightly
async def test_a_kept_page_asks_for_its_cards_once_the_line_is_there(town: Site, open_page: OpenPage) -> None:
    town.enter("Schwächen sammeln")
    page = await kept_page(town, open_page)
    await write(page, "eins")
    await expect(page.locator("#my-cards .state")).to_have_text([SAVED])
    await page.context.set_offline(True)
    await page.evaluate("() => caches.delete('zukunft-state')")
    await page.reload()
    await expect(page.locator("#connection")).to_have_text("kein Netz")
    await expect(page.locator("#my-cards .state")).to_have_count(0)
    await page.context.set_offline(False)
    await expect(page.locator("#my-cards .state")).to_have_text([SAVED])


@pytest.mark.nightly
async def test_saved_dots_are_still_there_after_a_reload_without_a_network(
    town: Site, open_page: OpenPage
) -> None:
    sort_into_themes(town, "weakness", "Bänke", "Busse")
    town.enter("Wichtigste Themen bepunkten")
    page = await kept_page(town, open_page)
    await page.get_by_label("Ein Punkt mehr für: Busse").click()
    await expect(page.locator("[data-votes-state]")).to_have_text("Ihre Wahl ist gespeichert ✓")
    await until(page, HAS_DOTS)
    await page.context.set_offline(True)
    await page.reload()
    await expect(page.locator("#connection")).to_have_text("kein Netz")
    await expect(page.locator(".dots-mine")).to_have_text(["0", "1"])
    await expect(page.locator(".dots-left")).to_have_text("noch 2 von 3 Punkten")


async def test_dots_that_wait_are_marked_until_they_are_counted(town: Site, open_page: OpenPage) -> None:
    sort_into_themes(town, "weakness", "Bänke", "Busse")
    town.enter("Wichtigste Themen bepunkten")
    page = await kept_page(town, open_page)
    await page.get_by_label("Ein Punkt mehr für: Bänke").click()
    state, marks = page.locator("[data-votes-state]"), page.locator(".dots-wait")
    await expect(state).to_have_text("Ihre Wahl ist gespeichert ✓")
    await page.context.set_offline(True)
    town.drop_sockets()
    await page.get_by_label("Ein Punkt mehr für: Busse").click()
    await expect(state).to_have_text("1 Punkt wartet auf Netz.")
    await expect(marks.nth(0)).to_be_hidden()
    await expect(marks.nth(1)).to_be_visible()
    await page.get_by_label("Ein Punkt mehr für: Busse").click()
    await expect(state).to_have_text("2 Punkte warten auf Netz.")
    assert await axe(page) == []
    await page.context.set_offline(False)
    await expect(state).to_have_text("Ihre Wahl ist gespeichert ✓")
    await expect(marks.nth(1)).to_be_hidden()
    assert dots(town) == [1, 2]


@pytest.mark.nightly
async def test_a_choice_that_waits_bears_no_tick(town: Site, open_page: OpenPage) -> None:
    town.enter("Stimmungsbild")
    page = await kept_page(town, open_page)
    await page.context.set_offline(True)
    town.drop_sockets()
    await page.get_by_role("button", name="3 gern").click()
    await expect(page.locator("[aria-pressed=true] .scale-mine")).to_have_text("Ihre Wahl, wartet")
    await page.context.set_offline(False)
    await expect(page.locator("[aria-pressed=true] .scale-mine")).to_have_text("Ihre Wahl ✓")


@pytest.mark.nightly
async def test_a_last_card_that_waits_is_not_called_sent(town: Site, open_page: OpenPage) -> None:
    town.enter("Schwächen sammeln")
    page = await kept_page(town, open_page)
    await page.context.set_offline(True)
    town.drop_sockets()
    for text in ("eins", "zwei", "drei"):
        await write(page, text)
    await expect(page.locator("#queue")).to_have_text(
        "3 Karten warten auf Netz und werden von selbst gesendet."
    )
    await expect(page.locator("[data-left-of] span")).to_have_text("noch 0 von 3 Karten")
    await expect(page.locator("#said")).to_be_empty()
    await page.context.set_offline(False)
    await expect(page.locator("[data-left-of] span")).to_contain_text("Alle Karten gesendet")


@pytest.mark.nightly
async def test_a_browser_that_keeps_nothing_asks_to_leave_the_page_open(
    town: Site, open_page: OpenPage
) -> None:
    town.enter("Schwächen sammeln")
    page = await join(town, open_page)
    await page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined });")
    await page.reload()
    await expect(page.locator("#said")).to_contain_text("Dieser Browser bewahrt nichts auf")
    await page.context.set_offline(True)
    town.drop_sockets()
    await write(page, "eins")
    await expect(page.locator("#queue")).to_have_text(
        "1 Karte wartet auf Netz. Bitte lassen Sie diese Seite offen."
    )
    await expect(page.locator("#said")).to_be_empty()


async def test_a_device_that_the_server_knows_no_more_can_join_again(town: Site, open_page: OpenPage) -> None:
    town.enter("Schwächen sammeln")
    page = await kept_page(town, open_page)
    await write(page, "eins")
    await expect(page.locator("#my-cards .state")).to_have_text([SAVED])
    await page.context.clear_cookies()
    town.drop_sockets()
    await expect(page.locator("#connection")).to_have_text("nicht angemeldet")
    await expect(page.locator("#my-cards .state")).to_have_text(["früher gesendet, vielleicht verloren"])
    await write(page, "zwei")
    await expect(page.locator("#my-cards .state").first).to_have_text("wartet")
    await expect(page.locator("#queue")).to_be_hidden()
    assert await axe(page) == []
    await page.get_by_role("link", name="Neu beitreten").click()
    await page.get_by_role("button", name="Mitmachen").click()
    await expect(page.locator("#my-cards .card-text")).to_have_text(["zwei"])
    await expect(page.locator("#my-cards .state")).to_have_text([SAVED])
    await expect(page.locator("#connection")).to_have_text("verbunden")
    assert texts(town) == ["eins", "zwei"]


@pytest.mark.nightly
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


@pytest.mark.nightly
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


@pytest.mark.nightly
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
    await expect(page.locator("#outside")).to_contain_text("nicht mehr angemeldet")
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


@pytest.mark.nightly
async def test_a_phone_without_workers_misses_nothing_else(town: Site, open_page: OpenPage) -> None:
    town.enter("Schwächen sammeln")
    page = await join(town, open_page)
    await page.add_init_script("delete Navigator.prototype.serviceWorker")
    await page.reload()
    await write(page, "eins")
    await expect(page.locator("#my-cards .state")).to_have_text(["gespeichert ✓"])


def test_the_worker_can_be_switched_off() -> None:
    assert Settings().service_worker and not Settings(service_worker=False).service_worker
