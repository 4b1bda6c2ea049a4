"""What people say of two cards: kept, passed on to the engine, taken back."""

from functools import partial

from app import analysis
from app.actions import curation, pairs, undo
from app.models import Card, Pair, Theme
from tests.actions.people import card_of, last_line, refused, write_cards
from tests.conftest import Town


def said(town: Town) -> list[tuple[int, int, bool]]:
    with town.house.database.reading() as session:
        return [(pair.one_id, pair.other_id, pair.together) for pair in Pair.of(session, town.conference_id)]


def pair(town: Town, *chosen: int, together: bool) -> None:
    town.act(partial(pairs.pair_cards, card_ids=chosen, together=together))


def test_the_later_word_stands_and_undo_brings_the_earlier_one_back(town: Town) -> None:
    one, other, *_ = write_cards(town)
    pair(town, other, one, together=True)
    assert said(town) == [(one, other, True)]
    assert refused(town, pairs.pair_cards, card_ids=[one, other], together=True).code == "said_already"
    pair(town, one, other, together=False)
    assert said(town) == [(one, other, False)]
    assert last_line(town).payload == {"numbers": [1, 2], "together": False}
    town.act(partial(undo.undo, seq=last_line(town).seq))
    assert said(town) == [(one, other, True)]


def test_a_word_is_taken_back_and_that_too_is_undone(town: Town) -> None:
    one, other, *_ = write_cards(town)
    pair(town, one, other, together=True)
    with town.house.database.reading() as session:
        [known] = Pair.of(session, town.conference_id)
    town.act(partial(pairs.unpair_cards, pair_id=known.id or 0))
    assert said(town) == []
    assert refused(town, pairs.unpair_cards, pair_id=known.id or 0).status == 404
    town.act(partial(undo.undo, seq=last_line(town).seq))
    assert said(town) == [(one, other, True)]


def test_two_cards_of_one_kind_are_needed(town: Town) -> None:
    one, other, third, *_ = write_cards(town)
    [strong] = write_cards(town, ["Der Markt ist schön"], kind="strength")
    for chosen, code in (
        ([one], "choose_two"),
        ([one, other, third], "choose_two"),
        ([one, strong], "two_kinds"),
    ):
        assert refused(town, pairs.pair_cards, card_ids=chosen, together=True).code == code
    assert refused(town, pairs.pair_cards, card_ids=[one, 9999], together=True).status == 404
    town.act(partial(curation.hide_card, card_id=other, reason="nennt Namen"))
    assert refused(town, pairs.pair_cards, card_ids=[one, other], together=True).code == "stale"


def test_numbers_name_cards_too(town: Town) -> None:
    one, _, third, *_ = write_cards(town)
    numbers = [card_of(town, third).number, card_of(town, one).number]
    town.act(partial(pairs.pair_numbers, numbers=numbers, together=False))
    assert said(town) == [(one, third, False)]
    assert refused(town, pairs.pair_numbers, numbers=[1, 999], together=True).code == "choose_two"


def test_the_engine_is_told(town: Town) -> None:
    one, other, third, *_ = write_cards(town)
    pair(town, one, other, together=True)
    pair(town, other, third, together=False)
    with town.house.database.reading() as session:
        board = Card.on_board(session, town.conference_id, ["weakness"])
        themes = Theme.of(session, town.conference_id, "weakness")
        told = analysis.decisions(themes, board, Pair.of(session, town.conference_id))
    assert [(pair.one, pair.other) for pair in told.together] == [(str(one), str(other))]  # type: ignore[union-attr]
    assert [(pair.one, pair.other) for pair in told.apart] == [(str(other), str(third))]  # type: ignore[union-attr]
