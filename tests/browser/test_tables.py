"""Two phones at one table: what one writes appears at the other, and nothing that is being typed is lost."""

from functools import partial

import pytest
from playwright.async_api import Page, expect

from app.actions import tables
from tests.browser.conftest import OpenPage, Site, axe
from tests.tables import MIXED, WORK, at_tables, tables_of

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


async def joined(town: Site, open_page: OpenPage) -> Page:
    page = await open_page(town.path())
    await page.get_by_role("button", name="Mitmachen").click()
    await expect(page.locator("#connection")).to_have_text("verbunden")
    return page


async def test_two_phones_fill_in_one_form_and_lose_nothing(town: Site, open_page: OpenPage) -> None:
    at_tables(town)
    anna, ben = await joined(town, open_page), await joined(town, open_page)
    town.enter(MIXED)
    await expect(anna.locator(".seat-number")).to_have_text("1")
    town.act(partial(tables.move_person, number=2, table=1, role="recorder"))
    await expect(ben.locator(".is-own")).to_contain_text("das sind Sie")
    town.enter(WORK)

    await anna.locator("#text-title").fill("Die Stadt am Fluss")
    await ben.locator("#text-notes").fill("Ein langer Satz, der noch ")
    await anna.locator(".entry-form:has(#text-title) button").click()
    await expect(ben.locator(".entry")).to_contain_text("Die Stadt am Fluss")
    await expect(anna.locator("#text-title")).to_have_count(0)
    await ben.keyboard.type("nicht fertig ist")
    await expect(ben.locator("#text-notes")).to_have_value("Ein langer Satz, der noch nicht fertig ist")
    assert not await axe(ben)

    for page, text in ((ben, "Die Flussstadt"), (anna, "Unsere Stadt am Fluss")):
        await page.locator(".entry summary").click()
        await page.locator(".entry textarea").fill(text)
    await ben.locator(".entry .button-main").click()
    await expect(anna.locator(".entry .card-text")).to_have_text("Die Flussstadt")
    await expect(anna.locator(".entry textarea")).to_have_value("Unsere Stadt am Fluss")
    await anna.locator(".entry .button-main").click()
    refused = anna.locator("#my-cards .is-refused")
    await expect(refused).to_contain_text("Die Flussstadt")
    await expect(refused).to_contain_text("Unsere Stadt am Fluss")
    await refused.locator("summary").click()
    await refused.locator("form.withdraw, form .button-main").first.click()
    await expect(ben.locator(".entry .card-text")).to_have_text("Unsere Stadt am Fluss")
    assert len(tables_of(town)) == 1
