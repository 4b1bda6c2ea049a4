"""Sorting as a person does it: 300 cards to accepted themes by keyboard, key by key."""

from functools import partial
from time import monotonic

import pytest
from playwright.async_api import Page, expect

from app.actions import conferences
from app.models import Card, Theme
from tests.actions.people import hall_of, make_theme, theme_of
from tests.browser.conftest import OpenPage, Site, axe
from tests.browser.test_moderation import LAPTOP, console, fill_wall, tab_to

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

MOST_KEYS = 250
"""A person who sorts presses a key every half second or so: two minutes for these, and one to read."""
MOST_SECONDS = 60.0
THINGS = (
    "Am Bahnhof fehlt Licht", "Der Bus kommt zu selten", "Leere Läden in der Langen Straße",
    "Kein Baum am Markt", "Der Radweg endet im Nichts", "Müll am Ufer nach dem Fest",
    "Für Jugendliche gibt es keinen Raum", "Der Marktplatz ist abends tot",
)  # fmt: skip
TURNS = (
    "seit Jahren", "vor allem abends", "das ärgert alle", "wie lange noch", "am Wochenende besonders",
    "für Ältere schlimm", "auch im Winter", "das muss besser werden", "niemand kümmert sich", "leider",
)  # fmt: skip


class Keys:
    """Mona's hands: every key is counted, and timed until the board has taken it in."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0
        self.times: list[float] = []

    async def press(self, *keys: str) -> None:
        for key in keys:
            self.count += 1
            await self.page.keyboard.press(key)

    async def write(self, text: str) -> None:
        self.count += len(text)
        await self.page.keyboard.type(text)

    async def reach(self, key: str, selector: str) -> None:
        for _ in range(40):
            await self.press(key)
            if await self.page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
                return
        raise AssertionError(f"{selector} cannot be reached by {key}")

    async def until(self, *keys: str, drawn: str) -> None:
        """Presses the keys; `drawn` is true in the page as soon as the new picture stands."""
        await self.press(*keys[:-1])
        await self.page.evaluate(WATCH, drawn)
        await self.press(keys[-1])
        self.times.append(await self.page.evaluate("() => window.seen"))


WATCH = """(drawn) => {
  const isDrawn = new Function("return " + drawn);
  window.seen = new Promise((resolve, reject) => {
    addEventListener("keydown", () => {
      const pressed = performance.now();
      const look = () => (isDrawn() ? requestAnimationFrame(() => resolve(performance.now() - pressed))
        : performance.now() - pressed > 8000 ? reject(new Error(drawn)) : requestAnimationFrame(look));
      requestAnimationFrame(look);
    }, { once: true, capture: true });
  });
}"""
OPEN_CHANGES = "document.querySelectorAll('.change:not(.outdated)').length"
LOOSE = "document.querySelectorAll('#loose [data-card]').length"


def bring_cards(town: Site, first: int, count: int) -> None:
    rows = [
        (f"s{at}", f"{THINGS[at % 8]}, {TURNS[at // 8 % 10]} ({at})", "weakness", "")
        for at in range(first, first + count)
    ]
    town.act(partial(conferences.import_cards, rows=rows), actor="organiser:0")


async def number(page: Page, expression: str) -> int:
    found: int = await page.evaluate(f"() => {expression}")
    return found


@pytest.mark.nightly  # it times what it does
async def test_300_cards_to_accepted_themes_with_five_corrections(town: Site, open_page: OpenPage) -> None:
    bring_cards(town, 0, 240)
    town.enter("Impuls und Sortieren")
    page = await console(town, open_page)
    keys, began = Keys(page), monotonic()

    await keys.reach("Tab", "#big")
    await keys.until("Enter", drawn="document.querySelectorAll('.theme[id^=theme-]').length > 1")
    await keys.reach("Shift+Tab", "a[href='#board']")
    await keys.press("Enter", "ArrowRight")
    await rename(keys, "Hier fehlt etwas")
    await rename(keys, "Das nervt uns alle")
    bring_cards(town, 240, 30)
    await expect(page.locator("#take-all")).to_be_visible(timeout=20_000)

    await move_three(keys)
    loose = await number(page, LOOSE)
    await keys.until("Enter", drawn=f"{LOOSE} < {loose}")
    await keys.until("u", drawn=f"{LOOSE} === {loose}")
    await keys.until("a", drawn=f"{LOOSE} < {loose}")
    bring_cards(town, 270, 30)
    await expect(page.locator("#part-cards summary .count")).to_have_text("300")
    await keys.press("p")
    await expect(page.locator("#told")).to_contain_text("Änderung", timeout=20_000)
    await answer_changes(keys)

    await keys.press("f")
    await expect(page.locator("#big")).to_contain_text("Weiter")
    seconds = monotonic() - began
    with town.house.database.reading() as session:
        titles = [theme.title for theme in hall_of(town, session).released_themes("weakness")]
        placed = [card.theme_id for card in Card.on_board(session, town.conference_id, ["weakness"])]
    assert {"Hier fehlt etwas", "Das nervt uns alle", "Wirklich neu"} <= set(titles)
    assert len(placed) == 300
    assert sum(theme is not None for theme in placed) > 270
    slow, *others = keys.times  # the first is the machine thinking
    times = sorted(others)
    print(f"{keys.count} keys in {seconds:.1f} s, proposal {slow:.0f} ms")
    print(f"key to picture {[round(time) for time in times]} ms")
    assert keys.count < MOST_KEYS
    assert seconds < MOST_SECONDS
    assert times[len(times) // 2] < 400


async def rename(keys: Keys, title: str) -> None:
    """The theme on which the focus is; on to the next one."""
    await keys.press("r")
    await keys.write(title)
    await keys.press("Enter")
    await expect(keys.page.locator("h3", has_text=title)).to_be_visible()
    await keys.press("ArrowRight")


async def move_three(keys: Keys) -> None:
    """One card by the number of its theme, one by a word of it, one into a theme that is new."""
    page = keys.page
    await keys.reach("ArrowRight", "#loose-title")
    await keys.press("ArrowDown", "ArrowDown")
    for typed in ("1", "nervt", "Wirklich neu"):
        loose = await number(page, LOOSE)
        await keys.press("m")
        await keys.write(typed)
        await keys.until("Enter", drawn=f"{LOOSE} === {loose - 1}")
        assert await page.evaluate("() => document.activeElement.dataset.stop") == "card"


async def answer_changes(keys: Keys) -> None:
    """The first is taken, the second left, the others all at once."""
    page = keys.page
    await expect(page.locator(".change").first).to_be_focused()
    for key in ("Enter", "x"):
        left = await number(page, OPEN_CHANGES)
        if left < 2:
            break
        await keys.until(key, drawn=f"{OPEN_CHANGES} < {left}")
        assert await page.evaluate("() => document.activeElement.dataset.stop") == "change"
    await keys.until("a", drawn=f"{OPEN_CHANGES} === 0")


@pytest.mark.nightly
async def test_a_second_moderator_sees_the_same_changes(town: Site, open_page: OpenPage) -> None:
    chosen = fill_wall(town, 24)
    make_theme(town, "Licht", chosen[:2])
    town.enter("Impuls und Sortieren")
    mona, ben = await console(town, open_page), await console(town, open_page)
    await mona.locator("#propose").click()
    await expect(mona.locator(".change").first).to_be_visible()
    await expect(ben.locator(".change").first).to_be_visible()
    first = await ben.locator(".change").first.get_attribute("id")
    assert await axe(ben) == []
    await ben.locator(f"#{first}").focus()

    await mona.locator(f"#{first} button[value='0']").click()

    await expect(ben.locator(f"#{first}")).not_to_be_attached()
    await expect(ben.locator("#undo")).to_contain_text("Gelassen")


async def test_a_card_is_divided_and_two_are_paired_by_keyboard(town: Site, open_page: OpenPage) -> None:
    rows = [("d1", "Zu eng hier; zu laut am Markt", "weakness", ""), ("d2", "Der Bus fehlt", "weakness", "")]
    town.act(partial(conferences.import_cards, rows=rows), actor="organiser:0")
    town.enter("Impuls und Sortieren")
    page = await console(town, open_page)
    await expect(page.locator("#loose .divide")).to_be_visible(timeout=60_000)
    await page.locator("#loose-title").focus()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("t")
    field = page.locator("#dividing textarea").first
    await expect(field).to_be_focused()
    await field.fill("Zu eng in der Gasse")
    await tab_to(page, "#dividing button")
    await page.keyboard.press("Enter")
    await expect(page.locator("#loose [data-card]")).to_have_count(3)
    await expect(page.locator("#loose")).to_contain_text("aus Karte 1:")

    await page.locator("#loose-title").focus()
    for key in ("ArrowDown", "Space", "ArrowDown", "Space", "n"):
        await page.keyboard.press(key)
    await expect(page.locator("#told")).to_contain_text("gehören nicht zusammen")
    await expect(page.locator("#pairs .count")).to_have_text("1")
    with town.house.database.reading() as session:
        assert not Theme.all_of(session, town.conference_id)


async def test_keys_are_letters_while_somebody_writes_and_lead_into_a_theme(
    town: Site, open_page: OpenPage
) -> None:
    theme = make_theme(town, "Licht", fill_wall(town, 4))
    town.enter("Impuls und Sortieren")
    page = await console(town, open_page, LAPTOP)
    field = page.locator(f"#title-{theme}")
    await field.fill("")
    await page.keyboard.type("ungarn max 1")
    assert await field.input_value() == "ungarn max 1"
    assert not await page.locator("#where").is_visible()

    await page.keyboard.press("Enter")
    await expect(page.locator(f"#theme-title-{theme}")).to_contain_text("ungarn max 1")
    await expect(page.locator(f"#theme-cards-{theme}")).to_have_attribute("data-lacks", "")
    await page.locator(f"#theme-title-{theme}").focus()
    await page.keyboard.press("Enter")  # its cards are fetched only now
    await expect(page.locator(f"#theme-{theme} [data-stop=card]").first).to_be_focused()

    await page.locator(f"#theme-title-{theme}").focus()
    await page.keyboard.type("mhaus")  # no card is chosen: the word that was meant is no row of keys
    await expect(page.locator("#told")).to_contain_text("Bitte wählen Sie zuerst Karten aus")
    assert theme_of(town, theme).title == "ungarn max 1"
