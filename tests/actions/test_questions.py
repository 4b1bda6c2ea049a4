"""A large hall asks the database no more often than a small one."""

from functools import partial

import pytest

from app.actions import seating, tables
from app.models import Card, HallTable, Participant, Role
from app.writing.transaction import Answer, Transaction
from tests.actions.people import hall_of, make_theme
from tests.conftest import Town
from tests.questions import questions
from tests.tables import ANSWERS, MIXED, at_tables, plan_of

FEW, MANY = 10, 40


@pytest.fixture
def town(town: Town) -> Town:
    return at_tables(town)


def come(tx: Transaction, *, people: int) -> Answer:
    """By a door that gives nobody a seat."""
    for number in range(people):
        tx.session.add(
            Participant(conference_id=tx.conference_id, token_hash=f"{tx.conference.seq}-{number}")
        )
    tx.log("participant_joined")
    return {}


def note_at_each(tx: Transaction, *, theme: int) -> Answer:
    """A note in the form of every table there is."""
    for table in HallTable.all_of(tx.session, tx.conference_id):
        card = Card(
            conference_id=tx.conference_id, number=tx.next_card_number(), kind="table_note", text="Notiz"
        )
        card.phase_id, card.table_id, card.field = tx.conference.phase_id, table.id, "today"
        card.answers_theme_id = theme
        tx.session.add(card)
    tx.log("card_posted")
    return {}


def seat(town: Town, people: int) -> int:
    """Questions to the database until so many who have just come have their seats."""
    town.act(partial(come, people=people), actor="test")
    asked = questions(town.house.database.write_engine, lambda: town.act(tables.seat_everybody))
    with town.house.database.reading() as session:
        assert hall_of(town, session).seats.unseated == 0
    return asked


def test_giving_seats_to_forty_takes_no_more_questions_than_to_ten(town: Town) -> None:
    town.act(partial(come, people=200), actor="test")
    town.act(partial(seating.draw_seating, kind="max_mix", size=8))

    few, many = seat(town, FEW), seat(town, MANY)

    assert many <= few < 25


@pytest.mark.parametrize("place", ["forms", "console", "desk"])
def test_forty_tables_take_no_more_questions_than_ten(town: Town, place: str) -> None:
    theme = make_theme(town, "Alle werden älter", kind="trend")
    mona, ida = town.staff(Role.MODERATION), town.staff(Role.SCRIBE)

    def look() -> None:
        if place == "console":
            assert "Notiz" in mona.get("/m/part/tables").text
        elif place == "desk":
            assert f"Tisch {len(plan_tables(town))}" in ida.get("/s").text
        else:
            read_forms(town)

    asked = []
    for people in (4 * FEW, 4 * (MANY - FEW)):
        town.enter(MIXED)
        town.act(partial(come, people=people), actor="test")
        town.act(partial(seating.draw_seating, kind="max_mix", size=4))
        town.enter(ANSWERS)
        town.act(partial(note_at_each, theme=theme), actor="test")
        asked.append(questions(town.house.database.read_engine, look))

    assert len(plan_tables(town)) == MANY
    assert asked[1] <= asked[0] < 60


def plan_tables(town: Town) -> list[HallTable]:
    with town.house.database.reading() as session:
        return list(HallTable.of(session, plan_of(town).id or 0))


def read_forms(town: Town) -> None:
    with town.house.database.reading() as session:
        hall = hall_of(town, session)
        assert hall.phase is not None
        assert all(hall.seats.form_of(table, hall.phase).filled for table in hall.seats.tables)
