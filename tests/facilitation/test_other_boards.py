"""Boards that are not a town's, and cards as they come: shouted, with links, the same sign over and over."""

import re

import pytest

from facilitation import Note, Theme, Themes, how_might_we, propose_themes
from facilitation.questions import is_complaint, question_for
from facilitation.words import readable
from tests.facilitation.two_languages import BOTH

CHOIR = (
    "Probe dauert zu lang", "Proben immer am Montag", "Probenraum ist kalt", "Probenraum ohne Klavier",
    "Tenöre fehlen", "zu wenig Tenöre und Bässe", "Bässe singen zu laut", "Soprane verstehen sich nicht",
    "Noten fehlen ständig", "Noten lieber digital", "Dirigent redet zu viel", "Dirigentin hat keine Zeit",
    "Konzert war super", "Konzertreise nach Prag", "Konzert ohne Publikum", "Programmhefte sehen alt aus",
    "Kasse ist leer", "Beitrag zu hoch", "Kleiderordnung abschaffen", "schwarze Kleidung ist altmodisch",
    "neue Stimmen werben", "Stimmbildung für alle", "Auftritt im Altenheim", "Toilette verstopft",
    "Schlüssel hat nur einer", "Nachwuchs fehlt", "Vorstand entscheidet allein", "Protokolle liest keiner",
)  # fmt: skip
TOWN_LABELS = re.compile("Rathaus|Toiletten|Gaststätten|Kino|Landwirtschaft|Läden|Bahn")


def notes_of(texts: tuple[str, ...], kind: str = "") -> list[Note]:
    return [Note(str(at), text, kind) for at, text in enumerate(texts)]


def test_themes_outside_a_town_are_not_named_after_what_towns_talk_about() -> None:
    titles = [theme.title for theme in propose_themes(notes_of(CHOIR)).themes]
    assert len(titles) >= 3
    assert not [title for title in titles if TOWN_LABELS.search(title)]


def test_a_board_in_capitals_is_sorted_as_one_in_small_letters() -> None:
    texts = tuple(german for pairs in BOTH.values() for _, german in pairs)
    shouted, small = (
        propose_themes(notes_of(tuple(map(change, texts)))) for change in (str.upper, str.lower)
    )
    cards = [{frozenset(theme.note_ids) for theme in themes.themes} for themes in (shouted, small)]
    assert cards[0] == cards[1]
    words = " ".join(word for theme in shouted.themes for word in (theme.title, *theme.keywords))
    assert not re.search(r"\b[A-ZÄÖÜ]{2,}\b", words)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("MEHR LICHT AM ZOB", "mehr licht am ZOB"),
        ("siehe https://example.org/karte?id=1 Radweg", "siehe Radweg"),
        ("Mail an rat@example.org bitte", "Mail an bitte"),
        ("🚲🚲 🚲", "Fahrrad"),
        ("Wlan in der Schule", "WLAN in der Schule"),
        ("Die VHS am Rathaus", "Die VHS am Rathaus"),
    ],
)
def test_a_card_is_read_without_noise(written: str, read: str) -> None:
    assert " ".join(readable(written).split()) == read


def test_no_title_says_a_word_twice() -> None:
    texts = ("🚲🚲🚲", "Rad, Rad, Rad", "Radweg Radweg Radweg", "Radweg kaputt", "Radweg am Fluss")
    for theme in propose_themes(notes_of(texts)).themes:
        words = theme.title.casefold().split()
        assert len({*words}) == len(words)


def test_less_of_it_is_asked_for_nuisances_only() -> None:
    assert "weniger Lärm" in question_for("Lärm")
    assert "weniger Lärm und Müll" in question_for("Lärm und Müll")
    assert "weniger" not in question_for("Lärm und Ruhe")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("Sommerfest war super", False), ("Halle renovieren", False), ("Küche ausgelagert", True),
        ("zu wenig gute Lehrer", True), ("Schulbegleiter fehlen", True), ("I would like more parks", False),
        ("nothing to do for teenagers", True), ("Toiletten", False),
    ],
)  # fmt: skip
def test_nobody_should_have_to_say_complaints_any_more_but_not_praise(text: str, complaint: bool) -> None:
    assert is_complaint(text) is complaint


def test_a_question_quotes_no_praise() -> None:
    notes = notes_of(("Stimmung ist super", "Chorfahrt planen", "Klang zu dumpf"), "weakness")
    themes = Themes((Theme("t", "Klang", (), tuple(note.id for note in notes), ()),))
    (question,) = how_might_we(themes, notes)
    assert "Klang zu dumpf" in question.text


def test_at_most_a_tenth_stays_unsorted_strange_cards_and_those_without_words() -> None:
    town = tuple(german for pairs in BOTH.values() for _, german in pairs)
    strange = ("Xylomtr", "Quirrzp", "Blorfik", "Zwurgel")
    board = (*town, "!!!", "???", *strange)
    assert len(propose_themes(notes_of(board)).unsorted) <= len(board) // 10
