"""Paper cards and dot sheets, typed in by a scribe."""

from functools import partial
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.actions import dividing, measures, paper, phases, presenting, themes
from app.auth import new_token
from app.models import Ballot, BallotItem, Card, CardStatus, Measure, PaperVote, Participant, Role
from tests.actions.people import hall_of, last_line, make_theme, receipts_with, refused, write_cards
from tests.conftest import Town
from tests.stages import LOOKING_BACK, play


def said(desk: TestClient, **message: Any) -> dict[str, Any]:
    message.setdefault("key", new_token())
    answer: dict[str, Any] = desk.post("/s/say", json=message).json()
    return answer


def cards(town: Town) -> list[Card]:
    with town.house.database.reading() as session:
        question = select(Card).where(Card.conference_id == town.conference_id)
        return sorted(session.exec(question).all(), key=lambda card: card.number)


def ballot(town: Town) -> tuple[int, dict[int, int]]:
    """The open ballot on themes, and its items by number."""
    ids = write_cards(town)
    make_theme(town, "Licht", ids[:3])
    make_theme(town, "Wege", ids[3:])
    town.act(partial(themes.release_themes, kind="weakness"))
    town.enter("Wichtigste Themen bepunkten")
    with town.house.database.reading() as session:
        found = Ballot.of(session, town.conference_id)[-1]
        items = BallotItem.of(session, found.id or 0)
        return found.id or 0, {item.position: item.id or 0 for item in items}


def totals(town: Town) -> dict[str, int]:
    with town.house.database.reading() as session:
        return {result.item.title: result.total for result in hall_of(town, session).results}


def test_a_paper_card_is_a_card_with_its_channel_and_group(town: Town) -> None:
    town.enter("Stärken sammeln")
    desk = town.staff(Role.SCRIBE)
    with town.house.database.reading() as session:
        group = hall_of(town, session).groups[1].id
    key = new_token()
    answer = said(desk, do="write_card", kind="strength", text="Der Fluss", group=group, key=key)
    again = said(desk, do="write_card", kind="strength", text="Der Fluss", group=group, key=key)
    assert answer["ok"] and answer["card"] == again["card"]
    (card,) = cards(town)
    assert (card.text, card.channel, card.group_id, card.participant_id) == (
        "Der Fluss",
        "papier",
        group,
        None,
    )
    assert last_line(town).type == "card_posted"


def test_paper_is_typed_after_the_phase_too_but_not_before_it(town: Town) -> None:
    town.enter("Stärken sammeln")
    town.enter("Schwächen sammeln")
    desk = town.staff(Role.SCRIBE)
    assert said(desk, do="write_card", kind="strength", text="Der Fluss")["ok"]
    with town.house.database.reading() as session:
        phase = next(entry for entry in hall_of(town, session).phases if entry.title == "Stärken sammeln")
    assert cards(town)[0].phase_id == phase.id
    refusal = said(desk, do="write_card", kind="proposal", text="Ein Kino")
    assert (refusal["code"], refusal["message"]) == ("too_early", "Diese Karten sind noch nicht dran.")


def test_no_limit_counts_for_a_desk_that_types_for_many(town: Town) -> None:
    town.enter("Stärken sammeln")
    desk = town.staff(Role.SCRIBE)
    assert all(said(desk, do="write_card", kind="strength", text=f"Karte {n}")["ok"] for n in range(5))


def test_a_card_typed_wrongly_is_changed_or_taken_back(town: Town) -> None:
    town.enter("Stärken sammeln")
    desk = town.staff(Role.SCRIBE)
    card = said(desk, do="write_card", kind="strength", text="Der Flus")["card"]
    assert said(desk, do="change_card", card=card["id"], text="Der Fluss")["ok"]
    assert cards(town)[0].text == "Der Fluss"
    assert said(desk, do="withdraw_card", card=card["id"])["ok"]
    assert (cards(town)[0].status, cards(town)[0].text) == (CardStatus.WITHDRAWN, "")


def test_of_two_scribes_nobody_overwrites_what_they_have_not_seen(town: Town) -> None:
    town.enter("Stärken sammeln")
    ida, jo = town.staff(Role.SCRIBE), town.staff(Role.SCRIBE)
    card = said(ida, do="write_card", kind="strength", text="Der Flus")["card"]["id"]
    assert said(jo, do="change_card", card=card, text="Der Fluss", version=1)["ok"]

    for late in ({"do": "change_card", "text": "Am Fluss"}, {"do": "withdraw_card"}):
        answer = said(ida, card=card, version=1, **late)
        assert answer["code"] == "card_changed" and "Der Fluss" in answer["message"]
    sent = ida.post(
        f"/s/cards/{card}/change", data={"text": "Am Fluss", "version": "2"}, follow_redirects=False
    )
    assert sent.status_code == 303 and cards(town)[0].text == "Am Fluss"


