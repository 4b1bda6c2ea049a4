"""Cards as they come: equal, empty, shouted, foreign, mistyped, very long, very many."""

import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation import Note, Sorter, Themes, propose_themes
from facilitation.duplicates import find_duplicates
from tests.examples import few
from tests.facilitation.boards import weaknesses

wild = st.lists(
    st.one_of(
        st.text(max_size=40),
        st.sampled_from(
            ["", " ", "Bank", "BANK!!!", "baenke", "bänke fehln", "🚲🚲", "bench", "Bänkle", "\ud800"]
        ),
    ),
    max_size=30,
)


def ids_of(themes: Themes) -> Counter[str]:
    return Counter(id_ for theme in themes.themes for id_ in theme.note_ids) + Counter(themes.unsorted)


@few()
@given(wild, st.integers(0, 29))
def test_any_pile_is_sorted_without_losing_a_card(texts: list[str], turn: int) -> None:
    notes = [Note(f"k{at}", text) for at, text in enumerate(texts)]
    themes = propose_themes(notes)
    assert ids_of(themes) == Counter(note.id for note in notes)
    assert propose_themes([*notes[turn:], *notes[:turn]]) == themes
    Sorter(notes, themes).suggest(Note("neu", "Bänke"))


def test_ten_thousand_equal_cards_are_one_theme_in_no_time() -> None:
    notes = [Note(str(at), "Zu wenig Bänke am Markt") for at in range(10_000)]
    begun = time.process_time()
    themes = propose_themes(notes)
    assert time.process_time() - begun < 20
    assert [len(theme.note_ids) for theme in themes.themes] == [10_000]
    assert [len(group) for group in themes.duplicates] == [10_000]


def test_many_cards_that_differ_in_a_number_are_no_duplicates() -> None:
    begun = time.process_time()
    assert find_duplicates([f"Bitte Laterne Nummer {at} reparieren" for at in range(10_000)]) == ()
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Die Bänke am Markt fehlen", "die baenke am markt fehlen!!"),
        ("Radweg an der Kirchstraße zu schmal", "Radweg an der Kirchstrasse zu schmal"),
        ("Bürgerbüro öffnet zu spät am Morgen", "Bürgerbuero öffnet zu spät am Morgn"),
        ("mehr Licht für Radfahrer:innen", "Mehr Licht für RadfahrerInnen"),
    ],
)
def test_spellings_of_one_thought_are_duplicates(one: str, other: str) -> None:
    assert find_duplicates([one, "Parken zu teuer", other]) == ((0, 2),)


def test_a_very_long_card_is_read_in_a_moment() -> None:
    long = Note("lang", "Die Bank am Markt fehlt und der Bus kommt nie. " * 400)
    begun = time.process_time()
    themes = propose_themes([*weaknesses(), long])
    assert time.process_time() - begun < 10
    assert "lang" in ids_of(themes)


def test_cards_of_one_word_find_their_theme() -> None:
    words = [
        "Bus",
        "Bahn",
        "Zug",
        "Fahrplan",
        "Bushaltestelle",
        "Müll",
        "Abfall",
        "Mülleimer",
        "Dreck",
        "Scherben",
    ]
    themes = propose_themes([Note(word, word) for word in words], count=2)
    found = {frozenset(theme.note_ids) for theme in themes.themes}
    assert any({"Bus", "Bahn", "Fahrplan"} <= cards and "Müll" not in cards for cards in found)
