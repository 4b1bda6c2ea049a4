"""A reader who sees some cards of a theme picks its title out of all titles of the board."""

import re
from functools import cache

import pytest

from facilitation.coverage import Coverage, Reach, united
from facilitation.english import is_english_noun
from facilitation.naming import name_themes
from facilitation.subjects import subject_called
from facilitation.vectors import read_board
from facilitation.words import readable
from tests.facilitation.golden import ACCEPTED, BOARDS

Rows = list[list[int]]
THEMES = [(board, theme) for board, themes in ACCEPTED.items() for theme in themes]


@cache
def named(name: str) -> tuple[Coverage, Rows, list[str]]:
    """The board read, its themes as sorted by hand, and their titles."""
    themes, language = BOARDS[name]
    texts = [text for cards in themes.values() for text in cards]
    board = read_board(texts, languages=[language] * len(texts), language=language)
    rows: Rows = []
    for cards in themes.values():
        start = sum(map(len, rows))
        rows.append(list(range(start, start + len(cards))))
    titles = [theme.title for theme in name_themes(board, rows, language=language)]
    return Coverage(board, rows), rows, titles


def reach_of(coverage: Coverage, title: str, language: str) -> Reach:
    """Cards that a reader finds a title fitting for: they have its words or speak of what it names."""
    terms = coverage.board.speller.terms(readable(title), language=language)
    subject = subject_called(title)
    return united([coverage.of_terms(terms), *([coverage.of_subject(subject)] if subject else [])])


@pytest.mark.parametrize(("name", "theme"), THEMES)
def test_a_title_names_what_its_cards_are_about(name: str, theme: str) -> None:
    titles = dict(zip(BOARDS[name][0], named(name)[2], strict=True))
    assert re.search(ACCEPTED[name][theme], titles[theme])


@pytest.mark.parametrize("name", BOARDS)
def test_no_title_fits_the_cards_of_another_theme_better_than_its_own(name: str) -> None:
    coverage, rows, titles = named(name)
    reaches = [reach_of(coverage, title, BOARDS[name][1]) for title in titles]
    for at in range(len(rows)):
        shares = [coverage.inside(reach, at) for reach in reaches]
        assert shares[at] == max(shares) > 0, (titles[at], titles[shares.index(max(shares))])


def test_of_five_titles_a_reader_picks_the_right_one_in_nine_of_ten_cases() -> None:
    """The reader sees three cards of a theme and counts those that a title fits; ties count in part."""
    right, asked = 0.0, 0
    for name in BOARDS:
        coverage, rows, titles = named(name)
        reaches = [reach_of(coverage, title, BOARDS[name][1]) for title in titles]
        for at, cards in enumerate(rows):
            others = [place for place in range(len(titles)) if place != at][:4]
            for start in range(len(cards) - 2):
                seen = cards[start : start + 3]
                fits = {place: sum(reaches[place].get(row, 0.0) for row in seen) for place in [at, *others]}
                best = [place for place, fit in fits.items() if fit == max(fits.values())]
                right += (at in best) / len(best)
                asked += 1
    assert right / asked >= 0.9


def titles_of(*cards: str) -> str:
    board = read_board(cards, languages=["de"] * len(cards))
    (name,) = name_themes(board, [list(range(len(cards)))])
    return name.title


def test_a_wish_that_others_contradict_is_no_title() -> None:
    title = titles_of(
        "mehr Parkplätze", "mehr Parkplätze bitte", "weniger Parkplätze", "Parkplätze weg",
        "Parkplätze umwandeln", "zu viele Parkplätze", "Parkplätze am Markt",
    )  # fmt: skip
    assert title in {"Parkplätze", "Parken"}


def test_an_adjective_of_one_card_does_not_narrow_a_theme() -> None:
    title = titles_of(
        "breiter Radweg", "Radweg hört auf", "Radwege kaputt", "Radweg fehlt an der Schule",
        "Radweg am Fluss", "Radwege ausbauen", "Radweg beleuchten",
    )  # fmt: skip
    assert "reiter" not in title


