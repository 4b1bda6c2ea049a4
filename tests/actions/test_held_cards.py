"""Cards that the moderation sees before the hall: held, released, hidden, changed."""

from functools import partial
from typing import Any

from app.actions import curation, phases, undo
from app.models import Card, CardStatus, Role
from tests.actions.people import hall_of, last_line, refused
from tests.conftest import Town
from tests.stages import play


def opened(town: Town, mode: str) -> Any:
    town.enter("Stärken sammeln")
    town.act(partial(phases.set_screening, mode=mode))
    return town.phone()


def post(town: Town, phone: Any, text: str) -> dict[str, Any]:
    card: dict[str, Any] = town.say(phone, do="post_card", kind="strength", text=text)["card"]
    return card


def stored(town: Town, card_id: int) -> Card:
    with town.house.database.reading() as session:
        return session.get_one(Card, card_id)


def shown(town: Town) -> list[str]:
    with town.house.database.reading() as session:
        return [card.text for card in hall_of(town, session).cards(["strength"])]


def test_a_striking_card_is_stored_and_told_so_but_not_shown(town: Town) -> None:
    anna = opened(town, "held")
    assert post(town, anna, "Der Fluss")["status"] == "visible"
    held = post(town, anna, "Frag Herrn Krause")
    assert (held["status"], held["reason"]) == ("held", "")
    assert last_line(town).type == "card_held"
    assert shown(town) == ["Der Fluss"]
    assert stored(town, held["id"]).text == "Frag Herrn Krause"


def test_a_released_card_is_one_like_the_others(town: Town) -> None:
    anna = opened(town, "all")
    held = post(town, anna, "Der Fluss")
    assert shown(town) == []
    town.act(partial(curation.release_card, card_id=held["id"]))
    assert (last_line(town).type, shown(town)) == ("card_released", ["Der Fluss"])
    assert refused(town, curation.release_card, card_id=held["id"]).code == "stale"
    town.act(partial(undo.undo, seq=last_line(town).seq))
    assert stored(town, held["id"]).status == CardStatus.HELD


def test_a_held_card_can_be_hidden_with_a_reason(town: Town) -> None:
    anna = opened(town, "all")
    held = post(town, anna, "Der Fluss")
    town.act(partial(curation.hide_card, card_id=held["id"], reason="greift jemanden an"))
    assert stored(town, held["id"]).status == CardStatus.HIDDEN


def test_a_text_that_becomes_striking_leaves_the_wall(town: Town) -> None:
    anna = opened(town, "held")
    card = post(town, anna, "Der Fluss")
    changed = town.say(anna, do="change_card", card=card["id"], text="Mehr auf www.beispiel.de")["card"]
    assert (changed["status"], shown(town)) == ("held", [])
    town.say(anna, do="change_card", card=card["id"], text="Der Fluss bei Nacht")
    assert shown(town) == [], "what is held waits for a person"


def test_the_author_can_withdraw_what_is_held(town: Town) -> None:
    anna = opened(town, "all")
    held = post(town, anna, "Der Fluss")
    assert town.say(anna, do="withdraw_card", card=held["id"])["ok"]
    assert stored(town, held["id"]).status == CardStatus.WITHDRAWN


def test_the_mode_is_for_this_phase_and_those_to_come(town: Town) -> None:
    town.enter("Stimmungsbild")
    opened(town, "all")
    with town.house.database.reading() as session:
        modes = {phase.title: phase.settings.pre_moderation for phase in hall_of(town, session).phases}
    assert modes["Stimmungsbild"] == ""
    assert modes["Stärken sammeln"] == modes["Schwächen sammeln"] == "all"
    assert refused(town, phases.set_screening, mode="some").code == "not_found"


def test_in_a_break_late_cards_are_looked_at_as_those_before_it(town: Town) -> None:
    types = [{"kind": "strength"}]
    play(town, "COLLECT", card_types=types, pre_moderation="all")
    play(town, "BREAK", card_types=types, allow_late=True)
    assert post(town, town.phone(), "Der Fluss")["status"] == "held"
    town.act(partial(phases.set_screening, mode=""))
    assert post(town, town.phone(), "Der Markt")["status"] == "visible"


def test_the_console_says_how_many_wait_and_why(town: Town) -> None:
    anna = opened(town, "held")
    post(town, anna, "Frag Herrn Krause")
    mona = town.staff(Role.MODERATION)
    page = mona.get("/m?kind=strength&show=held").text
    assert "1 Karte wartet auf Ihre Freigabe" in page
    assert "nennt vielleicht einen Namen" in page
