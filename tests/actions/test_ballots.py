"""Which things come onto a ballot, when it opens and closes, and who is reminded."""

from functools import partial

from starlette.testclient import TestClient

from app.actions import ballots, branches, curation, measures, phases, presenting, undo
from app.models import Ballot, BallotItem
from app.reading import drafting
from app.reading.hall import Hall
from app.reading.steering import big_step
from tests.actions.people import last_line, refused
from tests.conftest import Town
from tests.stages import play
from tests.voting import (
    MATRIX,
    QUESTION,
    TITLES,
    ballot_of,
    item_named,
    items_of,
    on_paper,
    sheets,
    vote,
    votes_in,
)

IDEAS = ("Markthalle", "Stadtstrand", "Lastenräder", "Bücherbus")


def ideas(town: Town) -> None:
    play(town, "COLLECT", card_types=[{"kind": "idea"}])
    for text in IDEAS:
        assert town.say(town.phone(), do="post_card", kind="idea", text=text)["ok"]


def titles(town: Town) -> list[str]:
    return list(dict.fromkeys(item.title for item in items_of(town)))


def step(town: Town) -> str:
    with town.house.database.reading() as session:
        return big_step(Hall(session, town.conference(session))).verb


def test_cards_come_by_number_and_after_a_vote_by_their_dots(town: Town) -> None:
    ideas(town)
    voting = {"mode": "dots", "of": "cards", "card_kind": "idea", "dots": 2, "criterion": QUESTION}
    play(town, "DOTS", voting=voting)
    assert titles(town) == list(IDEAS)
    vote(town, town.phone(), item_named(town, "Lastenräder"), 2)
    on_paper(town, item_named(town, "Bücherbus"), 1)
    town.act(phases.close_input)

    play(town, "MATRIX", voting={**MATRIX, "of": "cards", "card_kind": "idea", "most_items": 2})
    assert titles(town) == ["Lastenräder", "Bücherbus"]


def test_tables_are_voted_on_by_their_numbers(town: Town) -> None:
    for _ in range(8):
        town.phone()
    play(town, "INFO", opened=False, seating="max_mix", table_size=4)
    play(town, "DOTS", voting={"mode": "dots", "of": "tables", "criterion": QUESTION})

    assert titles(town) == ["Tisch 1", "Tisch 2"]
    assert items_of(town)[0].titled("en") == "Table 1"


def test_a_vote_needs_a_question_and_something_to_choose(town: Town) -> None:
    play(town, "DOTS", opened=False, voting={"mode": "dots", "of": "measures", "criterion": QUESTION})
    assert refused(town, phases.open_input).code == "nothing_to_choose"
    sheets(town)
    play(town, "DOTS", opened=False, voting={"mode": "dots", "of": "measures"}, top_n=3)
    assert refused(town, phases.open_input).code == "criterion_missing"


def test_on_a_mind_map_dots_come_after_the_cards(town: Town) -> None:
    voting = {"mode": "dots", "of": "themes", "dots": 5, "criterion": QUESTION}
    play(town, "MINDMAP", card_types=[{"kind": "trend"}], theme_kind="trend", voting=voting)
    for title in ("Klima", "Handel im Netz"):
        town.act(partial(branches.make_branch, title=title))
    with town.house.database.reading() as session:
        assert Hall(session, town.conference(session)).ballot is None

    town.act(partial(branches.freeze_branches, frozen=True))
    assert step(town) == "open_vote"
    town.act(ballots.open_vote)
    assert last_line(town).type == "ballot_opened"
    assert titles(town) == ["Klima", "Handel im Netz"]
    assert step(town) == "close_vote"
    town.act(ballots.close_vote)
    assert step(town) == "reveal"
    town.act(phases.reveal)
    assert ballot_of(town).state == "revealed"


def test_each_presented_measure_has_a_vote_of_its_own_and_all_are_shown_together(town: Town) -> None:
    sheets(town)
    play(town, "REPORT", opened=False, shows="measures", voting=MATRIX)
    with town.house.database.reading() as session:
        first, second, _ = (measure.id or 0 for measure in Hall(session, town.conference(session)).measures)
    for measure_id in (first, second, first):
        town.act(partial(presenting.present, thing_id=measure_id))
        assert {item.measure_id for item in items_of(town)} == {measure_id}
        assert ballot_of(town).state == "open"
    vote(town, town.phone(), item_named(town, TITLES[0], "impact"), 5)
    with town.house.database.reading() as session:
        assert [ballot.state for ballot in Ballot.of(session, town.conference_id)] == ["open", "closed"]

    town.act(phases.reveal)
    with town.house.database.reading() as session:
        hall = Hall(session, town.conference(session))
        assert hall.is_revealed and hall.conference.shown_measure_id is None
        assert [place.item.title for place in hall.ballots.placed] == list(TITLES[:2])


