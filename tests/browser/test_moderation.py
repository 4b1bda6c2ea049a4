"""The console in a real browser: by keyboard alone, with 300 cards, two moderators, no connection."""

from contextlib import suppress
from functools import partial

import anyio
import pytest
from playwright.async_api import Page, Route, expect
from sqlmodel import Session

from app.actions import conferences, curation, measures, themes
from app.models import Card, Role
from tests.actions.people import card_of, hall_of, make_theme, theme_of
from tests.browser.conftest import OpenPage, Site, axe, squeezed

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

LAPTOP = (1366, 768)
TABLET = (1024, 768)


async def console(town: Site, open_page: OpenPage, size: tuple[int, int] = LAPTOP) -> Page:
    """Mona's browser, connected."""
    page = await open_page(town.link(Role.MODERATION), size=size)
    await expect(page.locator("#line")).not_to_have_attribute("hidden", "")
    await expect(page.locator("[data-connected]")).not_to_have_attribute("hidden", "")
    return page


def fill_wall(town: Site, count: int, *, kind: str = "weakness") -> list[int]:
    """Cards as an import would bring them."""
    texts = (
        "Am Bahnhof fehlt Licht",
        "Der Bus kommt zu selten",
        "Leere Läden am Markt",
        "Kein Baum am Platz",
    )
    rows = [(f"q{number}", f"{texts[number % 4]}, Nummer {number}", kind, "") for number in range(count)]
    town.act(partial(conferences.import_cards, rows=rows), actor="organiser:0")
    with Session(town.house.database.read_engine) as session:
        return [card.id or 0 for card in Card.on_board(session, town.conference_id, [kind])]


async def focused(page: Page) -> str:
    found: str = await page.evaluate("() => document.activeElement.id || document.activeElement.tagName")
    return found


async def tab_to(page: Page, selector: str) -> None:
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by keyboard")


@pytest.mark.nightly
async def test_by_keyboard_from_the_lobby_to_released_themes(town: Site, open_page: OpenPage) -> None:
    page = await console(town, open_page)
    fill_wall(town, 24)
    await tab_to(page, "#big")
    big = page.locator("#big")
    presses = 0
    while (words := await big.inner_text()) != "Themen vorschlagen":
        await page.keyboard.press("Enter")
        await expect(big).not_to_have_text(words)
        assert await focused(page) == "big"
        presses += 1
        assert presses < 20
    await page.keyboard.press("Enter")
    await expect(big).to_have_text("Themen freigeben")
    await expect(page.locator("section.theme[id^=theme-]").first).to_be_visible()

    await rename_by_keyboard(page, "Wir stehen im Dunkeln")
    await tab_to(page, "#release")
    await page.keyboard.press("Enter")

    await expect(big).to_contain_text("Weiter")
    assert await focused(page) == "release"
    with town.house.database.reading() as session:
        released = hall_of(town, session).released_themes("weakness")
    assert "Wir stehen im Dunkeln" in [theme.title for theme in released]


async def rename_by_keyboard(page: Page, title: str) -> None:
    await tab_to(page, "input[name=title]")
    await page.keyboard.press("Control+A")
    await page.keyboard.type(title)
    await page.keyboard.press("Enter")
    await expect(page.locator("#told")).to_contain_text(title)
    await expect(page.locator("h3", has_text=title)).to_be_visible()
    await page.locator("#board").focus()


@pytest.mark.parametrize(
    "size",
    [
        TABLET,
        (390, 844),
        *(pytest.param(size, marks=pytest.mark.nightly) for size in (LAPTOP, (1920, 1080))),
    ],
    ids=str,
)
async def test_no_phase_breaks_the_rules_of_accessibility(
    town: Site, open_page: OpenPage, size: tuple[int, int]
) -> None:
    chosen = fill_wall(town, 12)
    make_theme(town, "Licht und Wege am Bahnhof", chosen[:6])
    make_theme(town, "Läden", chosen[6:10])
    town.act(partial(themes.release_themes, kind="weakness"))
    town.act(partial(curation.hide_card, card_id=chosen[11], reason="nennt Namen"))
    town.act(partial(measures.add_measure, title="Bänke aufstellen"))
    page = await console(town, open_page, size)
    wanted = {
        LAPTOP: (
            "Ankommen",
            "Begrüßung",
            "Stimmungsbild",
            "Stärken sammeln",
            "Schwächen sammeln",
            "Stehpause",
        ),
        TABLET: ("Impuls und Sortieren", "Wichtigste Themen bepunkten", "Vorstellen", "Mitmachen"),
        (390, 844): ("Schwächen sammeln", "Impuls und Sortieren"),
        (1920, 1080): ("Themenecken: Kurzsteckbriefe", "Ausblick und Blitzlicht"),
    }[size]
    for title in wanted:
        town.enter(title)
        await expect(page.locator(".now-title")).to_contain_text(title)
        await page.evaluate(
            "() => document.querySelectorAll('details:not(.menu)').forEach((it) => (it.open = true))"
        )
        assert await axe(page) == [], title
        assert await page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), title
        assert size != (390, 844) or await squeezed(page) == [], title


