"""One thing after the other: turns, clocks, what people say about it, what became of earlier measures."""

from datetime import timedelta
from functools import partial
from typing import Any

from sqlmodel import select

from app import exports
from app.actions import curation, measures, phases, presenting
from app.models import Card, Conference, Measure, Phase, Role
from app.models.base import now
from app.reading.hall import Hall
from app.writing.transaction import Transaction
from tests.actions.people import last_line, refused, write_cards
from tests.conftest import Town
from tests.stages import LOOKING_BACK, play
from tests.tables import GROUPS, MIXED, WORK, at_tables

TITLES = ("Bänke aufstellen", "Licht am Bahnhof", "Feierabendmarkt")
TESTS = [{"kind": kind, "max_per_person": 1} for kind in ("like", "wonder", "change")]


def sheets(town: Town, *titles: str) -> list[int]:
    for title in titles:
        town.act(partial(measures.add_measure, title=title))
    with town.house.database.reading() as session:
        return [measure.id or 0 for measure in Measure.of(session, town.conference_id)]


def seen(town: Town) -> Conference:
    with town.house.database.reading() as session:
        return town.conference(session)


def lineup(town: Town) -> list[int]:
    with town.house.database.reading() as session:
        return [thing.id or 0 for thing in Hall(session, town.conference(session)).lineup.things]


def measure(town: Town, number: int) -> Measure:
    with town.house.database.reading() as session:
        return session.get_one(Measure, number)


def present(town: Town, thing: int | None) -> Any:
    return town.act(partial(presenting.present, thing_id=thing))


def test_each_thing_has_its_own_clock(town: Town) -> None:
    first, second, _ = sheets(town, *TITLES)
    play(town, "REPORT", opened=False, seconds_each=90)
    present(town, first)
    ends_at = seen(town).ends_at
    assert seen(town).shown_measure_id == first
    assert ends_at is not None and timedelta(seconds=80) < ends_at - now() <= timedelta(seconds=90)
    assert last_line(town).payload == {"thing": first, "turn": 1}

    present(town, second)
    assert seen(town).shown_measure_id == second

    present(town, None)
    assert (seen(town).shown_measure_id, seen(town).ends_at, seen(town).showing) == (None, None, "through")


def test_pressing_the_button_twice_shows_the_same_thing_and_starts_no_new_clock(town: Town) -> None:
    first, *_ = sheets(town, *TITLES)
    play(town, "REPORT", opened=False)
    present(town, first)
    before, seq = seen(town).ends_at, last_line(town).seq
    present(town, first)
    assert (seen(town).ends_at, last_line(town).seq) == (before, seq)


def test_lots_are_drawn_for_those_who_have_not_been_on(town: Town) -> None:
    numbers = sheets(town, *(f"Maßnahme {place}" for place in range(1, 13)))
    play(town, "REPORT", opened=False)
    present(town, numbers[0])
    orders = set()
    for _ in range(5):
        town.act(partial(presenting.draw_lineup, diced=True))
        orders.add(tuple(lineup(town)))
        assert lineup(town)[0] == numbers[0] and sorted(lineup(town)) == numbers
    assert len(orders) > 1
    town.act(partial(presenting.draw_lineup, diced=False))
    assert lineup(town) == numbers


def test_only_what_is_there_can_be_shown_and_only_where_things_are_presented(town: Town) -> None:
    first, *_ = sheets(town, *TITLES)
    play(town, "COLLECT", card_types=[{"kind": "idea"}])
    assert refused(town, presenting.present, thing_id=first).status == 404
    play(town, "REPORT", opened=False)
    assert refused(town, presenting.present, thing_id=999).status == 404


def test_feedback_hangs_on_the_thing_that_is_shown_one_each(town: Town) -> None:
    first, second, _ = sheets(town, *TITLES)
    play(town, "REPORT", opened=False, card_types=TESTS)
    present(town, first)
    anna = town.phone()
    like = {"do": "post_card", "kind": "like", "text": "Das hilft sofort"}
    assert town.say(anna, **like, measure=first)["ok"]
    assert town.say(anna, **like, measure=first)["code"] == "limit"
    assert town.say(anna, **like, measure=second)["code"] == "not_presented"
    assert town.say(anna, **{**like, "kind": "wonder"})["ok"]
    present(town, second)
    assert town.say(anna, **like, measure=second)["ok"]
    with town.house.database.reading() as session:
        cards = session.exec(select(Card.kind, Card.measure_id)).all()
        lines = Hall(session, town.conference(session)).lineup
        assert [card.text for card in lines.said_of(lines.things[0], ["like"])] == ["Das hilft sofort"]
    assert sorted(cards) == [("like", first), ("like", second), ("wonder", first)]