def test_what_one_card_says_of_a_thing_is_no_title() -> None:
    title = titles_of(
        "Radwege sind gut", "Radwege kaputt", "Radwege fehlen", "mehr Radwege", "Radwege zu schmal",
        "Radwege neu denken", "Radwege am Fluss",
    )  # fmt: skip
    assert not re.search("gut|denken", title)


def test_the_name_of_the_town_is_no_title() -> None:
    title = titles_of(
        "mehr Kunst in Garbsen", "Kunst in Garbsen zeigen", "Kunst aus Garbsen", "in Garbsen fehlt Kunst",
        "Ausstellung in Garbsen", "Kunst im Park", "Garbsen braucht Kunst", "Kunst", "Kunst und Bilder",
    )  # fmt: skip
    assert "Kunst" in title
    assert not re.search("^Garbsen|und Garbsen", title)


@pytest.mark.parametrize(
    ("cards", "word"),
    [
        (("Umbau des Bahnhofs", "Umfeld des Bahnhofs", "Dach des Bahnhofs", "Uhr des Bahnhofs"), "Bahnhof"),
        (
            ("Park mit Mülleimern", "Platz mit Mülleimern", "Mülleimer leeren", "Bank mit Mülleimern"),
            "Mülleimer",
        ),
        (("Solar auf Gebäuden", "Grün an Gebäuden", "Lärm in Gebäuden", "Licht an Gebäuden"), "Gebäude"),
    ],
)
def test_a_title_is_in_the_nominative(cards: tuple[str, ...], word: str) -> None:
    assert not re.search(rf"\b{word}(?:n|s|es)\b", titles_of(*cards))


@pytest.mark.parametrize(
    ("cards", "strangers"),
    [
        (
            (
                "Bänke kaputt",
                "mehr Bänke",
                "Bänke am Bach",
                "Angst im Park",
                "mehr Sicherheit",
                "Sicherheit abends",
            ),
            ("Bänke", "Sicherheit"),
        ),
        (
            (
                "Gewalt an der Schule",
                "keine Gewalt",
                "Gewalt im Bus",
                "Sonne im Hof",
                "zu viel Sonne",
                "Sonne blendet",
            ),
            ("Gewalt", "Sonne"),
        ),
        (
            (
                "Toiletten fehlen",
                "mehr Toiletten",
                "Toiletten zu",
                "Konzerte im Park",
                "mehr Konzerte",
                "Konzerte",
            ),
            ("Toiletten", "Konzerte"),
        ),
    ],
)
def test_two_things_that_only_share_a_heap_make_no_pair(
    cards: tuple[str, ...], strangers: tuple[str, ...]
) -> None:
    title = titles_of(*cards)
    assert not all(word in title for word in strangers)


def test_two_things_that_cards_name_together_may_make_a_pair() -> None:
    title = titles_of(
        "Chor und Orchester proben zusammen", "Noten für Chor und Orchester", "Orchester", "Chor",
        "ein Raum für Orchester und Chor", "Chor am Abend", "Orchester am Abend",
    )  # fmt: skip
    assert {"Orchester", "Chor"} & {*title.split()}


@pytest.mark.parametrize(
    ("key", "written", "noun"),
    [
        ("library", "library", True), ("bus", "buses", True), ("close", "closed", False),
        ("expensive", "expensive", False), ("leave", "leaves", False), ("opening", "opening", True),
        ("skateboard", "skateboards", True), ("dangerous", "dangerous", False), ("early", "early", False),
        ("family", "families", True), ("need", "need", True), ("smoking", "smoking", True),
    ],
)  # fmt: skip
def test_an_english_title_is_a_noun(key: str, written: str, noun: bool) -> None:
    assert is_english_noun(key, written) is noun


def test_key_words_are_no_participles() -> None:
    cards = (
        "mehr Bäume gepflanzt",
        "Bäume werden Gepflanzt",
        "Blumen Gepflanzt",
        "Pflanzen am Weg",
        "Pflanzen",
    )
    board = read_board(cards, languages=["de"] * len(cards))
    (name,) = name_themes(board, [list(range(len(cards)))])
    assert "Gepflanzt" not in name.keywords
