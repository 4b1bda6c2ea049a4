"""Statements: where they come from, what is asked, what became of them, and that no word is lost."""

from functools import partial

import pytest

from app.actions import curation, forgetting, phases, statements, themes, undo
from app.models import Ballot, Role, Statement, Theme
from app.reading.hall import Hall
from app.reading.statements import Voice
from app.reading.steering import big_step
from app.writing.transaction import Answer, Transaction
from tests.actions.people import last_line, receipts_with, refused
from tests.conftest import Town
from tests.stages import play
from tests.voting import CONSENT, TITLES, answer, answer_named, ballot_of, sheets, vote

GROUND = ("Mehr Grün am Markt", "Läden füllen", "Busse bis Mitternacht", "Bäume statt Beton")


def all_of(town: Town) -> list[Statement]:
    with town.house.database.reading() as session:
        return list(Hall(session, town.conference(session)).statements.all)


def numbers(town: Town) -> list[list[int]]:
    return [statement.card_numbers for statement in all_of(town)]


def shown(town: Town) -> Statement | None:
    with town.house.database.reading() as session:
        return Hall(session, town.conference(session)).statements.current


def step(town: Town) -> str:
    with town.house.database.reading() as session:
        return big_step(Hall(session, town.conference(session))).verb


def collect(town: Town) -> list[int]:
    play(town, "COLLECT", card_types=[{"kind": "common_ground"}])
    said = [town.say(town.phone(), do="post_card", kind="common_ground", text=text) for text in GROUND]
    return [int(entry["card"]["id"]) for entry in said]


def bundled(town: Town) -> list[int]:
    """Two bundles, and a card that is in none."""
    green, shops, _, trees = found = collect(town)
    for title, inside in (("Mehr Grün", [green, trees]), ("Volle Läden", [shops])):
        town.act(partial(themes.make_theme, kind="common_ground", title=title, card_ids=inside))
    town.act(partial(statements.make_statements, source="themes"))
    return found


def named_by_machine(tx: Transaction, *, card_id: int) -> Answer:
    theme = Theme.of(tx.session, tx.conference_id, "common_ground")[0]
    theme.title, theme.title_by, theme.typical = "Grün", "machine", [999, card_id]
    return {}


def test_a_catchword_of_the_machine_is_no_goal_but_its_typical_card_is(town: Town) -> None:
    green, shops, _, trees = collect(town)
    for title, inside in (("Mehr Grün", [green, trees]), ("Volle Läden", [shops])):
        town.act(partial(themes.make_theme, kind="common_ground", title=title, card_ids=inside))
    town.act(partial(named_by_machine, card_id=trees))

    town.act(partial(statements.make_statements, source="themes", kind="common_ground"))

    assert [statement.text for statement in all_of(town)] == ["Bäume statt Beton", "Volle Läden"]


def asked(town: Town, **more: object) -> None:
    sheets(town)
    play(town, "CONSENT", opened=False, voting={**CONSENT, **more})
    town.act(partial(statements.make_statements, source="measures"))
    town.act(phases.open_input)


def show_next(town: Town) -> None:
    with town.house.database.reading() as session:
        hall = Hall(session, town.conference(session))
        following, here = hall.statements.following, hall.conference.shown_statement_id
    assert following is not None
    town.act(partial(statements.show_statement, statement_id=following.id, shown=here))


def decide(town: Town, state: str) -> None:
    current = shown(town)
    assert current is not None and current.id is not None
    town.act(partial(statements.decide, statement_id=current.id, state=state, version=current.version))


def test_bundles_become_statements_with_every_card_named(town: Town) -> None:
    bundled(town)

    assert [statement.text for statement in all_of(town)] == ["Mehr Grün", "Volle Läden"]
    assert numbers(town) == [[1, 4], [2]]
    assert last_line(town).type == "statements_made"
    with town.house.database.reading() as session:
        found = Hall(session, town.conference(session)).statements
        assert [source.card.text for source in found.sources_of(found.all[0])] == [GROUND[0], GROUND[3]]
        assert [source.card.text for source in found.unplaced] == [GROUND[2]]


