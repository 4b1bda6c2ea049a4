"""Cards from home: taken before the evening begins, marked, shown first; who stays away is not counted."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest

from app import exports
from app.actions import collecting, conferences, measures, paper, phases
from app.models import Participant, Phase, Role
from app.models.base import now
from app.writing.transaction import Answer, Transaction
from tests.actions.people import card_of, hall_of, refused
from tests.conftest import Town
from tests.stages import play


@pytest.fixture
def ahead(town: Town) -> Iterator[Town]:
    """A week before the evening, and open."""
    on = (now() + timedelta(days=7)).date()
    town.act(partial(conferences.change_conference, fields={"held_on": on}))
    town.staff(Role.ORGANISER).post(f"/organise/{town.conference_id}/ahead", data={"wanted": "1"})
    yield town


def present(town: Town) -> int:
    with town.house.database.reading() as session:
        return hall_of(town, session).people_count


def test_what_is_written_from_home_is_marked_and_stands_on_the_wall_first(ahead: Town) -> None:
    anna = ahead.phone("Verwaltung")
    page = anna.get(f"/c/{ahead.code}").text
    assert "Sie können schon schreiben" in page and "Was stört Sie? Was fehlt?" in page

    answer = ahead.say(anna, do="post_card", kind="weakness", text="Am Bahnhof fehlt Licht")

    assert card_of(ahead, answer["card"]["id"]).channel == "vorab"
    ahead.act(partial(paper.write_card, kind="weakness", text="Aus dem Kasten im Rathaus", group_id=None))
    ahead.enter("Schwächen sammeln", opened=False)
    wall = ahead.staff(Role.PROJECTOR).get("/p").text
    assert "Am Bahnhof fehlt Licht" in wall and "vorab geschrieben" in wall and "dazu 2 vorab" in wall
    assert refused(ahead, collecting.collect_ahead, wanted=True).code == "has_begun"


def test_what_is_looked_at_in_the_hall_is_looked_at_from_home_too(ahead: Town) -> None:
    anna = ahead.phone()
    with ahead.house.database.reading() as session:
        collect = next(phase for phase in hall_of(ahead, session).phases if phase.kind == "COLLECT")
    ahead.act(partial(screened, phase_id=collect.id or 0))
    ahead.act(partial(collecting.collect_ahead, wanted=True))

    answer = ahead.say(anna, do="post_card", kind="weakness", text="Frau Muster schläft")

    assert card_of(ahead, answer["card"]["id"]).status == "held"


def screened(tx: Transaction, *, phase_id: int) -> Answer:
    phase = tx.session.get_one(Phase, phase_id)
    phase.params = {**phase.params, "pre_moderation": "held"}
    tx.log("phases_changed", title=phase.title)
    return {}


def test_the_cards_of_the_evening_are_not_fewer_for_it(ahead: Town) -> None:
    anna = ahead.phone()
    ahead.say(anna, do="post_card", kind="strength", text="Der Fluss")
    ahead.enter("Stärken sammeln")

    assert all(
        ahead.say(anna, do="post_card", kind="strength", text=text)["ok"]
        for text in ("Das Fest", "Der Markt")
    )


def test_who_stays_at_home_is_not_counted_and_who_comes_is_from_the_first_word(ahead: Town) -> None:
    anna, ben = ahead.phone(), ahead.phone()
    for phone in (anna, ben):
        ahead.say(phone, do="post_card", kind="strength", text="Der Fluss")
    assert present(ahead) == 0
    ahead.enter("Stärken sammeln")

    ahead.say(ben, do="post_card", kind="strength", text="Das Fest")

    assert present(ahead) == 1
    with ahead.house.database.reading() as session:
        assert len(Participant.here(session, ahead.conference_id)) == 1
        remarks = exports.table(session, ahead.conference(session), "hinweise")
    assert dict(remarks.values)["Geräte und Personen im Saal"] == "1"


def test_who_votes_without_a_script_has_come_too(ahead: Town) -> None:
    anna = ahead.phone()
    play(
        ahead,
        "DOTS",
        voting={"mode": "dots", "of": "measures", "criterion": {"de": "Was zuerst?"}},
        opened=False,
    )
    for title in ("Bänke", "Bäume"):
        ahead.act(partial(measures.add_measure, title=title))
    ahead.act(phases.open_input)
    with ahead.house.database.reading() as session:
        ballot, items = hall_of(ahead, session).ballot, hall_of(ahead, session).ballot_items
    assert ballot is not None

    anna.post(f"/c/{ahead.code}/votes", data={"ballot": str(ballot.id), f"item-{items[0].id}": "1"})

    assert present(ahead) == 1


def test_on_the_day_itself_people_are_in_the_hall(ahead: Town) -> None:
    ahead.act(partial(conferences.change_conference, fields={"held_on": now().date()}))
    ahead.phone()
    assert present(ahead) == 1


def test_it_closes_again_and_a_run_without_cards_has_nothing_to_collect(ahead: Town) -> None:
    anna = ahead.phone()
    ahead.act(partial(collecting.collect_ahead, wanted=False))
    assert ahead.say(anna, do="post_card", kind="strength", text="Zu spät")["code"] == "phase_closed"

    cafe = ahead.playing("world-cafe")
    assert refused(cafe, collecting.collect_ahead, wanted=True).code == "nothing_to_collect"
