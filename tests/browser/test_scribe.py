"""The scribe's desk by keyboard alone, also when the network goes."""

from functools import partial

import pytest
from playwright.async_api import Page, expect

from app.actions import conferences
from app.auth import new_token
from app.models import Card, Role
from tests.browser.conftest import OpenPage, Site, axe

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


async def desk_of(town: Site, open_page: OpenPage) -> Page:
    token = new_token()
    town.act(partial(conferences.make_link, role=Role.SCRIBE, label="Ida", token=token))
    page = await open_page(f"{town.address}/s#{token}", size=(1366, 768))
    await expect(page.locator("#paper-text")).to_be_focused()
    return page


def typed(town: Site) -> list[tuple[str, str, str]]:
    with town.hall() as hall:
        cards = Card.on_board(hall.session, hall.id)
        return [
            (card.kind, card.text, hall.group_by_id[card.group_id].short if card.group_id else "")
            for card in cards
        ]


async def test_a_pile_of_cards_is_typed_without_a_mouse(town: Site, open_page: OpenPage) -> None:
    town.enter("Stärken sammeln")
    town.enter("Schwächen sammeln")
    page = await desk_of(town, open_page)
    await page.keyboard.type("Kein Bus am Abend")
    await page.keyboard.press("Enter")
    await page.keyboard.press("F2")
    await page.keyboard.press("F4")
    await page.keyboard.type("Der Fluss")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("mitten in der Stadt")
    await page.keyboard.press("Enter")
    await expect(page.locator("#said")).to_have_text("Karte 2 gespeichert ✓")
    await expect(page.locator(".paper-row")).to_have_count(2)
    await expect(page.locator("#paper-text")).to_be_focused()
    assert typed(town) == [
        ("weakness", "Kein Bus am Abend", ""),
        ("strength", "Der Fluss\nmitten in der Stadt", "Bürgerschaft"),
    ]
    assert await axe(page) == []


async def test_what_is_typed_without_a_network_is_saved_once_it_is_back(
    town: Site, open_page: OpenPage
) -> None:
    town.enter("Stärken sammeln")
    page = await desk_of(town, open_page)
    await page.context.set_offline(True)
    for text in ("eins", "zwei"):
        await page.keyboard.type(text)
        await page.keyboard.press("Enter")
    await expect(page.locator("#waiting li")).to_have_count(2)
    assert typed(town) == []
    await page.context.set_offline(False)
    await expect(page.locator("#waiting li")).to_have_count(0)
    assert [text for _, text, _ in typed(town)] == ["eins", "zwei"]
