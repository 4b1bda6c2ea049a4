"""A table fills in its form together; a market makes its groups by itself."""

from functools import partial
from typing import Any

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from app.actions import curation, dividing, forgetting, market, paper, seating, tables, themes
from app.models import Card, HallTable, Line, Role
from app.stream.parts import Audience, touched
from tests.actions.people import card_of, hall_of, last_line, make_theme, receipts_with, refused
from tests.conftest import Town
from tests.tables import (
    ANSWERS,
    GROUPS,
    MARKET,
    MIXED,
    PROTOCOLS,
    WORK,
    at_tables,
    mine,
    page_of,
    plan_of,
    table_id,
    tables_of,
    together,
)

NOTE = {"do": "post_card", "kind": "scenario", "field": "notes"}


@pytest.fixture
def town(town: Town) -> Town:
    return at_tables(town)


def two_at_one_table(town: Town) -> tuple[TestClient, TestClient, TestClient]:
    """Anna and Ben together, Carl elsewhere, all at work."""
    anna, ben, carl, *_ = (town.phone() for _ in range(8))
    town.enter(MIXED)
    together(town, anna, ben)
    others = [table.number for table in tables_of(town) if table.id != table_id(town, anna)]
    town.act(partial(tables.move_person, number=3, table=others[0]))
    town.enter(WORK)
    return anna, ben, carl


def test_an_entry_stands_in_the_form_of_the_table_and_of_no_other(town: Town) -> None:
    anna, ben, carl = two_at_one_table(town)

    answer = town.say(anna, **NOTE, text="Ein Markt am Fluss")

    card = card_of(town, answer["card"]["id"])
    assert (card.table_id, card.field) == (table_id(town, anna), "notes")
    assert last_line(town).payload["tables"] == [card.table_id]
    assert "Ein Markt am Fluss" in page_of(town, ben)
    assert "Ein Markt am Fluss" not in page_of(town, carl)


def test_everybody_at_the_table_may_change_what_they_have_seen(town: Town) -> None:
    anna, ben, carl = two_at_one_table(town)
    card_id = town.say(anna, **NOTE, text="Ein Markt")["card"]["id"]

    assert town.say(ben, do="change_card", card=card_id, text="Zwei Märkte", version=1)["ok"]
    late = town.say(anna, do="change_card", card=card_id, text="Kein Markt", version=1)
    assert (late["ok"], late["code"]) == (False, "entry_changed")
    assert "Zwei Märkte" in late["message"]
    assert card_of(town, card_id).text == "Zwei Märkte"
    assert town.say(carl, do="change_card", card=card_id, text="Meiner", version=2)["code"] == "not_found"


def test_a_refused_change_by_a_plain_form_keeps_what_was_typed(town: Town) -> None:
    anna, ben, _ = two_at_one_table(town)
    card_id = town.say(anna, **NOTE, text="Ein Markt")["card"]["id"]
    town.say(anna, do="change_card", card=card_id, text="Zwei Märkte", version=1)

    fields = {"do": "change_card", "card": str(card_id), "version": "1", "text": "Drei Märkte"}
    answer = ben.post(f"/c/{town.code}/form", data=fields, follow_redirects=False)

    assert answer.status_code == 409
    assert "Zwei Märkte" in answer.text and "Drei Märkte" in answer.text


def test_an_entry_is_withdrawn_with_its_text(town: Town) -> None:
    anna, ben, _ = two_at_one_table(town)
    card_id = town.say(anna, **NOTE, text="Frau Meier war dagegen")["card"]["id"]

    assert town.say(ben, do="withdraw_card", card=card_id, version=1)["ok"]
    assert card_of(town, card_id).text == ""
    assert "Frau Meier" not in page_of(town, anna)


def test_a_field_for_one_text_takes_one(town: Town) -> None:
    anna, ben, _ = two_at_one_table(town)
    title = {"do": "post_card", "kind": "scenario", "field": "title"}

    assert town.say(anna, **title, text="Stadt am Fluss")["ok"]
    second = town.say(ben, **title, text="Flussstadt")
    assert (second["ok"], second["code"]) == (False, "field_full")
    assert page_of(town, ben).count('name="field" value="title"') == 0


def test_progress_is_told_by_fields(town: Town) -> None:
    anna, _, _ = two_at_one_table(town)
    town.say(anna, **NOTE, text="Ein Markt")
    town.say(anna, **NOTE, text="Noch ein Markt")

    with town.house.database.reading() as session:
        hall = hall_of(town, session)
        here = hall.seats.of(mine_id(town, session, anna))
        assert here is not None and hall.phase is not None
        progress, form = hall.seats.progress(here), hall.seats.form_of(here, hall.phase)
    assert (progress.filled, progress.count, progress.entries) == (1, 3, 2)
    assert (form.filled, form.count) == (1, 3)