def test_a_desk_touches_no_card_of_a_phone(town: Town) -> None:
    (phone_card, *_) = write_cards(town)
    desk = town.staff(Role.SCRIBE)
    assert said(desk, do="withdraw_card", card=phone_card)["code"] == "not_found"
    assert refused(town, paper.change_card, card_id=phone_card, text="anders").code == "not_found"


def test_a_sheet_is_one_person_and_counts_like_dots_from_a_phone(town: Town) -> None:
    ballot_id, items = ballot(town)
    desk = town.staff(Role.SCRIBE)
    assert said(desk, do="write_sheet", ballot=ballot_id, text="1 1 2")["sheet"] == 1
    assert said(desk, do="write_sheet", ballot=ballot_id, text="2")["sheet"] == 2
    phone = town.phone()
    town.say(phone, do="cast_vote", ballot=ballot_id, item=items[2], value=1, counter=1)
    assert totals(town) == {"Licht": 2, "Wege": 3}
    with town.house.database.reading() as session:
        assert hall_of(town, session).voter_count == 3
    assert said(desk, do="remove_sheet", ballot=ballot_id, sheet=1)["ok"]
    assert totals(town) == {"Licht": 0, "Wege": 2}


def test_a_sheet_that_was_taken_back_leaves_its_number_to_no_other(town: Town) -> None:
    ballot_id, _ = ballot(town)
    ida, jo = town.staff(Role.SCRIBE), town.staff(Role.SCRIBE)
    said(ida, do="write_sheet", ballot=ballot_id, text="1")
    assert said(ida, do="remove_sheet", ballot=ballot_id, sheet=1)["ok"]
    assert said(jo, do="write_sheet", ballot=ballot_id, text="2")["sheet"] == 2

    assert said(ida, do="remove_sheet", ballot=ballot_id, sheet=1)["code"] == "sheet_gone"
    assert totals(town) == {"Licht": 0, "Wege": 1}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1 1 1", "too_many_here"),
        ("1 1 2 2", "no_dots_left"),
        ("9", "no_such_number"),
        ("drei", "no_numbers"),
        (" , ", "empty_sheet"),
    ],
)
def test_a_sheet_that_is_not_valid_is_told_why(town: Town, typed: str, code: str) -> None:
    ballot_id, _ = ballot(town)
    answer = said(town.staff(Role.SCRIBE), do="write_sheet", ballot=ballot_id, text=typed)
    assert (answer["ok"], answer["code"]) == (False, code)
    with town.house.database.reading() as session:
        assert not session.exec(select(PaperVote)).all()


def test_sheets_are_counted_after_closing_and_no_more_once_the_result_is_shown(town: Town) -> None:
    ballot_id, _ = ballot(town)
    desk = town.staff(Role.SCRIBE)
    town.act(phases.close_input)
    assert said(desk, do="write_sheet", ballot=ballot_id, text="1")["ok"]
    town.act(phases.reveal)
    assert said(desk, do="write_sheet", ballot=ballot_id, text="1")["code"] == "ballot_closed"


def test_a_scale_takes_one_number(town: Town) -> None:
    town.enter("Stimmungsbild")
    with town.house.database.reading() as session:
        found = Ballot.of(session, town.conference_id)[-1]
    desk = town.staff(Role.SCRIBE)
    assert said(desk, do="write_sheet", ballot=found.id, text="4")["ok"]
    assert said(desk, do="write_sheet", ballot=found.id, text="3 4")["code"] == "no_dots_left"


def test_the_desk_works_without_scripts_and_keeps_what_was_refused(town: Town) -> None:
    town.enter("Stärken sammeln")
    desk = town.staff(Role.SCRIBE)
    page = desk.get("/s").text
    assert 'action="/s/cards"' in page and "Stärke" in page
    sent = desk.post("/s/cards", data={"kind": "strength", "text": "Der Fluss"}, follow_redirects=False)
    assert sent.status_code == 303
    assert "Der Fluss" in desk.get("/s").text
    back = desk.post("/s/cards", data={"kind": "proposal", "text": "Ein Kino am Markt"})
    assert back.status_code == 409
    assert "Ein Kino am Markt" in back.text and "Diese Karten sind noch nicht dran." in back.text


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_desk_stands_before_during_and_after(town: Town, language: str) -> None:
    desk = town.staff(Role.SCRIBE)
    assert desk.get("/s").status_code == 200
    ballot(town)
    page = desk.get("/s", headers={"Accept-Language": language}).text
    assert 'action="/s/sheets"' in page
    news = desk.get("/s/parts").json()
    assert 'action="/s/sheets"' in news["parts"]["entry"] and "Wichtigste Themen" in news["parts"]["now"]
    assert desk.get(f"/s/parts?since={news['seq']}").status_code == 204
    town.act(phases.end_conference)
    page = desk.get("/s").text
    assert "Die Veranstaltung ist beendet" in page and "Noch ist nichts geöffnet" not in page