async def test_news_keep_focus_open_lists_and_what_is_being_typed(town: Site, open_page: OpenPage) -> None:
    chosen = fill_wall(town, 300)
    theme = make_theme(town, "Alles Mögliche", chosen[:150])
    make_theme(town, "Der Rest", chosen[150:])
    town.enter("Impuls und Sortieren")
    page = await console(town, open_page)
    await page.locator(f"#theme-cards-{theme} > summary").click()
    await page.locator(f"#line-{chosen[5]} input").check()
    await page.locator(f"#line-{chosen[7]} input").focus()
    line = page.locator(f"#line-{chosen[8]}")
    await page.mouse.move(5, 5)

    town.act(partial(curation.move_cards, card_ids=[chosen[8]], theme_id=None), actor="moderation:99")

    await expect(page.locator("#loose").locator(line)).to_be_attached()
    assert await page.evaluate("() => document.activeElement.value") == str(chosen[7])
    await expect(page.locator(f"#line-{chosen[5]} input")).to_be_checked()
    assert await page.evaluate(f"() => document.getElementById('theme-cards-{theme}').open")

    field = page.locator(f"#title-{theme}")
    await field.fill("Halb getippt")
    town.act(partial(curation.move_cards, card_ids=[chosen[9]], theme_id=None), actor="moderation:99")
    await expect(page.locator("#undo")).to_contain_text(f"Karte {card_of(town, chosen[9]).number}")
    assert await field.input_value() == "Halb getippt"
    assert await focused(page) == f"title-{theme}"
    await page.locator("#board").focus()
    await expect(page.locator("#loose").locator(f"#line-{chosen[9]}")).to_be_attached()
    assert await field.input_value() == "Halb getippt"


async def test_what_is_folded_comes_when_it_is_unfolded(town: Site, open_page: OpenPage) -> None:
    chosen = fill_wall(town, 40)
    theme = make_theme(town, "Licht", chosen[:20])
    town.enter("Schwächen sammeln")
    page = await console(town, open_page)
    heading = page.locator("#part-board > details > summary")
    await expect(heading).to_contain_text("1")
    make_theme(town, "Strom", chosen[20:30])
    await expect(heading).to_contain_text("2")
    await expect(page.locator(f"#theme-{theme}")).not_to_be_attached()

    await heading.click()
    await expect(page.locator(f"#theme-{theme}")).to_be_visible()
    line = page.locator(f"#line-{chosen[0]}")
    await expect(line).not_to_be_attached()
    await page.locator(f"#theme-cards-{theme} > summary").click()
    await expect(line).to_be_visible()


async def test_the_focus_stays_near_a_card_that_goes(town: Site, open_page: OpenPage) -> None:
    chosen = fill_wall(town, 5)
    town.enter("Schwächen sammeln")
    page = await console(town, open_page)
    await page.locator(f"#card-{chosen[2]} a").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(f"#reason-{chosen[2]}")).to_be_visible()
    await tab_to(page, f"#card-{chosen[2]} button[name=quick]")
    await page.keyboard.press("Enter")
    await expect(page.locator(f"#card-{chosen[2]}")).not_to_be_attached()
    await expect(page.locator("#told")).to_contain_text("Karte 3 ausgeblendet")
    assert await focused(page) not in ("BODY", "main")
    assert await page.evaluate("() => document.getElementById('part-cards').contains(document.activeElement)")


