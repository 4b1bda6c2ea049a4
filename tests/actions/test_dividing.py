"""A card with several thoughts becomes several; its words stay, and only in its row."""

import json
from functools import partial

from sqlmodel import col, select

from app.actions import dividing, undo
from app.models import Card, CardStatus, Line, Participant
from tests.actions.people import card_of, last_line, refused, write_cards
from tests.conftest import Town

TEXT = "Der Bus kommt zu selten; am Bahnhof fehlt Licht"
PARTS = ("Der Bus kommt zu selten", "Am Bahnhof fehlt Licht")


def divide(town: Town, card: int, *texts: str) -> None:
    version = card_of(town, card).version
    town.act(partial(dividing.divide_card, card_id=card, texts=texts or PARTS, version=version))


def parts_of(town: Town, card: int) -> list[Card]:
    with town.house.database.reading() as session:
        question = select(Card).where(Card.split_from_id == card).order_by(col(Card.number))
        return list(session.exec(question))


def test_the_parts_stand_for_the_card_and_its_words_stay(town: Town) -> None:
    [card] = write_cards(town, [TEXT])
    divide(town, card)
    whole, parts = card_of(town, card), parts_of(town, card)
    assert (whole.status, whole.text) == (CardStatus.SPLIT, TEXT)
    assert [part.text for part in parts] == list(PARTS)
    assert {(part.participant_id, part.group_id, part.kind, part.phase_id) for part in parts} == {
        (whole.participant_id, whole.group_id, whole.kind, whole.phase_id)
    }
    with town.house.database.reading() as session:
        assert [seen.id for seen in Card.on_board(session, town.conference_id)] == [p.id for p in parts]
    assert last_line(town).payload["parts"] == [part.number for part in parts]
    assert last_line(town).payload["participant"] == whole.participant_id


def test_undo_removes_the_parts_and_no_text_stands_in_the_log(town: Town) -> None:
    [card] = write_cards(town, [TEXT])
    divide(town, card)
    with town.house.database.reading() as session:
        lines = session.exec(select(Line).where(Line.conference_id == town.conference_id)).all()
        assert "Bahnhof" not in json.dumps([[line.payload, line.changes] for line in lines])
    town.act(partial(undo.undo, seq=last_line(town).seq))
    assert parts_of(town, card) == []
    assert (card_of(town, card).status, card_of(town, card).text) == (CardStatus.VISIBLE, TEXT)


def test_two_or_three_parts_of_what_was_seen(town: Town) -> None:
    [card] = write_cards(town, [TEXT])
    version = card_of(town, card).version
    for texts in ([TEXT], ["a", "b", "c", "d"], ["", "  "]):
        refusal = refused(town, dividing.divide_card, card_id=card, texts=texts, version=version)
        assert refusal.code == "divide_how"
    assert refused(town, dividing.divide_card, card_id=card, texts=PARTS, version=version + 1).status == 409
    long = refused(town, dividing.divide_card, card_id=card, texts=["x" * 281, "y"], version=version)
    assert long.code == "too_long"


def test_the_author_sees_what_happened_and_may_take_a_part_back(town: Town) -> None:
    town.enter("Schwächen sammeln")
    phone = town.phone()
    sent = town.say(phone, do="post_card", kind="weakness", text=TEXT)["card"]["id"]
    divide(town, sent)
    first, second = parts_of(town, sent)

    page = phone.get(f"/c/{town.code}").text
    assert "Die Moderation hat daraus mehrere Karten gemacht." in page
    assert page.count("Teil einer Karte von Ihnen") >= 2
    refusal = town.say(phone, do="change_card", card=first.id, text="Anders")
    assert refusal["code"] == "is_part"

    assert town.say(phone, do="withdraw_card", card=first.id)["ok"]
    assert (card_of(town, sent).status, card_of(town, sent).text) == (CardStatus.WITHDRAWN, "")
    assert card_of(town, second.id or 0).status == CardStatus.VISIBLE
    town.act(partial(undo.undo, seq=last_step(town).seq))
    assert card_of(town, second.id or 0).text == PARTS[1], "what an author took back is not brought back"


def last_step(town: Town) -> Line:
    with town.house.database.reading() as session:
        line = Line.last_undoable(session, town.conference_id)
        assert line is not None
        return line


def test_parts_do_not_use_up_what_a_person_may_send(town: Town) -> None:
    town.enter("Schwächen sammeln")
    phone = town.phone()
    sent = town.say(phone, do="post_card", kind="weakness", text=TEXT)["card"]["id"]
    divide(town, sent)
    with town.house.database.reading() as session:
        author = card_of(town, sent).participant_id
        assert session.get_one(Participant, author)
        phase = card_of(town, sent).phase_id
        assert Card.count_by(session, author or 0, phase_id=phase, kind="weakness") == 1
