"""The hall's screen as the last row sees it: large enough, nothing cut off, nothing too early."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from app.actions import curation, measures, phases
from app.models import Role
from app.models.base import now
from app.writing.transaction import Answer, Transaction
from tests.browser import full_hall
from tests.browser.conftest import OpenPage, Site, axe

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

WALL = (1024, 768)
SIZES = (WALL, (1920, 1080), (3840, 2160))
AUDIT = (Path(__file__).parent / "hall_audit.js").read_text("utf-8")
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
STRENGTHS, DOTS = "Stärken sammeln", "Wichtigste Themen bepunkten"
STILL = (".question", ".timer", ".counter-number", ".join-code", ".wall")


def mood(town: Site) -> None:
    town.enter("Stimmungsbild")


def collect(town: Site) -> None:
    town.enter(STRENGTHS)
    town.act(full_hall.long_cards)


def collect_pinned(town: Site) -> None:
    town.enter(STRENGTHS)
    town.act(partial(full_hall.long_cards, pinned=8))


def sort(town: Site) -> None:
    town.enter("Impuls und Sortieren")


def themes(town: Site) -> None:
    sort(town)
    town.act(partial(full_hall.long_themes, kind="weakness"))


def dots(town: Site) -> None:
    town.act(partial(full_hall.long_themes, kind="weakness"))
    town.enter(DOTS)
    with town.hall() as hall:
        ballot, items = hall.ballot, [item.id or 0 for item in hall.ballot_items]
    assert ballot is not None
    town.act(partial(full_hall.everybody_votes, ballot_id=ballot.id or 0, item_ids=items))


def dots_shown(town: Site) -> None:
    dots(town)
    town.act(phases.close_input)
    town.act(phases.reveal)


def dots_by_group(town: Site) -> None:
    dots_shown(town)
    town.act(partial(phases.set_screen, dark=None, blank=None, by_group=True))


def pause(town: Site) -> None:
    town.enter("Utopien und Vorschläge")
    town.act(full_hall.long_cards)
    town.enter("Stehpause")


def plan(town: Site) -> None:
    town.act(full_hall.long_measures)
    town.enter("Themenecken: Kurzsteckbriefe")


def report(town: Site) -> None:
    town.act(full_hall.long_measures)
    town.enter("Vorstellen")
    with town.hall() as hall:
        shown = hall.measures[0].id
    town.act(partial(measures.show_measure, measure_id=shown))


def commit(town: Site) -> None:
    town.act(partial(full_hall.long_measures, count=8))
    town.enter("Mitmachen")


def feedback(town: Site) -> None:
    town.enter("Ausblick und Blitzlicht")


def welcome(town: Site) -> None:
    town.enter("Begrüßung")


def lobby(town: Site) -> None:
    town.act(full_hall.time_is_long_over)


def end(town: Site) -> None:
    town.act(phases.end_conference)


def blank(town: Site) -> None:
    town.act(partial(phases.set_screen, dark=None, blank=True, by_group=None))


NO_SOCKETS = """window.WebSocket = class extends WebSocket {
  constructor(url) { super(String(url).replace("/p/live", "/p/walled")); }
}"""
Scene = Callable[[Site], None]
SCENES: tuple[Scene, ...] = (
    lobby, welcome, mood, collect, collect_pinned, sort, themes, dots, dots_shown, dots_by_group, pause, plan,
    report, commit, feedback, end, blank,
)  # fmt: skip
FULLEST = (lobby, collect, dots_by_group, report)
"""One for each way in which a screen is filled; the others wait for the long run."""


async def open_wall(town: Site, open_page: OpenPage, **options: Any) -> Page:
    page = await open_page(town.link(Role.PROJECTOR), **{"size": WALL, **options})
    await page.wait_for_selector("#part-stage", state="attached")
    await page.wait_for_load_state("load")
    return page


@pytest.mark.parametrize(
    "scene",
    [pytest.param(scene, marks=() if scene in FULLEST else pytest.mark.nightly) for scene in SCENES],
    ids=lambda scene: scene.__name__,
)
async def test_the_last_row_can_read_it(town: Site, open_page: OpenPage, scene: Scene) -> None:
    town.act(full_hall.crowd)
    scene(town)
    if scene not in (end, blank):
        town.act(full_hall.time_is_long_over)
    page = await open_wall(town, open_page)

    for width, height in SIZES:
        await page.set_viewport_size({"width": width, "height": height})
        await page.evaluate(PAINTED)
        assert await page.evaluate(AUDIT) == [], width
    await page.evaluate("() => { document.documentElement.dataset.theme = 'dark' }")
    assert await page.evaluate(AUDIT) == [], "dark"
    assert await axe(page) == []


@pytest.mark.nightly
@pytest.mark.parametrize("scene", (themes, pause), ids=lambda scene: scene.__name__)
async def test_in_a_deep_room_the_clock_leaves_the_question_whole(
    town: Site, open_page: OpenPage, scene: Scene
) -> None:
    scene(town)
    town.act(deepen)
    page = await open_wall(town, open_page, size=(1920, 1080))
    await expect(page.locator(".clock-note")).to_have_text("Noch zwei Minuten")
    await page.evaluate(PAINTED)
    assert await page.evaluate("() => document.documentElement.dataset.far") == "1"
    assert await page.evaluate(CUT) == []


def deepen(tx: Transaction) -> Answer:
    tx.conference.room_depth, tx.conference.screen_width = 12, 3
    tx.conference.ends_at = now() + timedelta(seconds=115)
    tx.log("timer_set", do="start")
    return {}


CUT = """() => {
  const [question, stage] = [".question", "#part-stage"].map((place) => document.querySelector(place));
  const isCut = question.scrollHeight > question.clientHeight + 1;
  const overlaps = question.getBoundingClientRect().bottom > stage.getBoundingClientRect().top;
  return [isCut && "cut", overlaps && "on the stage"].filter(Boolean);
}"""


def post(town: Site, text: str) -> None:
    """A card from a device that has sent none yet."""
    phone = town.phone()
    assert town.say(phone, do="post_card", kind="strength", text=text)["ok"]


async def places(page: Page) -> list[str]:
    """The text in each place of the wall, and where the question, the clock and the counter stand."""
    found: list[str] = await page.evaluate(
        """(names) => [
          ...document.querySelectorAll(".wall > li"), ...names.map((name) => document.querySelector(name)),
        ].map((element) => {
          const { x, y, height } = element.getBoundingClientRect();
          return [element.className, x, y, height].join(" ");
        })""",
        list(STILL),
    )
    return [entry.removeprefix("card kind-strength").replace(" fresh", "") for entry in found]


async def texts(page: Page) -> list[str]:
    return [text.strip() for text in await page.locator(".wall > li").all_inner_texts()]


async def test_nothing_jumps_while_cards_arrive(town: Site, open_page: OpenPage) -> None:
    town.enter(STRENGTHS)
    for number in range(4):
        post(town, f"Karte {number} {full_hall.words(30 * number)}")
    page = await open_wall(town, open_page)
    await page.evaluate(
        """() => {
          window.said = [];
          new MutationObserver(() => said.push(performance.now())).observe(
            document.querySelector("#spoken"), { childList: true, characterData: true, subtree: true });
        }"""
    )
    before = await places(page)

    for number in range(4, 24):
        post(town, f"Karte {number} {full_hall.words(10 * number)}")
        await expect(page.locator(".counter-number")).to_have_text(str(number + 1))
        assert await places(page) == before

    await expect(page.locator(".wall")).to_contain_text("Karte 23")
    assert len(await texts(page)) == 4
    said = await page.evaluate("() => said")
    assert all(later - earlier > 29_900 for earlier, later in pairwise(said))


async def test_a_new_card_takes_the_oldest_place_and_moves_no_other(town: Site, open_page: OpenPage) -> None:
    town.enter(STRENGTHS)
    for number in range(4):
        post(town, f"Karte {number}")
    page = await open_wall(town, open_page)
    before = await texts(page)

    post(town, "Die neue")
    await expect(page.locator(".wall")).to_contain_text("Die neue")
    after = await texts(page)

    assert [new for old, new in zip(before, after, strict=True) if old != new] == ["Die neue"]
    assert "Karte 0" not in after


async def test_a_hidden_card_is_gone_at_once_and_pinned_ones_come_first(
    town: Site, open_page: OpenPage
) -> None:
    town.enter(STRENGTHS)
    for number in range(6):
        post(town, f"Karte {number}")
    page = await open_wall(town, open_page)
    with town.hall() as hall:
        ids = {card.text: card.id or 0 for card in hall.last_cards()}

    town.act(partial(curation.hide_card, card_id=ids["Karte 5"], reason="Name"))
    await expect(page.get_by_text("Karte 5")).to_have_count(0)
    town.act(partial(curation.pin_card, card_id=ids["Karte 0"], pinned=True))
    await expect(page.locator(".wall > li").first).to_have_text("Karte 0")


async def test_totals_appear_when_they_are_shown_and_not_before(town: Site, open_page: OpenPage) -> None:
    town.act(full_hall.crowd)
    dots(town)
    page = await open_wall(town, open_page)
    await expect(page.locator(".counter")).to_contain_text("80 von 80")
    assert await page.locator(".bar, .result-total, .matrix").count() == 0
    town.act(phases.close_input)
    await expect(page.locator(".clock-note")).to_have_text("Geschlossen")
    assert await page.locator(".bar, .result-total, .matrix").count() == 0
    town.act(phases.reveal)
    await expect(page.locator(".result-total")).to_have_count(12)
    town.act(partial(phases.set_screen, dark=True, blank=None, by_group=True))
    await expect(page.locator(".matrix tbody tr")).to_have_count(8)
    assert await page.locator("html").get_attribute("data-theme") == "dark"


async def test_the_moderation_blanks_the_screen(town: Site, open_page: OpenPage) -> None:
    town.enter(STRENGTHS)
    page = await open_wall(town, open_page)
    blank(town)
    await expect(page.get_by_role("heading")).to_have_text("Lindenau 2035")
    await expect(page.locator(".stage, .foot, .join").locator("visible=true")).to_have_count(0)


async def test_enter_fills_the_screen_and_the_pointer_rests(town: Site, open_page: OpenPage) -> None:
    page = await open_wall(town, open_page)
    await page.keyboard.press("Enter")
    await expect(page.locator("html:fullscreen")).to_have_count(1)
    await page.keyboard.press("Enter")
    await expect(page.locator("html:fullscreen")).to_have_count(0)
    await expect(page.locator("html")).to_have_attribute("data-resting", "")
    assert await page.evaluate("() => getComputedStyle(document.body).cursor") == "none"
    await page.mouse.move(40, 40)
    await expect(page.locator("html")).not_to_have_attribute("data-resting", "")


async def cut_off(route: Route) -> None:
    await route.abort()


@pytest.mark.nightly
async def test_without_a_socket_it_says_so_and_follows_slowly(town: Site, open_page: OpenPage) -> None:
    page = await open_page("about:blank", size=WALL)
    await page.add_init_script(NO_SOCKETS)
    await page.route("**/p/frames*", cut_off)
    await page.goto(town.link(Role.PROJECTOR))
    await expect(page.locator("#offline")).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Lindenau 2035")

    town.enter(STRENGTHS)
    await page.unroute("**/p/frames*", cut_off)

    await expect(page.get_by_role("heading", level=1)).to_contain_text("Was ist heute")
    await expect(page.locator("#offline")).to_be_hidden()


async def test_two_hundred_cards_leave_the_page_as_small_as_it_was(town: Site, open_page: OpenPage) -> None:
    collect(town)
    page = await open_wall(town, open_page)
    count = "() => document.querySelectorAll('*').length"
    before = await page.evaluate(count)
    for _ in range(24):
        town.act(full_hall.long_cards)
    await expect(page.locator(".counter-number")).to_have_text("200")
    assert await page.evaluate(count) == before
