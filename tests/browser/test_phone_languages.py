"""A phone in Arabic: right to left, by keyboard, beside German cards; and one that changes its mind."""

from functools import partial

import pytest
from playwright.async_api import Page, expect

from app.actions import measures, phases
from app.i18n import phrase, translate
from tests.browser.conftest import OpenPage, Site, axe
from tests.browser.test_phone import dots, sort_into_themes, tab_to, texts

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

says = partial(translate, "ar")


async def fits(page: Page) -> bool:
    return bool(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


async def test_a_phone_in_arabic_is_clean_and_works_by_keyboard(town: Site, open_page: OpenPage) -> None:
    sort_into_themes(town, "weakness", "Bänke", "Busse")
    town.act(partial(measures.add_measure, title="Bänke aufstellen"))
    page = await open_page(town.path(), language="ar")
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    found = {"join": await axe(page)}
    await tab_to(page, "group")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text(says("Willkommen, Sie sind dabei"))

    town.enter("Stärken sammeln")
    question = "Was ist heute schon gut in unserer Stadt? Was soll so bleiben?"
    await expect(page.get_by_role("heading", level=1)).to_have_text(phrase("ar", question))
    await tab_to(page, "text")
    await page.keyboard.type("Der Fluss")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#my-cards .state")).to_have_text([says("gespeichert ✓")])
    found["write"] = await axe(page)
    for title in ("Wichtigste Themen bepunkten", "Themenecken: Kurzsteckbriefe", "Mitmachen"):
        town.enter(title)
        await expect(page.locator(".bar-phase")).to_have_text(phrase("ar", title))
        found[title] = await axe(page)
        assert await fits(page), title
    town.act(phases.end_conference)
    await expect(page.get_by_role("heading", level=1)).to_have_text(says("Danke, dass Sie dabei waren!"))
    found["ended"] = await axe(page)

    assert {name: breaks for name, breaks in found.items() if breaks} == {}
    assert texts(town) == ["Der Fluss"]


async def test_more_is_on_the_left_where_one_reads_from_the_right(town: Site, open_page: OpenPage) -> None:
    sort_into_themes(town, "weakness", "Bänke", "Busse")
    town.enter("Wichtigste Themen bepunkten")
    page = await open_page(town.path(), language="ar")
    await page.get_by_role("button", name=says("Mitmachen")).click()
    more, less = (
        page.get_by_label(says(f"Ein Punkt {word} für: %(title)s", title="Bänke"))
        for word in ("mehr", "weniger")
    )
    await more.click()
    await expect(page.locator("[data-votes-state]")).to_have_text(says("Ihre Wahl ist gespeichert ✓"))
    boxes = [await button.bounding_box() for button in (more, less)]

    assert boxes[0] and boxes[1] and boxes[0]["x"] < boxes[1]["x"]
    assert dots(town) == [1, 0]


async def test_another_language_later_brings_everything_along(town: Site, open_page: OpenPage) -> None:
    town.enter("Stärken sammeln")
    page = await open_page(town.path())
    await page.get_by_role("button", name="Mitmachen").click()
    await page.get_by_label("Ihr Gedanke").fill("Der Fluss")
    await page.get_by_role("button", name="Karte senden").click()
    await expect(page.locator("#my-cards .state")).to_have_text(["gespeichert ✓"])
    await page.get_by_label("Ihr Gedanke").fill("Der Ma")
    await page.get_by_text("(Language)").click()
    await page.get_by_role("button", name="Українська").click()

    await expect(page.locator("html")).to_have_attribute("lang", "uk")
    await expect(page.get_by_role("button", name=translate("uk", "Karte senden"))).to_be_visible()
    await expect(page.locator("#my-cards .state")).to_have_text([translate("uk", "gespeichert ✓")])
    assert await page.locator("#card-text").input_value() == "Der Ma"
    town.enter("Schwächen sammeln")
    weakness = "Was stört Sie? Was fehlt? Wo drückt der Schuh?"
    await expect(page.get_by_role("heading", level=1)).to_have_text(phrase("uk", weakness))
