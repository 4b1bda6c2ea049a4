"""The page of results: what everybody reads, and what nobody does."""

import re
from datetime import date
from functools import partial

import pytest
from starlette.testclient import TestClient

from app import analysis, exports
from app.actions import artefacts, conferences, curation, measures, paper, phases, themes
from app.models import Card, Role
from app.reading.hall import Hall
from tests.conftest import Town

WEAKNESSES = "Schwächen sammeln"
DOTS = "Wichtigste Themen bepunkten"
RESIDENTS = "Bürgerschaft / Anwohnende"
POLITICS = "Politik"


def results(town: Town, **query: str) -> str:
    answer = town.stranger().get(f"/r/{town.code}", params=query)
    assert answer.status_code == 200
    return answer.text


def publish(town: Town, *, public: bool = True) -> None:
    town.act(partial(conferences.publish_results, public=public), actor="organiser:0")


def write_card(town: Town, text: str, kind: str = "weakness") -> Card:
    town.say(town.phone(), do="post_card", kind=kind, text=text)
    with town.house.database.reading() as session:
        return next(card for card in Card.on_board(session, town.conference_id) if card.text == text)


def hide(town: Town, card: Card) -> None:
    town.act(partial(curation.hide_card, card_id=card.id or 0, reason="Name"))


def make_theme(town: Town, title: str, *inside: Card) -> int:
    act = partial(themes.make_theme, kind="weakness", title=title, card_ids=[card.id or 0 for card in inside])
    theme_id: int = town.act(act)["theme"]
    return theme_id


def vote(town: Town, group: str, choice: int, *, people: int = 1) -> None:
    with town.house.database.reading() as session:
        hall = Hall(session, town.conference(session))
        assert hall.ballot is not None
        ballot, item = hall.ballot.id, hall.ballot_items[choice].id
    for _ in range(people):
        answer = town.say(town.phone(group), do="cast_vote", ballot=ballot, item=item, value=1, counter=1)
        assert answer["ok"]


def open_dots(town: Town) -> None:
    town.enter(WEAKNESSES)
    make_theme(town, "Leerstand", write_card(town, "Läden stehen leer"))
    make_theme(town, "Radwege", write_card(town, "Der Radweg endet im Nichts"))
    town.act(partial(themes.release_themes, kind="weakness"))
    town.enter(DOTS)


def reveal(town: Town) -> None:
    town.act(phases.close_input)
    town.act(phases.reveal)


def group_tables(page: str) -> list[str]:
    return re.findall(r'<table class="results-table results-groups".*?</table>', page, re.DOTALL)


def test_before_it_is_published_the_page_says_when_the_answer_comes(town: Town) -> None:
    town.act(
        partial(conferences.change_conference, fields={"answer_on": date(2027, 6, 1)}), actor="organiser:0"
    )
    town.enter(WEAKNESSES)
    write_card(town, "Läden stehen leer")

    answer = town.stranger().get(f"/r/{town.code}")

    assert answer.status_code == 404
    assert "noch nicht veröffentlicht" in answer.text and "1. Juni 2027" in answer.text
    assert "Läden stehen leer" not in answer.text


def test_an_unknown_code_is_told_as_everywhere(town: Town) -> None:
    answer = town.stranger().get("/r/ZZZZZZ")

    assert answer.status_code == 404
    assert "Diesen Code kennen wir nicht" in answer.text


def test_what_is_published_can_be_taken_back(town: Town) -> None:
    publish(town)
    assert "Wie wird es gut?" in results(town)
    assert town.stranger().get(f"/r/{town.code[:3].lower()}-{town.code[3:]}").status_code == 200

    publish(town, public=False)

    assert town.stranger().get(f"/r/{town.code}").status_code == 404


def test_themes_stand_in_the_order_of_their_dots_with_their_cards(town: Town) -> None:
    open_dots(town)
    vote(town, RESIDENTS, 1, people=2)
    vote(town, RESIDENTS, 0)
    reveal(town)
    publish(town)

    page = results(town)
    chapter = page[page.index('id="kind-weakness"') : page.index('id="votes"')]

    assert chapter.index("Radwege") < chapter.index("Leerstand")
    assert "2 Punkte" in chapter and "Der Radweg endet im Nichts" in chapter
    assert "3 Geräte haben abgestimmt" in page
    assert "no-store" in town.stranger().get(f"/r/{town.code}").headers["cache-control"]


def test_a_theme_that_was_not_released_is_not_there(town: Town) -> None:
    town.enter(WEAKNESSES)
    make_theme(town, "Nur ein Entwurf", write_card(town, "Läden stehen leer"))
    publish(town)

    assert "Nur ein Entwurf" not in results(town)


