"""What the moderation sees first, and what it need not see."""

import pytest

from app.screening import EACH, FAST, LINK, NAME, NUMBER, SO_MANY, WORD, why_held


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Mehr auf www.beispiel-laden.de/rabatt", LINK),
        ("Schreibt mir: anna@example.org", LINK),
        ("Ruft an: 0371 / 48 88-0", NUMBER),
        ("+49 (0) 371 4880", NUMBER),
        ("Herr Krause vom Tiefbauamt schläft", NAME),
        ("Frau Dr. von Berg soll gehen", NAME),
        ("Das hat @mona_k versprochen", NAME),
        ("Ihr seid doch alle Vollidioten!", WORD),
        ("So ein ARSCHLOCH", WORD),
    ],
)
def test_what_may_hurt_somebody_is_held(text: str, reason: str) -> None:
    assert why_held(text, mode="held") == reason
    assert why_held(text, mode="") == ""


@pytest.mark.parametrize(
    "text",
    [
        "Seit dem 21.11.2026 fährt kein Bus",
        "2035–2040 alle Dächer mit Solar",
        "12.000.000 Euro für ein Parkhaus sind zu viel",
        "Die 3 und die 14 fahren nur alle 20 Minuten, am 1. 5. gar nicht",
        "Frau und Mann gleich bezahlen",
        "Herrliche Bäume am Fluss, z.B. am Wehr",
        "Bürgermeister und Rat sollen antworten",
        "Mehr Bänke – bitte mit Lehne!",
        "Kitas: 7 Uhr bis 17 Uhr, Plätze für 1200 Kinder",
    ],
)
def test_what_people_write_on_such_evenings_is_not_held(text: str) -> None:
    assert why_held(text, mode="held") == ""


def test_the_conference_has_words_of_its_own() -> None:
    assert why_held("Der Schlossparkskandal muss auf den Tisch", mode="held", words="Schlosspark\n\n") == WORD
    assert why_held("Der Park am Schloss ist schön", mode="held", words="Schlosspark\n\n") == ""


def test_who_sends_faster_than_people_write_is_looked_at() -> None:
    assert why_held("noch eine", mode="held", lately=SO_MANY - 1) == ""
    assert why_held("noch eine", mode="held", lately=SO_MANY) == FAST


def test_every_card_is_held_where_the_phase_says_so() -> None:
    assert why_held("Mehr Bänke", mode="all") == EACH