def test_a_reminder_needs_an_open_vote_and_is_no_step_to_undo(town: Town) -> None:
    assert refused(town, ballots.remind).code == "not_open"
    sheets(town)
    play(town, "DOTS", voting={"mode": "dots", "of": "measures", "criterion": QUESTION})
    town.act(ballots.remind)

    assert ballot_of(town).reminded_at is not None
    assert (last_line(town).type, last_line(town).changes) == ("voters_reminded", None)


def test_only_phones_that_have_not_voted_show_the_reminder(town: Town) -> None:
    sheets(town)
    play(town, "DOTS", voting={"mode": "dots", "of": "measures", "criterion": QUESTION})
    anna, ben = town.phone(), town.phone()
    vote(town, anna, item_named(town, TITLES[0]))
    town.act(ballots.remind)

    def reminder(phone: TestClient) -> str:
        page: str = phone.get(f"/c/{town.code}").text
        return page.split("data-reminder=")[1].split(">")[0]

    assert "hidden" in reminder(anna)
    assert "hidden" not in reminder(ben)


def test_an_undone_opening_stays_once_somebody_has_voted(town: Town) -> None:
    sheets(town)
    play(town, "DOTS", voting={"mode": "dots", "of": "measures", "criterion": QUESTION})
    opened = last_line(town).seq
    vote(town, town.phone(), item_named(town, TITLES[0]))
    assert "Punkte" in town.act(partial(undo.undo, seq=opened))["kept"]
    assert len(votes_in(town)) == 1


def test_a_card_that_was_hidden_loses_its_words_on_the_ballot(town: Town) -> None:
    ideas(town)
    voting = {"mode": "dots", "of": "cards", "card_kind": "idea", "criterion": QUESTION}
    play(town, "DOTS", voting=voting)
    card_id = items_of(town)[0].card_id or 0
    town.act(partial(curation.hide_card, card_id=card_id, reason="Name"))

    assert titles(town)[0] == "(ausgeblendet)"
    with town.house.database.reading() as session:
        kept = Ballot.of(session, town.conference_id)[-1]
        assert BallotItem.of(session, kept.id or 0)[0].title == "Markthalle"


def test_a_card_that_was_hidden_becomes_no_sheet(town: Town) -> None:
    ideas(town)
    voting = {"mode": "dots", "of": "cards", "card_kind": "idea", "dots": 2, "criterion": QUESTION}
    play(town, "DOTS", voting=voting)
    anna = town.phone()
    vote(town, anna, item_named(town, "Markthalle"), counter=1)
    vote(town, anna, item_named(town, "Stadtstrand"), counter=2)
    hidden = items_of(town)[0].card_id or 0
    town.act(partial(curation.hide_card, card_id=hidden, reason="Name"))
    town.act(phases.close_input)

    with town.house.database.reading() as session:
        ballot = Ballot.of(session, town.conference_id)[-1]
        drafts = drafting.drafts(session, town.conference(session), ballot, top=2)

    assert "Stadtstrand" in str(drafts)
    assert "Markthalle" not in str(drafts) and "ausgeblendet" not in str(drafts)


def test_the_best_of_a_matrix_become_sheets(town: Town) -> None:
    ideas(town)
    play(town, "MATRIX", voting={**MATRIX, "of": "cards", "card_kind": "idea"})
    for phone in (town.phone(), town.phone()):
        for counter, (title, impact, effort) in enumerate(
            (("Stadtstrand", 5, 5), ("Bücherbus", 4, 1), ("Markthalle", 1, 1))
        ):
            vote(town, phone, item_named(town, title, "impact"), impact, counter=2 * counter + 1)
            vote(town, phone, item_named(town, title, "effort"), effort, counter=2 * counter + 2)
    town.act(phases.close_input)
    with town.house.database.reading() as session:
        ballot = Ballot.of(session, town.conference_id)[-1]
        drafts = drafting.drafts(session, town.conference(session), ballot, top=2)
    town.act(partial(measures.take_measures, drafts=drafts))

    with town.house.database.reading() as session:
        made = Hall(session, town.conference(session)).measures
    assert ["Bücherbus" in made[0].title, "Stadtstrand" in made[1].title] == [True, True]
    assert all(len(measure.card_numbers) == 1 and measure.theme_id is None for measure in made)
    assert refused(town, measures.take_measures, drafts=drafts).code == "nothing_taken"
