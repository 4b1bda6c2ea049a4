"""Behind the plan: what could be shorter, and when it will end."""

from datetime import timedelta
from functools import partial

from app.actions import phase_list, phases
from app.models import PhaseKind
from app.models.base import now
from app.reading.schedule import coming, expected_end, least, shortenings
from tests.actions.people import hall_of, last_line, refused
from tests.conftest import Town


def test_a_small_delay_asks_for_nothing(town: Town) -> None:
    town.enter("Stärken sammeln")
    with town.house.database.reading() as session:
        assert shortenings(hall_of(town, session), 4) == []


def test_what_is_to_come_makes_up_for_the_delay_to_the_minute(town: Town) -> None:
    town.enter("Stärken sammeln")
    with town.house.database.reading() as session:
        hall = hall_of(town, session)
        for behind in (5, 8, 13, 20):
            found = shortenings(hall, behind)
            assert sum(entry.gained for entry in found) == behind
            assert all(entry.minutes >= least(entry.phase) for entry in found)
            assert {entry.phase.id for entry in found} <= {entry.id for entry in coming(hall)}


def test_who_goes_home_can_still_say_what_stays(town: Town) -> None:
    town.enter("Stärken sammeln")
    with town.house.database.reading() as session:
        found = shortenings(hall_of(town, session), 500)
    assert found
    assert not {PhaseKind.COMMIT, PhaseKind.FEEDBACK} & {PhaseKind(entry.phase.kind) for entry in found}
    assert all(entry.minutes == least(entry.phase) for entry in found)


def test_a_taken_proposal_shortens_the_phases_once(town: Town) -> None:
    town.enter("Stärken sammeln")
    with town.house.database.reading() as session:
        hall = hall_of(town, session)
        before = {entry.id: entry.minutes for entry in hall.phases}
        wanted = {entry.phase.id or 0: entry.minutes for entry in shortenings(hall, 10)}
    town.act(partial(phase_list.shorten_phases, minutes=wanted))
    line = last_line(town)
    assert (line.type, line.payload["phases"]) == ("phases_shortened", len(wanted))
    with town.house.database.reading() as session:
        phases_now = {entry.id or 0: entry for entry in hall_of(town, session).phases}
    assert {number: phases_now[number].minutes for number in wanted} == wanted
    assert all(phases_now[number].settings.planned_minutes == before[number] for number in wanted)
    assert refused(town, phase_list.shorten_phases, minutes=wanted).code == "stale", "the same form once more"


def test_a_phase_that_runs_or_ran_is_not_shortened(town: Town) -> None:
    town.enter("Stärken sammeln")
    with town.house.database.reading() as session:
        here = hall_of(town, session).phase
    assert here is not None
    assert refused(town, phase_list.shorten_phases, minutes={here.id: 1}).code == "stale"


def test_the_end_moves_with_the_delay(town: Town) -> None:
    with town.house.database.reading() as session:
        assert expected_end(hall_of(town, session), now()) is None, "nothing has begun"
    town.enter("Stärken sammeln")
    with town.house.database.reading() as session:
        hall = hall_of(town, session)
        assert hall.phase is not None
        began = hall.phase.opened_at
        assert began is not None
        in_time = expected_end(hall, began)
        late = expected_end(hall, began + timedelta(minutes=hall.phase.minutes + 7))
    assert in_time is not None and late is not None
    assert late - in_time == timedelta(minutes=7)
    town.act(phases.end_conference)
    with town.house.database.reading() as session:
        assert expected_end(hall_of(town, session), now()) is None
