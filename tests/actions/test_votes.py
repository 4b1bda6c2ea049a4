"""What a device may put on a ballot of each mode: limits, reasons, retries, late votes, tables."""

from datetime import timedelta
from functools import partial

from sqlmodel import select

from app.actions import ballots, curation, forgetting, phases, statements, tables, undo, votes
from app.models import BallotItem, Card, Line, Role, Vote
from app.models.base import now
from app.reading.hall import Hall
from tests.actions.people import last_line
from tests.conftest import Town
from tests.stages import play
from tests.tables import mine, page_of, table_id, tables_of, together
from tests.voting import (
    CONSENT,
    MATRIX,
    QUESTION,
    TITLES,
    answer_named,
    ballot_of,
    item_named,
    items_of,
    on_paper,
    sheets,
    vote,
    votes_in,
)

DOTS = {"mode": "dots", "of": "measures", "dots": 3, "max_per_item": 2, "criterion": QUESTION}


def consent(town: Town, **more: object) -> None:
    sheets(town)
    play(town, "CONSENT", opened=False, voting={**CONSENT, **more})
    town.act(partial(statements.make_statements, source="measures"))
    town.act(phases.open_input)


def test_dots_go_on_measures_up_to_the_limits(town: Town) -> None:
    sheets(town)
    play(town, "DOTS", voting=DOTS)
    anna = town.phone()
    first, second, _ = (item.id or 0 for item in items_of(town))

    assert vote(town, anna, first, 2)["votes"] == {str(first): 2}
    assert last_line(town).type == "vote_cast"
    assert vote(town, anna, second, 2, counter=2)["code"] == "no_dots_left"
    assert vote(town, anna, second, 3, counter=2)["code"] == "too_many_here"
    assert vote(town, anna, second, 1, counter=2)["ok"]


def test_without_a_number_the_rule_of_a_third_holds(town: Town) -> None:
    sheets(town, *(f"Maßnahme {number}" for number in range(12)))
    play(town, "DOTS", voting={**DOTS, "dots": 0})

    assert (ballot_of(town).dots, ballot_of(town).max_per_item) == (4, 2)


def test_a_matrix_takes_one_to_five_on_both_axes_without_a_budget(town: Town) -> None:
    sheets(town)
    play(town, "MATRIX", voting=MATRIX)
    anna = town.phone()
    for counter, item in enumerate(items_of(town), start=1):
        assert vote(town, anna, item.id or 0, 5, counter=counter)["ok"]
    assert vote(town, anna, items_of(town)[0].id or 0, 6, counter=20)["code"] == "too_many_here"
    assert sorted(entry.value for entry in votes_in(town)) == [5] * 6


def test_who_has_concerns_or_says_no_says_why(town: Town) -> None:
    consent(town)
    anna = town.phone()
    no, yes = answer_named(town, "no"), answer_named(town, "yes")

    assert vote(town, anna, no, reason="  ")["code"] == "reason_missing"
    assert vote(town, anna, no, reason="x" * 281)["code"] == "reason_too_long"
    assert vote(town, anna, no, reason="Zu\nteuer")["reason"] == "Zu teuer"
    assert [(entry.item_id, entry.reason) for entry in votes_in(town)] == [(no, "Zu teuer")]

    assert vote(town, anna, yes, reason="egal", counter=2)["votes"] == {str(no): 0, str(yes): 1}
    assert [(entry.item_id, entry.reason) for entry in votes_in(town)] == [(yes, "")]


def test_a_retry_counts_once_and_an_older_tap_not_at_all(town: Town) -> None:
    sheets(town)
    play(town, "DOTS", voting=DOTS)
    anna, item = town.phone(), item_named(town, TITLES[0])
    for _ in range(2):
        assert vote(town, anna, item, 2, counter=5, key="the-same-tap")["ok"]
    vote(town, anna, item, 1, counter=4)

    assert [entry.value for entry in votes_in(town)] == [2]


def test_what_was_tapped_in_time_counts_until_the_result_is_shown(town: Town) -> None:
    sheets(town)
    play(town, "DOTS", voting=DOTS)
    anna, ben, item = town.phone(), town.phone(), item_named(town, TITLES[0])
    tapped = now().isoformat()
    town.act(phases.close_input)

    assert vote(town, ben, item)["code"] == "ballot_closed"
    assert (
        vote(town, ben, item, written_at=(now() + timedelta(hours=1)).isoformat())["code"] == "ballot_closed"
    )
    assert vote(town, anna, item, written_at=tapped)["ok"]
    town.act(phases.reveal)
    assert vote(town, anna, item, 2, counter=2, written_at=tapped)["code"] == "ballot_closed"