def mine_id(town: Town, session: Session, phone: TestClient) -> int:
    hall = hall_of(town, session)
    number = mine(town, phone)["number"]
    return next(person or 0 for person, known in hall.seats.numbers.items() if known == number)


def test_a_form_has_a_row_for_each_of_the_top_themes(town: Town) -> None:
    anna, ben = (town.phone("Verwaltung") for _ in range(2))
    for title in ("Alterung", "Klima"):
        make_theme(town, title, kind="trend")
    release(town)
    town.enter(GROUPS)
    town.enter(ANSWERS)
    with town.house.database.reading() as session:
        rows = hall_of(town, session).seats.rows_of("trend")
    note = {"do": "post_card", "kind": "table_note", "field": "today", "text": "Wir beraten"}

    answer = town.say(anna, **note, theme=rows[1].id)

    assert card_of(town, answer["card"]["id"]).answers_theme_id == rows[1].id
    page = page_of(town, ben)
    assert page.index("Klima") < page.index("Wir beraten")

    shown = tables_of(town)[0].id
    assert shown == card_of(town, answer["card"]["id"]).table_id
    town.act(partial(tables.show_table, table_id=shown))
    wall, mona = town.staff(Role.PROJECTOR), town.staff(Role.MODERATION)
    assert "Alterung" in wall.get("/p").text and "Nur: Klima" in mona.get("/m").text
    mona.post("/m/view", data={"view": f"row-{rows[1].id}"})
    assert "Alterung" not in wall.get("/p").text and "Wir beraten" in wall.get("/p").text
    town.act(partial(tables.show_table, table_id=shown))
    assert "Alterung" in wall.get("/p").text
    assert "1 von 4 Feldern" in page


def release(town: Town) -> None:
    town.act(partial(themes.release_themes, kind="trend"))


def test_tables_of_a_pair_read_each_other(town: Town) -> None:
    anna, _, carl = two_at_one_table(town)
    town.say(anna, **NOTE, text="Ein Markt am Fluss")
    assert "Ein Markt am Fluss" not in page_of(town, carl)

    town.act(partial(tables.pair_tables, paired=True))
    assert "Ein Markt am Fluss" in page_of(town, carl)


def test_a_hidden_entry_is_hidden_at_its_table(town: Town) -> None:
    anna, ben, _ = two_at_one_table(town)
    card_id = town.say(anna, **NOTE, text="Unfug")["card"]["id"]
    town.act(partial(curation.hide_card, card_id=card_id, reason="beleidigt"))

    assert "Unfug" not in page_of(town, ben)


def test_a_hidden_entry_leaves_its_field_to_the_table(town: Town) -> None:
    anna, ben, _ = two_at_one_table(town)
    title = {"do": "post_card", "kind": "scenario", "field": "title"}
    card_id = town.say(anna, **title, text="Unfug")["card"]["id"]
    town.act(partial(curation.hide_card, card_id=card_id, reason="beleidigt"))

    assert town.say(ben, **title, text="Stadt am Fluss")["ok"]
    assert town.say(anna, **title, text="Noch einer")["code"] == "field_full"


def on_the_market(town: Town) -> tuple[TestClient, TestClient]:
    anna, ben = town.phone(), town.phone()
    town.enter(MARKET)
    town.act(partial(market.set_grid, rooms=["Saal", "Foyer"], slots=["18:00", "18:45"]))
    return anna, ben


def issue(town: Town, phone: TestClient, text: str) -> dict[str, Any]:
    return town.say(phone, do="post_card", kind="issue", text=text)


def test_an_issue_opens_a_group_in_the_first_free_place(town: Town) -> None:
    anna, ben = on_the_market(town)
    for text in ("Radweg", "Spielplatz"):
        assert issue(town, anna, text)["ok"]
    assert issue(town, ben, "Jugendraum")["ok"]

    groups = [(group.title, group.room, group.slot) for group in tables_of(town)]
    assert groups == [
        ("Radweg", "Saal", "18:00"),
        ("Spielplatz", "Foyer", "18:00"),
        ("Jugendraum", "Saal", "18:45"),
    ]
    assert len(mine(town, anna)["tables"]) == 2
    assert "Jugendraum" in page_of(town, anna)


def test_people_join_as_many_groups_as_they_like_and_leave_them(town: Town) -> None:
    anna, ben = on_the_market(town)
    issue(town, anna, "Radweg")
    issue(town, anna, "Spielplatz")
    one, two = (group.id for group in tables_of(town))

    assert town.say(ben, do="choose_table", table=one)["tables"] == [one]
    assert town.say(ben, do="choose_table", table=two)["tables"] == [one, two]
    assert town.say(ben, do="choose_table", table=one)["tables"] == [two, one], "where one went last"
    assert town.say(ben, do="choose_table", table=two, leave=True)["tables"] == [one]


def test_a_withdrawn_issue_closes_its_group(town: Town) -> None:
    anna, ben = on_the_market(town)
    card_id = issue(town, anna, "Radweg")["card"]["id"]
    town.say(anna, do="withdraw_card", card=card_id)

    assert "Radweg" not in page_of(town, ben)
    with town.house.database.reading() as session:
        assert hall_of(town, session).seats.tables == []