def test_a_hidden_card_is_nowhere_not_even_in_a_sheet_that_quotes_it(town: Town) -> None:
    town.enter(WEAKNESSES)
    insult = "Der Bürgermeister ist ein „Schlafmütz“"
    hidden, kept = write_card(town, insult), write_card(town, "Läden stehen leer")
    make_theme(town, "Leerstand", hidden, kept)
    town.act(partial(themes.release_themes, kind="weakness"))
    town.act(partial(measures.add_measure, title="Läden öffnen"))
    with town.house.database.reading() as session:
        sheet = Hall(session, town.conference(session)).measures[0]
    fields = {"need": "„Der Bürgermeister ist ein ‚Schlafmütz‘“ · „Läden leer“", "location": "Am Markt"}
    act = partial(
        measures.change_measure, measure_id=sheet.id or 0, version=sheet.version, fields=fields, due_on=None
    )
    town.act(act)
    publish(town)
    assert results(town).count("Schlafmütz") == 2

    hide(town, hidden)

    page = results(town)
    assert "Schlafmütz" not in page
    assert "Läden stehen leer" in page and "Am Markt" in page and "Läden öffnen" in page
    assert "1 Karte, 1 Thema" in page


def test_a_withdrawn_card_is_not_there(town: Town) -> None:
    town.enter(WEAKNESSES)
    phone = town.phone()
    town.say(phone, do="post_card", kind="weakness", text="Das nehme ich zurück")
    publish(town)
    assert "Das nehme ich zurück" in results(town)
    with town.house.database.reading() as session:
        card = Card.on_board(session, town.conference_id)[0]

    assert town.say(phone, do="withdraw_card", card=card.id, version=card.version)["ok"]

    assert "Das nehme ich zurück" not in results(town)


@pytest.mark.parametrize("closed", [False, True])
def test_a_vote_that_was_not_shown_is_not_there(town: Town, closed: bool) -> None:
    open_dots(town)
    vote(town, RESIDENTS, 1, people=2)
    if closed:
        town.act(phases.close_input)
    publish(town)

    page = results(town)

    assert "Punkte" not in page and "abgestimmt" not in page
    assert "Radwege" in page


def test_small_groups_are_put_together_and_nobody_makes_them_large_afterwards(town: Town) -> None:
    open_dots(town)
    vote(town, RESIDENTS, 0, people=5)
    vote(town, RESIDENTS, 1)
    vote(town, "Verwaltung", 1, people=4)
    vote(town, "Verwaltung", 0)
    vote(town, POLITICS, 1, people=3)
    vote(town, POLITICS, 0)
    vote(town, "", 1)
    reveal(town)
    publish(town)

    before = group_tables(results(town))
    for _ in range(3):
        town.phone(POLITICS)

    assert group_tables(results(town)) == before
    (table,) = before
    assert POLITICS not in table and "weitere" in table
    cells = re.findall(r'<td class="results-count">(\d+)', table)
    assert cells in (["1", "4", "4", "5", "1", "1"], ["5", "1", "1", "1", "4", "4"])


def test_where_one_group_is_of_one_mind_no_group_is_told(town: Town) -> None:
    open_dots(town)
    vote(town, RESIDENTS, 0, people=5)
    vote(town, RESIDENTS, 1)
    vote(town, "Verwaltung", 1, people=5)
    reveal(town)
    publish(town)

    page = results(town)
    assert not group_tables(page) and "Verwaltung" not in page and "11 Geräte haben abgestimmt" in page


@pytest.mark.parametrize(("sheets", "told"), [("1 2", {"papier", "handy"}), ("1", {"gemischt"})])
def test_paper_is_told_apart_only_where_it_is_of_several_minds(
    town: Town, sheets: str, told: set[str]
) -> None:
    open_dots(town)
    vote(town, RESIDENTS, 0, people=3)
    vote(town, RESIDENTS, 1, people=3)
    with town.house.database.reading() as session:
        ballot = Hall(session, town.conference(session)).ballot
        assert ballot is not None and ballot.max_per_item > 1
    write = partial(paper.write_sheet, ballot_id=ballot.id or 0, group_id=None)
    for numbers in (sheets, "1", "1 1", "1 1", "1 1"):
        town.act(partial(write, numbers=numbers), actor="scribe:1")
    reveal(town)

    with town.house.database.reading() as session:
        rows = exports.table(session, town.conference(session), "abstimmungen")
    assert set(rows["kanal"]) == told


