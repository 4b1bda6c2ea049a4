"""Networks that block sockets, sockets that say nothing, windows that share a phone."""

import asyncio
import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Page, Request, WebSocketRoute, expect

from tests.browser.conftest import PATIENCE, OpenPage, Site
from tests.browser.test_phone import join, moved_on, texts, write

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

LIVE = re.compile("/live")
ELSEWHERE = 4001


async def open_and_close(socket: WebSocketRoute) -> None:
    """A proxy that accepts every socket and ends it at once."""
    await socket.close()


async def test_where_sockets_are_closed_at_once_the_page_asks_instead(
    town: Site, open_page: OpenPage
) -> None:
    page = await join(town, open_page)
    await page.context.route_web_socket(LIVE, open_and_close)
    async with page.expect_request(lambda request: wait_of(request) == 25):
        await page.reload()
    await expect(page.locator("#connection")).to_have_text("verbunden")
    town.enter("Schwächen sammeln")
    await moved_on(page, "Was stört Sie?")
    await write(page, "eins")
    await expect(page.locator("#my-cards .state")).to_have_text(["gespeichert ✓"])
    assert texts(town) == ["eins"]


def wait_of(request: Request) -> int | None:
    """How many seconds the page is ready to wait for news."""
    address = urlsplit(request.url)
    return int(parse_qs(address.query)["wait"][0]) if address.path.endswith("/frames") else None


async def test_a_page_that_asks_goes_back_to_the_socket_when_there_is_one(
    town: Site, open_page: OpenPage
) -> None:
    page = await join(town, open_page)
    tries: list[WebSocketRoute] = []

    async def closed_at_first(socket: WebSocketRoute) -> None:
        tries.append(socket)
        if len(tries) <= 4:
            return await socket.close()
        socket.connect_to_server()

    await page.context.route_web_socket(LIVE, closed_at_first)
    await page.clock.install()
    await page.reload()
    await expect(page.locator("#connection")).to_have_text("verbunden")
    while len(tries) < 5:
        await page.clock.run_for(5_000)
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if wait_of(request) is not None else None)
    for _ in range(12):  # a socket that the leaping clock gave up on is tried again
        town.enter("Schwächen sammeln")
        await moved_on(page, "Was stört Sie?")
        asked.clear()
        town.enter("Stärken sammeln")
        await moved_on(page, "Was ist heute schon gut")
        if not asked:
            return
        await page.clock.run_for(5_000)
    raise AssertionError("it still asks")


async def test_a_socket_that_opens_and_says_nothing_is_given_up(town: Site, open_page: OpenPage) -> None:
    page = await join(town, open_page)
    await page.context.route_web_socket(LIVE, say_nothing)
    await page.clock.install()
    await page.reload()
    await page.clock.run_for(25_000)
    await expect(page.locator("#connection")).to_have_text("verbunden")


async def say_nothing(_socket: WebSocketRoute) -> None:
    """Opened, and that was all."""


async def test_another_window_may_take_the_line_and_give_it_back(town: Site, open_page: OpenPage) -> None:
    town.enter("Schwächen sammeln")
    page = await join(town, open_page)
    opened: list[WebSocketRoute] = []

    async def remembered(socket: WebSocketRoute) -> None:
        opened.append(socket)
        socket.connect_to_server()

    await page.context.route_web_socket(LIVE, remembered)
    await page.reload()
    await expect(page.locator("#connection")).to_have_text("verbunden")
    lines = len(opened)
    await opened[-1].close(code=ELSEWHERE, reason="elsewhere")
    notice = page.get_by_role("alert")
    await expect(notice).to_contain_text("in einem anderen Fenster offen")
    await page.evaluate("dispatchEvent(new Event('online'))")
    await write(page, "eins")
    await expect(page.locator("#my-cards .state")).to_have_text(["gespeichert ✓"])
    assert len(opened) == lines
    await page.get_by_role("button", name="Hier weitermachen").click()
    await expect(notice).to_be_hidden()
    await expect(page.locator("#connection")).to_have_text("verbunden")
    assert len(opened) == lines + 1


@pytest.mark.nightly
async def test_the_fourth_window_of_a_phone_sends_the_first_to_rest(town: Site, open_page: OpenPage) -> None:
    page = await join(town, open_page)
    await expect(page.locator("#connection")).to_have_text("verbunden")
    for _ in range(3):
        await (await page.context.new_page()).goto(town.path())
    await expect(page.get_by_role("alert")).to_contain_text("in einem anderen Fenster offen")


async def test_a_page_looked_at_again_soon_asks_whether_the_line_still_stands(
    town: Site, open_page: OpenPage
) -> None:
    page, said, opened = await listened(town, open_page)
    before, lines = len(said), len(opened)
    await look_away(page, milliseconds=1_000)
    await until(lambda: len(said) > before)
    assert json.loads(said[-1]) == {"do": "hello"} and len(opened) == lines


async def test_a_page_looked_at_again_after_a_while_takes_a_new_line(town: Site, open_page: OpenPage) -> None:
    page, _said, opened = await listened(town, open_page)
    lines = len(opened)
    await look_away(page, milliseconds=6_000)
    await until(lambda: len(opened) == lines + 1)


async def listened(town: Site, open_page: OpenPage) -> tuple[Page, list[str], list[WebSocketRoute]]:
    page = await join(town, open_page)
    said: list[str] = []
    opened: list[WebSocketRoute] = []

    async def overheard(socket: WebSocketRoute) -> None:
        opened.append(socket)
        server = socket.connect_to_server()

        def overhear(message: str | bytes) -> None:
            said.append(str(message))
            server.send(message)

        socket.on_message(overhear)

    await page.context.route_web_socket(LIVE, overheard)
    await page.clock.install()
    await page.reload()
    await expect(page.locator("#connection")).to_have_text("verbunden")
    return page, said, opened


async def look_away(page: Page, *, milliseconds: int) -> None:
    """As if the person had been in another app; the clock is the page's."""
    see = "Object.defineProperty(document, 'visibilityState', {{ value: '{}', configurable: true }});"
    tell = "document.dispatchEvent(new Event('visibilitychange'))"
    await page.evaluate(see.format("hidden") + tell)
    await page.clock.fast_forward(milliseconds)
    await page.evaluate(see.format("visible") + tell)


async def until(is_so: object) -> None:
    assert callable(is_so)
    async with asyncio.timeout(PATIENCE):
        while not is_so():
            await asyncio.sleep(0.02)
