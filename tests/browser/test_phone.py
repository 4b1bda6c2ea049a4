"""The phone in a real browser: what is seen, felt and heard in each phase."""

import re
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

import app
from app.actions import measures, phases, themes
from app.demo.town import written_cards
from app.models import Card, Vote
from facilitation import split_thoughts
from tests.browser.conftest import OpenPage, Site, axe, heard, listen, squeezed

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

THOUGHTS = (
    "Zu laut. Zu teuer. Zu voll.",
    "Kein Bus nach 20 Uhr; Radweg endet im Nichts",
    "z. B. die Bahnhofstr. am Abend, ca. 200 m",
    "Mehr Bänke und außerdem ein Brunnen!",
    "1 + 2 / 3",
    "Wochenmarkt\nStadtfest",
    "Schön hier! Und ruhig",
    "Die Str. zum Markt ist kaputt. Herr Dr. Müller e. V. weiß das.",
    "  ",
    "Äpfel + Birnen + Öl",
    "„Alles zu.“ „Nichts los.“",
    "Frisch gestrichen - endlich - und sauber",
)


async def join(town: Site, open_page: OpenPage, *, scripts: bool = True) -> Page:
    """A phone whose owner is in already; the door is tried by keyboard and in the whole evening."""
    device = town.phone().cookies
    page = await open_page(town.path(), scripts=scripts, cookies=dict(device))
    await page.wait_for_selector("#task-title")
    return page


async def write(page: Page, text: str) -> None:
    await page.get_by_label("Ihr Gedanke").fill(text)
    await page.get_by_role("button", name="Karte senden").click()


async def moved_on(page: Page, heading: str) -> None:
    await expect(page.get_by_role("heading", level=1)).to_contain_text(heading)


def texts(town: Site) -> list[str]:
    with town.house.database.reading() as session:
        return [card.text for card in Card.on_board(session, town.conference_id)]


def dots(town: Site) -> list[int]:
    """All dots of the running ballot, by item."""
    with town.hall() as hall:
        assert hall.ballot is not None
        given = {vote.item_id: vote.value for vote in Vote.of(hall.session, hall.ballot.id or 0)}
        return [given.get(item.id or 0, 0) for item in hall.ballot_items]


def sort_into_themes(town: Site, kind: str, *titles: str) -> None:
    for title in titles:
        town.act(partial(themes.make_theme, kind=kind, title=title))
    town.act(partial(themes.release_themes, kind=kind))


async def test_a_phone_without_scripts_can_do_everything(town: Site, open_page: OpenPage) -> None:
    page = await join(town, open_page, scripts=False)
    town.enter("Schwächen sammeln")
    await page.get_by_role("link", name="Neuen Stand laden").click()
    await write(page, "x" * 281)
    await expect(page.get_by_role("alert")).to_contain_text("281 Zeichen")
    assert await page.get_by_label("Ihr Gedanke").input_value() == "x" * 281
    await write(page, "Zu wenig Bänke")
    await expect(page.locator("#my-cards")).to_contain_text("gespeichert ✓")
    await page.get_by_text("Ändern").click()
    await page.get_by_label("Ihr Text").fill("Viel zu wenig Bänke")
    await page.get_by_role("button", name="Änderung senden").click()
    await expect(page.locator("#my-cards .card-text")).to_have_text("Viel zu wenig Bänke")
    sort_into_themes(town, "weakness", "Bänke", "Busse")
    town.enter("Wichtigste Themen bepunkten")
    await page.get_by_role("link", name="Neuen Stand laden").click()
    await page.get_by_role("spinbutton", name="Busse").fill("2")
    await page.get_by_role("button", name="Punkte speichern").click()
    await expect(page.get_by_text("noch 1 von 3 Punkten")).to_be_visible()

    assert (texts(town), dots(town)) == (["Viel zu wenig Bänke"], [0, 2])


