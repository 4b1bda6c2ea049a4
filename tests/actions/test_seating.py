"""Plans for the tables: drawn when a phase asks for them, changed by hand, one round after the other."""

import secrets
from collections import Counter
from functools import partial

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.actions import forgetting, phases, seating, tables, undo
from app.models import HallTable, Line, Seat, Seating
from app.writing.transaction import Transaction
from tests.actions.people import hall_of, last_line, refused
from tests.conftest import Town
from tests.tables import (
    CAFE,
    GROUPS,
    MIXED,
    WORK,
    at_tables,
    mine,
    page_of,
    plan_of,
    table_id,
    tables_of,
    together,
)

TRADE = "Handel & Gewerbe, Handwerk, Dienstleistung"


@pytest.fixture
def town(town: Town) -> Town:
    return at_tables(town)


def people(town: Town, count: int, group: str = "") -> list[TestClient]:
    return [town.phone(group) for _ in range(count)]


def sizes(town: Town) -> list[int]:
    with town.house.database.reading() as session:
        hall = hall_of(town, session)
        return [hall.seats.size(table) for table in hall.seats.tables]


def seats_of(town: Town) -> dict[int, int]:
    plan = plan_of(town)
    with town.house.database.reading() as session:
        return Seat.tables_of(session, plan.id or 0)


def test_a_phase_that_asks_for_a_plan_has_one_when_it_is_entered_and_only_once(town: Town) -> None:
    people(town, 10)
    town.enter(MIXED)

    plan = plan_of(town)
    assert (plan.number, plan.kind, plan.removed) == (1, "max_mix", False)
    assert sorted(sizes(town)) == [3, 3, 4]
    assert last_line(town).type == "phase_entered"

    town.enter(WORK)
    town.enter(MIXED)
    assert plan_of(town).id == plan.id, "coming back changes no place"


def test_the_phone_says_the_table_and_the_own_number(town: Town) -> None:
    anna, ben = people(town, 2)
    town.enter(MIXED)

    page = page_of(town, ben)
    assert "Sie sitzen an Tisch" in page
    assert "<strong data-own-number>2</strong>" in page
    assert mine(town, anna)["number"] == 1


def test_who_comes_later_is_seated_at_once_at_the_smallest_table(town: Town) -> None:
    people(town, 7)
    town.enter(MIXED)
    assert sorted(sizes(town)) == [3, 4]

    smallest = tables_of(town)[sizes(town).index(3)]
    ben = town.phone()
    assert sizes(town) == [4, 4]
    assert table_id(town, ben) == smallest.id


def test_a_hall_that_fills_up_after_the_plan_gets_more_tables(town: Town) -> None:
    town.enter(MIXED)
    people(town, 13)

    assert len(tables_of(town)) == 3
    assert max(sizes(town)) <= 6


def test_groups_sit_together_small_ones_share_a_table(town: Town) -> None:
    people(town, 9, "Verwaltung")
    people(town, 6, TRADE)
    town.enter(GROUPS)

    with town.house.database.reading() as session:
        hall = hall_of(town, session)
        mixes = [
            {entry.group.name for entry in hall.seats.mix(table) if entry.group}
            for table in hall.seats.tables
        ]
        names = [hall.seats.named(table, "de") for table in hall.seats.tables]
    assert all(len(mix) == 1 for mix in mixes)
    assert [{name} for name in names] == mixes
    late = town.phone(TRADE)
    here = {table.id: table.title for table in tables_of(town)}
    assert here[table_id(town, late)] == TRADE


def test_drawing_again_replaces_a_plan_that_nobody_has_used_and_keeps_one_that_was(town: Town) -> None:
    anna, *_ = people(town, 12)
    town.enter(MIXED)
    first = plan_of(town)
    town.act(partial(seating.draw_seating, kind="max_mix", size=6, seen=first.id))
    second = plan_of(town)
    assert (second.number, len(tables_of(town))) == (2, 2)
    with town.house.database.reading() as session:
        assert session.get_one(Seating, first.id).removed

    town.enter(WORK)
    assert town.say(anna, do="post_card", kind="scenario", field="notes", text="Ein Markt am Fluss")["ok"]
    town.act(partial(seating.draw_seating, kind="max_mix", size=6))
    with town.house.database.reading() as session:
        assert not session.get_one(Seating, second.id).removed


