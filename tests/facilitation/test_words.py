"""German as people type it on a phone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation.fields import concepts_of, fields
from facilitation.lexicon import compound_parts, noun_lemma, with_umlauts
from facilitation.spelling import clean, comparable, fold_gender, name_emoji, write_out
from facilitation.words import Speller, guess_language, readable, words_of


@pytest.mark.parametrize(
    "written",
    [
        "Bürger:innen",
        "Bürger*innen",
        "Bürger_innen",
        "BürgerInnen",
        "Bürger/-innen",
        "Bürger/innen",
        "Bürgerinnen und Bürger",
    ],
)
def test_gender_forms_are_one_word(written: str) -> None:
    assert fold_gender(written) == "Bürger"


@pytest.mark.parametrize(
    ("compound", "parts"),
    [
        ("Bahnhofstraße", {"straße"}),
        ("Wochenmarkt", {"woche", "markt"}),
        ("Spielplatz", {"spiel", "platz"}),
        ("Fahrradständer", {"ständer"}),
        ("Lieferverkehr", {"liefern", "verkehr"}),
        ("Öffnungszeit", {"öffnung", "zeit"}),
    ],
)
def test_compounds_are_taken_apart(compound: str, parts: set[str]) -> None:
    assert parts <= set(compound_parts(compound))


@pytest.mark.parametrize("word", ["Unternehmen", "Zusammenarbeit", "Sauberkeit", "Verwaltung", "Bank", "und"])
def test_words_that_are_no_compounds_stay_whole(word: str) -> None:
    assert compound_parts(word) == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Baenke", "Bänke"),
        ("Strasse", "Straße"),
        ("Gruenflaeche", "Grünfläche"),
        ("neue", "neue"),
        ("Feuerwehr", "Feuerwehr"),
    ],
)
def test_umlauts_written_out_are_understood(written: str, meant: str) -> None:
    assert with_umlauts(written) == meant


@pytest.mark.parametrize(
    ("plural", "noun"),
    [("Häuser", "Haus"), ("Bänke", "Bank"), ("Mieten", "Miete"), ("Parken", "Parken"), ("xyz", "")],
)
def test_nouns_are_found_in_the_dictionary(plural: str, noun: str) -> None:
    assert noun_lemma(plural) == noun


def test_streets_are_written_out() -> None:
    assert write_out("Bahnhofstr. 12, Obere Str.") == "Bahnhofstraße 12, Obere Straße"


def test_an_emoji_that_names_a_thing_is_a_word() -> None:
    assert "Fahrrad" in name_emoji("mehr 🚲!")
    assert "😀" in name_emoji("😀")


def test_a_word_counts_the_same_in_capitals_and_without() -> None:
    speller = Speller([readable(text) for text in ("der Müll muss weg", "müll überall", "MÜLL!!!")])
    keys = {term.key for text in ("Müll", "müll", "MÜLL") for term in speller.terms(text)}
    assert keys == {"müll"}


def test_stop_words_and_letters_are_no_terms() -> None:
    speller = Speller([])
    assert speller.terms("und die a b c es gibt nicht mehr so viele fuer uns") == []


def test_the_language_of_a_card_is_guessed() -> None:
    assert guess_language("too many cars in the centre") == "en"
    assert guess_language("zu viele Autos in der Mitte", default="en") == "de"
    assert guess_language("Parking", default="de") == "de"


def test_the_same_words_in_other_spelling_compare_equal() -> None:
    assert comparable("Mehr Bänke für Bürger:innen!!") == comparable("mehr baenke fuer BürgerInnen")


def test_the_catalogue_knows_that_different_words_mean_one_thing() -> None:
    speller = Speller([])
    concepts = [set(concepts_of(term)) for term in speller.terms("Klo WC Toilette")]
    assert len(concepts) == 3
    assert set.intersection(*concepts)


def test_every_concept_of_the_catalogue_belongs_to_a_field() -> None:
    known = fields()
    assert len(known.names) >= 20
    assert len(known.concepts) == len(known.field_of_concept)
    assert set(known.field_of_concept) == set(range(len(known.names)))


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    ready = readable(text)
    assert clean(ready) == clean(clean(ready))
    for word in words_of(ready):
        assert ready[word.begin : word.end].startswith(word.surface)
    Speller([ready]).terms(ready)


def test_the_name_of_a_town_is_no_everyday_word() -> None:
    texts = [
        "Jugend in Geldern",
        "Kino in Geldern",
        "Mehr Geld für Geldern",
        "In Leer ist es leer",
        "Busse in Leer",
    ]
    speller = Speller(texts)
    assert [[term.key for term in speller.terms(text)] for text in texts] == [
        ["jugend"], ["kino"], ["geld"], ["leer"], ["bus"],
    ]  # fmt: skip
    assert [term.key for term in Speller(["Gelder der Stadt", "in Geldern"]).terms("Geldern")] == ["geld"]