async def test_the_second_moderator_is_told_and_nothing_is_overwritten(
    town: Site, open_page: OpenPage
) -> None:
    theme = make_theme(town, "Licht", fill_wall(town, 4))
    town.enter("Impuls und Sortieren")
    mona, ben = await console(town, open_page), await console(town, open_page)
    field = ben.locator(f"#title-{theme}")
    await field.fill("Bens Titel")
    await mona.locator(f"#title-{theme}").fill("Monas Titel")
    await mona.keyboard.press("Enter")
    await expect(mona.locator("#told")).to_contain_text("Monas Titel")

    await field.press("Enter")

    await expect(ben.locator("#told")).to_contain_text("Inzwischen hat jemand anderes etwas geändert")
    await expect(ben.locator(f"#theme-title-{theme}")).to_contain_text("Monas Titel")
    assert theme_of(town, theme).title == "Monas Titel"


async def test_an_own_step_is_drawn_while_another_part_is_on_its_way_and_lost(
    town: Site, open_page: OpenPage
) -> None:
    theme = make_theme(town, "Licht", fill_wall(town, 4))
    town.enter("Impuls und Sortieren")
    page = await console(town, open_page)
    asked, answers = anyio.Event(), anyio.Event()

    async def lose_first(route: Route) -> None:
        if asked.is_set():
            return await route.continue_()
        asked.set()
        await answers.wait()
        await route.abort()

    await page.route("**/m/part/cards*", lose_first)
    fill_wall(town, 5)
    await asked.wait()
    await page.locator(f"#title-{theme}").fill("Monas Titel")
    await page.keyboard.press("Enter")
    await expect(page.locator(f"#theme-title-{theme}")).to_contain_text("Monas Titel")
    answers.set()
    await expect(page.locator("#part-cards .count").first).to_contain_text("5")


async def test_a_step_shows_even_when_the_socket_is_gone(town: Site, open_page: OpenPage) -> None:
    [card] = fill_wall(town, 1)
    town.enter("Schwächen sammeln")
    page = await open_page(f"{town.address}/p")
    await page.add_init_script("window.WebSocket = class { static OPEN = 1; close() {} }")
    await page.goto(town.link(Role.MODERATION))
    await page.set_viewport_size({"width": 1366, "height": 768})
    await page.locator(f"#card-{card} button").click()
    await expect(page.locator(f"#card-{card}.pinned")).to_be_attached()
    await expect(page.locator("#undo")).to_contain_text("Karte 1 angepinnt")


async def test_where_sockets_are_blocked_the_console_asks(town: Site, open_page: OpenPage) -> None:
    page = await console(town, open_page)
    await page.context.route_web_socket("**/live**", lambda socket: socket.close())
    await page.clock.install()
    await page.reload()
    await expect(page.locator("[data-offline]")).to_be_visible()
    make_theme(town, "Licht")
    await page.clock.run_for(6_000)
    await expect(page.locator("#part-board > details > summary")).to_contain_text("1")


async def test_key_b_blanks_the_screen_but_not_while_writing(town: Site, open_page: OpenPage) -> None:
    town.enter("Schwächen sammeln")
    page = await console(town, open_page)
    blank = page.locator("#blank button")
    await page.keyboard.press("b")
    await expect(blank).to_have_attribute("aria-pressed", "true")
    await page.keyboard.press("b")
    await expect(blank).to_have_attribute("aria-pressed", "false")
    await page.locator("#menu-more > summary").click()
    await page.locator("#key-b").uncheck()
    await page.keyboard.press("b")
    await page.keyboard.press("Escape")
    await page.locator("#menu-steps > summary").click()
    await expect(page.locator(".steps li")).to_have_count(4)
    with town.house.database.reading() as session:
        assert not town.conference(session).blank


async def test_a_card_is_dragged_into_another_theme(town: Site, open_page: OpenPage) -> None:
    chosen = fill_wall(town, 3)
    theme = make_theme(town, "Licht", chosen[:1])
    town.enter("Impuls und Sortieren")
    page = await console(town, open_page)
    await page.locator(f"#theme-cards-{theme} > summary").click()
    card, there = page.locator(f"#line-{chosen[2]}"), page.locator(f".lines[data-theme='{theme}']")
    for _ in range(4):  # the board may be drawn anew under the hand; people try again, too
        await card.drag_to(there, steps=8)
        with suppress(AssertionError):
            await expect(page.locator("#told")).to_contain_text("Karte 3 zu „Licht“ gelegt", timeout=5_000)
            break
    assert card_of(town, chosen[2]).theme_id == theme