async def test_several_taps_in_a_row_are_all_counted(town: Site, open_page: OpenPage) -> None:
    sort_into_themes(town, "weakness", "Bänke", "Busse", "Lärm")
    town.enter("Wichtigste Themen bepunkten")
    page = await join(town, open_page)
    more = {name: page.get_by_label(f"Ein Punkt mehr für: {name}") for name in ("Bänke", "Busse", "Lärm")}
    await expect(more["Lärm"]).to_be_visible()
    await listen(page)
    for name in ("Bänke", "Bänke", "Bänke", "Busse", "Lärm"):
        await more[name].click(force=True, no_wait_after=True)
    await page.get_by_label("Ein Punkt weniger für: Bänke").click()
    await more["Lärm"].click()
    await expect(page.locator("[data-votes-state]")).to_have_text("Ihre Wahl ist gespeichert ✓")
    await expect(page.locator(".dots-left")).to_have_text("noch 0 von 3 Punkten")

    assert dots(town) == [1, 1, 1]
    assert {*await heard(page)} == {
        "Ihre Wahl ist gespeichert ✓", "", *(f"noch {left} von 3 Punkten" for left in (0, 1, 2))
    }  # fmt: skip
    await page.reload()
    await expect(page.locator(".dots-mine")).to_have_text(["1", "1", "1"])


async def test_dots_and_scales_stay_marked_and_secret(town: Site, open_page: OpenPage) -> None:
    town.enter("Stimmungsbild")
    page = await join(town, open_page)
    await page.get_by_role("button", name="3 gern").click()
    await page.get_by_role("button", name="4 sehr gern").click()
    await expect(page.locator("[data-votes-state]")).to_have_text("Ihre Wahl ist gespeichert ✓")
    pressed = page.locator("[aria-pressed=true]")
    await expect(pressed).to_have_count(1)
    await expect(pressed).to_contain_text("Ihre Wahl ✓")
    assert dots(town) == [0, 0, 0, 1]
    town.act(phases.close_input)
    await expect(page.get_by_text("Das Ergebnis sehen Sie gleich vorn")).to_be_visible()
    assert "1 Stimme" not in await page.content()
    town.act(phases.reveal)
    await expect(page.get_by_text("1 Stimme")).to_be_visible()


async def test_two_thoughts_become_two_cards_if_the_person_likes(town: Site, open_page: OpenPage) -> None:
    town.enter("Schwächen sammeln")
    page = await join(town, open_page)
    area = page.get_by_label("Ihr Gedanke")
    await area.fill("Zu wenig Bänke")
    await expect(page.locator("#two-thoughts")).to_be_hidden()
    await area.fill("Zu wenig Bänke; kein Bus am Abend")
    await page.get_by_role("button", name="Als zwei Karten senden").click()
    await expect(page.locator("#my-cards .state")).to_have_text(["gespeichert ✓"] * 2)
    await expect(page.get_by_text("noch 1 von 3 Karten")).to_be_visible()

    assert texts(town) == ["Zu wenig Bänke", "kein Bus am Abend"]


async def test_phone_and_facilitation_see_the_same_thoughts(open_page: OpenPage) -> None:
    source = (Path(app.__file__).parent / "static/js/phone/thoughts.js").read_text("utf-8")
    page = await open_page("about:blank")
    await page.evaluate(f"() => {{ {source.replace('export ', '')}; window.splitThoughts = splitThoughts; }}")
    corpus = [*THOUGHTS, *(card.text for card in written_cards())]

    seen = await page.evaluate("(corpus) => corpus.map((text) => splitThoughts(text))", corpus)

    assert any(len(split_thoughts(text)) == 2 for text in corpus)
    assert seen == [list(split_thoughts(text)) for text in corpus]


async def test_the_counter_is_calm_and_stops_nobody_while_typing(town: Site, open_page: OpenPage) -> None:
    town.enter("Stärken sammeln")
    page = await join(town, open_page)
    area, count = page.get_by_label("Ihr Gedanke"), page.locator("#card-count")
    await area.fill("a" * 120)
    await expect(count).to_have_text("noch 20 Zeichen")
    await expect(page.locator("#card-count-said")).to_have_text("noch 20 Zeichen")
    await area.fill("a" * 150)
    await expect(count).to_contain_text("10 Zeichen über 140")
    await area.fill("a" * 300)
    await page.get_by_role("button", name="Karte senden").click()
    await expect(page.get_by_role("alert")).to_contain_text("300 Zeichen")
    await expect(area).to_have_accessible_description(re.compile("300 Zeichen"))
    assert await area.input_value() == "a" * 300
    await area.fill("a" * 280)
    await page.get_by_role("button", name="Karte senden").click()
    await expect(page.locator("#my-cards .state")).to_have_text(["gespeichert ✓"])


