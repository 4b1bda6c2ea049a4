"""The console without a script: every form is a plain POST; with a script each answers a message."""

import re
from functools import partial

import pytest
from starlette.testclient import TestClient

from app.actions import conferences, curation, phases, themes
from app.models import Card, Role
from app.stream.parts import PARTS, Audience
from tests.actions.people import card_of, hall_of, last_line, make_theme, theme_of, write_cards
from tests.conftest import Town
from tests.questions import questions

HTMX = {"HX-Request": "true"}
EVENING = (
    "Begrüßung",
    "Stimmungsbild",
    "Stärken sammeln",
    "Schwächen sammeln",
    "Impuls und Sortieren",
    "Utopien und Vorschläge",
    "Stehpause",
    "Themenecken: Kurzsteckbriefe",
    "Vorstellen",
    "Mitmachen",
    "Ausblick und Blitzlicht",
)


@pytest.fixture
def mona(town: Town) -> TestClient:
    return town.staff(Role.MODERATION)


def phase_id(town: Town) -> int:
    with town.house.database.reading() as session:
        return town.conference(session).phase_id or 0


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_phase_has_its_console_in_both_languages(town: Town, mona: TestClient, language: str) -> None:
    mona.post("/m/language", data={"language": language})
    for title in EVENING:
        town.enter(title)
        page = mona.get("/m")
        assert page.status_code == 200
        assert f'<html lang="{language}"' in page.text
        assert 'id="big"' in page.text


def test_the_page_is_made_of_the_parts_that_are_fetched_later(town: Town, mona: TestClient) -> None:
    write_cards(town)
    mona.get("/m")
    town.house.hints.settle()
    page = mona.get("/m").text
    for part in PARTS[Audience.MODERATION]:
        fragment = mona.get(f"/m/part/{part}")
        assert fragment.status_code == 200
        assert fragment.text.strip() in page
    assert mona.get("/m/part/secret").status_code == 404
    named = re.search(r'data-parts="([^"]+)"', page)
    assert named and set(named[1].split()) == set(PARTS[Audience.MODERATION])


