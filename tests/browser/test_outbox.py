"""Bad Wi-Fi: what a person wrote is kept on the device, sent in order, and stored once."""

import re
import time
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, Route, WebSocketRoute, expect

from tests.browser.conftest import OpenPage, Site
from tests.browser.test_phone import dots, join, sort_into_themes, texts, write

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

STATES = "#my-cards .state"
SAVED = "gespeichert ✓"
SAY = re.compile("/say$")
LIVE = re.compile("/live")


async def cut_off(page: Page) -> None:
    """Pages still load, but nothing that is said gets through."""
    await page.context.route_web_socket(LIVE, refuse_socket)
    await page.context.route(SAY, lose)
    await page.reload()


async def lose(route: Route) -> None:
    await route.abort()


async def refuse_socket(socket: WebSocketRoute) -> None:
    await socket.close()


async def without_sockets(page: Page, on_say: Callable[[Route], Awaitable[None]]) -> None:
    await page.context.route_web_socket(LIVE, refuse_socket)
    await page.context.route(SAY, on_say)
    await page.reload()


async def let_through(page: Page) -> None:
    await page.context.unroute(SAY)
    await page.evaluate("dispatchEvent(new Event('online'))")


async def test_cards_written_without_net_are_saved_once_and_in_order(town: Site, open_page: OpenPage) -> None:
    town.enter("Schwächen sammeln")
    page = await join(town, open_page)
    await expect(page.locator("#connection")).to_have_text("verbunden")
    await page.context.set_offline(True)
    town.drop_sockets()
    await expect(page.locator("#connection")).to_have_text("kein Netz")
    for text in ("eins", "zwei", "drei"):
        await write(page, text)
    await expect(page.locator(STATES)).to_have_text(["wartet"] * 3)
    await expect(page.get_by_text("3 Karten warten auf Netz und werden von selbst gesendet.")).to_be_visible()
    assert texts(town) == []
    await page.context.set_offline(False)
    await expect(page.locator(STATES)).to_have_text([SAVED] * 3)
    await expect(page.locator("#said")).to_have_text("3 Karten gespeichert.")

    assert texts(town) == ["eins", "zwei", "drei"]


@pytest.mark.nightly
async def test_while_a_card_waits_nobody_is_told_that_one_is_saved(town: Site, open_page: OpenPage) -> None:
    town.enter("Schwächen sammeln")
    page = await join(town, open_page)
    await expect(page.locator("#connection")).to_have_text("verbunden")
    await write(page, "eins")
    await expect(page.locator("#said")).to_have_text("Karte gespeichert.")
    await page.context.set_offline(True)
    town.drop_sockets()
    await expect(page.locator("#connection")).to_have_text("kein Netz")
    await write(page, "zwei")
    await expect(page.locator(STATES)).to_have_text(["wartet", SAVED])
    await expect(page.locator("#said")).to_be_empty()
    await page.context.set_offline(False)
    await expect(page.locator(STATES)).to_have_text([SAVED] * 2)
    await expect(page.locator("#said")).to_have_text("Karte gespeichert.")


async def test_a_reload_in_the_middle_loses_and_doubles_nothing(town: Site, open_page: OpenPage) -> None:
    town.enter("Schwächen sammeln")
    page = await join(town, open_page)
    await cut_off(page)
    await write(page, "eins")
    await write(page, "zwei")
    await expect(page.locator(STATES)).to_have_text(["wartet"] * 2)
    await page.reload()
    await expect(page.locator(STATES)).to_have_text(["wartet"] * 2)
    await let_through(page)
    await expect(page.locator(STATES)).to_have_text([SAVED] * 2)

    assert texts(town) == ["eins", "zwei"]


async def test_a_lost_answer_makes_no_second_card(town: Site, open_page: OpenPage) -> None:
    town.enter("Schwächen sammeln")
    page = await join(town, open_page)
    lost: list[str] = []

    async def lose_the_first_answer(route: Route) -> None:
        if lost:
            return await route.continue_()
        lost.append(await (await route.fetch()).text())
        await route.abort()

    await without_sockets(page, lose_the_first_answer)
    await write(page, "eins")
    await expect(page.locator(STATES)).to_have_text([SAVED])

    assert '"ok":true' in lost[0]
    assert texts(town) == ["eins"]


@pytest.mark.nightly
async def test_an_answer_of_somebody_elses_page_is_no_answer(town: Site, open_page: OpenPage) -> None:
    town.enter("Schwächen sammeln")
    page = await join(town, open_page)
    asked: list[str] = []

    async def portal(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) > 1:
            return await route.continue_()
        await route.fulfill(status=200, content_type="text/html", body="<h1>Willkommen im Hotel</h1>")

    await without_sockets(page, portal)
    await write(page, "eins")
    await expect(page.locator(STATES)).to_have_text([SAVED])

    assert len(asked) == 2
    assert texts(town) == ["eins"]


