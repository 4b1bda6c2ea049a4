"""What the organiser does to a conference: the rows, the line, the refusal."""

from datetime import date
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel, select

from app.actions import conferences, measures, phase_list
from app.actions.groups import MOST_GROUPS, GroupNames, set_groups
from app.agendas import agenda, default_groups
from app.auth import CODE_LETTERS, new_token
from app.models import Link, PhaseState, Role, StaffSession
from app.reading.hall import Hall
from tests.actions.people import last_line, make_theme, refused, write_cards
from tests.conftest import Town


def phase_ids(town: Town) -> list[int]:
    return [phase.id for phase in hall(town).phases if phase.id is not None]


def hall(town: Town) -> Hall:
    with town.house.database.reading() as session:
        found = Hall(session, town.conference(session))
        assert found.phases and found.groups is not None
        return found


def test_a_conference_begins_in_its_first_phase_with_a_code_that_can_be_read_aloud(town: Town) -> None:
    conference = hall(town).conference

    assert conference.phase_id == hall(town).phases[0].id
    assert len(conference.code) == 6 and set(conference.code) <= set(CODE_LETTERS)
    assert not set("01IOUL") & set(CODE_LETTERS)
    assert (conference.seq, last_line(town).type) == (1, "conference_changed")


def test_the_agenda_is_a_copy_of_its_own(town: Town) -> None:
    first = phase_ids(town)[1]
    town.act(partial(phase_list.change_phase, phase_id=first, texts={"title": "Hallo"}, minutes=7, params={}))

    assert agenda("zk-light-120")["phases"][1]["title"]["de"] == "Begrüßung"
    assert (hall(town).phases[1].title, hall(town).phases[1].minutes) == ("Hallo", 7)


def test_a_conference_needs_a_title_and_an_answer_after_the_event(town: Town) -> None:
    change = conferences.change_conference
    late, early = date(2027, 6, 1), date(2027, 3, 1)

    assert refused(town, change, fields={"title": " "}).code == "title_missing"
    assert refused(town, change, fields={"held_on": late, "answer_on": early}).code == "answer_early"


def test_the_organiser_cannot_be_undone_by_the_moderation(town: Town) -> None:
    town.act(partial(conferences.change_conference, fields={"title": "Neu"}), actor="organiser:0")

    assert last_line(town).changes is None


# Groups


def test_groups_keep_their_identity_when_they_change_places_and_names(town: Town) -> None:
    town.phone("Politik")
    before = {group.id: group.name for group in hall(town).groups}
    wanted = [GroupNames(group.id, group.name) for group in reversed(hall(town).groups)]
    wanted[0] = GroupNames(wanted[0].id, "Gäste")

    town.act(partial(set_groups, names=wanted))

    after = {group.id: group.name for group in hall(town).groups}
    assert list(after) == list(reversed(before)) and after[wanted[0].id] == "Gäste"
    assert [entry.group.name for entry in hall_people(town) if entry.group] == ["Politik"]


def hall_people(town: Town) -> Any:
    with town.house.database.reading() as session:
        return Hall(session, town.conference(session)).people


def test_more_groups_than_bars_fit_are_refused(town: Town) -> None:
    wanted = [GroupNames(None, f"Gruppe {n}") for n in range(MOST_GROUPS + 1)]

    assert refused(town, set_groups, names=wanted).code == "too_many_groups"
    assert len(hall(town).groups) == 9


def test_a_refused_change_of_groups_changes_none_of_them(town: Town) -> None:
    town.phone("Verwaltung")
    before = [group.name for group in hall(town).groups]

    assert refused(town, set_groups, names=[GroupNames(None, "Nur wir")]).code == "group_used"
    assert [group.name for group in hall(town).groups] == before


def test_a_group_of_another_conference_is_not_taken_over(town: Town) -> None:
    foreign = next(group.id for group in hall(town).groups)
    other = make_other(town)

    other.act(partial(set_groups, names=[GroupNames(foreign, "Geliehen")]))

    assert [group.name for group in hall(other).groups] == ["Geliehen"]
    assert "Geliehen" not in [group.name for group in hall(town).groups]


def make_other(town: Town) -> Town:
    act = partial(
        conferences.create_conference, fields={"title": "Anderswo"}, agenda=agenda("zk-light-120"),
        groups=default_groups(),
    )  # fmt: skip
    made = town.act(act)
    return Town(town.house, town.client, made["conference"], made["code"])


# Phases


