"""Votes as people see them: phones with and without scripts, screen, moderation, results."""

from functools import partial

import pytest
from starlette.testclient import TestClient

from app import exports
from app.actions import ballots, conferences, curation, phases, statements, themes
from app.models import Role
from app.reading.hall import Hall
from facilitation.portfolio import LABELS
from tests.conftest import Town
from tests.stages import play
from tests.voting import (
    CONSENT,
    MATRIX,
    QUESTION,
    TITLES,
    answer,
    answer_named,
    ballot_of,
    item_named,
    items_of,
    on_paper,
    sheets,
    vote,
    votes_in,
)

GROUND = ("Mehr Grün am Markt", "Läden füllen", "Busse bis Mitternacht")


def seen(client: TestClient, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return page.text


def phone(town: Town, *, language: str = "de") -> tuple[TestClient, str]:
    client = town.phone()
    client.post(f"/c/{town.code}/language", data={"lang": language})
    return client, seen(client, f"/c/{town.code}")


def screen(town: Town, language: str = "de") -> str:
    return seen(town.staff(Role.PROJECTOR), f"/p?lang={language}")


def console(town: Town) -> str:
    return seen(town.staff(Role.MODERATION), "/m")


def asked(town: Town, **more: object) -> None:
    sheets(town)
    play(town, "CONSENT", opened=False, voting={**CONSENT, **more})
    town.act(partial(statements.make_statements, source="measures"))
    town.act(phases.open_input)


def publish(town: Town) -> str:
    town.act(partial(conferences.publish_results, public=True), actor="organiser:0")
    return seen(town.stranger(), f"/r/{town.code}")


@pytest.mark.parametrize(("language", "words"), [("de", "Wirkung"), ("en", "Impact")])
def test_a_phone_weighs_everything_on_two_rows_of_five(town: Town, language: str, words: str) -> None:
    sheets(town)
    play(town, "MATRIX", voting=MATRIX)
    _, page = phone(town, language=language)

    sheet = page.split('data-mode="matrix"')[1].split("</form>")[0]
    assert sheet.count('type="radio"') == len(TITLES) * 2 * 5
    assert words in page
    assert TITLES[0] in page


def test_without_scripts_a_sheet_of_impact_and_effort_is_one_form(town: Town) -> None:
    sheets(town)
    play(town, "MATRIX", voting=MATRIX)
    anna = town.phone()
    first = {f"item-{item.id}": "4" for item in items_of(town) if item.title == TITLES[0]}
    answer = anna.post(f"/c/{town.code}/votes", data={"ballot": ballot_of(town).id, **first})

    assert answer.status_code == 200
    assert sorted(vote.value for vote in votes_in(town)) == [4, 4]
    assert answer.text.split('data-mode="matrix"')[1].split("</form>")[0].count(" checked") == 2


def test_the_screen_keeps_a_matrix_secret_and_then_names_its_fields(town: Town) -> None:
    sheets(town)
    play(town, "MATRIX", voting=MATRIX)
    for title, impact, effort in ((TITLES[0], 5, 1), (TITLES[1], 5, 5)):
        anna = town.phone()
        vote(town, anna, item_named(town, title, "impact"), impact)
        vote(town, anna, item_named(town, title, "effort"), effort, counter=2)
    assert "plot" not in screen(town).split('id="part-stage"')[1]
    town.act(phases.close_input)
    assert LABELS["quick_win"]["de"] in console(town)
    town.act(phases.reveal)

    page = screen(town)
    assert all(labels["de"] in page for labels in LABELS.values())
    assert page.count('class="plot-point"') == 2
    assert "Wirkung 5, Aufwand 1" in page
    assert "Sofortmaßnahme" in phone(town)[1]
    assert all(word in publish(town) for word in ("Wirkung und Aufwand", "Sofortmaßnahme"))


def test_a_phone_answers_a_statement_in_both_languages(town: Town) -> None:
    asked(town)
    german, english = phone(town)[1], phone(town, language="en")[1]
    assert TITLES[0] in german and "Ja, mit Bedenken" in german
    assert TITLES[0] in english and "Yes, with concerns" in english
    assert "Ja, mit Bedenken" not in english


def test_without_scripts_a_missing_reason_comes_back_with_everything_typed(town: Town) -> None:
    asked(town)
    anna = town.phone()
    fields = {"ballot": ballot_of(town).id, "choice": answer_named(town, "no")}

    page = anna.post(f"/c/{town.code}/votes", data={**fields, "reason": ""})
    assert page.status_code == 422
    assert "warum" in page.text
    page = anna.post(f"/c/{town.code}/votes", data={**fields, "reason": "x" * 281})
    assert "x" * 281 in page.text
    page = anna.post(f"/c/{town.code}/votes", data={**fields, "reason": "Zu teuer"})
    assert page.status_code == 200
    assert [(vote.value, vote.reason) for vote in votes_in(town)] == [(1, "Zu teuer")]
    assert "Zu teuer" in page.text


def test_the_screen_shows_open_answers_with_numbers_words_and_concerns(town: Town) -> None:
    asked(town)
    answer(town, "yes", people=2)
    answer(town, "concerns", "Wer zahlt das?")
    stage = screen(town).split('id="part-stage"')[1]

    assert 'light-count">2<' in stage and 'light-count">1<' in stage
    assert "Wer zahlt das?" in stage and "Ja, mit Bedenken" in stage


def test_a_secret_vote_shows_nothing_before_it_is_revealed(town: Town) -> None:
    asked(town, secret=True)
    answer(town, "no", "Das will ich nicht")
    assert "light-count" not in screen(town)
    assert "Das will ich nicht" not in screen(town)
    assert "Das will ich nicht" in console(town)
    town.act(phases.reveal)
    assert "Das will ich nicht" in screen(town)


def test_the_moderation_hides_a_reason_from_every_screen(town: Town) -> None:
    asked(town)
    answer(town, "no", "Frau M. soll ihren Job machen")
    mona = town.staff(Role.MODERATION)
    mark = seen(mona, "/m").split('name="mark" value="')[1].split('"')[0]
    answered = mona.post("/m/statements/reason", data={"mark": mark, "hidden": "1"}, follow_redirects=False)

    assert answered.status_code == 303
    assert "Frau M." not in screen(town)
    assert "ausgeblendet" in console(town)


def test_both_lists_stand_on_every_screen_and_in_the_tables(town: Town) -> None:
    asked(town)
    mona = town.staff(Role.MODERATION)
    answer(town, "yes")
    mona.post("/m/step", data={"verb": "agree", "thing": str(current(town))})
    mona.post("/m/step", data={"verb": "ask", "thing": str(following(town))})
    answer(town, "no", "Zu laut")
    mona.post("/m/step", data={"verb": "disagree", "thing": str(current(town))})
    town.act(phases.close_input)

    for page, heading in (
        (screen(town), "Empfohlen"),
        (phone(town)[1], "Das empfehlen wir"),
        (publish(town), "Empfohlene Maßnahmen"),
    ):
        assert heading in page and "Nicht einig" in page
        assert TITLES[0] in page and TITLES[1] in page
    assert "Zu laut" in publish(town)
    with town.house.database.reading() as session:
        frame = exports.table(session, town.conference(session), "konsens")
    rows = frame.to_dict("records")
    assert [(row["text"], row["ja"], row["nein"], row["ergebnis"]) for row in rows[:2]] == [
        (TITLES[0], 1, 0, "empfohlen"),
        (TITLES[1], 0, 1, "Nicht einig"),
    ]
    assert rows[1]["gruende"] == "Zu laut"
    with town.house.database.reading() as session:
        votes = exports.table(session, town.conference(session), "abstimmungen")
    about = dict.fromkeys(question.rsplit(" (")[-1] for question in votes["frage"])
    assert list(about) == ["Aussage 1)", "Aussage 2)"]


def current(town: Town) -> int | None:
    with town.house.database.reading() as session:
        statement = Hall(session, town.conference(session)).statements.current
        return statement.id if statement else None


def following(town: Town) -> int | None:
    with town.house.database.reading() as session:
        statement = Hall(session, town.conference(session)).statements.following
        return statement.id if statement else None


def test_the_table_of_consent_has_a_row_for_each_wording(town: Town) -> None:
    asked(town)
    answer(town, "no", "Wo genau?")
    with town.house.database.reading() as session:
        statement = Hall(session, town.conference(session)).statements.current
    assert statement is not None
    act = partial(statements.change_text, statement_id=statement.id or 0, version=statement.version)
    town.act(partial(act, text="Bänke am Markt aufstellen"))
    with town.house.database.reading() as session:
        rows = exports.table(session, town.conference(session), "konsens", language="en").to_dict("records")

    assert [(row["wording"], row["text"], row["no"], row["result"]) for row in rows[:2]] == [
        (1, TITLES[0], 1, "reworded"),
        (2, "Bänke am Markt aufstellen", None, "open"),
    ]


def night(town: Town) -> list[int]:
    play(town, "COLLECT", card_types=[{"kind": "common_ground"}])
    said = [town.say(town.phone(), do="post_card", kind="common_ground", text=text) for text in GROUND]
    ids = [int(entry["card"]["id"]) for entry in said]
    act = partial(themes.make_theme, kind="common_ground", title="Grün und Läden")
    town.act(partial(act, card_ids=ids[:2]))
    town.act(partial(statements.make_statements, source="themes"))
    play(town, "INFO", opened=False, shows="statements", card_types=[{"kind": "question"}])
    return ids


def test_the_next_morning_every_card_can_be_read_word_for_word(town: Town) -> None:
    ids = night(town)
    page = phone(town)[1]
    assert all(text in page for text in GROUND)
    assert "Noch in keiner Aussage" in page
    assert "Grün und Läden" in screen(town)
    assert "1 ist noch offen" in screen(town)

    town.act(partial(curation.hide_card, card_id=ids[0], reason="Name"))
    assert GROUND[0] not in phone(town)[1]


def test_an_objection_is_a_question_about_the_statement(town: Town) -> None:
    night(town)
    said = town.say(
        town.phone(), do="post_card", kind="question", text="Läden sind etwas anderes", field="statement-1"
    )
    assert said["ok"]
    page = console(town)
    assert "1 Einspruch" in page and "Läden sind etwas anderes" in page


def test_the_moderation_sees_the_three_rules_and_where_ours_holds(town: Town) -> None:
    sheets(town, *(f"Maßnahme {number}" for number in range(9)))
    play(town, "DOTS", opened=False, voting={"mode": "dots", "of": "measures", "criterion": QUESTION})
    page = console(town)

    assert (
        "halbe Themenzahl: 5" in page
        and "ein Drittel: 3" in page
        and "Ohne Zahl gilt unser Vorschlag" in page
    )
    assert "Sie haben 3 Punkte" in screen(town)


def test_votes_on_paper_are_told_apart_for_the_moderation(town: Town) -> None:
    sheets(town)
    play(town, "DOTS", voting={"mode": "dots", "of": "measures", "criterion": QUESTION})
    vote(town, town.phone(), item_named(town, TITLES[0]))
    on_paper(town, item_named(town, TITLES[1]), 2)

    assert "davon 1 auf Papier" in console(town)
    assert "2 von 2 haben abgestimmt" in console(town)


def test_a_reminder_reaches_only_an_open_vote(town: Town) -> None:
    mona = town.staff(Role.MODERATION)
    assert mona.post("/m/remind").status_code == 409
    sheets(town)
    play(town, "DOTS", voting={"mode": "dots", "of": "measures", "criterion": QUESTION})
    town.act(ballots.remind)
    assert "Sie haben noch nicht abgestimmt" in phone(town)[1]