def test_newcomers_of_a_bundle_join_its_statement_but_nothing_that_a_person_moved(town: Town) -> None:
    green, _, bus, _ = bundled(town)
    first, second = all_of(town)
    town.act(partial(statements.place_card, card_id=green, statement_id=second.id, seen_in=first.id))
    town.act(partial(curation.move_card, card_id=bus, theme_id=first.theme_id))
    town.act(partial(statements.make_statements, source="themes"))

    assert numbers(town) == [[3, 4], [1, 2]]
    assert refused(town, statements.make_statements, source="themes").code == "nothing_made"


def test_single_cards_and_own_words_become_statements(town: Town) -> None:
    collect(town)
    town.act(partial(statements.make_statements, source="cards", kind="common_ground"))
    town.act(partial(statements.add_statement, text="  Wir reden weiter\nmiteinander "))

    assert [statement.text for statement in all_of(town)] == [*GROUND, "Wir reden weiter miteinander"]
    assert refused(town, statements.add_statement, text=" ").code == "text_missing"


def test_groups_form_around_what_all_carry_and_nothing_else(town: Town) -> None:
    bundled(town)
    first, _ = all_of(town)
    act = partial(statements.decide, statement_id=first.id or 0, state="agreed", version=first.version)
    town.act(act)
    play(town, "TABLE_WORK", seating="market", theme_kind="common_ground")

    with town.house.database.reading() as session:
        tables = Hall(session, town.conference(session)).seats.tables
        assert [(table.title, table.theme_id) for table in tables] == [("Mehr Grün", first.theme_id)]


def test_a_group_does_not_keep_the_words_of_a_hidden_card(town: Town) -> None:
    hidden, *_ = collect(town)
    town.act(partial(statements.make_statements, source="cards", kind="common_ground"))
    first, *_ = all_of(town)
    agree = partial(statements.decide, statement_id=first.id or 0, state="agreed", version=first.version)
    town.act(agree)
    play(town, "TABLE_WORK", seating="market", theme_kind="common_ground")
    town.act(partial(curation.hide_card, card_id=hidden, reason="greift jemanden an"))

    with town.house.database.reading() as session:
        seats = Hall(session, town.conference(session)).seats
        assert [(table.title, seats.named(table, "de")) for table in seats.tables] == [(GROUND[0], "")]


def test_merged_statements_keep_all_cards_and_undo_takes_them_apart(town: Town) -> None:
    bundled(town)
    first, second = all_of(town)
    act = partial(statements.merge, statement_id=second.id or 0, into=first.id or 0)
    assert refused(town, act, version=second.version + 1).code == "stale"
    town.act(partial(act, version=second.version))
    assert numbers(town) == [[1, 2, 4]]

    town.act(partial(undo.undo, seq=last_line(town).seq))
    assert numbers(town) == [[1, 4], [2]]


def test_a_card_is_moved_once_by_two_moderators(town: Town) -> None:
    _, _, bus, _ = bundled(town)
    first, second = all_of(town)
    town.act(partial(statements.place_card, card_id=bus, statement_id=second.id, seen_in=None))
    again = partial(statements.place_card, card_id=bus, statement_id=first.id)
    assert refused(town, again, seen_in=None).code == "stale"
    town.act(partial(again, seen_in=second.id))
    assert numbers(town) == [[1, 3, 4], [2]]


def test_removing_a_statement_lists_its_cards_as_open_again(town: Town) -> None:
    bundled(town)
    first = all_of(town)[0]
    town.act(partial(statements.remove_statement, statement_id=first.id or 0, version=first.version))

    with town.house.database.reading() as session:
        open_cards = Hall(session, town.conference(session)).statements.unplaced
    assert [source.card.number for source in open_cards] == [1, 3, 4]


