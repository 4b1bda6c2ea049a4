"""Sorting without a script: every form is a plain POST, and the board says what the machine found."""

import re
from collections.abc import Iterator
from functools import partial

import pytest
from starlette.testclient import TestClient

from app.actions import dividing
from app.exports import table
from app.models import Role
from tests.actions.people import card_of, last_line, make_theme, write_cards
from tests.conftest import Town

LIGHT = ("Am Bahnhof fehlt Licht", "Licht am Bahnhof ist kaputt", "Am Bahnhof ist es dunkel, kein Licht")
BUS = ("Der Bus kommt zu selten", "Der Bus fährt abends nicht", "Kein Bus am Sonntag")
MORE = ("Licht am Bahnhof fehlt abends", "Kein Bus am Sonntag!", "Zu eng hier; zu laut am Markt")


@pytest.fixture
def mona(town: Town) -> Iterator[TestClient]:
    yield town.staff(Role.MODERATION)


@pytest.fixture
def chosen(town: Town) -> list[int]:
    """Two themes of three cards, and three loose cards: one like each theme, one with two thoughts."""
    ids = write_cards(town, [*LIGHT, *BUS, *MORE])
    make_theme(town, "Licht", ids[:3])
    make_theme(town, "Bus", ids[3:6])
    town.enter("Impuls und Sortieren")
    return ids


def board(town: Town, mona: TestClient, query: str = "?kind=weakness") -> str:
    mona.get(f"/m/part/board{query}")
    town.house.hints.settle()
    return mona.get(f"/m/part/board{query}").text


def test_a_suggestion_is_taken_by_its_own_button(town: Town, mona: TestClient, chosen: list[int]) -> None:
    page = board(town, mona)
    found = re.search(rf'name="take" value="({chosen[6]}:\d+)" formaction="(/m/cards/take[^"]*)"', page)
    assert found
    assert "Vorschlag: Licht" in page
    answer = mona.post(found[2], data={"take": found[1]}, follow_redirects=False)
    assert answer.status_code == 303
    assert card_of(town, chosen[6]).theme_id == card_of(town, chosen[0]).theme_id
    assert card_of(town, chosen[6]).theme_by == "person"


def test_all_shown_suggestions_are_taken_in_one_step(town: Town, mona: TestClient, chosen: list[int]) -> None:
    page = board(town, mona)
    form = page[page.index('class="row"', page.index('id="loose"')) : page.index('id="take-all"')]
    wanted = re.findall(r'name="take" value="(\d+:\d+)"', form)
    assert wanted
    mona.post("/m/cards/take", data={"take": wanted, "all": "1"})
    assert last_line(town).payload["cards"] == len(wanted)


def test_stacks_show_their_originals_and_move_as_one(town: Town, mona: TestClient, chosen: list[int]) -> None:
    make_theme(town, "Sonntag", [chosen[5], chosen[7]])
    page = board(town, mona)
    assert "2 × fast gleich" in page
    found = re.search(r'name="cards" value="([\d ]+)"', page)
    assert found and sorted(map(int, found[1].split())) == sorted([chosen[5], chosen[7]])
    seen = card_of(town, chosen[5]).theme_id
    mona.post("/m/cards/move", data={"cards": found[1], "theme": "", "seen": seen})
    assert [card_of(town, card).theme_id for card in (chosen[5], chosen[7])] == [None, None]


def test_a_card_is_divided_by_a_form_with_its_thoughts(
    town: Town, mona: TestClient, chosen: list[int]
) -> None:
    card = chosen[8]
    page = board(town, mona)
    assert f"split={card}#line-{card}" in page
    page = board(town, mona, f"?kind=weakness&split={card}")
    assert re.findall(r'<textarea name="part"[^>]*>([^<]*)<', page) == ["Zu eng hier", "zu laut am Markt", ""]
    version = card_of(town, card).version
    data = {"part": ["Zu eng hier", "Zu laut am Markt", ""], "seen_version": version}
    mona.post(f"/m/cards/{card}/divide", data=data)
    page = board(town, mona)
    assert "Zu laut am Markt" in page
    assert page.count("aus Karte 9:") == 2
    assert page.count("Zu eng hier; zu laut am Markt") == 2