async def test_a_draft_outlives_a_change_of_phase_and_a_reload(town: Site, open_page: OpenPage) -> None:
    town.enter("Stärken sammeln")
    page = await join(town, open_page)
    await page.get_by_label("Ihr Gedanke").press_sequentially("Der Markt am ")
    town.enter("Schwächen sammeln")
    await moved_on(page, "Was stört Sie?")
    await page.keyboard.type("Samstag")
    unsent = page.get_by_label("Stärke: noch nicht gesendet")
    assert await unsent.input_value() == "Der Markt am Samstag"
    assert await page.get_by_label("Schwäche: Ihr Gedanke").input_value() == ""
    await page.get_by_role("button", name="Größere Schrift").click()
    await page.reload()
    await expect(page.locator("html[data-large]")).to_have_count(1)
    await page.get_by_role("button", name="Noch senden").click()
    await expect(page.locator("#my-cards .state")).to_have_text(["gespeichert ✓"])

    with town.house.database.reading() as session:
        card = Card.on_board(session, town.conference_id)[0]
    assert (card.text, card.kind, card.late) == ("Der Markt am Samstag", "strength", True)


async def test_the_end_of_the_input_takes_nothing_away(town: Site, open_page: OpenPage) -> None:
    town.enter("Stärken sammeln")
    page = await join(town, open_page)
    await page.get_by_label("Ihr Gedanke").press_sequentially("Fast fert")
    town.act(phases.close_input)
    await expect(page.get_by_text("Diese Runde ist geschlossen")).to_be_visible()
    await page.keyboard.type("ig")
    assert await page.get_by_label("Stärke: noch nicht gesendet").input_value() == "Fast fertig"
    town.act(phases.open_input)
    await expect(page.get_by_label("Stärke: Ihr Gedanke")).to_have_value("Fast fertig")
    await expect(page.get_by_role("button", name="Noch senden")).to_have_count(0)


async def test_focus_goes_to_the_new_heading_and_never_gets_lost(town: Site, open_page: OpenPage) -> None:
    town.enter("Stärken sammeln")
    page = await join(town, open_page)
    await page.get_by_role("button", name="Karte senden").focus()
    town.enter("Schwächen sammeln")
    await moved_on(page, "Was stört Sie?")
    assert await page.evaluate("document.activeElement.id") == "task-title"
    await write(page, "Zu laut")
    await page.get_by_role("button", name="Zurückziehen").click()
    await expect(page.locator("#mine")).to_be_hidden()
    assert await page.evaluate("document.activeElement !== document.body")
    assert texts(town) == []


async def test_a_hidden_card_tells_its_author_why(town: Site, open_page: OpenPage) -> None:
    from app.actions.curation import hide_card

    town.enter("Stärken sammeln")
    page = await join(town, open_page)
    await write(page, "Herr Müller aus der Gasse")
    await expect(page.locator("#my-cards .state")).to_have_text(["gespeichert ✓"])
    with town.house.database.reading() as session:
        card_id = Card.on_board(session, town.conference_id)[0].id
    town.act(partial(hide_card, card_id=card_id or 0, reason="Nennt einen Namen"))
    await expect(page.locator("#my-cards .state")).to_have_text(["ausgeblendet: Nennt einen Namen"])
    await expect(page.get_by_role("button", name="Zurückziehen")).to_be_hidden()


@pytest.mark.nightly
async def test_a_corner_writes_its_sheet_and_the_others_read_it(town: Site, open_page: OpenPage) -> None:
    town.act(partial(measures.add_measure, title="Bänke aufstellen"))
    town.enter("Themenecken: Kurzsteckbriefe")
    anna, ben = await join(town, open_page), await join(town, open_page)
    for page in (anna, ben):
        await page.get_by_role("link", name="Steckbrief öffnen").click()
    await anna.get_by_role("button", name="Wir schreiben für diese Ecke").click()
    await expect(ben.get_by_text("Für diese Ecke schreibt ein anderes Gerät.")).to_be_visible()
    await anna.get_by_label("Wo?").fill("Am Markt")
    await anna.reload()
    assert await anna.get_by_label("Wo?").input_value() == "Am Markt"
    await anna.context.set_offline(True)
    await anna.get_by_role("button", name="Steckbrief speichern").click()
    await expect(anna.locator("#corner-said")).to_contain_text("kein Netz")
    await anna.context.set_offline(False)
    await anna.get_by_role("button", name="Steckbrief speichern").click()
    await expect(anna.get_by_text("Steckbrief gespeichert ✓")).to_be_visible()
    await expect(ben.get_by_text("Am Markt")).to_be_visible()
    assert await axe(anna) == []