@pytest.mark.nightly
async def test_a_server_that_asks_for_a_rest_gets_it(town: Site, open_page: OpenPage) -> None:
    town.enter("Schwächen sammeln")
    page = await join(town, open_page)
    tries: list[float] = []

    async def later(route: Route) -> None:
        tries.append(time.monotonic())
        if len(tries) > 1:
            return await route.continue_()
        body = '{"ok": false, "code": "unavailable", "message": "Gleich.", "retry": true}'
        await route.fulfill(
            status=503, headers={"Retry-After": "2"}, content_type="application/json", body=body
        )

    await without_sockets(page, later)
    await write(page, "eins")
    while not tries:
        await page.evaluate("0")
    await page.evaluate("dispatchEvent(new Event('online'))")
    await expect(page.locator(STATES)).to_have_text([SAVED])
    assert tries[1] - tries[0] >= 2


async def test_several_tabs_send_without_doubles(town: Site, open_page: OpenPage) -> None:
    town.enter("Schwächen sammeln")
    page = await join(town, open_page)
    await cut_off(page)
    other = await page.context.new_page()
    await other.goto(town.path())
    await write(page, "eins")
    await write(other, "zwei")
    for tab in (page, other):
        await expect(tab.locator(STATES)).to_have_text(["wartet"] * 2)
    await page.context.unroute(SAY)
    for tab in (page, other):
        await tab.evaluate("dispatchEvent(new Event('online'))")
    for tab in (page, other):
        await expect(tab.locator(STATES)).to_have_text([SAVED] * 2)

    assert texts(town) == ["eins", "zwei"]


@pytest.mark.nightly
async def test_a_closed_tab_sends_when_somebody_comes_back(town: Site, open_page: OpenPage) -> None:
    town.enter("Schwächen sammeln")
    page = await join(town, open_page)
    await cut_off(page)
    await write(page, "eins")
    await expect(page.locator(STATES)).to_have_text(["wartet"])
    context = page.context
    await page.close()
    await context.unroute(SAY)
    again = await context.new_page()
    await again.goto(town.path())
    await expect(again.locator(STATES)).to_have_text([SAVED])

    assert texts(town) == ["eins"]


async def test_a_refused_card_keeps_its_text_and_can_be_sent_again(town: Site, open_page: OpenPage) -> None:
    town.enter("Stärken sammeln")
    page = await join(town, open_page)
    for text in ("eins", "zwei", "drei"):
        await write(page, text)
    refused = page.locator("#my-cards .is-refused")
    await expect(refused).to_contain_text("abgelehnt")
    await expect(refused).to_contain_text("Sie haben schon 2 Karten gesendet.")
    await expect(refused.locator(".card-text")).to_have_text("drei")
    await page.reload()
    await page.locator("#my-cards .is-saved").last.get_by_role("button", name="Zurückziehen").click()
    await expect(page.locator(STATES)).to_have_text(["abgelehnt", SAVED])
    await refused.get_by_text("Text bearbeiten und neu senden").click()
    await refused.get_by_label("Ihr Text").fill("drei, anders")
    await refused.get_by_role("button", name="Neu senden").click()
    await expect(page.locator(STATES)).to_have_text([SAVED] * 2)

    assert texts(town) == ["zwei", "drei, anders"]


async def test_a_browser_that_keeps_nothing_says_so_and_still_sends(town: Site, open_page: OpenPage) -> None:
    town.enter("Stärken sammeln")
    page = await join(town, open_page)
    await page.add_init_script(
        "for (const store of ['indexedDB', 'localStorage']) "
        "Object.defineProperty(window, store, { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    await page.reload()
    await expect(page.locator("#said")).to_contain_text("Dieser Browser bewahrt nichts auf")
    await write(page, "eins")
    await expect(page.locator(STATES)).to_have_text([SAVED])

    assert texts(town) == ["eins"]


@pytest.mark.nightly
async def test_dots_wait_for_the_net_too(town: Site, open_page: OpenPage) -> None:
    sort_into_themes(town, "weakness", "Bänke", "Busse")
    town.enter("Wichtigste Themen bepunkten")
    page = await join(town, open_page)
    await cut_off(page)
    await page.get_by_label("Ein Punkt mehr für: Bänke").click()
    await page.get_by_label("Ein Punkt mehr für: Busse").click()
    await page.get_by_label("Ein Punkt weniger für: Bänke").click()
    await expect(page.locator("[data-votes-state]")).to_have_text("1 Punkt wartet auf Netz.")
    await page.reload()
    await expect(page.locator(".dots-mine")).to_have_text(["0", "1"])
    await page.get_by_label("Ein Punkt mehr für: Busse").click()
    await let_through(page)
    await expect(page.locator("[data-votes-state]")).to_have_text("Ihre Wahl ist gespeichert ✓")

    assert dots(town) == [0, 2]


@pytest.mark.nightly
async def test_no_web_locks_no_random_uuid_no_problem(town: Site, open_page: OpenPage) -> None:
    town.enter("Stärken sammeln")
    page = await join(town, open_page)
    await page.add_init_script(
        "Object.defineProperty(navigator, 'locks', { value: undefined }); crypto.randomUUID = undefined;"
    )
    await page.reload()
    await write(page, "eins")
    await expect(page.locator(STATES)).to_have_text([SAVED])
    assert texts(town) == ["eins"]
