"""A card that has just arrived gets a theme at once."""

import time

import numpy as np

from facilitation import Note, Sorter, Suggestion, propose_themes, suggest
from facilitation.vectors import Space, read_board
from tests.facilitation.boards import weaknesses


def theme_with(card: str) -> str:
    return next(theme.id for theme in propose_themes(weaknesses()).themes if card in theme.note_ids)


def test_a_new_card_goes_to_the_theme_it_is_like() -> None:
    notes, themes = weaknesses(), propose_themes(weaknesses())
    sorter = Sorter(notes, themes)
    assert sorter.suggest(Note("neu", "Der Radweg ist zu schmal")).theme_id == theme_with("rad-2")
    assert sorter.suggest(Note("neu", "volle Mülleimer")).theme_id == theme_with("müll-1")
    assert suggest(Note("neu", "Radweg zu schmal"), themes, notes).theme_id == theme_with("rad-2")


def test_a_card_without_words_gets_no_theme() -> None:
    assert Sorter(weaknesses(), propose_themes(weaknesses())).suggest(Note("neu", "???")).theme_id == ""


def test_an_empty_board_suggests_nothing() -> None:
    assert Sorter([], propose_themes([])).suggest(Note("neu", "Bank")) == Suggestion("", 0.0)


def test_a_suggestion_takes_five_milliseconds_at_most() -> None:
    sorter = Sorter(weaknesses(), propose_themes(weaknesses()))
    taken = []
    for at in range(30):
        begun = time.thread_time()
        sorter.suggest(Note("neu", f"Bänke im Schatten fehlen am Platz {at}"))
        taken.append(time.thread_time() - begun)
    assert sorted(taken)[15] < 0.005


def test_the_place_of_a_card_is_the_same_whether_it_comes_early_or_late() -> None:
    board = read_board([note.text for note in weaknesses()])
    space = Space(board)
    late = np.array([space.of(terms) for terms in board.terms])
    there = np.linalg.norm(space.cards, axis=1) > 0
    assert np.allclose(late[there], space.cards[there])