def test_nothing_is_taken_while_input_is_frozen(town: Town) -> None:
    sheets(town)
    play(town, "DOTS", voting=DOTS)
    town.act(partial(phases.freeze_input, frozen=True))

    assert vote(town, town.phone(), item_named(town, TITLES[0]))["code"] == "ballot_closed"


def test_a_whole_sheet_may_move_every_dot_at_once(town: Town) -> None:
    sheets(town)
    play(town, "DOTS", voting=DOTS)
    anna = town.phone()
    first, second, third = (item.id or 0 for item in items_of(town))
    for values in ({first: 1, second: 2}, {first: 2, second: 1}, {third: 2, first: 1, second: 0}):
        fields = {f"item-{item}": str(value) for item, value in values.items()}
        answer = anna.post(
            f"/c/{town.code}/votes", data={"ballot": ballot_of(town).id, **fields}, follow_redirects=False
        )
        assert answer.status_code == 303
        assert {entry.item_id: entry.value for entry in votes_in(town)} == {
            item: value for item, value in values.items() if value
        }


def test_paper_counts_in_every_sum(town: Town) -> None:
    sheets(town)
    play(town, "DOTS", voting=DOTS)
    vote(town, town.phone(), item_named(town, TITLES[1]), 2)
    on_paper(town, item_named(town, TITLES[0]), 2)
    on_paper(town, item_named(town, TITLES[0]), 1, sheet=2)

    with town.house.database.reading() as session:
        hall = Hall(session, town.conference(session))
        assert hall.ballot is not None
        assert [(result.item.title, result.total) for result in hall.results[:2]] == [
            (TITLES[0], 3),
            (TITLES[1], 2),
        ]
        assert hall.voter_count == 3
        assert hall.ballots.channels(hall.ballot) == {"handy": 1, "papier": 2}


def table_vote(town: Town):  # type: ignore[no-untyped-def]
    """Anna and Ben at one table with two lists, Carl at another."""
    anna, ben, carl, *_ = (town.phone() for _ in range(8))
    fields = [
        {"name": "proud", "kind": "proud", "label": {"de": "Stolz"}},
        {"name": "sorry", "kind": "sorry", "label": {"de": "Bedauern"}},
    ]
    voting = {"mode": "dots", "of": "cards", "dots": 2, "max_per_item": 1, "criterion": QUESTION}
    play(town, "INFO", seating="max_mix", table_size=4, opened=False)
    together(town, anna, ben)
    others = [table.number for table in tables_of(town) if table.id != table_id(town, anna)]
    town.act(partial(tables.move_person, number=3, table=others[0]))
    play(town, "TABLE_WORK", fields=fields, voting=voting, top_n=1)
    for text in ("Das Stadtfest", "Die Bücherei", "Der Bus"):
        assert town.say(anna, do="post_card", kind="proud", field="proud", text=text)["ok"]
    assert town.say(anna, do="post_card", kind="sorry", field="sorry", text="Der Leerstand")["ok"]
    assert town.say(carl, do="post_card", kind="proud", field="proud", text="Das Freibad")["ok"]
    town.act(ballots.open_vote)
    return anna, ben, carl


def test_inside_a_table_only_its_own_people_vote(town: Town) -> None:
    anna, _, carl = table_vote(town)
    item = item_named(town, "Das Freibad")

    assert vote(town, anna, item)["code"] == "other_table"
    assert vote(town, carl, item)["ok"]


def test_each_list_of_a_table_has_dots_of_its_own(town: Town) -> None:
    anna, ben, _ = table_vote(town)
    for counter, title in enumerate(("Das Stadtfest", "Die Bücherei", "Der Leerstand"), start=1):
        assert vote(town, anna, item_named(town, title), counter=counter)["ok"]
    assert vote(town, anna, item_named(town, "Der Bus"), counter=9)["code"] == "no_dots_left"
    vote(town, ben, item_named(town, "Das Stadtfest"))
    town.act(ballots.close_vote)

    with town.house.database.reading() as session:
        hall = Hall(session, town.conference(session))
        chosen = hall.ballots.top_of_table(table_id(town, anna))
    assert {kind: [result.item.title for result in results] for kind, results in chosen.items()} == {
        "proud": ["Das Stadtfest"],
        "sorry": ["Der Leerstand"],
    }


