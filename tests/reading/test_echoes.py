"""Words of a hidden card are told nowhere, whatever repeats them."""

from functools import partial

import pytest
from sqlmodel import col, select

from app import exports
from app.actions import conferences, curation, forgetting, measures, phases, presenting, statements
from app.models import BallotItem, Measure, Role, Statement
from app.reading.hall import Hall
from tests.actions.people import write_cards
from tests.conftest import Town
from tests.stages import play
from tests.voting import CONSENT

INSULT = "Der Bürgermeister schläft"


@pytest.fixture
def card(town: Town) -> int:
    """A card that a statement and a sheet repeat."""
    (card_id,) = write_cards(town, [INSULT])
    town.act(partial(statements.make_statements, source="cards", kind="weakness"))
    town.act(partial(measures.add_measure, title="Rathaus öffnen"))
    _, measure = found(town)
    fields = {"need": f"Eine Karte sagt „{INSULT}“.", "location": "Am Markt"}
    act = partial(measures.change_measure, measure_id=measure.id or 0, version=measure.version, due_on=None)
    town.act(partial(act, fields=fields))
    return card_id


def found(town: Town) -> tuple[Statement, Measure]:
    with town.house.database.reading() as session:
        hall = Hall(session, town.conference(session))
        return hall.statements.all[0], hall.measures[0]


def repeating(town: Town) -> tuple[int, int]:
    """Statements and sheets that the moderation has to change."""
    with town.house.database.reading() as session:
        hall = Hall(session, town.conference(session))
        return (
            sum(hall.echoes.repeats(statement.text) for statement in hall.statements),
            len(hall.echoes.in_sheets(hall.measures)),
        )


def hide(town: Town, card_id: int, reason: str = "greift jemanden an") -> None:
    town.act(partial(curation.hide_card, card_id=card_id, reason=reason))


def test_what_repeats_a_hidden_card_is_marked_until_it_is_reworded(town: Town, card: int) -> None:
    assert repeating(town) == (0, 0)
    hide(town, card)
    assert repeating(town) == (1, 1)
    desk = town.staff(Role.MODERATION).get("/m").text
    assert desk.count("wiederholt eine ausgeblendete Karte") == 2

    statement, _ = found(town)
    act = partial(statements.change_text, statement_id=statement.id or 0, version=statement.version)
    town.act(partial(act, text="Das Rathaus soll antworten"))

    assert repeating(town) == (0, 1)


def test_screens_and_phones_show_none_of_the_words(town: Town, card: int) -> None:
    _, measure = found(town)
    screen, phone = town.staff(Role.PROJECTOR), town.phone()
    town.enter("Themenecken: Kurzsteckbriefe")
    town.act(partial(measures.show_measure, measure_id=measure.id))
    assert INSULT in screen.get("/p").text
    hide(town, card)
    stage = screen.get("/p").text
    assert INSULT not in stage and "Am Markt" in stage

    play(town, "CONSENT", voting=CONSENT, prompt="Tragen Sie das mit?")
    for page in (screen.get("/p").text, phone.get(f"/c/{town.code}").text):
        assert INSULT not in page and "Diese Aussage wird gerade neu formuliert." in page


def test_a_sheet_that_is_called_like_the_card_has_a_number_only(town: Town, card: int) -> None:
    _, measure = found(town)
    act = partial(measures.change_measure, measure_id=measure.id or 0, version=measure.version, due_on=None)
    town.act(partial(act, fields={"title": INSULT, "funding": INSULT}, cost="500"))
    town.act(partial(measures.add_measure, title="Bänke am Markt"))
    screen, phone = town.staff(Role.PROJECTOR), town.phone()
    play(town, "COMMIT", asks=[])
    assert INSULT in screen.get("/p").text and INSULT in phone.get(f"/c/{town.code}").text
    said = town.say(phone, do="commit", measure=measure.id, kinds=["work"], contact="a@b.de", consent=True)
    assert said["ok"]
    hide(town, card)

    question = {"de": "Was zuerst?"}
    for kind, more in (
        ("PLAN", {}),
        ("COMMIT", {"asks": []}),
        ("REPORT", {"shows": "measures"}),
        ("DOTS", {"voting": {"mode": "dots", "of": "measures", "criterion": question}}),
    ):
        play(town, kind, **more)
        for page in (screen.get("/p").text, phone.get(f"/c/{town.code}").text):
            assert INSULT not in page, kind
        assert "Maßnahme 1" in screen.get("/p").text or kind == "DOTS"
    town.act(phases.close_input)
    town.act(partial(conferences.publish_results, public=True), actor="organiser:0")
    office = town.staff(Role.ORGANISER)
    for address in (
        f"/c/{town.code}/measures/{measure.id}", f"/r/{town.code}",
        f"/organise/{town.conference_id}/papers/dots",
    ):  # fmt: skip
        answer = (office if "organise" in address else phone).get(address)
        assert answer.status_code == 200 and INSULT not in answer.text, address
    with town.house.database.reading() as session:
        frames = exports.tables(session, town.conference(session))
        frames["zusagen"] = exports.contact_table(session, town.conference(session))
    texts = {name: frame.to_csv() for name, frame in frames.items() if name != "karten"}
    assert "Mitarbeit" in texts["zusagen"] and "Mitarbeit" in texts["abstimmungen"]
    assert [name for name, text in texts.items() if INSULT in text] == []
    town.act(forgetting.forget_people)
    with town.house.database.reading() as session:
        items = session.exec(select(BallotItem).order_by(col(BallotItem.id)))
        titles = [item.title for item in items if item.measure_id]
    assert titles == ["", "Bänke am Markt"]


def test_a_scribe_chooses_a_sheet_by_its_number_where_its_title_is_silenced(town: Town, card: int) -> None:
    _, measure = found(town)
    act = partial(measures.change_measure, measure_id=measure.id or 0, version=measure.version, due_on=None)
    town.act(partial(act, fields={"title": INSULT}))
    play(town, "REPORT", shows="measures", card_types=[{"kind": "question"}])
    town.act(partial(presenting.present, thing_id=measure.id))
    desk = town.staff(Role.SCRIBE)
    assert INSULT in desk.get("/s").text

    hide(town, card)

    page = desk.get("/s").text
    assert INSULT not in page and "Maßnahme 1" in page


@pytest.mark.parametrize("reason", ["ist doppelt", "gehört nicht zum Thema"])
def test_a_card_without_a_bad_word_silences_nothing(town: Town, card: int, reason: str) -> None:
    hide(town, card, reason)

    assert repeating(town) == (0, 0)


def test_what_another_card_says_too_is_told(town: Town, card: int) -> None:
    write_cards(town, [INSULT])
    hide(town, card)

    assert repeating(town) == (0, 0)


def test_words_go_from_statements_and_sheets_when_their_card_loses_them(town: Town, card: int) -> None:
    hide(town, card)
    town.act(forgetting.forget_people)

    statement, measure = found(town)
    assert (statement.text, measure.need, measure.location) == ("", "", "Am Markt")