def test_two_moderators_do_not_draw_over_each_other(town: Town) -> None:
    people(town, 4)
    town.enter(MIXED)
    seen = plan_of(town).id
    town.act(partial(seating.draw_seating, kind="max_mix", size=4, seen=seen))

    assert refused(town, seating.draw_seating, kind="max_mix", size=4, seen=seen).status == 409
    assert refused(town, seating.draw_seating, kind="max_mix", size=1).code == "table_size"
    assert refused(town, tables.add_table, seen=seen).code == "stale"


def test_the_seed_is_kept_and_draws_the_same_plan(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    people(town, 12)
    town.enter(MIXED)
    plan, seats = plan_of(town), seats_of(town)
    numbers = {table.id: table.number for table in tables_of(town)}
    monkeypatch.setattr(secrets, "randbelow", lambda _: plan.seed)
    town.act(partial(seating.draw_seating, kind="max_mix", size=4))

    again = {table.id: table.number for table in tables_of(town)}
    assert {person: again[table] for person, table in seats_of(town).items()} == {
        person: numbers[table] for person, table in seats.items()
    }


def test_the_next_plan_brings_other_people_together(town: Town) -> None:
    people(town, 16)
    town.enter(MIXED)
    before = seats_of(town)
    town.enter(WORK)
    town.act(partial(seating.draw_seating, kind="max_mix", size=4))
    after = seats_of(town)

    again = sum(
        before[one] == before[other] and after[one] == after[other]
        for one in before
        for other in before
        if one < other
    )
    assert again <= 2


def test_the_moderation_moves_somebody_by_number_and_can_take_it_back(town: Town) -> None:
    anna, ben = people(town, 8)[:2]
    town.enter(MIXED)
    start = seats_of(town)
    other = next(table for table in tables_of(town) if table.id != table_id(town, anna))

    town.act(partial(tables.move_person, number=1, table=other.number, role="leader"))
    line = last_line(town)
    assert (line.type, line.payload["table"]) == ("person_moved", other.number)
    assert table_id(town, anna) == other.id
    assert "Gesprächsleitung" in page_of(town, anna)

    town.act(partial(undo.undo, seq=line.seq))
    assert seats_of(town) == start
    assert refused(town, tables.move_person, number=99, table=1).code == "no_such_number"
    assert refused(town, tables.move_person, number=1, table=99).code == "no_such_table"
    assert mine(town, ben)["number"] == 2


def test_a_role_goes_over_from_one_to_the_other(town: Town) -> None:
    anna, ben, *_ = people(town, 4)
    town.enter(MIXED)
    together(town, anna, ben)
    town.act(partial(tables.move_person, number=1, role="recorder"))
    town.act(partial(tables.move_person, number=2, role="recorder"))

    plan = plan_of(town)
    with town.house.database.reading() as session:
        roles = {seat.participant_id: seat.role for seat in Seat.of(session, plan.id or 0) if seat.role}
    assert list(roles.values()) == ["recorder"]


def test_roles_are_diced_for_each_table_and_change_the_next_time(town: Town) -> None:
    people(town, 8)
    town.enter(MIXED)
    town.act(tables.dice)
    with town.house.database.reading() as session:
        seats = Seat.of(session, plan_of(town).id or 0)
        first = {seat.participant_id: seat.role for seat in seats}
    town.act(tables.dice)
    with town.house.database.reading() as session:
        second = {seat.participant_id: seat.role for seat in Seat.of(session, plan_of(town).id or 0)}

    assert Counter(first.values()) == Counter({"leader": 2, "recorder": 2, "timekeeper": 2, "reporter": 2})
    assert all(second[person] != role for person, role in first.items())


def test_a_table_more_and_a_table_less(town: Town) -> None:
    people(town, 8)
    town.enter(MIXED)
    town.act(tables.add_table)
    assert sizes(town) == [4, 4, 0]
    town.phone()
    assert sizes(town) == [4, 4, 1]

    town.act(tables.remove_table)
    assert sorted(sizes(town)) == [4, 5]
    town.act(partial(undo.undo, seq=last_line(town).seq))
    assert sizes(town) == [4, 4, 1]


def test_whoever_wants_fewer_tables_gets_fewer_however_full_they_are(town: Town) -> None:
    people(town, 12)
    town.enter(MIXED)
    for left in (2, 1):
        town.act(tables.remove_table)
        assert len(tables_of(town)) == left
    assert sizes(town) == [12]


def test_a_table_on_which_something_stands_is_not_taken_away(town: Town) -> None:
    anna = people(town, 8)[0]
    town.enter(WORK)
    town.act(partial(seating.draw_seating, kind="max_mix", size=4))
    last = tables_of(town)[-1]
    town.act(partial(tables.move_person, number=1, table=last.number))
    town.say(anna, do="post_card", kind="scenario", field="notes", text="Bänke")

    assert refused(town, tables.remove_table).code == "table_used"


def test_taking_back_a_plan_at_which_people_have_written_is_passed_over(town: Town) -> None:
    anna = people(town, 8)[0]
    town.enter(WORK)
    town.act(partial(seating.draw_seating, kind="max_mix", size=4))
    drawn = last_line(town).seq
    plan = plan_of(town)
    town.say(anna, do="post_card", kind="scenario", field="notes", text="Bänke")

    assert town.act(partial(undo.undo, seq=drawn))["kept"]
    assert plan_of(town).id == plan.id


def test_a_plan_can_be_taken_back_as_long_as_nobody_has_written(town: Town) -> None:
    people(town, 8)
    town.enter(MIXED)
    first = plan_of(town)
    town.act(partial(seating.draw_seating, kind="groups", size=8))
    town.act(partial(undo.undo, seq=last_line(town).seq))

    assert plan_of(town).id == first.id
    assert seats_of(town)


def test_who_has_no_seat_gets_one_on_demand(town: Town) -> None:
    anna = people(town, 6)[0]
    town.enter(MIXED)
    plan = plan_of(town)

    def leave(tx: Transaction) -> None:
        for seat in Seat.of(tx.session, plan.id or 0):
            if seat.participant_id == min(seats_of(town)):
                tx.session.delete(seat)

    town.act(leave)
    assert "Sie haben noch keinen Tisch" in page_of(town, anna)
    assert town.act(tables.seat_everybody) == {"people": 1}
    assert sum(sizes(town)) == 6


def test_people_change_tables_only_when_they_may(town: Town) -> None:
    anna = people(town, 8)[0]
    town.enter(MIXED)
    other = next(table for table in tables_of(town) if table.id != table_id(town, anna))

    answer = town.say(anna, do="choose_table", table=other.id)
    assert (answer["ok"], answer["code"]) == (False, "table_fixed")
    assert "Ich sitze an einem anderen Tisch" not in page_of(town, anna)

    town.act(partial(tables.set_free, free=True))
    assert "Ich sitze an einem anderen Tisch" in page_of(town, anna)
    assert town.say(anna, do="choose_table", table=other.id)["tables"] == [other.id]
    assert len(seats_of(town)) == 8


def test_companions_are_drawn_to_one_table(town: Town) -> None:
    anna, ben = (town.phone(TRADE), town.phone(TRADE))
    people(town, 10)
    assert town.say(anna, do="choose_companion", number=2)["companion"] == 2
    assert town.say(anna, do="choose_companion", number=1)["code"] == "no_companion"
    assert mine(town, anna)["companion"] == 2

    town.enter(MIXED)
    assert table_id(town, anna) == table_id(town, ben)


def test_in_a_world_cafe_hosts_stay_and_all_others_go(town: Town) -> None:
    people(town, 12)
    town.enter(CAFE)
    town.act(tables.dice)
    numbers = {table.id: table.number for table in tables_of(town)}
    with town.house.database.reading() as session:
        hosts = {
            seat.participant_id: numbers[seat.table_id]
            for seat in Seat.of(session, plan_of(town).id or 0)
            if seat.role == "host"
        }
    before = {person: numbers[table] for person, table in seats_of(town).items()}
    assert sorted(hosts.values()) == [1, 2, 3]

    town.act(partial(seating.change_round, to=2))
    numbers = {table.id: table.number for table in tables_of(town)}
    after = {person: numbers[table] for person, table in seats_of(town).items()}
    assert all(after[host] == number for host, number in hosts.items())
    assert sum(after[person] == before[person] for person in after if person not in hosts) <= 3
    assert last_line(town).payload["round"] == 2


def test_rounds_come_one_after_the_other_and_end(town: Town) -> None:
    people(town, 12)
    town.enter(CAFE)
    town.act(partial(seating.change_round, to=2))
    assert refused(town, seating.change_round, to=2).code == "stale"
    town.act(partial(seating.change_round, to=3))
    assert refused(town, seating.change_round, to=4).code == "last_round"


def test_drawing_again_within_a_round_is_no_round_more(town: Town) -> None:
    anna = people(town, 12)[0]
    town.enter(CAFE)
    town.act(partial(seating.draw_seating, kind="max_mix", size=6))
    assert round_now(town) == 1, "nobody had written at the first plan"
    town.act(partial(seating.change_round, to=2))
    town.say(anna, do="post_card", kind="table_note", field="cloth", text="Der Fluss ist unser Garten")
    town.act(partial(seating.draw_seating, kind="max_mix", size=4))
    assert round_now(town) == 2, "somebody had"

    town.act(partial(seating.change_round, to=3))

    assert round_now(town) == 3


def round_now(town: Town) -> int:
    with town.house.database.reading() as session:
        hall = hall_of(town, session)
        assert hall.phase is not None
        return hall.seats.round_of(hall.phase)


def test_who_comes_to_a_table_reads_what_the_last_round_left_there(town: Town) -> None:
    anna = people(town, 12)[0]
    town.enter(CAFE)
    at = {table.id: table.number for table in tables_of(town)}[table_id(town, anna)]
    town.say(anna, do="post_card", kind="table_note", field="cloth", text="Der Fluss ist unser Garten")
    town.act(partial(seating.change_round, to=2))
    new = next(table for table in tables_of(town) if table.number == at)
    with town.house.database.reading() as session:
        reader = next(
            seat.participant_id for seat in Seat.of(session, new.seating_id) if seat.table_id == new.id
        )
        hall = hall_of(town, session)
        assert hall.phase is not None
        left = hall.seats.earlier_entries(new, hall.phase)
    assert reader and [card.text for _, cards in left for card in cards] == ["Der Fluss ist unser Garten"]


def test_the_state_of_a_round_is_passed_on_and_the_harvest_comes_last(town: Town) -> None:
    cafe = town.playing("world-cafe")
    anna, ben = people(cafe, 2)
    cafe.enter("Drei Runden am Tisch")
    cafe.act(partial(seating.draw_seating, kind="max_mix", size=2))
    assert fields_now(cafe) == ["cloth", "state"]
    note = {"do": "post_card", "kind": "table_note"}
    cafe.say(anna, **note, field="cloth", text="Der Fluss ist unser Garten")
    cafe.say(anna, **note, field="state", text="Wir wollen ans Wasser")
    cafe.act(partial(seating.change_round, to=2))
    page = page_of(cafe, ben)
    assert page.index("Stand der letzten Runde") < page.index("Wir wollen ans Wasser")
    assert page.count("Wir wollen ans Wasser") == 1

    cafe.act(tables.end_rounds)

    assert fields_now(cafe) == ["cloth", "harvest"]
    assert refused(cafe, tables.end_rounds).code == "stale"
    cafe.say(ben, **note, field="cloth", text="Badestelle")
    cafe.say(ben, do="post_card", kind="common_ground", field="harvest", text="Der Fluss gehört allen")
    cafe.enter("Ernte")
    with cafe.house.database.reading() as session:
        lineup = hall_of(cafe, session).lineup
        (table,) = lineup.things
        assert isinstance(table, HallTable) and lineup.form is not None
        form = hall_of(cafe, session).seats.form_of(table, lineup.form)
        assert [card.text for slot in form.presented for card in slot.entries] == ["Der Fluss gehört allen"]


def fields_now(town: Town) -> list[str]:
    with town.house.database.reading() as session:
        hall = hall_of(town, session)
        assert hall.phase is not None
        return [field.name for field in hall.seats.fields_of(hall.phase)]


def test_seats_go_with_the_people(town: Town) -> None:
    people(town, 4)
    town.enter(MIXED)
    town.act(phases.end_conference)
    town.act(forgetting.forget_people, actor="clock")

    assert seats_of(town) == {}


def test_the_log_never_says_who_sits_where_by_group_or_text(town: Town) -> None:
    people(town, 6, TRADE)
    town.enter(MIXED)
    town.act(partial(tables.move_person, number=1, table=1))
    with town.house.database.reading() as session:
        lines = session.exec(select(Line).where(Line.conference_id == town.conference_id)).all()
    assert not [line for line in lines if TRADE in str(line.payload)]