def test_the_phase_opens_with_the_first_statement_and_needs_one(town: Town) -> None:
    play(town, "CONSENT", opened=False, voting=CONSENT)
    assert refused(town, phases.open_input).code == "no_statements"
    assert step(town) == "end", "nothing can become a statement, so the button leads on"
    sheets(town)
    assert step(town) == "statements"
    town.act(partial(statements.make_statements, source="measures"))
    assert step(town) == "open"
    town.act(phases.open_input)

    current = shown(town)
    assert current is not None and current.text == TITLES[0]
    assert (ballot_of(town).mode, ballot_of(town).state) == ("consent", "open")


def test_a_no_proposes_the_other_list_and_the_button_goes_on(town: Town) -> None:
    asked(town)
    answer(town, "yes", people=2)
    answer(town, "concerns", "Wer zahlt das?")
    assert step(town) == "agree"
    decide(town, "agreed")
    assert ballot_of(town).state == "revealed"
    assert step(town) == "ask"
    show_next(town)
    answer(town, "no", "Zu laut für die Anwohner")
    assert step(town) == "disagree"
    decide(town, "not_agreed")
    show_next(town)
    assert step(town) == "close"

    with town.house.database.reading() as session:
        found = Hall(session, town.conference(session)).statements
        assert [entry.text for entry in found.agreed] == [TITLES[0]]
        assert [entry.text for entry in found.not_agreed] == [TITLES[1]]


def test_a_new_wording_is_asked_anew_and_the_old_answers_stay(town: Town) -> None:
    asked(town)
    answer(town, "no", "Wo genau?")
    current = shown(town)
    assert current is not None
    act = partial(statements.change_text, statement_id=current.id or 0, text="Bänke am Markt aufstellen")
    assert refused(town, act, version=0).code == "stale"
    town.act(partial(act, version=current.version))
    answer(town, "yes")

    with town.house.database.reading() as session:
        found = Hall(session, town.conference(session)).statements
        current = found.current
        assert current is not None
        assert (current.earlier, current.wording) == ([TITLES[0]], 2)
        first, second = found.consent_of(current, 1), found.consent_of(current)
        assert first is not None and second is not None
        assert (first.count("no"), second.count("no"), second.count("yes")) == (1, 0, 1)


def test_an_undone_wording_asks_the_old_question_again(town: Town) -> None:
    asked(town)
    current = shown(town)
    assert current is not None
    town.act(
        partial(
            statements.change_text,
            statement_id=current.id or 0,
            text="Bänke am Markt",
            version=current.version,
        )
    )
    town.act(partial(undo.undo, seq=last_line(town).seq))

    after = shown(town)
    assert after is not None and (after.text, after.wording) == (TITLES[0], 1)
    assert vote(town, town.phone(), answer_named(town, "yes"))["ok"]


def test_the_second_moderator_does_not_skip_a_statement(town: Town) -> None:
    asked(town)
    current = shown(town)
    assert current is not None
    show_next(town)
    late = partial(statements.show_statement, statement_id=all_of(town)[2].id, shown=current.id)
    assert refused(town, late).code == "moved_on"


def test_decided_statements_can_be_opened_again(town: Town) -> None:
    asked(town)
    answer(town, "yes")
    decide(town, "agreed")
    decide(town, "open")

    assert ballot_of(town).state == "open"
    assert vote(town, town.phone(), answer_named(town, "yes"))["ok"]


def test_secret_answers_are_shown_before_they_decide(town: Town) -> None:
    asked(town, secret=True)
    answer(town, "no", "Nein")
    with town.house.database.reading() as session:
        assert not Hall(session, town.conference(session)).ballots.is_public
    assert step(town) == "reveal"
    town.act(phases.reveal)
    assert ballot_of(town).state == "revealed"
    assert step(town) == "disagree"


