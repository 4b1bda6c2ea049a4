"""Two days: the night between them, the clock of each, and everybody back in the morning."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlmodel import Session

from app import clock
from app.actions import phases, presenting, statements, themes
from app.actions.conferences import change_conference
from app.models import Phase, PhaseKind, Role, StaffSession
from app.models.base import now
from app.reading import days
from app.reading.hall import Hall
from app.reading.schedule import coming, overrun
from app.reading.steering import Step, big_step
from app.routes.organise.phases import timetable
from tests.conftest import Town

NIGHT = timedelta(hours=15)


@pytest.fixture
def weekend(town: Town) -> Town:
    return town.playing("future-search-1-5d")


def hall_of(town: Town, session: Session) -> Hall:
    return Hall(session, town.conference(session))


def step(town: Town) -> tuple[Step, str]:
    with town.house.database.reading() as session:
        found = big_step(hall_of(town, session))
        return found, found.label % {**found.values, "title": ""}


def listen(town: Town) -> None:
    """The tables present their scenes, and everybody may write what they hear again and again."""
    town.enter("Eröffnung, Regeln, Tischrollen")
    town.enter("Aufgabe 4: Wunschzukunft")
    town.act(phases.close_input)
    with town.house.database.reading() as session:
        first = hall_of(town, session).lineup.things[0].id
    town.act(partial(presenting.present, thing_id=first))


def end_first_day(town: Town) -> None:
    town.enter("Tagesabschluss")
    town.act(phases.close_input)
    town.act(phases.reveal)


def test_a_day_ends_and_the_next_one_begins_by_the_big_button(weekend: Town) -> None:
    end_first_day(weekend)
    assert step(weekend)[1] == "Tag 1 beenden"

    weekend.enter("Zwischen den Tagen", opened=False)

    assert step(weekend)[1] == "Tag 2 beginnen"
    assert step(weekend)[0].verb == "next"


def test_one_day_needs_no_words_about_days(town: Town) -> None:
    assert step(town)[0].label == "Weiter: %(title)s"


def test_what_was_collected_may_be_sorted_over_night(weekend: Town) -> None:
    anna = weekend.phone()
    listen(weekend)
    weekend.say(anna, do="post_card", kind="common_ground", text="Wir wollen Grün in der Stadt")
    weekend.enter("Zwischen den Tagen", opened=False)

    assert step(weekend)[0].verb == "propose"


def test_the_night_ends_with_the_statements_that_the_morning_shows(weekend: Town) -> None:
    anna = weekend.phone()
    listen(weekend)
    for text in ("Wir wollen Grün in der Stadt", "Wir wollen Schatten auf allen Plätzen"):
        weekend.say(anna, do="post_card", kind="common_ground", text=text)
    weekend.enter("Zwischen den Tagen", opened=False)
    weekend.act(partial(themes.make_theme, kind="common_ground", title="Grün", card_ids=[]))
    weekend.act(partial(themes.release_themes, kind="common_ground"))

    assert step(weekend)[0].verb == "statements"

    weekend.act(partial(statements.make_statements, source="themes"))

    assert step(weekend)[0].verb == "next"


def test_the_delay_of_yesterday_is_forgotten(weekend: Town) -> None:
    weekend.enter("Eröffnung, Regeln, Tischrollen")
    with weekend.house.database.reading() as session:
        assert overrun(hall_of(weekend, session), now() + timedelta(minutes=45, seconds=5)) == 20
    morning = later(NIGHT)
    try:
        weekend.enter("Zwischen den Tagen", opened=False)
        weekend.enter("Ankommen, Stand nach der Nacht")
        with weekend.house.database.reading() as session:
            hall = hall_of(weekend, session)
            assert overrun(hall, now()) == 0
            assert overrun(hall, now() + timedelta(minutes=20, seconds=5)) == 5
    finally:
        morning()


def later(span: timedelta) -> "partial[None]":
    """The clock is set on; call what comes back to set it right."""
    usual = clock.clock()
    clock.use(clock.Clock(wall=lambda: usual.wall() + span.total_seconds(), steady=usual.steady))
    return partial(clock.use, usual)


def test_what_is_to_come_ends_with_the_day(weekend: Town) -> None:
    weekend.enter("Aufgabe 4: Wunschzukunft")
    with weekend.house.database.reading() as session:
        titles = [phase.title for phase in coming(hall_of(weekend, session))]

    assert titles == ["Aufgabe 5a: Gemeinsamkeiten sammeln", "Tagesabschluss"]


def test_everybody_is_back_in_the_morning(weekend: Town) -> None:
    anna, mona, wall = weekend.phone(), weekend.staff(Role.MODERATION), weekend.staff(Role.PROJECTOR)
    listen(weekend)
    weekend.say(anna, do="post_card", kind="common_ground", text="Wir wollen Grün in der Stadt")
    weekend.enter("Zwischen den Tagen", opened=False)
    assert "Der erste Tag ist geschafft" in anna.get(f"/c/{weekend.code}").text
    assert "Der erste Tag ist geschafft" in wall.get("/p").text

    morning = later(NIGHT + timedelta(hours=12))
    try:
        assert mona.get("/m").status_code == 200
        assert wall.get("/p").status_code == 200
        own = anna.get(f"/c/{weekend.code}/mine").json()["cards"]
        assert [card["text"] for card in own] == ["Wir wollen Grün in der Stadt"]
    finally:
        morning()


def test_a_session_lasts_as_many_days_as_the_conference(town: Town, weekend: Town) -> None:
    assert session_life(town) < timedelta(hours=25) < timedelta(hours=47) < session_life(weekend)


def session_life(town: Town) -> timedelta:
    town.staff(Role.MODERATION)
    with town.house.database.reading() as session:
        ends: datetime = max(
            found.expires_at
            for found in (session.get_one(StaffSession, number) for number in living(session, town))
        )
        return ends - now()


def living(session: Session, town: Town) -> list[int]:
    return [number for number in StaffSession.living(session, town.conference_id) if number is not None]


def test_the_moderation_sees_where_a_day_begins(weekend: Town) -> None:
    page = weekend.staff(Role.MODERATION).get("/m").text

    assert page.count('class="agenda-day"') == 2 and "Tag 2" in page


def test_each_day_has_its_own_timetable(weekend: Town) -> None:
    weekend.act(partial(change_conference, fields={"starts_at": "09:00"}))
    with weekend.house.database.reading() as session:
        first, second = timetable(hall_of(weekend, session)).days

    assert (first.begins, first.ends, first.minutes) == ("09:00", "18:00", 540)
    assert (second.begins, second.ends, second.minutes) == ("09:00", "13:30", 270)
    assert [slot.begins for slot in second.slots][:3] == ["08:30", "09:00", "09:15"]


def test_a_day_without_a_word_begins_at_nine() -> None:
    lobby = Phase(conference_id=1, position=0, kind=PhaseKind.LOBBY, minutes=30, title="A", params={"day": 2})

    assert days.begins([lobby], 2, "18:00") == "09:00"
    assert days.last_day([lobby]) == 2 and days.last_day([]) == 1