def test_a_plain_form_comes_back_to_its_place_with_the_filter_kept(town: Town, mona: TestClient) -> None:
    [card] = write_cards(town, ["Kein Licht"])
    answer = mona.post(
        f"/m/cards/{card}/pin?kind=weakness&show=unsorted&evil=%22",
        data={"pinned": "1"},
        follow_redirects=False,
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/m?kind=weakness&show=unsorted#card-{card}"
    assert card_of(town, card).pinned


def test_with_a_script_the_answer_names_the_step(town: Town, mona: TestClient) -> None:
    [card] = write_cards(town, ["Kein Licht"])
    answer = mona.post(f"/m/cards/{card}/hide", data={"quick": "nennt Namen"}, headers=HTMX)
    assert answer.status_code == 200
    assert "Karte 1 ausgeblendet." in answer.text
    assert "Kein Licht" not in answer.text
    assert "Rückgängig: Karte 1 ausgeblendet" in mona.get("/m/part/said").text


def test_own_words_win_over_a_quick_reason_and_none_is_refused(town: Town, mona: TestClient) -> None:
    [card] = write_cards(town, ["Kein Licht"])
    refused = mona.post(f"/m/cards/{card}/hide", data={"reason": " "}, headers=HTMX)
    assert (refused.status_code, "Grund" in refused.text) == (422, True)
    mona.post(f"/m/cards/{card}/hide", data={"reason": "steht schon da", "quick": "nennt Namen"})
    assert card_of(town, card).hidden_reason == "steht schon da"


def test_a_conflict_shows_the_sentence_and_changes_nothing(town: Town, mona: TestClient) -> None:
    theme = make_theme(town, "Licht")
    rename = partial(mona.post, f"/m/themes/{theme}/rename", headers=HTMX)
    assert rename(data={"title": "Dunkelheit", "version": "1"}).status_code == 200
    late = rename(data={"title": "Helligkeit", "version": "1"})
    assert late.status_code == 409
    assert "neuen Stand" in late.text
    assert theme_of(town, theme).title == "Dunkelheit"


def test_the_big_button_knows_the_phase_it_was_drawn_in(town: Town, mona: TestClient) -> None:
    at = phase_id(town)
    assert mona.post("/m/step", data={"verb": "next", "at": str(at)}).status_code == 200
    assert last_line(town).payload["title"] == "Begrüßung"
    twice = mona.post("/m/step", data={"verb": "next", "at": str(at)}, headers=HTMX)
    assert twice.status_code == 409
    town.enter("Stimmungsbild")
    late = mona.post("/m/step", data={"verb": "close", "at": str(at)}, headers=HTMX)
    assert late.status_code == 409
    assert mona.post("/m/step", data={"verb": "dance", "at": ""}, headers=HTMX).status_code == 404


def test_the_evening_can_be_led_with_the_big_button_alone(town: Town, mona: TestClient) -> None:
    """From the lobby to the end, pressing what is offered; themes and votes come from the phones between."""
    pressed = []
    for _ in range(60):
        button = re.search(r'id="big"[^>]*value="(\w+)"', mona.get("/m").text)
        if button is None:
            break
        verb = button[1]
        if verb == "open" and title_of(town) == "Stärken sammeln":
            write_cards(town)
            write_cards(town, kind="strength")
            continue
        if verb == "propose":
            give_themes(town)
        if verb == "close":
            give_dots(town)
        answer = mona.post("/m/step", data={"verb": verb, "at": str(phase_id(town))}, headers=HTMX)
        pressed.append(verb)
        assert answer.status_code == 200, (verb, title_of(town), answer.text)
    assert pressed[-1] == "end"
    assert {"next", "open", "close", "reveal", "release", "take"} <= set(pressed)
    with town.house.database.reading() as session:
        assert hall_of(town, session).kind == "ENDED"


def give_themes(town: Town) -> None:
    with town.house.database.reading() as session:
        kind = hall_of(town, session).theme_kind
    for number in range(3):
        make_theme(town, f"Thema {number}", kind=kind)


def give_dots(town: Town) -> None:
    with town.house.database.reading() as session:
        hall = hall_of(town, session)
        ballot, items = hall.ballot, hall.ballot_items
    if ballot is not None and ballot.mode == "dots":
        vote = {"ballot": ballot.id, "item": items[0].id, "value": 1, "counter": 1}
        assert town.say(town.phone(), do="cast_vote", **vote)["ok"]


def title_of(town: Town) -> str:
    with town.house.database.reading() as session:
        phase = hall_of(town, session).phase
        return phase.title if phase else ""


def test_many_cards_are_moved_and_split_by_plain_forms(town: Town, mona: TestClient) -> None:
    chosen = write_cards(town)
    theme = make_theme(town, "Alles", chosen)
    mona.post(f"/m/themes/{theme}/split", data={"card": chosen[:2], "title": "Teil", "version": "1"})
    mona.post("/m/cards/move", data={"card": chosen[2:4], "theme": "", "seen": str(theme)})
    assert card_of(town, chosen[0]).theme_id not in (None, theme)
    assert [card_of(town, card).theme_id for card in chosen[2:]] == [None, None, theme, theme]
    late = mona.post("/m/cards/move", data={"card": chosen[2], "theme": "", "seen": str(theme)}, headers=HTMX)
    assert late.status_code == 409


def test_new_cards_since_the_proposal_are_counted(town: Town, mona: TestClient) -> None:
    write_cards(town)
    mona.post("/m/themes/propose", data={"kind": "weakness", "count": "2"})
    assert "seit dem Vorschlag" not in mona.get("/m?kind=weakness").text
    write_cards(town, ["Es zieht im Saal"])
    assert "1 neue Karte seit dem Vorschlag." in mona.get("/m?kind=weakness").text


def test_the_vote_shows_the_published_rules_and_keeps_totals_secret(town: Town, mona: TestClient) -> None:
    chosen = write_cards(town)
    make_theme(town, "Licht", chosen[:3])
    make_theme(town, "Wege", chosen[3:])
    town.act(partial(themes.release_themes, kind="weakness"))
    town.enter("Wichtigste Themen bepunkten", opened=False)
    assert "halbe Themenzahl: 1" in mona.get("/m/part/vote").text
    mona.post("/m/criterion", data={"criterion": "Was zuerst?", "dots": "2", "max_per_item": "1"})
    town.act(phases.open_input)
    part = mona.get("/m/part/vote").text
    assert "Was zuerst?" in part and "2 Punkte je Person" in part
    assert 'class="results"' not in part
    town.act(phases.close_input)
    assert "Das sehen nur Sie" in mona.get("/m/part/vote").text


def test_filters_find_hidden_pinned_and_unsorted_cards(town: Town, mona: TestClient) -> None:
    first, second, third = write_cards(town, ["Kein Licht", "Kein Bus", "Kein Baum"])
    town.act(partial(curation.hide_card, card_id=first, reason="doppelt"))
    town.act(partial(curation.pin_card, card_id=second, pinned=True))
    make_theme(town, "Bäume", [third])
    for show, card in (("hidden", first), ("pinned", second), ("unsorted", second)):
        listed = re.findall(r'id="card-(\d+)"', mona.get(f"/m/part/cards?kind=weakness&show={show}").text)
        assert listed == [str(card)]


def test_the_menu_of_one_card_at_a_time_is_open(town: Town, mona: TestClient) -> None:
    first, second = write_cards(town, ["Kein Licht", "Kein Bus"])
    part = mona.get(f"/m/part/cards?kind=weakness&card={first}").text
    assert f'action="/m/cards/{first}/hide?kind=weakness&amp;card={first}"' in part
    assert f"/m/cards/{second}/hide" not in part


THINKING = 10
"""What the machine asks meanwhile in a thread of its own: a look at the board lets it think."""


@pytest.mark.parametrize("part", ["cards", "board"])
def test_three_hundred_cards_take_no_more_questions_than_three(
    town: Town, mona: TestClient, part: str
) -> None:
    address = f"/m/part/{part}?kind=weakness"
    import_cards(town, 3)
    make_theme(town, "Licht")
    few = questions(town.house.database.read_engine, lambda: mona.get(address))
    import_cards(town, 300)
    many = questions(town.house.database.read_engine, lambda: mona.get(address))
    assert 3 < many <= few + THINKING
    page = mona.get(address)
    assert page.text.count("Kein Licht an Stelle") == (100 if part == "cards" else 300)
    assert len(page.content) < 400_000


def test_of_two_thousand_cards_only_those_are_fetched_that_somebody_looks_at(
    town: Town, mona: TestClient
) -> None:
    import_cards(town, 2_000)
    with town.house.database.reading() as session:
        chosen = [card.id or 0 for card in Card.on_board(session, town.conference_id, ["weakness"])]
    first = make_theme(town, "Licht", chosen[:400])
    make_theme(town, "Strom", chosen[400:800])
    board = "/m/part/board?kind=weakness"

    everything, folded = mona.get(board), mona.get(f"{board}&open=&fold=1")
    closed, one = mona.get(f"{board}&open="), mona.get(f"{board}&open={first}")

    assert "Alle 1200 zeigen" in everything.text and len(everything.content) > 200_000
    assert len(folded.content) < 1_500 and "Strom" not in folded.text
    assert closed.text.count("Kein Licht an Stelle") == 300
    assert (f"line-{chosen[0]}" in one.text, one.text.count("data-lacks")) == (True, 1)


def test_all_cards_are_one_tap_away(town: Town, mona: TestClient) -> None:
    import_cards(town, 120)

    assert "Alle 120 zeigen" in mona.get("/m/part/cards?kind=weakness").text
    page = mona.get("/m/part/cards?kind=weakness&all=1").text

    assert page.count("Kein Licht an Stelle") == 120


def import_cards(town: Town, count: int) -> None:
    rows = [(f"q{number}", f"Kein Licht an Stelle {number}", "weakness", "") for number in range(count)]
    town.act(partial(conferences.import_cards, rows=rows), actor="organiser:0")


def test_undo_by_a_plain_form(town: Town, mona: TestClient) -> None:
    [card] = write_cards(town, ["Kein Licht"])
    mona.post(f"/m/cards/{card}/pin", data={"pinned": "1"})
    mona.post("/m/undo", data={"seq": str(last_line(town).seq)})
    assert not card_of(town, card).pinned
    late = mona.post("/m/undo", data={"seq": "1"}, headers=HTMX)
    assert late.status_code == 409


def test_the_steps_name_phases_in_the_language_of_the_moderator(town: Town, mona: TestClient) -> None:
    town.enter("Schwächen sammeln")
    assert "„Schwächen sammeln“ geöffnet" in mona.get("/m").text

    mona.post("/m/language", data={"language": "en"})

    page = mona.get("/m/part/said").text
    assert "Schwächen sammeln" not in page
    with town.house.database.reading() as session:
        phase = hall_of(town, session).phase
    assert phase is not None and phase.title_en in page


def test_strangers_phones_and_projectors_have_no_console(town: Town) -> None:
    for client in (town.stranger(), town.phone(), town.staff(Role.PROJECTOR)):
        assert client.get("/m").status_code == 403
        assert client.post("/m/freeze", data={"frozen": "1"}).status_code == 403