def test_who_changes_tables_takes_the_dots_along(town: Town) -> None:
    """One budget for each person, wherever they sit."""
    anna, ben, carl = table_vote(town)
    for counter, title in enumerate(("Das Stadtfest", "Die Bücherei"), start=1):
        assert vote(town, anna, item_named(town, title), counter=counter)["ok"]
    vote(town, ben, item_named(town, "Das Stadtfest"))
    number = next(table.number for table in tables_of(town) if table.id == table_id(town, carl))
    town.act(partial(tables.move_person, number=mine(town, anna)["number"], table=number))

    assert vote(town, anna, item_named(town, "Das Freibad"), 0, counter=3)["ok"]
    assert sum(entry.value for entry in votes_in(town)) == 3, "a look at another table takes nothing away"
    assert vote(town, anna, item_named(town, "Das Freibad"), counter=4)["ok"]

    dots = {(entry.participant_id, entry.item_id): entry.value for entry in votes_in(town) if entry.value}
    assert sorted(item for _, item in dots) == sorted(
        [item_named(town, "Das Stadtfest"), item_named(town, "Das Freibad")]
    )


def test_what_tables_have_chosen_is_seen_as_soon_as_the_dots_are_closed(town: Town) -> None:
    anna, ben, carl = table_vote(town)
    vote(town, ben, item_named(town, "Das Stadtfest"))
    vote(town, carl, item_named(town, "Das Freibad"))
    town.act(ballots.close_vote)

    wall = town.staff(Role.PROJECTOR).get("/p").text
    assert "Das Stadtfest" in wall and "Das Freibad" in wall and "steht auf seinen Handys" in wall
    page = page_of(town, anna)
    assert ">Das Stadtfest</span>" in page and "Das Freibad" not in page
    assert vote(town, anna, item_named(town, "Das Stadtfest"))["code"] == "ballot_closed"
    town.act(phases.close_input)
    assert "Das Stadtfest" in town.staff(Role.PROJECTOR).get("/p").text


def test_a_reason_is_told_of_the_chosen_answer_only() -> None:
    given = Vote(ballot_id=1, participant_id=1, item_id=1, value=0, reason="alt")
    chosen = Vote(ballot_id=1, participant_id=1, item_id=2, value=1, reason="neu")
    assert votes.reason_of([given, chosen]) == "neu"
    assert votes.reason_of([given]) == ""


def test_an_older_choice_that_comes_late_never_counts_beside_the_newer_one(town: Town) -> None:
    consent(town)
    anna = town.phone()
    yes, no = answer_named(town, "yes"), answer_named(town, "no")

    assert vote(town, anna, yes, counter=5)["votes"] == {str(yes): 1}
    assert vote(town, anna, no, reason="Zu teuer", counter=4)["votes"] == {str(yes): 1}
    assert [(entry.item_id, entry.value) for entry in votes_in(town)] == [(yes, 1)]


def test_what_is_taken_back_stands_on_no_ballot_and_never_in_the_log(town: Town) -> None:
    anna, *_ = table_vote(town)
    with town.house.database.reading() as session:
        card = next(card for card in Card.on_board(session, town.conference_id) if "Bus" in card.text)
        line = Line.last_undoable(session, town.conference_id)
    assert line is not None and line.type == "ballot_opened" and "Der Bus" not in str(line.changes)

    assert town.say(anna, do="withdraw_card", card=card.id, version=card.version)["ok"]

    with town.house.database.reading() as session:
        assert "Der Bus" not in str(session.exec(select(BallotItem.title)).all())
    assert town.act(partial(undo.undo, seq=line.seq))["kept"] == ""


def test_what_was_hidden_leaves_the_ballot_with_the_people(town: Town) -> None:
    table_vote(town)
    with town.house.database.reading() as session:
        card = next(card for card in Card.on_board(session, town.conference_id) if "Bus" in card.text)
    town.act(partial(curation.hide_card, card_id=card.id or 0, reason="nennt Namen"))
    town.act(forgetting.forget_people, actor="clock")

    with town.house.database.reading() as session:
        titles = session.exec(select(BallotItem.title)).all()
    assert "Das Freibad" in titles and "Der Bus" not in titles