def test_what_comes_late_still_hangs_on_what_was_shown_before(town: Town) -> None:
    first, second, third = sheets(town, *TITLES)
    play(town, "REPORT", opened=False, card_types=TESTS)
    present(town, first)
    present(town, second)
    ben = town.phone()
    like = {"do": "post_card", "kind": "like", "text": "Das hilft sofort"}
    assert town.say(ben, **like, measure=first)["ok"]
    assert town.say(ben, **like, measure=third)["code"] == "not_presented"


HEARD = {"do": "post_card", "kind": "common_ground", "text": "Alle wollen einen grünen Markt"}


def presenting_tables(town: Town, **params: Any) -> Town:
    """One table that has written something; whoever listens is asked what they hear."""
    here = at_tables(town)
    anna = here.phone()
    here.enter(MIXED)
    here.enter(WORK, opened=False)
    here.act(partial(set_params, params=params))
    here.act(phases.open_input)
    assert here.say(anna, do="post_card", kind="scenario", field="title", text="Markt der Zukunft")["ok"]
    return here


def set_params(tx: Transaction, *, params: dict[str, Any]) -> dict[str, Any]:
    phase = tx.session.get_one(Phase, tx.conference.phase_id)
    phase.params = {**phase.params, **params}
    return {}


LISTENING = {
    "card_types": [{"kind": "common_ground", "max_per_person": 2}],
    "listening": {"de": "Was höre ich immer wieder?"},
}


def test_who_listens_to_the_tables_writes_cards_while_they_present(town: Town) -> None:
    here = presenting_tables(town, **LISTENING)
    ben = here.phone()
    assert here.say(ben, **HEARD)["code"] == "phase_closed"
    assert 'id="card-form"' not in ben.get(f"/c/{here.code}").text

    here.act(phases.close_input)
    assert here.say(ben, **HEARD)["code"] == "phase_closed"
    present(here, lineup(here)[0])

    page = ben.get(f"/c/{here.code}").text
    assert "Was höre ich immer wieder?" in page and 'id="card-form"' in page and "Markt der Zukunft" in page
    assert 'data-draft="entry-' not in page, "the forms of the tables are closed"
    assert here.say(ben, **HEARD)["ok"] and here.say(ben, **HEARD)["ok"]
    assert here.say(ben, **HEARD)["code"] == "limit"
    late = here.say(ben, do="post_card", kind="scenario", field="notes", text="Noch etwas")
    assert late["code"] == "phase_closed"
    wall = here.staff(Role.PROJECTOR).get("/p").text
    assert "Karten vom Zuhören" in wall and "Geschlossen" not in wall


def test_tables_that_have_compared_present_together(town: Town) -> None:
    here = at_tables(town)
    phones = [here.phone() for _ in range(12)]
    here.enter(MIXED)
    here.enter(WORK)
    here.act(partial(set_params, params={"is_paired": True}))
    for phone in phones:
        here.say(phone, do="post_card", kind="scenario", field="notes", text="Grün")
    here.act(phases.close_input)
    with here.house.database.reading() as session:
        hall = Hall(session, here.conference(session))
        assert [thing.number for thing in hall.lineup.things] == [1, 3]
        assert [hall.seats.pair_words(thing.number) for thing in hall.lineup.things] == ["1 + 2", "3"]
    present(here, lineup(here)[0])

    assert here.staff(Role.PROJECTOR).get("/p").text.count('class="table-shown') == 2
    assert "Tische 1 + 2 stellen vor" in phones[0].get(f"/c/{here.code}").text


def test_what_was_heard_before_the_next_phase_still_arrives(town: Town) -> None:
    here = presenting_tables(town, **LISTENING)
    ben = here.phone()
    here.act(phases.close_input)
    present(here, lineup(here)[0])
    with here.house.database.reading() as session:
        phase = here.conference(session).phase_id
    written_at = now().isoformat()
    here.enter(GROUPS, opened=False)

    assert here.say(ben, **HEARD, phase=phase, written_at=written_at)["card"]["phase"] == phase


