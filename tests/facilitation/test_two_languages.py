"""English cards, and boards in both languages, are sorted and named as well as German ones."""

import re

import pytest

from facilitation import (
    Note,
    Themes,
    draft_measures,
    how_might_we,
    point_of_view,
    propose_themes,
    rank_by_dots,
)
from facilitation.fields import catalogue_lines, concepts_of, fields
from facilitation.measure_titles import measure_title
from facilitation.stop_words import STOP_WORDS
from facilitation.words import Speller, guess_language, readable
from tests.facilitation.boards import pair_agreement
from tests.facilitation.two_languages import BOTH

GERMAN_WORD = re.compile(r"[äöüßÄÖÜ]|\b(?:und|der|die|das|nicht|mit|für|von|Karten|Gruppe|voranbringen)\b")


def cards(*spoken: str, kind: str = "weakness") -> list[Note]:
    """The board with its cards in these languages in turn; who wrote them had a German phone."""
    return [
        Note(f"{name}-{at}", pair[spoken[at % len(spoken)] == "de"], kind, ("Trade", "Youth")[at % 2], "de")
        for name, pairs in BOTH.items()
        for at, pair in enumerate(pairs)
    ]


def agreement(notes: list[Note], language: str) -> float:
    themes = propose_themes(notes, language=language, count=len(BOTH))
    return pair_agreement([theme.note_ids for theme in themes.themes], notes)


def keys(text: str, language: str = "en", *others: str) -> list[str]:
    speller = Speller([readable(other) for other in (text, *others)])
    return [term.key for term in speller.terms(readable(text), language=language)]


def test_english_and_mixed_boards_are_sorted_as_well_as_german_ones() -> None:
    german = agreement(cards("de"), "de")
    assert german > 0.5
    assert agreement(cards("en"), "en") > german - 0.1
    assert agreement(cards("de", "en"), "de") > german - 0.1


def test_a_board_in_both_languages_does_not_fall_apart_by_language() -> None:
    notes = cards("de", "en")
    language = {note.id: guess_language(note.text) for note in notes}
    for theme in propose_themes(notes).themes:
        spoken = {language[id_] for id_ in theme.note_ids}
        assert len(theme.note_ids) < 5 or spoken == {"de", "en"}, theme


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Freibad in Delmenhorst bauen", "de"), ("Parken in Sichtachsen", "de"), ("IT in Schulen", "de"),
        ("youth club closed", "en"), ("trains get cancelled every week", "en"), ("bus", "de"),
    ],
)  # fmt: skip
def test_the_language_of_a_short_card_is_told_by_its_words(text: str, language: str) -> None:
    assert guess_language(text) == language


def test_english_names_of_two_words_are_one_word() -> None:
    assert keys("the car parks are full") == ["car-park", "full"]
    assert keys("no parking near the parks") == ["parking", "near", "park"]
    assert keys("the town's high street") == ["town", "high-street"]


def test_english_words_do_not_lean_on_german_ones_of_the_same_letters() -> None:
    speller = Speller(())
    german, english = (speller.term("plant", language=language) for language in ("de", "en"))
    assert german is not None
    assert english is not None
    assert concepts_of(english)
    assert not concepts_of(german)


def test_the_name_of_an_english_town_is_not_what_cards_are_about() -> None:
    others = (
        "We love Mill Haven",
        "Mill Haven needs jobs",
        "visit Mill Haven",
        "jobs in MH",
        "buses for MH",
        "more from MH!",
    )
    assert keys("Mill Haven and MH need better parks", "en", *others)[-1] == "park"
    assert not {"mill", "haven", "mh"} & {*keys("Mill Haven and MH need trees", "en", *others)}


def test_every_concept_has_english_words_each_written_as_one() -> None:
    assert set(range(len(fields().concepts))) == {at for found in fields().english.values() for at in found}
    assert all(re.fullmatch(r"[a-zé]+(?:-[a-z]+)*", word) for word in fields().english)
    assert any(" | " in line for line in catalogue_lines())


@pytest.mark.parametrize(("language", "foreign"), [("de", "en"), ("en", "de")])
def test_key_words_of_a_mixed_board_are_of_its_own_language(language: str, foreign: str) -> None:
    for theme in propose_themes(cards("de", "en"), language=language).themes:
        words = [word for name in (theme.title, *theme.keywords) for word in re.findall(r"\w+", name)]
        assert not [word for word in words if guess_language(word, default=language) == foreign], theme


@pytest.fixture(scope="module")
def proposed() -> tuple[Themes, list[Note]]:
    weak, ideas = cards("en"), cards("en", kind="proposal")
    notes = [note if at % 3 else ideas[at] for at, note in enumerate(weak)]
    return propose_themes(notes, language="en"), notes


def test_what_an_english_board_says_is_english(proposed: tuple[Themes, list[Note]]) -> None:
    themes, notes = proposed
    ranked = rank_by_dots([theme.id for theme in themes.themes], [])
    said = [theme.title for theme in themes.themes]
    said += [word for theme in themes.themes for word in theme.keywords]
    said += [question.text for question in how_might_we(themes, notes, language="en")]
    said += [view.text for view in point_of_view(themes, notes, language="en")]
    said += [draft.title for draft in draft_measures(themes, notes, ranked, language="en")]
    assert not [text for text in said if GERMAN_WORD.search(text)]
    for theme in themes.themes:
        assert theme.title[:1].isupper()
        assert theme.title.split()[0].lower() not in {"the", "a", "as", "by"}
        assert not STOP_WORDS & {word.casefold() for word in theme.keywords}
        assert all(word == word.lower() for word in theme.keywords), theme.keywords


def test_english_questions_name_an_effect(proposed: tuple[Themes, list[Note]]) -> None:
    themes, notes = proposed
    questions = [question.text for question in how_might_we(themes, notes, language="en")]
    known = [text for text in questions if text.startswith("How might we make sure that") and "“" not in text]
    assert len(known) >= len(questions) - 1


def titles(*texts: str) -> str:
    (theme,) = propose_themes(
        [Note(str(at), text) for at, text in enumerate(texts)], language="en", count=1
    ).themes
    return " / ".join((theme.title, *theme.keywords))


def test_an_english_title_is_whole_and_no_proper_name() -> None:
    said = titles(
        "Improve the walking/cycling paths to Warren",
        "more walking in Warren",
        "walking at night is not safe",
        "signs for walking",
        "walking to the Museum",
    )
    assert not said.startswith(("Warren", "Improve", "The "))
    assert "museum" in said
    assert "Warren" in said


def test_an_english_measure_does_not_point_at_something_said_before() -> None:
    assert measure_title(
        "Parking", ["Consider that same concept for parking", "Limit parking"], language="en"
    ) in {
        "Limit parking",
        "Make progress on “Parking”",
    }
    assert measure_title("Trees", ["Plant more trees along the street"], language="en").startswith("Plant")
