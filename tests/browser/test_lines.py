"""Timelines, mind maps and line-ups in a browser: written by thumb, sorted by Enter, read from afar."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import expect
from sqlmodel import select

from app.actions import branches, measures, phases, presenting
from app.models import Card, Measure, Phase, Role, Theme
from app.writing.transaction import Answer, Transaction
from tests.browser import full_hall
from tests.browser.conftest import OpenPage, Site, axe
from tests.stages import LANES, LOOKING_BACK, TRENDS, play

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

AUDIT = (Path(__file__).parent / "hall_audit.js").read_text("utf-8")
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
SIZES = ((1024, 768), (1920, 1080))
TESTS = [{"kind": kind, "max_per_person": 1} for kind in ("like", "wonder", "change", "offer")]


def full_of(
    tx: Transaction,
    *,
    kind: str,
    count: int,
    lanes: bool = False,
    theme: str = "",
    measure: int | None = None,
) -> Answer:
    """Cards of 280 characters, for the timeline in every lane and over many decades."""
    start = Card.next_number(tx.session, tx.conference_id)
    phase = tx.session.get_one(Phase, tx.conference.phase_id)
    for place in range(count):
        row = Card(
            conference_id=tx.conference_id, number=start + place, phase_id=phase.id, kind=kind,
            text=full_hall.words(280), measure_id=measure,
        )  # fmt: skip
        if lanes:
            row.field, row.year = str(LANES[place % 3]["name"]), 1890 + place % 130
        tx.session.add(row)
    tx.log("cards_imported", cards=count)
    return {}


def timeline(town: Site) -> None:
    play(town, "TIMELINE", prompt=full_hall.words(160), **LOOKING_BACK)
    town.act(partial(full_of, kind="timeline_entry", count=300, lanes=True))


def decade(town: Site) -> None:
    timeline(town)
    town.act(partial(presenting.show_view, view="1990"))


def mindmap(town: Site) -> None:
    play(town, "MINDMAP", prompt=full_hall.words(160), **TRENDS)
    for _ in range(16):
        town.act(partial(branches.make_branch, title=full_hall.words(160)))


def small_mindmap(town: Site) -> None:
    play(town, "MINDMAP", **TRENDS)
    town.act(partial(full_of, kind="trend", count=12))
    for _ in range(6):
        town.act(partial(branches.make_branch, title=full_hall.words(60)))
    with town.hall() as hall:
        ids = [card.id or 0 for card in hall.mindmap.queue]
        themes = [theme.id or 0 for theme in Theme.of(hall.session, hall.id, "trend")]
    for place, card in enumerate(ids):
        town.act(partial(branches.place_trend, card_id=card, theme_id=themes[place % 6], seen=1))


def sheets(town: Site, count: int) -> list[int]:
    for _ in range(count):
        town.act(partial(measures.add_measure, title=full_hall.words(160)))
    with town.hall() as hall:
        return [measure.id or 0 for measure in hall.measures]


def feedback(town: Site) -> None:
    first, *_ = sheets(town, 3)
    play(town, "REPORT", opened=False, prompt=full_hall.words(160), card_types=TESTS)
    town.act(partial(presenting.present, thing_id=first))
    for kind in TESTS:
        town.act(partial(full_of, kind=str(kind["kind"]), count=12, measure=first))
    town.act(partial(presenting.show_view, view="feedback"))


def status_board(town: Site) -> None:
    play(town, "REPORT", opened=False, shows="earlier")
    town.act(partial(presenting.add_earlier, titles=[full_hall.words(160)] * 9))
    with town.hall() as hall:
        ids = [measure.id or 0 for measure in hall.earlier_measures]
    for number in ids[:7]:
        town.act(
            partial(presenting.set_status, measure_id=number, version=1, status="dropped", reason="Kein Geld")
        )


def earlier(town: Site) -> None:
    status_board(town)
    with town.hall() as hall:
        first = hall.earlier_measures[0]
    town.act(
        partial(
            presenting.set_status,
            measure_id=first.id or 0,
            version=2,
            status="stuck",
            reason=full_hall.words(200),
        )
    )
    town.act(partial(presenting.present, thing_id=first.id))


def budget(town: Site) -> None:
    ids = sheets(town, 8)
    play(town, "REPORT", opened=False, budget=12_000)
    for number in ids:
        town.act(partial(presenting.set_cost, measure_id=number, version=1, cost="12000", funding=""))
    town.act(partial(presenting.present, thing_id=ids[0]))
    town.act(partial(presenting.present, thing_id=None))


Scene = Callable[[Site], None]
SCENES: tuple[Scene, ...] = (
    timeline, decade, mindmap, small_mindmap, feedback, status_board, earlier, budget,
)  # fmt: skip


@pytest.mark.parametrize(
    "scene",
    [
        pytest.param(scene, marks=() if scene in (decade, mindmap) else pytest.mark.nightly)
        for scene in SCENES
    ],
    ids=lambda scene: scene.__name__,
)
async def test_the_last_row_can_read_it(town: Site, open_page: OpenPage, scene: Scene) -> None:
    town.act(full_hall.crowd)
    scene(town)
    page = await open_page(town.link(Role.PROJECTOR), size=SIZES[0])
    await page.wait_for_selector("#part-stage", state="attached")
    await page.wait_for_load_state("load")
    for width, height in SIZES:
        await page.set_viewport_size({"width": width, "height": height})
        await page.evaluate(PAINTED)
        assert await page.evaluate(AUDIT) == [], width
    await page.evaluate("() => { document.documentElement.dataset.theme = 'dark' }")
    assert await page.evaluate(AUDIT) == [], "dark"
    assert await axe(page) == []


async def test_a_card_for_the_timeline_keeps_its_year_through_a_reload(
    town: Site, open_page: OpenPage
) -> None:
    play(town, "TIMELINE", **LOOKING_BACK)
    page = await open_page(town.path(), cookies=dict(town.phone().cookies))
    await page.get_by_label("Ihr Gedanke").fill("Das Freibad öffnet")
    await page.get_by_role("button", name="Karte senden").click()
    await expect(page.get_by_role("alert")).to_contain_text("zu welcher Zeile")
    await page.get_by_label("Für unsere Stadt").check()
    await page.get_by_label("In welchem Jahr?").fill("12")
    await page.get_by_role("button", name="Karte senden").click()
    await expect(page.get_by_role("alert")).to_contain_text("zwischen 1000 und 2100")
    await page.get_by_label("In welchem Jahr?").fill("1974")

    await page.reload()

    await expect(page.get_by_label("In welchem Jahr?")).to_have_value("1974")
    await expect(page.get_by_label("Für unsere Stadt")).to_be_checked()
    assert await axe(page) == []
    await page.get_by_role("button", name="Karte senden").click()
    await expect(page.locator("#my-cards")).to_contain_text("1974 · Für unsere Stadt")
    await expect(page.locator("#my-cards")).to_contain_text("gespeichert ✓")
    await expect(page.get_by_label("In welchem Jahr?")).to_have_value("")


async def test_enter_goes_through_the_queue_of_the_mind_map(town: Site, open_page: OpenPage) -> None:
    play(town, "MINDMAP", **TRENDS)
    climate = town.act(partial(branches.make_branch, title="Klima"))["branch"]
    phones = [town.phone() for _ in range(3)]
    for place, device in enumerate(phones):
        told = {"text": f"Es wird wärmer, zum {place + 1}. Mal", "theme": climate}
        assert town.say(device, do="post_card", kind="trend", **told)["ok"]
    page = await open_page(town.link(Role.MODERATION), size=(1366, 900))
    await page.locator("#queue-place").focus()

    for left in (2, 1, 0):
        await page.keyboard.press("Enter")
        if left:
            await expect(page.locator(".queue-text")).to_contain_text(f"zum {4 - left}. Mal")
            await expect(page.locator("#queue-place")).to_be_focused()

    await expect(page.get_by_text("Alles hat seinen Ast.")).to_be_visible()
    with town.hall() as hall:
        assert [card.theme_by for card in hall.mindmap.branches[0].cards] == ["person"] * 3
    assert await axe(page) == []


async def test_feedback_counts_for_the_thing_that_is_shown(town: Site, open_page: OpenPage) -> None:
    first, second = sheets(town, 2)
    play(town, "REPORT", opened=False, card_types=TESTS[:3])
    town.act(partial(presenting.present, thing_id=first))
    page = await open_page(town.path(), cookies=dict(town.phone().cookies))
    left = page.locator("[data-left-of=like] span")
    await expect(left).to_have_text("Sie haben eine Karte.")
    await page.get_by_label("Ihr Gedanke").fill("Das hilft sofort")
    await page.get_by_role("button", name="Karte senden").click()
    await expect(left).to_contain_text("Ihre Karte ist gesendet")

    await page.get_by_label("Frage ich mich").check()
    await page.get_by_label("Ihr Gedanke").fill("Wer streicht sie?")
    town.act(partial(presenting.present, thing_id=second))

    await expect(left).to_have_text("Sie haben eine Karte.")
    await expect(page.get_by_label("Ihr Gedanke")).to_have_value("")
    await expect(page.locator("#unsent textarea")).to_have_value("Wer streicht sie?")
    await page.get_by_role("button", name="Noch senden").click()
    await expect(page.locator("#my-cards")).to_contain_text("Wer streicht sie?")
    assert await axe(page) == []
    with town.hall() as hall:
        said = select(Card.measure_id).where(Card.conference_id == hall.id)
        assert hall.session.exec(said).all() == [first, first]
        assert [measure.id for measure in Measure.of(hall.session, hall.id)] == [first, second]
    town.act(phases.end_conference)
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Danke")
