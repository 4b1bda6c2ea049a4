"""Cards in the hands of the moderation: the row, the line, the refusal."""

from functools import partial

from app.actions import curation, phases, themes
from tests.actions.people import (
    card_of,
    hall_of,
    last_line,
    make_theme,
    receipts_with,
    refused,
    theme_of,
    write_cards,
)
from tests.conftest import Town


def test_hiding_takes_a_reason_and_tells_the_author(town: Town) -> None:
    [card] = write_cards(town, ["Herr K. ist schuld"])

    town.act(partial(curation.hide_card, card_id=card, reason=" nennt Namen "))

    assert (card_of(town, card).status, card_of(town, card).hidden_reason) == ("hidden", "nennt Namen")
    line = last_line(town)
    assert (line.type, line.payload["number"]) == ("card_hidden", 1)
    assert line.payload["participant"] == card_of(town, card).participant_id


def test_nothing_is_hidden_without_a_reason(town: Town) -> None:
    [card] = write_cards(town, ["Herr K. ist schuld"])
    assert refused(town, curation.hide_card, card_id=card, reason="  ").code == "reason_missing"
    assert card_of(town, card).status == "visible"


def test_a_hidden_card_comes_back_and_a_visible_one_cannot(town: Town) -> None:
    [card] = write_cards(town, ["Der Brunnen ist trocken"])
    assert refused(town, curation.unhide_card, card_id=card).status == 404
    town.act(partial(curation.hide_card, card_id=card, reason="doppelt"))

    town.act(partial(curation.unhide_card, card_id=card))

    assert (card_of(town, card).status, card_of(town, card).hidden_reason) == ("visible", "")
    assert last_line(town).type == "card_unhidden"


def test_a_hidden_card_loses_its_pin_and_takes_none(town: Town) -> None:
    [card] = write_cards(town, ["Der Brunnen ist trocken"])
    town.act(partial(curation.pin_card, card_id=card, pinned=True))
    assert card_of(town, card).pinned
    assert last_line(town).payload["pinned"] is True

    town.act(partial(curation.hide_card, card_id=card, reason="doppelt"))

    assert not card_of(town, card).pinned
    assert refused(town, curation.pin_card, card_id=card, pinned=True).status == 404


def test_a_card_of_another_kind_leaves_its_theme(town: Town) -> None:
    [card] = write_cards(town, ["Der Brunnen ist schön"])
    make_theme(town, "Der Brunnen am Markt", [card])

    town.act(partial(curation.change_kind, card_id=card, kind="strength"))

    assert (card_of(town, card).kind, card_of(town, card).theme_id) == ("strength", None)
    assert (last_line(town).type, last_line(town).payload["kind"]) == ("card_kind_changed", "strength")
    assert refused(town, curation.change_kind, card_id=card, kind="joke").status == 404


def test_many_cards_move_in_one_step(town: Town) -> None:
    first, second, third = write_cards(town, ["Kein Licht", "Kein Bus", "Kein Baum"])
    theme = make_theme(town, "Was fehlt")
    before = last_line(town).seq

    town.act(partial(curation.move_cards, card_ids=[first, third], theme_id=theme, seen_in=0))

    assert [card_of(town, card).theme_id for card in (first, second, third)] == [theme, None, theme]
    assert card_of(town, first).theme_by == "person"
    line = last_line(town)
    assert (line.seq, line.type, line.payload["numbers"]) == (before + 1, "card_moved", [1, 3])
    assert theme_of(town, theme).title == line.payload["theme"]


def test_a_card_that_another_moderator_moved_stays_there(town: Town) -> None:
    first, second = write_cards(town, ["Kein Licht", "Kein Bus"])
    dark, late = make_theme(town, "Es ist dunkel"), make_theme(town, "Es ist spät")
    town.act(partial(curation.move_cards, card_ids=[first], theme_id=dark, seen_in=0), actor="moderation:2")

    refusal = refused(town, curation.move_cards, card_ids=[second, first], theme_id=late, seen_in=0)

    assert (refusal.code, refusal.status) == ("stale", 409)
    assert [card_of(town, card).theme_id for card in (first, second)] == [dark, None]


def test_a_theme_takes_only_its_own_kind_and_only_while_it_lives(town: Town) -> None:
    [card] = write_cards(town, ["Kein Licht"])
    strong = make_theme(town, "Was trägt", kind="strength")
    assert refused(town, curation.move_cards, card_ids=[card], theme_id=strong).code == "other_kind"
    assert refused(town, curation.move_cards, card_ids=[], theme_id=strong).code == "nothing_chosen"
    assert refused(town, curation.move_cards, card_ids=[card], theme_id=9999).status == 404


def test_a_card_of_another_conference_cannot_be_touched(town: Town) -> None:
    write_cards(town, ["Kein Licht"])
    for act in (
        curation.unhide_card,
        partial(curation.pin_card, pinned=True),
        partial(curation.hide_card, reason="x"),
    ):
        assert refused(town, act, card_id=9999).status == 404


def test_a_phone_cannot_put_a_card_into_a_theme_that_is_not_released(town: Town) -> None:
    theme = make_theme(town, "Noch geheim")
    town.enter("Schwächen sammeln")

    said = town.say(town.phone(), do="post_card", kind="weakness", text="Kein Licht", theme=theme)

    assert card_of(town, said["card"]["id"]).theme_id is None


def test_a_text_taken_back_stands_nowhere_and_a_retry_learns_of_it(town: Town) -> None:
    town.enter("Schwächen sammeln")
    anna = town.phone()
    written = {"do": "post_card", "key": "key-of-anna", "kind": "weakness", "text": "Frau Muster ist schuld"}
    card = town.say(anna, **written)["card"]["id"]
    changed = town.say(anna, do="change_card", card=card, text="Frau M. ist schuld")
    assert receipts_with(town, "Frau M. ist schuld") == 2, "where it would be found"
    assert receipts_with(town, "Muster") == 0

    town.say(anna, do="withdraw_card", card=card)

    assert changed["ok"]
    assert receipts_with(town, "schuld") == 0
    assert town.say(anna, **written)["card"]["status"] == "withdrawn"


def test_nothing_is_changed_while_the_input_is_frozen_but_taken_back(town: Town) -> None:
    town.enter("Schwächen sammeln")
    anna = town.phone()
    card = town.say(anna, do="post_card", kind="weakness", text="Zu dunkel")["card"]["id"]
    town.act(partial(phases.freeze_input, frozen=True))

    assert town.say(anna, do="change_card", card=card, text="Etwas Freches")["code"] == "phase_closed"
    assert card_of(town, card).text == "Zu dunkel"
    assert town.say(anna, do="withdraw_card", card=card)["ok"]


def test_a_proposal_answers_a_weakness_without_becoming_one_of_its_cards(town: Town) -> None:
    weakness = write_cards(town)[0]
    theme = make_theme(town, "Es ist dunkel", [weakness])
    town.act(partial(themes.release_themes, kind="weakness"))
    town.enter("Utopien und Vorschläge")

    answer = town.say(town.phone(), do="post_card", kind="proposal", text="Licht, das angeht", theme=theme)

    card = card_of(town, answer["card"]["id"])
    assert (card.theme_id, card.theme_by, card.answers_theme_id) == (None, "", theme)
    with town.house.database.reading() as session:
        hall = hall_of(town, session)
        assert [entry.title for entry in hall.themes_to_choose("proposal")] == ["Es ist dunkel"]