def test_a_device_of_the_desk_goes_from_person_to_person(town: Town) -> None:
    desk = town.staff(Role.SCRIBE)
    town.enter("Stärken sammeln")
    for number in range(3):
        passed = desk.post(f"/c/{town.code}/next", follow_redirects=False)
        assert passed.status_code == 303
        sent = desk.post(
            f"/c/{town.code}/say",
            json={"do": "post_card", "key": new_token(), "kind": "strength", "text": f"Karte {number}"},
        )
        assert sent.json()["ok"]
    assert "Die nächste Person ist dran" in desk.get(f"/c/{town.code}").text
    with town.house.database.reading() as session:
        people = session.exec(
            select(Participant).where(Participant.conference_id == town.conference_id)
        ).all()
    assert [person.channel for person in people] == ["tisch"] * 3
    assert len({card.participant_id for card in cards(town)}) == 3


def test_no_other_device_becomes_somebody_else(town: Town) -> None:
    anna = town.phone()
    assert "Die nächste Person ist dran" not in anna.get(f"/c/{town.code}").text
    assert anna.post(f"/c/{town.code}/next", follow_redirects=False).status_code == 403


def test_words_of_paper_that_are_taken_back_stand_nowhere(town: Town) -> None:
    town.enter("Stärken sammeln")
    desk = town.staff(Role.SCRIBE)
    card = said(desk, do="write_card", kind="strength", text="Frau Muster. Der Fluss.")["card"]["id"]
    assert receipts_with(town, "Muster") == 1
    town.act(partial(dividing.divide_card, card_id=card, texts=["Frau Muster", "Der Fluss"], version=1))
    original, part, _ = cards(town)

    assert said(desk, do="withdraw_card", card=original.id)["code"] == "not_found"
    assert said(desk, do="withdraw_card", card=part.id)["ok"]

    assert [entry.text for entry in cards(town)] == ["", "", "Der Fluss"]
    assert receipts_with(town, "Muster") == 0


def test_what_cannot_be_read_is_refused_and_does_not_hold_up_the_rest(town: Town) -> None:
    """A desk sends in order and tries again until it is answered with a yes or a no."""
    number, _ = ballot(town)
    desk = town.staff(Role.SCRIBE)

    answer = desk.post(
        "/s/say", json={"do": "write_sheet", "key": new_token(), "ballot": number, "text": "3 " * 250}
    )

    assert answer.status_code == 200
    assert (answer.json()["ok"], answer.json()["code"]) == (False, "not_understood")


def test_a_card_of_a_timeline_is_typed_with_its_year_and_row(town: Town) -> None:
    play(town, "TIMELINE", **LOOKING_BACK)
    desk = town.staff(Role.SCRIBE)
    assert "Für unsere Stadt" in desk.get("/s").text
    without = said(desk, do="write_card", kind="timeline_entry", text="Das Kaufhaus schließt", field="town")
    assert without["code"] == "year_missing"
    fields = {"kind": "timeline_entry", "text": "Das Kaufhaus schließt", "field": "town"}
    refused_page = desk.post("/s/cards", data={**fields, "year": "88"})
    assert refused_page.status_code == 422 and 'value="88"' in refused_page.text

    kept = desk.post("/s/cards", data={**fields, "year": "1988"})

    (card,) = cards(town)
    assert (card.year, card.field, card.channel) == (1988, "town", "papier")
    assert "1988 · Für unsere Stadt" in kept.text


def test_place_and_cost_are_typed_where_the_phase_asks_for_them(town: Town) -> None:
    play(town, "COLLECT", card_types=[{"kind": "idea"}], asks=["place", "cost"])
    desk = town.staff(Role.SCRIBE)
    answer = said(desk, do="write_card", kind="idea", text="Bänke", place="am Markt", cost="2000")

    assert answer["ok"]
    assert (cards(town)[0].place, cards(town)[0].cost) == ("am Markt", "2000")
    assert said(desk, do="write_card", kind="idea", text="Licht", cost="viel")["code"] == "cost_unknown"


def test_a_remark_on_paper_speaks_about_what_was_presented(town: Town) -> None:
    for title in ("Bänke", "Licht"):
        town.act(partial(measures.add_measure, title=title))
    play(town, "REPORT", card_types=[{"kind": "question"}], shows="measures")
    with town.house.database.reading() as session:
        ids = [measure.id or 0 for measure in Measure.of(session, town.conference_id)]
    town.act(partial(presenting.present, thing_id=ids[0]))
    desk = town.staff(Role.SCRIBE)
    page = desk.get("/s").text
    assert f'value="measure-{ids[0]}"' in page and f'value="measure-{ids[1]}"' not in page

    assert said(desk, do="write_card", kind="question", text="Wer zahlt?", about=f"measure-{ids[0]}")["ok"]
    early = said(desk, do="write_card", kind="question", text="Wer?", about=f"measure-{ids[1]}")

    assert early["code"] == "not_presented"
    assert [card.measure_id for card in cards(town)] == [ids[0]]
