"""Titles a person would write."""

import csv
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation import Note, propose_themes
from facilitation.nouns import Tagger, without_dative
from facilitation.phrases import phrases_of
from facilitation.stop_words import STOP_WORDS
from facilitation.title_words import UNIT_WORDS
from facilitation.word_lists import listed
from facilitation.words import Speller, readable
from tests.examples import few
from tests.facilitation.boards import ENGLISH, board, weaknesses

EXPECTED_WORDS = {
    "leerstand": "Leerstand|Läden|Geschäft|Ladenmieten|Schaufenster",
    "rad": "Rad|Fahrrad|Radweg",
    "sitzen": "Bänke|Bank|Sitzplätze",
    "müll": "Müll|Mülleimer|Papierkörbe|Hundekot",
    "bus": "Bus",
    "jugend": "Jugend",
}


def phrases(text: str) -> set[str]:
    ready = readable(text)
    return {phrase.text for phrase in phrases_of(ready, Tagger(Speller([ready]), language="de"))}


@pytest.mark.parametrize("name", EXPECTED_WORDS)
def test_a_title_names_what_its_cards_are_about(name: str) -> None:
    themes = propose_themes(weaknesses()).themes
    mine = max(themes, key=lambda theme: sum(id_.startswith(name) for id_ in theme.note_ids))
    assert re.search(EXPECTED_WORDS[name], f"{mine.title} {' '.join(mine.keywords[:3])}")


def test_titles_are_readable_and_all_different() -> None:
    titles = [theme.title for theme in propose_themes(weaknesses()).themes]
    assert len({title.casefold() for title in titles}) == len(titles)
    for title in titles:
        assert title[:1].isupper()
        assert len(title) <= 60
        assert not title.endswith((" und", " der", " in", ",", "!"))
        assert any(word.casefold() not in STOP_WORDS for word in title.split())


def test_key_words_are_words_from_the_cards_with_german_capitals() -> None:
    notes = {note.id: note for note in weaknesses()}
    for theme in propose_themes(list(notes.values())).themes:
        assert 3 <= len(theme.keywords) <= 5
        text = " ".join(readable(notes[id_].text) for id_ in theme.note_ids).casefold()
        nouns = [word for word in theme.keywords if word[:1].isupper()]
        assert nouns
        assert sum(word.casefold()[:4] in text or "bän" in word.casefold() for word in theme.keywords) >= 3


def test_an_english_title_is_english() -> None:
    themes = propose_themes(board(ENGLISH, language="en"), language="en", count=4).themes
    words = " ".join(theme.title.casefold() for theme in themes)
    assert not re.search(r"\b(?:und|der|die|das)\b", words)
    assert sum(word in words for word in ("toilet", "bike", "cycl", "shop", "tree")) >= 3


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "Leerstand in der Bahnhofstraße seit Jahren, niemand kümmert sich",
            "Leerstand in der Bahnhofstraße",
        ),
        ("kein Klo, keine Bank, kein schatten", "Kein Schatten"),
        ("zu wenig sitzplätze und schatten!!!", "Zu wenig Sitzplätze und Schatten"),
        ("wir brauchen mehr öffentliche Toiletten", "Mehr öffentliche Toiletten"),
        ("Bäume und Blumen pflanzen", "Bäume und Blumen pflanzen"),
        ("Leerstand Bahnhofstr. 12", "Leerstand Bahnhofstraße 12"),
        ("baenke mit lehne", "Bänke mit Lehne"),
    ],
)
def test_a_phrase_is_spelled_as_german_is(text: str, title: str) -> None:
    assert title in phrases(text)


def test_a_phrase_neither_starts_nor_ends_in_the_middle() -> None:
    for phrase in phrases("weil in der Altstadt die Geschäfte und die Cafés nicht mehr so"):
        assert phrase.split()[0].casefold() not in {"weil", "und", "in"}
        assert phrase.split()[-1].casefold() not in {"und", "die", "so", "der"}


@pytest.mark.parametrize(
    ("dative", "nominative"),
    [
        ("Bänken", "Bänke"),
        ("Dächern", "Dächer"),
        ("Straßen", "Straßen"),
        ("Plätzen", "Plätze"),
        ("Bauen", "Bauen"),
        ("Gebäuden", "Gebäude"),
    ],
)
def test_a_noun_alone_stands_in_the_nominative(dative: str, nominative: str) -> None:
    assert without_dative(dative) == nominative


def test_what_one_person_says_of_herself_is_no_title() -> None:
    assert "Meine Kinder lieben ihn" not in phrases("meine kinder lieben ihn")


def test_cards_without_words_still_get_a_title() -> None:
    from facilitation import Decisions

    keep = Decisions(placed={"1": "t"})
    themes = propose_themes([Note("1", "!!!")], keep=keep)
    assert themes.themes[0].title == "Ohne Worte"


DEMO = Path(__file__).parents[2] / "app" / "demo" / "cards.csv"


@cache
def demo_titles() -> frozenset[str]:
    with DEMO.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    cards = [Note(str(at), row["text"], row["kind"], "", row["language"]) for at, row in enumerate(rows)]
    kinds = [[note for note in cards if note.kind == kind] for kind in ("strength", "weakness", "proposal")]
    return frozenset(theme.title for notes in kinds for theme in propose_themes(notes).themes)


def is_a_title(title: str) -> bool:
    words = {word.casefold() for word in re.findall(r"\w+", title)}
    content = words - STOP_WORDS - UNIT_WORDS
    return bool(content) and not words & UNIT_WORDS and len(title) <= 60 and title[:1].isupper()


def test_no_title_of_the_demo_is_a_unit_or_a_stop_word() -> None:
    assert all(map(is_a_title, demo_titles()))


SCRAPS = listed(
    """Uhr Stunden Tag Jahr Kind Bus Busse Bank Müll Mülleimer Samstag nicht weg los kein zu wenig abends
    Toilette Klo Markt Leute 22 Euro Parkplatz fährt Radweg Lange Zeile leer Läden morgen viele"""
)


@given(st.lists(st.lists(st.sampled_from(SCRAPS), min_size=1, max_size=6), min_size=1, max_size=30))
@few()
def test_a_title_is_never_a_stop_word_or_a_unit(cards: list[list[str]]) -> None:
    notes = [Note(str(at), " ".join(words)) for at, words in enumerate(cards)]
    titles = [theme.title for theme in propose_themes(notes).themes]
    assert len({title.casefold() for title in titles}) == len(titles)
    for title in titles:
        assert is_a_title(title)


def test_two_words_for_one_thing_make_no_pair() -> None:
    texts = ["Müll am Fluss", "Mülleimer voll", "Müll überall", "mehr Mülleimer", "Müll", "Mülleimer fehlen"]
    (theme,) = propose_themes([Note(str(at), text) for at, text in enumerate(texts)], count=1).themes
    assert " und " not in theme.title
    assert "Müll" in theme.title


def test_key_words_are_nouns_as_people_write_them() -> None:
    """Neither shouted, nor numbers and adjectives while there are nouns enough, nor half of a plural."""
    texts = [
        "fünf SCHAFE am Deich",
        "SCHAFE auf den Wiesen",
        "Insekten auf nahen Wiesen",
        "Insekten am Deich, fünf",
    ]
    notes = [Note(str(at), text) for at, text in enumerate(texts)]
    [theme] = propose_themes(notes, count=1).themes
    assert set(theme.keywords) == {"Schafe", "Wiesen", "Insekten", "Deich"}