def test_a_hidden_reason_is_not_shown_and_its_vote_still_counts(town: Town) -> None:
    asked(town)
    answer(town, "no", "Frau M. soll ihren Job machen")
    with town.house.database.reading() as session:
        found = Hall(session, town.conference(session)).statements
        consent = found.consent(found.ballots.current)  # type: ignore[arg-type]
        mark = consent.reasons[0].mark
    town.act(partial(statements.hide_reason, mark=mark, hidden=True))

    with town.house.database.reading() as session:
        found = Hall(session, town.conference(session)).statements
        consent = found.consent(found.ballots.current)  # type: ignore[arg-type]
        assert (consent.count("no"), consent.shown_reasons) == (1, ())
    assert refused(town, statements.hide_reason, mark="0" * 16, hidden=True).status == 404
    town.act(forgetting.forget_people)
    with town.house.database.reading() as session:
        found = Hall(session, town.conference(session)).statements
        assert found.consent(found.ballots.current).reasons == ()  # type: ignore[arg-type]


@pytest.mark.parametrize(("others", "told"), [(5, 2), (4, 0)])
def test_a_group_is_told_apart_only_where_nobody_beside_it_is(town: Town, others: int, told: int) -> None:
    asked(town)
    clubs = "Vereine, Verbände, Ehrenamt, Initiativen"
    answer(town, "yes", group="Politik", people=4)
    answer(town, "no", "Nein", group="Politik")
    answer(town, "concerns", "Wer zahlt?", group=clubs)
    answer(town, "no", "Nein", group=clubs, people=others - 1)

    assert voices(town) == ()  # while people vote, each step would tell the vote of whoever has just tapped
    decide(town, "not_agreed")
    counts = {voice.counts for voice in voices(town)}
    assert counts == ({(4, 0, 1), (0, 1, 4)} if told else set())


def test_a_group_of_one_mind_is_not_told_nor_the_others_beside_it(town: Town) -> None:
    """Seven that all say yes: with their sum each one's answer would be known."""
    asked(town)
    answer(town, "yes", group="Politik", people=7)
    answer(town, "yes", group="Verwaltung", people=4)
    answer(town, "no", "Nein", group="Verwaltung", people=2)
    decide(town, "not_agreed")

    assert voices(town) == ()


def test_a_body_in_office_is_told_beside_everybody_and_its_people_know(town: Town) -> None:
    asked(town, body="Politik")
    answer(town, "yes", group="Politik", people=2)
    answer(town, "yes", group="Verwaltung", people=4)
    answer(town, "no", "Nein", group="Verwaltung")
    page = town.phone("Politik").get(f"/c/{town.code}").text
    assert "Wie „Politik“ antwortet, steht am Ende als eigene Zahl neben der aller." in page
    decide(town, "agreed")

    assert [voice.counts for voice in voices(town)] == [(2, 0, 0), (4, 0, 1)]
    assert "<td><b>2</b></td>" in town.staff(Role.PROJECTOR).get("/p").text


def voices(town: Town) -> tuple[Voice, ...]:
    with town.house.database.reading() as session:
        found = Hall(session, town.conference(session)).statements
        return found.consent(found.ballots.of_phase[-1]).voices


def test_leaving_the_phase_keeps_what_was_answered(town: Town) -> None:
    asked(town)
    answer(town, "yes")
    town.enter("Begrüßung")

    with town.house.database.reading() as session:
        ballots = Ballot.of(session, town.conference_id)
        assert [ballot.state for ballot in ballots] == ["revealed"]
        assert Hall(session, town.conference(session)).statements.current is None


def test_a_reason_that_is_taken_back_stands_in_no_kept_answer(town: Town) -> None:
    asked(town)
    anna = town.phone()
    no, yes = answer_named(town, "no"), answer_named(town, "yes")
    assert vote(town, anna, no, reason="Frau Muster ist dagegen")["ok"]
    assert receipts_with(town, "Muster") == 1

    assert vote(town, anna, yes, counter=2)["ok"]

    assert receipts_with(town, "Muster") == 0


def test_nobody_answers_and_the_button_still_leads_on(town: Town) -> None:
    asked(town)
    offered = []
    while step(town) == "ask":
        offered.append(shown(town))
        show_next(town)

    assert len(offered) == len(all_of(town)) - 1 > 0
    assert step(town) == "close"