def test_earlier_measures_have_a_status_and_a_reason_for_what_was_dropped(town: Town) -> None:
    play(town, "REPORT", opened=False, shows="earlier")
    town.act(partial(presenting.add_earlier, titles=["Bänke am Markt", "", " Licht  am Bahnhof "]))
    first, second = lineup(town)
    assert measure(town, second).title == "Licht am Bahnhof"
    with town.house.database.reading() as session:
        assert not Measure.of(session, town.conference_id)
    status = partial(presenting.set_status, measure_id=first, version=1)
    assert refused(town, status, status="dropped", reason=" ").code == "reason_missing"
    assert refused(town, status, status="lost", reason="").status == 404
    town.act(partial(status, status="dropped", reason="Kein Geld"))
    assert (measure(town, first).status, measure(town, first).status_reason) == ("dropped", "Kein Geld")
    with town.house.database.reading() as session:
        told = exports.table(session, town.conference(session), "massnahmen")["status"]
    assert list(told) == ["gestrichen", "noch offen"]
    assert last_line(town).payload["status"] == "dropped"
    assert refused(town, status, status="done", reason="").status == 409
    assert refused(town, presenting.add_earlier, titles=["  "]).code == "title_missing"


def test_measures_of_an_earlier_conference_come_over_once(town: Town) -> None:
    [bench] = sheets(town, TITLES[0])
    town.act(partial(presenting.set_cost, measure_id=bench, version=1, cost="1.200", funding="Stadt"))
    town.conference_id = follow_up(town)
    assert town.act(partial(presenting.take_earlier, source_id=1))["measures"] == 1
    with town.house.database.reading() as session:
        [copied] = Measure.earlier_of(session, town.conference_id)
    assert (copied.title, copied.cost, copied.funding) == (TITLES[0], 1200, "Stadt")
    assert refused(town, presenting.take_earlier, source_id=1).code == "nothing_taken"


def test_words_that_were_silenced_there_do_not_come_over(town: Town) -> None:
    words = "Der Bürgermeister schläft"
    (card,) = write_cards(town, [words])
    (sheet,) = sheets(town, words)
    fields = {"need": f"Eine Karte sagt „{words}“.", "location": "Rathaus"}
    change = partial(measures.change_measure, measure_id=sheet, version=1, due_on=None, fields=fields)
    town.act(change)
    town.act(partial(curation.hide_card, card_id=card, reason="greift jemanden an"))
    town.conference_id = follow_up(town)
    town.act(partial(presenting.take_earlier, source_id=1))

    with town.house.database.reading() as session:
        [copied] = Measure.earlier_of(session, town.conference_id)
    assert (copied.title, copied.need, copied.location) == ("Maßnahme 1", "", "Rathaus")


def follow_up(town: Town) -> int:
    from app.actions import conferences
    from app.agendas import agenda, default_groups

    act = partial(
        conferences.create_conference, fields={"title": "Ein Jahr danach"}, agenda=agenda("zk-light-120"),
        groups=default_groups(),
    )  # fmt: skip
    return int(town.act(act, actor="organiser:0")["conference"])


def test_costs_are_whole_euros_and_their_sum_meets_the_budget(town: Town) -> None:
    first, second, third = sheets(town, *TITLES)
    play(town, "REPORT", opened=False, budget=12000)
    cost = partial(presenting.set_cost, version=1, funding="")
    town.act(partial(cost, measure_id=first, cost="12.000 €"))
    town.act(partial(cost, measure_id=second, cost=" 500 "))
    town.act(partial(cost, measure_id=third, cost=""))
    with town.house.database.reading() as session:
        lines = Hall(session, town.conference(session)).lineup
        assert (lines.costs, lines.budget) == (12500, 12000)
    for wrong in ("viel", "-5", "9999999999"):
        refusal = refused(town, presenting.set_cost, measure_id=third, version=2, cost=wrong, funding="")
        assert refusal.code == "no_euros"


def test_a_timeline_goes_from_decade_to_decade_and_on_to_the_tables(town: Town) -> None:
    fields = [{"name": "story", "kind": "story", "label": {"de": "Unsere Deutung"}, "most": 1}]
    play(town, "TIMELINE", **LOOKING_BACK, fields=fields)
    town.act(partial(presenting.show_view, view="1990"))
    assert (seen(town).showing, last_line(town).type) == ("1990", "view_shown")
    town.act(presenting.begin_stories)
    assert (seen(town).showing, last_line(town).type) == ("stories", "stories_begun")
    town.act(partial(presenting.show_view, view="1980"))
    with town.house.database.reading() as session:
        line = Hall(session, town.conference(session)).timeline
        assert line.is_at_tables and line.shown is not None and line.shown.begin == 1980
    play(town, "TIMELINE", **LOOKING_BACK)
    assert seen(town).showing == ""
    assert refused(town, presenting.begin_stories).status == 404
