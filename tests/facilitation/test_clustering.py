"""Themes: found as a person would, the same in any order, and no card lost."""

import random
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation import Note, Themes, propose_themes
from tests.examples import few
from tests.facilitation.boards import ENGLISH, board, pair_agreement, proposals, weaknesses

any_text = st.text(max_size=60)
town_words = st.sampled_from(
    ["Bank", "Bus", "Müll", "Radweg", "Leerstand", "kein", "zu", "fehlt", "Schatten", "teuer", "🚲", "???"]
)
card_text = st.one_of(any_text, st.lists(town_words, min_size=1, max_size=6).map(" ".join))
notes_strategy = st.lists(card_text, max_size=30).map(
    lambda texts: [Note(f"k{at}", text) for at, text in enumerate(texts)]
)


def shape(themes: Themes) -> list[tuple[str, ...]]:
    return [theme.note_ids for theme in themes.themes]


def every_card(themes: Themes) -> Counter[str]:
    return Counter([id_ for theme in themes.themes for id_ in theme.note_ids] + [*themes.unsorted])


def test_a_german_board_is_sorted_much_as_a_person_would() -> None:
    notes = weaknesses()
    themes = propose_themes(notes)
    assert 5 <= len(themes.themes) <= 9
    assert pair_agreement(shape(themes), notes) > 0.75


def test_an_english_board_is_sorted_much_as_a_person_would() -> None:
    notes = board(ENGLISH, language="en")
    themes = propose_themes(notes, language="en", count=4)
    assert pair_agreement(shape(themes), notes) > 0.6


def test_the_number_of_themes_can_be_given() -> None:
    for count in (1, 2, 4, 9):
        assert len(propose_themes(weaknesses(), count=count).themes) == count


def test_more_themes_than_different_cards_are_not_invented() -> None:
    notes = [Note(str(at), "Bank fehlt") for at in range(6)]
    assert len(propose_themes(notes, count=4).themes) == 1


@pytest.mark.parametrize("size", [40, 120, 300])
def test_a_hall_gets_five_to_fifteen_themes(size: int) -> None:
    draw = random.Random(size)
    texts = [note.text for note in [*weaknesses(), *proposals()]]
    words = [word for text in texts for word in text.split()]
    notes = [Note(str(at), f"{draw.choice(texts)} {draw.choice(words)}") for at in range(size)]
    themes = propose_themes(notes)
    assert 5 <= len(themes.themes) <= 15
    assert len(themes.unsorted) <= size / 10


@pytest.mark.parametrize("size", [0, 1, 2, 3])
def test_a_handful_of_cards_gives_at_most_one_theme(size: int) -> None:
    themes = propose_themes(weaknesses()[:size])
    assert len(themes.themes) <= 1
    assert sum(every_card(themes).values()) == size


def test_the_order_of_the_cards_does_not_matter() -> None:
    notes = [*weaknesses(), *proposals()]
    expected = propose_themes(notes)
    for seed in range(3):
        shuffled = list(notes)
        random.Random(seed).shuffle(shuffled)
        assert propose_themes(shuffled) == expected


def test_another_process_proposes_the_same() -> None:
    code = (
        "from facilitation import propose_themes\n"
        "from tests.facilitation.boards import weaknesses\n"
        "print([(theme.title, theme.note_ids) for theme in propose_themes(weaknesses()).themes])"
    )
    expected = [(theme.title, theme.note_ids) for theme in propose_themes(weaknesses()).themes]
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=240
    )
    assert said.stdout.strip() == str(expected)


def test_importing_the_package_loads_no_heavy_library() -> None:
    code = "import sys, facilitation; print(*({'numpy', 'pandas', 'scipy', 'simplemma'} & {*sys.modules}))"
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=240
    )
    assert said.stdout.strip() == ""


def test_themes_come_largest_first_and_name_typical_cards() -> None:
    themes = propose_themes(weaknesses())
    sizes = [len(theme.note_ids) for theme in themes.themes]
    assert sizes == sorted(sizes, reverse=True)
    assert all(set(theme.typical) <= set(theme.note_ids) and theme.typical for theme in themes.themes)
    assert [theme.id for theme in themes.themes] == [f"new-{at + 1}" for at in range(len(sizes))]


def test_cards_without_words_stay_unsorted() -> None:
    themes = propose_themes([*weaknesses(), Note("stumm", "???"), Note("zahl", "2035")])
    assert {"stumm", "zahl"} <= set(themes.unsorted)


def test_a_card_like_no_other_stays_unsorted() -> None:
    themes = propose_themes([*weaknesses(), Note("fremd", "Quastenflosser dirigieren Xylophone")])
    assert themes.unsorted == ("fremd",)


def test_duplicates_are_told_and_stay() -> None:
    notes = [*weaknesses(), Note("a", "Zu wenig Bänke!"), Note("b", "Müll liegt tagelang rumm")]
    themes = propose_themes(notes)
    groups = [set(group) for group in themes.duplicates]
    assert {"a", "sitzen-0"} in groups
    assert {"b", "müll-0"} in groups
    assert sum(every_card(themes).values()) == len(notes)


def test_opposite_cards_are_no_duplicates() -> None:
    notes = [Note("a", "mehr Parkplätze am Markt"), Note("b", "weniger Parkplätze am Markt")]
    assert propose_themes(notes).duplicates == ()


def test_cards_with_several_thoughts_are_told() -> None:
    notes = [*weaknesses(), Note("zwei", "Müll am Bahnhof; Bus kommt nie")]
    assert propose_themes(notes).several_thoughts == ("zwei",)


def test_two_notes_with_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="same id"):
        propose_themes([Note("1", "Bank"), Note("1", "Bus")])


def test_no_themes_at_all_cannot_be_asked_for() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        propose_themes(weaknesses(), count=0)


@few()
@given(notes_strategy, st.one_of(st.none(), st.integers(1, 6)), st.sampled_from(["de", "en"]))
def test_no_card_is_lost_or_doubled(notes: list[Note], count: int | None, language: str) -> None:
    themes = propose_themes(notes, count=count, language=language)
    assert every_card(themes) == Counter(note.id for note in notes)
    assert all(theme.title.strip() and theme.note_ids for theme in themes.themes)
    assert count is None or len(themes.themes) <= count


@few()
@given(notes_strategy, st.randoms(use_true_random=False))
def test_any_order_gives_the_same_proposal(notes: list[Note], draw: random.Random) -> None:
    shuffled = list(notes)
    draw.shuffle(shuffled)
    assert propose_themes(shuffled) == propose_themes(notes)