def test_phases_move_by_one_place_and_stop_at_the_ends(town: Town) -> None:
    ids = phase_ids(town)

    town.act(partial(phase_list.move_phase, phase_id=ids[0], step=-1))
    town.act(partial(phase_list.move_phase, phase_id=ids[-1], step=1))
    assert phase_ids(town) == ids

    town.act(partial(phase_list.move_phase, phase_id=ids[2], step=1))
    assert phase_ids(town) == [*ids[:2], ids[3], ids[2], *ids[4:]]
    assert last_line(town).type == "phases_changed"


def test_a_copy_begins_anew(town: Town) -> None:
    town.enter("Stärken sammeln")
    source = next(phase for phase in hall(town).phases if phase.title == "Stärken sammeln")

    copied = town.act(partial(phase_list.copy_phase, phase_id=source.id or 0))["phase"]

    titles = [phase.title for phase in hall(town).phases]
    copy = next(phase for phase in hall(town).phases if phase.id == copied)
    assert titles.index("Stärken sammeln") + 1 == copy.position
    assert (copy.state, copy.opened_at, copy.params) == (PhaseState.PLANNED, None, source.params)


def test_a_phase_that_runs_or_has_run_stays(town: Town) -> None:
    town.enter("Stärken sammeln")
    lobby, running = hall(town).phases[0], hall(town).conference.phase_id

    assert refused(town, phase_list.remove_phase, phase_id=running).code == "phase_used"
    town.enter("Schwächen sammeln")
    assert refused(town, phase_list.remove_phase, phase_id=running).code == "phase_used"
    assert lobby.id in [phase.id for phase in hall(town).phases]


def test_phases_of_another_conference_are_not_found(town: Town) -> None:
    foreign = phase_ids(make_other(town))[3]

    for act in (
        partial(phase_list.move_phase, phase_id=foreign, step=1),
        partial(phase_list.copy_phase, phase_id=foreign),
        partial(phase_list.remove_phase, phase_id=foreign),
        partial(phase_list.change_phase, phase_id=foreign, texts={}, minutes=5, params={}),
    ):
        assert refused(town, act).code == "not_found"


# Links


def test_a_link_keeps_a_hash_and_a_revoked_one_takes_its_browsers_along(town: Town) -> None:
    mona, max_ = town.staff(Role.MODERATION), town.staff(Role.MODERATION)
    with town.house.database.reading() as session:
        link = Link.of(session, town.conference_id)[0]
        sessions = session.exec(select(StaffSession)).all()
    assert len(link.token_hash) == 64 and len(sessions) == 2

    town.act(partial(conferences.revoke_link, link_id=link.id or 0), actor="organiser:0")

    assert (mona.get("/m").status_code, max_.get("/m").status_code) == (403, 200)
    assert (last_line(town).type, last_line(town).payload) == ("link_revoked", {"link": link.id})
    other = make_other(town)
    assert refused(other, conferences.revoke_link, link_id=link.id).code == "not_found"


def test_links_open_moderation_and_projector_only(town: Town) -> None:
    for role in (Role.ORGANISER, Role.SETUP):
        refusal = refused(town, conferences.make_link, role=role, label="", token=new_token())
        assert refusal.code == "not_found"


# The end


def test_a_deleted_conference_leaves_no_row_and_the_others_alone(town: Town) -> None:
    fill(town)
    before = row_counts(town)
    other = make_other(town)
    fill(other)
    grown = {table for table, count in row_counts(town).items() if count > before[table]}
    assert len(grown) >= 11

    other.act(conferences.delete_conference, actor="organiser:0")

    assert row_counts(town) == before
    with town.house.database.reading() as session:
        assert Hall(session, town.conference(session)).people_count == 7


def fill(town: Town) -> None:
    """Something in as many tables as one evening fills."""
    anna = town.phone("Verwaltung")
    town.staff(Role.MODERATION)
    town.enter("Stimmungsbild")
    with town.house.database.reading() as session:
        found = Hall(session, town.conference(session))
        ballot, items = found.ballot, found.ballot_items
    assert ballot is not None
    town.say(anna, do="cast_vote", ballot=ballot.id, item=items[0].id, value=1, counter=1)
    make_theme(town, "Am Bahnhof", write_cards(town))
    town.act(partial(measures.add_measure, title="Bänke aufstellen"))


def row_counts(town: Town) -> dict[str, int]:
    with town.house.database.reading() as session:
        return {
            table.name: session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in SQLModel.metadata.sorted_tables
        }
