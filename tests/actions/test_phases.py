"""The run of show: enter, open, close, reveal, time; and what two moderators do at once."""

from datetime import timedelta
from functools import partial

from app.actions import phases, themes
from app.models import Conference, Phase
from app.models.base import now
from app.reading.schedule import overrun
from app.reading.steering import big_step
from tests.actions.people import hall_of, last_line, make_theme, refused, write_cards
from tests.conftest import Town


def conference(town: Town) -> Conference:
    with town.house.database.reading() as session:
        return town.conference(session)


def phase(town: Town) -> Phase:
    with town.house.database.reading() as session:
        found = hall_of(town, session).phase
        assert found is not None
        return found


def step(town: Town) -> str:
    with town.house.database.reading() as session:
        return big_step(hall_of(town, session)).verb


def release_two(town: Town) -> None:
    cards = write_cards(town)
    make_theme(town, "Licht", cards[:3])
    make_theme(town, "Wege", cards[3:])
    town.act(partial(themes.release_themes, kind="weakness"))


def test_a_phase_for_talking_runs_at_once_one_for_cards_waits(town: Town) -> None:
    town.enter("Begrüßung", opened=False)
    assert phase(town).state == "open"
    assert conference(town).ends_at is not None
    town.enter("Stärken sammeln", opened=False)
    assert phase(town).state == "planned"
    assert conference(town).ends_at is None
    assert last_line(town).payload["title"] == "Stärken sammeln"


def test_the_second_moderator_cannot_skip_a_phase_by_accident(town: Town) -> None:
    town.enter("Begrüßung")
    here = phase(town).id or 0
    town.enter("Stimmungsbild", opened=False)
    for act in (partial(phases.enter_phase, phase_id=here), partial(phases.enter_phase, phase_id=9999)):
        assert refused(town, act, from_phase_id=here).code == "moved_on"
    refusal = refused(town, phases.led_from, phase_id=here, act=phases.open_input)
    assert (refusal.code, refusal.status) == ("moved_on", 409)
    assert phase(town).state == "planned"


def test_opening_twice_is_one_step(town: Town) -> None:
    town.enter("Stärken sammeln")
    line, ends_at = last_line(town).seq, conference(town).ends_at
    town.act(phases.open_input)
    assert (last_line(town).seq, conference(town).ends_at) == (line, ends_at)
    town.act(phases.close_input)
    town.act(phases.close_input)
    assert last_line(town).seq == line + 1
    assert phase(town).state == "closed"


def test_the_clock_starts_grows_rests_and_goes_on(town: Town) -> None:
    town.enter("Stärken sammeln")
    first = conference(town).ends_at
    assert first is not None
    town.act(partial(phases.set_timer, do="more"))
    assert conference(town).ends_at == first + timedelta(minutes=2)
    town.act(partial(phases.set_timer, do="pause"))
    left = conference(town).paused_left
    assert conference(town).ends_at is None
    assert left is not None and 13 * 60 < left <= 14 * 60
    town.act(partial(phases.set_timer, do="more"))
    assert conference(town).paused_left == left + 120
    town.act(partial(phases.set_timer, do="resume"))
    assert conference(town).paused_left is None
    assert last_line(town).payload == {"do": "resume"}


def test_the_clock_of_a_phase_that_is_over_starts_from_now(town: Town) -> None:
    town.enter("Stärken sammeln", opened=False)
    town.act(partial(phases.set_timer, do="more"))
    ends_at = conference(town).ends_at
    assert ends_at is not None and ends_at > now() + timedelta(seconds=100)


def test_a_ballot_opens_closes_and_is_shown_in_this_order(town: Town) -> None:
    release_two(town)
    town.enter("Wichtigste Themen bepunkten")
    assert refused(town, phases.reveal).code == "still_open"
    assert step(town) == "close"
    town.act(phases.close_input)
    assert step(town) == "reveal"
    town.act(phases.reveal)
    with town.house.database.reading() as session:
        assert hall_of(town, session).is_revealed
    assert last_line(town).type == "ballot_revealed"
    assert step(town) == "next"


def test_a_ballot_needs_two_released_themes(town: Town) -> None:
    make_theme(town, "Licht")
    town.act(partial(themes.release_themes, kind="weakness"))
    town.enter("Wichtigste Themen bepunkten", opened=False)
    assert refused(town, phases.open_input).code == "themes_missing"
    assert step(town) == "next"
    make_theme(town, "Wege")
    assert step(town) == "release"


def test_a_ballot_needs_a_question_and_keeps_it(town: Town) -> None:
    release_two(town)
    town.enter("Wichtigste Themen bepunkten", opened=False)
    assert refused(town, phases.set_criterion, criterion=" ").code == "criterion_missing"
    town.act(partial(phases.set_criterion, criterion="Was zuerst?", dots=5, max_per_item=9))
    town.act(phases.open_input)
    with town.house.database.reading() as session:
        ballot = hall_of(town, session).ballot
    assert ballot is not None
    assert (ballot.criterion, ballot.dots, ballot.max_per_item) == ("Was zuerst?", 5, 5)
    assert refused(town, phases.set_criterion, criterion="Doch anders?").code == "ballot_began"


def test_the_question_of_the_template_stays_in_both_languages(town: Town) -> None:
    town.enter("Wichtigste Themen bepunkten", opened=False)
    voting = phase(town).settings.voting
    assert voting is not None
    town.act(partial(phases.set_criterion, criterion=voting.criterion["de"], dots=4))
    changed = phase(town).settings.voting
    assert changed is not None
    assert (changed.criterion, changed.dots) == (voting.criterion, 4)


def test_the_emergency_brake_stops_cards(town: Town) -> None:
    town.enter("Stärken sammeln")
    town.act(partial(phases.freeze_input, frozen=True))
    assert town.say(town.phone(), do="post_card", kind="strength", text="Der Fluss")["code"] == "phase_closed"
    town.act(partial(phases.freeze_input, frozen=False))
    assert town.say(town.phone(), do="post_card", kind="strength", text="Der Fluss")["ok"]


def test_the_screen_changes_only_what_was_asked(town: Town) -> None:
    town.act(partial(phases.set_screen, dark=True, blank=None, by_group=None))
    town.act(partial(phases.set_screen, dark=None, blank=True, by_group=None))
    seen = conference(town)
    assert (seen.dark, seen.blank, seen.results_by_group) == (True, True, False)


def test_the_evening_ends_and_can_be_taken_up_again(town: Town) -> None:
    town.enter("Ausblick und Blitzlicht")
    town.act(phases.end_conference)
    assert conference(town).ended_at is not None
    assert refused(town, phases.open_input).code == "no_phase"
    here = phase(town).id or 0
    town.act(partial(phases.enter_phase, phase_id=here, from_phase_id=here))
    assert conference(town).ended_at is None


def test_behind_the_plan_is_told_in_minutes(town: Town) -> None:
    town.enter("Begrüßung")
    with town.house.database.reading() as session:
        hall = hall_of(town, session)
        assert overrun(hall, now()) == 0
        assert overrun(hall, now() + timedelta(minutes=12, seconds=5)) == 7
    town.enter("Stimmungsbild")
    with town.house.database.reading() as session:
        assert overrun(hall_of(town, session), now() + timedelta(seconds=5)) == -4


def test_the_button_leads_on_where_there_is_nothing_to_sort(town: Town) -> None:
    for title in ("Impuls und Sortieren", "Wichtigste Themen bepunkten"):
        town.enter(title, opened=False)
        assert step(town) == "next"
    write_cards(town)
    town.enter("Impuls und Sortieren", opened=False)
    assert step(town) == "propose"