def test_two_cards_are_paired_by_tick_or_number(town: Town, mona: TestClient, chosen: list[int]) -> None:
    mona.post("/m/pairs", data={"card": chosen[:2], "together": "1"})
    mona.post("/m/pairs", data={"number": ["1", "4"], "together": "0"})
    page = board(town, mona)
    assert len(re.findall(r'<li id="pair-\d+"', page)) == 2
    removal = re.findall(r'action="(/m/pairs/\d+/remove[^"]*)"', page)
    mona.post(removal[0], data={})
    assert len(re.findall(r'<li id="pair-\d+"', board(town, mona))) == 1


@pytest.mark.parametrize("language", ["de", "en"])
def test_changes_are_shown_and_answered(
    town: Town, mona: TestClient, chosen: list[int], language: str
) -> None:
    mona.post("/m/language", data={"language": language})
    mona.post("/m/themes/propose?kind=weakness", data={"kind": "weakness"})
    assert last_line(town).type == "changes_proposed"
    page = board(town, mona)
    doors = re.findall(r'action="(/m/changes/\d+/\d+[^"]*)"', page)
    assert doors
    assert ("Vorschlag der Maschine" if language == "de" else "change") in page
    mona.post(doors[0], data={"accepted": "1"})
    assert last_line(town).type == "change_accepted"
    assert mona.post(doors[0], data={"accepted": "0"}, headers={"HX-Request": "true"}).status_code == 409
    rest = re.search(r'action="(/m/changes/\d+/rest[^"]*)"', board(town, mona))
    if rest:
        mona.post(rest[1], data={"accepted": "0"})
    assert 'id="changes"' not in board(town, mona)


def test_below_a_theme_stands_who_speaks_and_what_it_is_linked_with(town: Town, mona: TestClient) -> None:
    weak = write_cards(town, [*LIGHT, *BUS])
    strong = write_cards(town, ["Helles Licht am Bahnhof vorn", "Gutes Licht am Bahnhof"], kind="strength")
    make_theme(town, "Dunkler Bahnhof", weak[:3])
    make_theme(town, "Helle Ecken", strong, kind="strength")
    town.enter("Impuls und Sortieren")
    page = board(town, mona)
    assert "Wer spricht:" in page
    assert "stützt sich auf:" in page and "Helle Ecken" in page


def test_each_theme_links_to_loose_cards_by_their_words(town: Town, mona: TestClient) -> None:
    weak = write_cards(town, [*LIGHT, *BUS])
    write_cards(town, ["Helles Licht am Bahnhof vorn", "Gutes Licht am Bahnhof"], kind="strength")
    make_theme(town, "Dunkler Bahnhof", weak[:3])
    town.enter("Impuls und Sortieren")
    page = board(town, mona)
    assert "stützt sich auf:" in page and "Gutes Licht am Bahnhof" in page
    assert "Karten ohne Thema" not in page


def test_the_table_of_cards_names_duplicates_and_originals(town: Town, chosen: list[int]) -> None:
    version = card_of(town, chosen[8]).version
    act = partial(dividing.divide_card, card_id=chosen[8], texts=["Zu eng hier", "Zu laut"], version=version)
    town.act(act)
    with town.house.database.reading() as session:
        frame = table(session, town.conference(session), "karten")
    rows = {row["karten_nr"]: row for row in frame.to_dict("records")}
    assert rows[8]["doppelt_von"] == 6
    assert rows[9]["status"] == "geteilt"
    assert [rows[number]["geteilt_aus"] for number in (10, 11)] == [9, 9]