def test_a_group_is_called_as_its_issue_is_worded_now(town: Town) -> None:
    anna, _ = on_the_market(town)
    card_id = issue(town, anna, "Frau Muster")["card"]["id"]
    town.say(anna, do="change_card", card=card_id, text="Radweg")

    assert [group.title for group in tables_of(town)] == ["Radweg"]
    with town.house.database.reading() as session:
        news = [type_ for type_, _ in Line.news_after(session, town.conference_id, 0, limit=999)][-2:]
    assert "task" in touched(news, Audience.PHONE), "who reads the list of groups hears of it"
    town.say(anna, do="withdraw_card", card=card_id)
    assert [group.title for group in tables_of(town)] == [""]


def test_the_name_of_a_hidden_issue_is_not_told_when_the_market_is_over(town: Town) -> None:
    anna, _ = on_the_market(town)
    card_id = issue(town, anna, "Frau Muster")["card"]["id"]
    group = tables_of(town)[0]
    town.act(partial(curation.hide_card, card_id=card_id, reason="nennt Namen"))
    town.act(partial(seating.draw_seating, kind="max_mix", size=4))

    with town.house.database.reading() as session:
        assert hall_of(town, session).seats.named(group, "de") == ""

    town.act(forgetting.forget_people)
    with town.house.database.reading() as session:
        assert session.get_one(HallTable, group.id).title == ""


def test_a_group_is_moved_but_never_into_another_one(town: Town) -> None:
    anna, _ = on_the_market(town)
    issue(town, anna, "Radweg")
    issue(town, anna, "Spielplatz")
    one, two = tables_of(town)

    taken = refused(
        town, market.place_group, table_id=two.id or 0, room="Saal", slot="18:00", version=two.version
    )
    assert taken.code == "cell_taken"
    act = partial(market.place_group, table_id=two.id or 0, room="Foyer", slot="18:45", version=two.version)
    town.act(act)
    assert (
        refused(town, market.place_group, table_id=two.id or 0, room="", slot="", version=two.version).status
        == 409
    )
    town.act(partial(market.remove_group, table_id=one.id or 0, version=one.version))
    assert [group.title for group in tables_of(town)] == ["Spielplatz"]


def test_the_groups_of_a_market_write_their_protocols(town: Town) -> None:
    anna, ben = on_the_market(town)
    issue(town, anna, "Radweg")
    issue(town, ben, "Spielplatz")
    one, _ = tables_of(town)
    town.say(ben, do="choose_table", table=one.id)
    town.enter(PROTOCOLS)

    said = {"do": "post_card", "kind": "table_note", "field": "said", "table": one.id}
    assert town.say(ben, **said, text="Der Weg fehlt am Fluss")["ok"]
    assert "Der Weg fehlt am Fluss" in page_of(town, anna)
    book = town.staff(Role.MODERATION).get("/m/papers/book").text
    assert "Der Weg fehlt am Fluss" in book and "Spielplatz" in book


def test_on_the_market_nobody_is_seated_by_the_door(town: Town) -> None:
    on_the_market(town)
    carl = town.phone()

    assert mine(town, carl)["tables"] == []
    assert plan_of(town).kind == "market"
    with town.house.database.reading() as session:
        assert hall_of(town, session).seats.unseated == 0
        assert not Card.on_board(session, town.conference_id)


def test_words_that_are_taken_back_stand_in_no_answer_to_anybody_at_the_table(town: Town) -> None:
    anna, ben, _ = two_at_one_table(town)
    card_id = town.say(anna, **NOTE, text="Frau Muster ist schuld")["card"]["id"]
    town.say(ben, do="change_card", card=card_id, text="Herr Muster ist schuld", version=1)
    town.say(anna, do="change_card", card=card_id, text="Niemand", version=1)
    assert receipts_with(town, "Herr Muster") == 3, "two answers and a refusal"

    assert town.say(anna, do="withdraw_card", card=card_id, version=2)["ok"]

    assert receipts_with(town, "Muster") == 0


def test_a_divided_entry_makes_the_form_of_its_table_old(town: Town) -> None:
    anna, *_ = two_at_one_table(town)
    card = town.say(anna, **NOTE, text="Bänke. Und Licht.")["card"]["id"]

    town.act(partial(dividing.divide_card, card_id=card, texts=["Bänke", "Licht"], version=1))

    assert last_line(town).payload["tables"] == [table_id(town, anna)]


def test_an_issue_on_paper_opens_a_group_too(town: Town) -> None:
    on_the_market(town)

    card = town.act(partial(paper.write_card, kind="issue", text="Radweg", group_id=None))["card"]

    (group,) = tables_of(town)
    assert (group.title, group.room, card_of(town, card["id"]).table_id) == ("Radweg", "Saal", group.id)