@pytest.mark.nightly
async def test_joining_in_asks_for_consent_to_keep_a_contact(town: Site, open_page: OpenPage) -> None:
    town.act(partial(measures.add_measure, title="Bänke aufstellen"))
    town.enter("Mitmachen")
    page = await join(town, open_page)
    await page.get_by_text("1. Bänke aufstellen").click()
    await page.get_by_role("checkbox", name="Wissen").check()
    await page.get_by_label("Wie erreichen wir Sie?").fill("anna@example.org")
    await page.get_by_role("button", name="Speichern", exact=True).click()
    await expect(page.locator(".choice + [role=alert]")).to_contain_text("kreuzen Sie die Einwilligung an")
    await page.get_by_label("Ja, die Veranstalter").check()
    await page.get_by_role("button", name="Speichern", exact=True).click()
    await expect(page.get_by_text("Ich bin dabei ✓")).to_be_visible()
    assert await axe(page) == []
    with town.hall() as hall:
        assert sum(hall.commitments.values()) == 1


async def test_everything_works_by_keyboard(town: Site, open_page: OpenPage) -> None:
    page = await open_page(f"{town.address}/")
    await tab_to(page, "code")
    await page.keyboard.type(f"{town.code[:3].lower()}-{town.code[3:]} ")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/c/*")
    await tab_to(page, "group")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await moved_on(page, "Willkommen")
    town.enter("Stärken sammeln")
    await moved_on(page, "Was ist heute schon gut")
    await tab_to(page, "text")
    await page.keyboard.type("Der Fluss")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#my-cards .state")).to_have_text(["gespeichert ✓"])
    sort_into_themes(town, "weakness", "Bänke", "Busse")
    town.enter("Wichtigste Themen bepunkten")
    await expect(page.get_by_label("Ein Punkt mehr für: Bänke")).to_be_visible()
    for _ in range(2):
        await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await page.keyboard.press("Space")
    await expect(page.locator(".dots-left")).to_have_text("noch 1 von 3 Punkten")
    await expect(page.locator("[data-votes-state]")).to_have_text("Ihre Wahl ist gespeichert ✓")

    assert (texts(town), dots(town)) == (["Der Fluss"], [2, 0])
    with town.hall() as hall:
        assert hall.people[0].group == hall.groups[0]


async def tab_to(page: Page, name: str) -> None:
    """Tab after tab until the field with this name has the focus."""
    for _ in range(30):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.name ?? ''") == name:
            return
    raise AssertionError(f"no way to {name}")


async def test_every_task_is_clean_for_screen_readers(town: Site, open_page: OpenPage) -> None:
    front = await open_page(f"{town.address}/")
    door = await open_page(town.path())
    page = await join(town, open_page)
    found = {"front": await axe(front), "join": await axe(door)}
    town.act(partial(measures.add_measure, title="Bänke aufstellen"))
    sort_into_themes(town, "weakness", "Bänke", "Busse")
    sort_into_themes(town, "proposal", "Spielplatz", "Kino")
    with town.hall() as hall:
        run_of_show = [(phase.title, phase.id) for phase in hall.phases]
    arrived = "(wanted) => document.querySelector('.task').dataset.phase === String(wanted)"
    for title, phase_id in run_of_show:
        town.enter(title)
        await page.wait_for_function(arrived, arg=phase_id)
        if await page.get_by_label("Ihr Gedanke").count() and title != "Vorstellen":
            await write(page, f"Ein Gedanke zu {title}")
            await expect(page.get_by_text(f"Ein Gedanke zu {title}")).to_be_visible()
        found[title] = await axe(page) + await squeezed(page)
    town.act(phases.end_conference)
    await moved_on(page, "Danke, dass Sie dabei waren!")
    found["ended"] = await axe(page)
    await page.get_by_role("link", name="Was von diesem Gerät gespeichert ist").first.click()
    found["mine"] = await axe(page)

    assert {name: breaks for name, breaks in found.items() if breaks} == {}
    assert len(found) == len(run_of_show) + 4
