"""Who has to go before the end promises and says how it was, while the run of show goes on."""

from functools import partial

from app.actions import leaving, measures, phases
from app.models import Role
from app.reading.steering import big_step
from tests.actions.people import card_of, hall_of, refused
from tests.conftest import Town

COLLECTING, PROMISES, LAST = "Utopien und Vorschläge", "Mitmachen", "Ausblick und Blitzlicht"


def test_promises_and_a_sentence_are_taken_beside_the_present_phase(town: Town) -> None:
    anna, mona = town.phone(), town.staff(Role.MODERATION)
    town.act(partial(measures.add_measure, title="Läden öffnen"))
    town.enter(COLLECTING)
    with town.house.database.reading() as session:
        hall = hall_of(town, session)
        measure, last = hall.measures[0].id, next(phase for phase in hall.phases if phase.title == LAST)
    commit = {"do": "commit", "measure": measure, "kinds": ["work"]}
    card = {"do": "post_card", "kind": "feedback", "text": "Ein guter Abend", "phase": last.id}
    assert [town.say(anna, **said)["ok"] for said in (commit, card)] == [False, False]
    assert "Ich muss früher gehen" not in anna.get(f"/c/{town.code}").text

    assert mona.post("/m/leavers", data={"opened": "1"}, follow_redirects=False).status_code == 303

    page = anna.get(f"/c/{town.code}").text
    assert "Ich muss früher gehen" in page and "Läden öffnen" in page and 'id="card-text"' in page
    assert town.say(anna, **commit)["kinds"] == ["work"]
    said = town.say(anna, **card)["card"]["id"]
    assert card_of(town, said).phase_id == last.id
    assert "Zurückziehen" in anna.get(f"/c/{town.code}").text
    assert town.say(anna, do="change_card", card=said, text="Ein langer Abend")["ok"]
    assert town.say(anna, do="withdraw_card", card=said)["ok"]
    assert town.say(anna, **card)["ok"], "one more may be said instead"


def test_checking_holds_for_what_is_said_early_too(town: Town) -> None:
    anna = town.phone()
    town.enter(COLLECTING)
    town.act(partial(leaving.open_early, opened=True))
    with town.house.database.reading() as session:
        last = next(phase for phase in hall_of(town, session).phases if phase.title == LAST)

    town.act(partial(phases.set_screening, mode="all"))

    said = town.say(anna, do="post_card", kind="feedback", text="Ein guter Abend", phase=last.id)
    assert card_of(town, said["card"]["id"]).status == "held"


def test_what_was_opened_early_still_has_its_own_turn(town: Town) -> None:
    town.enter(COLLECTING)
    town.act(partial(leaving.open_early, opened=True))

    for title in (PROMISES, LAST):
        town.enter(title, opened=False)
        with town.house.database.reading() as session:
            assert big_step(hall_of(town, session)).verb == "open", title
    town.enter(LAST)
    with town.house.database.reading() as session:
        assert hall_of(town, session).ballot is not None, "the scale at the end opens as ever"
    assert refused(town, leaving.open_early, opened=True).code == "nothing_early"


def test_it_can_be_closed_again(town: Town) -> None:
    town.enter(COLLECTING)
    town.act(partial(leaving.open_early, opened=True))
    town.act(partial(leaving.open_early, opened=False))

    with town.house.database.reading() as session:
        hall = hall_of(town, session)
        assert not hall.opened_early and hall.can_open_early
