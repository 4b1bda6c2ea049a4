"""What other texts teach: words that never meet on the board are known to belong together."""

import numpy as np

from facilitation import Background, Decisions, Note, Pair, propose_themes
from facilitation.background import seed_cards, shipped, terms_of
from facilitation.earlier import leaning, trust_in
from facilitation.vectors import card_vectors, read_board
from tests.facilitation.boards import weaknesses

BOARD = [
    "Zorbel kaputt", "Zorbel fehlt", "Mirkel alt", "Mirkel weg", "Tuschel hier", "Tuschel dort", "Plonk her",
    "Plonk hin",
]  # fmt: skip
_WORLDS = (
    ("Zorbel", "Mirkel", "Teich Ufer Boot Steg Schilf"),
    ("Tuschel", "Plonk", "Saal Bühne Chor Lied Tanz"),
)
TOWNS = ("Abach", "Bodorf", "Celau", "Dehm", "Eifeld", "Fahl", "Gruna", "Holm", "Ilsen", "Jork")
EARLIER = [
    f"{one} und {other}, {first} und {second}"
    for one, other, places in _WORLDS
    for first in places.split()
    for second in places.split()
    if first != second
]


def likeness(background: list[str], one: int, other: int) -> float:
    vectors = card_vectors(read_board(BOARD), background=Background(background).terms)
    return float(vectors[one] @ vectors[other])


def test_words_that_met_earlier_are_alike() -> None:
    assert likeness(EARLIER, 0, 2) > likeness([], 0, 2) + 0.03
    assert likeness(EARLIER, 0, 2) > likeness(EARLIER, 0, 4) + 0.03


def test_nothing_of_the_background_appears_in_a_proposal() -> None:
    themes = propose_themes([Note(str(at), text) for at, text in enumerate(BOARD)], background=EARLIER)
    said = " ".join(word for theme in themes.themes for word in (theme.title, *theme.keywords))
    assert themes.themes
    assert "Teich" not in said
    assert "Saal" not in said


def test_texts_and_a_background_made_ready_teach_the_same_in_any_order() -> None:
    notes = [Note(str(at), text) for at, text in enumerate(BOARD)]
    expected = propose_themes(notes, background=EARLIER)
    assert propose_themes(notes, background=Background(EARLIER[::-1])) == expected


def test_the_project_ships_texts_of_its_own() -> None:
    cards = seed_cards()
    assert len(cards) == len(set(cards)) >= 250
    assert len(shipped().terms) > len(cards)


EVENINGS = [
    *(
        f"Der Bus fährt {when} nicht nach {where}"
        for when in ("abends", "sonntags", "nachts")
        for where in TOWNS
    ),
    *(f"Mehr Bäume und {what} in {where}" for what in ("Beete", "Schatten", "Blumen") for where in TOWNS),
]


def test_cards_lean_on_earlier_texts_that_are_like_them() -> None:
    board = read_board(["Bus", "nachts", "Beete", "Schatten", "Laterne kaputt", "Licht fehlt"])
    plain = card_vectors(board, background=shipped().terms)
    leant = card_vectors(board, background=shipped().terms, earlier=terms_of(EVENINGS))
    assert leant[0] @ leant[1] > plain[0] @ plain[1] + 0.1
    assert leant[0] @ leant[1] > leant[0] @ leant[2] + 0.3


def test_texts_about_other_things_or_too_few_are_not_trusted() -> None:
    one, other = np.eye(6)[:3], np.eye(6)[3:]
    assert trust_in(np.repeat(other, 40, axis=0), one) == 0.0
    assert trust_in(np.repeat(one, 40, axis=0), one) == 1.0
    assert 0 < trust_in(one, one) < 0.1
    assert trust_in(one[:0], one) == 0.0
    assert leaning(one, other, trust=0.0) is one


def test_leaning_keeps_lengths_and_leaves_empty_cards_empty() -> None:
    cards = np.array([[2.0, 0.0], [0.0, 0.0], [0.0, 1.0]])
    found = leaning(cards, np.array([[1.0, 0.0], [1.0, 1.0]]), trust=1.0)
    assert np.allclose(np.linalg.norm(found, axis=1), [2.0, 0.0, 1.0])


def test_cards_near_moved_ones_follow_them() -> None:
    notes = weaknesses()
    first = propose_themes(notes, count=3)
    moved = ["müll-0", "müll-1", "müll-4"]
    keep = Decisions(
        placed=dict.fromkeys(moved, "neu"),
        previous={theme.id: theme.note_ids for theme in first.themes},
    )
    own = next(theme for theme in propose_themes(notes, keep=keep).themes if theme.id == "neu")
    litter = [id_ for id_ in own.note_ids if id_.startswith("müll")]
    assert len(litter) > len(moved)
    assert len(litter) * 3 > len(own.note_ids) * 2


def test_pairs_and_background_go_together() -> None:
    notes = [Note(str(at), text) for at, text in enumerate(BOARD)]
    keep = Decisions(together=(Pair("0", "4", when=1),))
    places = {
        card: theme.id
        for theme in propose_themes(notes, keep=keep, background=EARLIER).themes
        for card in theme.note_ids
    }
    assert places["0"] == places["4"]
    assert np.isfinite(likeness(EARLIER, 0, 1))