def test_a_mood_is_told_for_all_together_only(town: Town) -> None:
    town.enter("Stimmungsbild")
    vote(town, RESIDENTS, 3, people=6)
    vote(town, "Verwaltung", 1, people=5)
    publish(town)
    assert "Stimmung im Saal" not in results(town)

    reveal(town)

    page = results(town)
    assert "Stimmung im Saal" in page and "11 Geräte haben abgestimmt" in page
    assert not group_tables(page)


def test_it_speaks_english_and_needs_no_script(town: Town) -> None:
    publish(town)

    assert "At a glance" in results(town, lang="en")
    assert '<html lang="en">' in town.stranger().get(f"/r/{town.code}?lang=en").text
    assert "<script" not in results(town)


def test_the_office_looks_first_and_then_publishes(town: Town) -> None:
    olga = town.staff(Role.ORGANISER)
    town.enter(WEAKNESSES)
    write_card(town, "Läden stehen leer")
    office = f"/organise/{town.conference_id}"

    overview = olga.get(office).text
    assert "1 Karte steht Wort für Wort" in overview and f"/r/{town.code}" in overview
    assert "Läden stehen leer" in olga.get(f"{office}/results").text
    assert town.stranger().get(f"/r/{town.code}").status_code == 404

    answer = olga.post(f"{office}/results", data={"public": "1"}, follow_redirects=False)
    assert answer.headers["location"] == f"{office}#results"
    assert "Läden stehen leer" in results(town)
    assert "Ergebnisse zurückziehen" in olga.get(office).text


def test_phones_projector_and_poster_tell_the_address(town: Town) -> None:
    phone, olga = town.phone(), town.staff(Role.ORGANISER)
    town.act(phases.end_conference)
    address = f"testserver</span><wbr>/r/{town.code}"

    def screen(client: TestClient, path: str) -> str:
        return client.get(path).text

    assert f"/r/{town.code}" not in screen(phone, f"/c/{town.code}")
    projector = town.staff(Role.PROJECTOR)
    assert "veröffentlichen wir unter" in screen(projector, "/p") and address in screen(projector, "/p")
    publish(town)
    assert f"/r/{town.code}" in screen(phone, f"/c/{town.code}")
    assert "lesen Sie jetzt unter" in screen(projector, "/p")
    assert f"testserver/r/{town.code}" in screen(olga, f"/organise/{town.conference_id}/poster")


def test_groups_that_differ_are_told_and_small_ones_are_not(town: Town) -> None:
    open_dots(town)
    vote(town, RESIDENTS, 0, people=9)
    vote(town, RESIDENTS, 1)
    vote(town, "Verwaltung", 1, people=9)
    vote(town, "Verwaltung", 0)
    vote(town, POLITICS, 0, people=3)
    vote(town, "", 1, people=2)
    reveal(town)
    publish(town)

    page = results(town)
    assert "Nicht einig" in page
    assert re.search(r"gehen [^„]+ \(9 von 10\) und \w+ \(1 von 10\) auseinander", page)
    said = "".join(re.findall(r'<ul class="results-said">.*?</ul>', page, re.DOTALL))
    assert POLITICS not in said
    assert "differ" in results(town, lang="en")


def test_what_all_groups_carry_is_the_common_ground(town: Town) -> None:
    open_dots(town)
    for group in (RESIDENTS, "Verwaltung"):
        vote(town, group, 0, people=9)
        vote(town, group, 1)
    reveal(town)
    publish(town)

    page = results(town)
    assert "Gemeinsame Basis" in page
    assert re.search(r"Alle Gruppen tragen „(?:Leerstand|Radwege)“", page)
    assert "Nicht einig" not in page


def test_a_weakness_shows_what_answers_it(town: Town) -> None:
    town.enter(WEAKNESSES)
    shops = make_theme(town, "Leerstand", write_card(town, "Läden stehen leer"))
    for text in ("Der Radweg endet im Nichts", "Kein Bus nach 20 Uhr", "Müll am Fluss"):
        write_card(town, text)
    town.enter("Utopien und Vorschläge")
    idea = write_card(town, "Leere Läden an Gründer vermieten", kind="proposal")
    act = partial(themes.make_theme, kind="proposal", title="Läden für Gründer", card_ids=[idea.id or 0])
    town.act(act)
    for kind in ("weakness", "proposal"):
        town.act(partial(themes.release_themes, kind=kind))
    with town.house.database.reading() as session:
        thinking = analysis.think(session, town.conference(session))
    assert [link.theme_id for link in thinking.links] == [str(shops)]
    town.act(partial(artefacts.keep_thinking, thinking=thinking))
    publish(town)

    page = results(town)
    assert re.search(r"Antworten darauf: <span[^>]*>Läden für Gründer", page)
    assert "Answered by" in results(town, lang="en")
