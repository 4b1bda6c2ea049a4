"""Impact and effort, and consent, on a real phone: taps, keys, reasons, and what stays after a reload."""

from functools import partial

import pytest
from playwright.async_api import Page, expect

from app.actions import ballots, phases, statements
from app.models import Role, Vote
from tests.browser.conftest import OpenPage, Site, axe
from tests.stages import play
from tests.voting import CONSENT, MATRIX, TITLES, answer, ballot_of, sheets

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

SAVED = "Ihre Wahl ist gespeichert ✓"


async def phone(town: Site, open_page: OpenPage) -> Page:
    page = await open_page(town.path(), cookies=dict(town.phone().cookies))
    await page.wait_for_selector("#task-title")
    return page


async def saved(page: Page) -> None:
    await expect(page.locator("[data-votes-state]")).to_have_text(SAVED)


def given(town: Site) -> list[tuple[int, str]]:
    with town.house.database.reading() as session:
        return [(vote.value, vote.reason) for vote in Vote.of(session, ballot_of(town).id or 0)]


def ask(town: Site) -> None:
    sheets(town)
    play(town, "CONSENT", opened=False, voting=CONSENT)
    town.act(partial(statements.make_statements, source="measures"))
    town.act(phases.open_input)


async def test_a_no_asks_why_and_the_next_statement_begins_anew(town: Site, open_page: OpenPage) -> None:
    ask(town)
    page = await phone(town, open_page)
    reason = page.get_by_label("Warum?")
    await expect(reason).to_be_hidden()
    await page.get_by_role("button", name="Nein").click()
    await expect(reason).to_be_focused()
    await reason.fill("Zu teuer")
    assert await axe(page) == []
    await page.get_by_role("button", name="Mit Grund senden").click()
    await saved(page)
    assert given(town) == [(1, "Zu teuer")]
    await page.reload()
    await expect(reason).to_have_value("Zu teuer")
    await expect(page.get_by_role("button", name="Nein")).to_have_attribute("aria-pressed", "true")

    with town.hall() as hall:
        shown, following = hall.statements.current, hall.statements.following
    assert shown is not None and following is not None
    town.act(partial(statements.show_statement, statement_id=following.id, shown=shown.id))
    await expect(page.get_by_role("heading", level=1)).to_have_text(TITLES[1])
    await expect(reason).to_be_hidden()
    town.act(ballots.remind)
    await expect(page.locator("#said")).to_contain_text("noch nicht abgestimmt")
    await page.get_by_role("button", name="Ja", exact=True).click()
    await saved(page)
    await expect(page.locator("[data-reminder]")).to_be_hidden()


async def test_impact_and_effort_are_chosen_by_tap_and_by_key(town: Site, open_page: OpenPage) -> None:
    sheets(town)
    play(town, "MATRIX", voting=MATRIX)
    page = await phone(town, open_page)
    impact = page.get_by_role("group", name=f"Wirkung : {TITLES[0]}").or_(
        page.get_by_role("group", name=f"Wirkung: {TITLES[0]}")
    )
    await impact.get_by_role("radio", name="4").check(force=True)
    await saved(page)
    await page.keyboard.press("ArrowRight")
    await saved(page)
    await page.reload()
    await expect(impact.get_by_role("radio", name="5")).to_be_checked()
    assert [value for value, _ in given(town)] == [5]
    assert await axe(page) == []


async def test_the_screens_of_consent_and_matrix_are_clean(town: Site, open_page: OpenPage) -> None:
    ask(town)
    answer(town, "concerns", "Wer zahlt das?")
    for role in (Role.PROJECTOR, Role.MODERATION):
        page = await open_page(town.link(role), size=(1024, 768))
        await expect(page.get_by_text("Wer zahlt das?").first).to_be_visible()
        assert await axe(page) == []
