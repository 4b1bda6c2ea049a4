"""One thought per card: a hint, never a barrier."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation import split_thoughts


@pytest.mark.parametrize(
    ("text", "thoughts"),
    [
        ("Müll; Lärm", ("Müll", "Lärm")),
        ("Parken zu teuer / Bus zu selten", ("Parken zu teuer", "Bus zu selten")),
        ("Bänke + Schatten", ("Bänke", "Schatten")),
        ("Dächer grün. Hitze ist schlimm", ("Dächer grün.", "Hitze ist schlimm")),
        ("Brunnen reparieren und außerdem Bäume pflanzen", ("Brunnen reparieren", "Bäume pflanzen")),
        ("Bus fehlt\nBank fehlt", ("Bus fehlt", "Bank fehlt")),
        ("Was soll das? Keiner hört zu!", ("Was soll das?", "Keiner hört zu!")),
        ("Zu eng in der Gasse. Zu laut am Brunnen.", ("Zu eng in der Gasse.", "Zu laut am Brunnen.")),
        (
            "Kein Baum am Rondell; und die Linie 9 kommt nie",
            ("Kein Baum am Rondell", "und die Linie 9 kommt nie"),
        ),
    ],
)
def test_joints_part_thoughts(text: str, thoughts: tuple[str, ...]) -> None:
    assert split_thoughts(text) == thoughts


@pytest.mark.parametrize(
    "text",
    [
        "Leerstand Bahnhofstr. 12-18",
        "kein Platz für Kinder u. Jugendliche",
        "Eigentümer sitzt in Luxemburg o. ä. im Ausland",
        "z. B. Bänke am Markt",
        "1 + 2 Zimmer",
        "Bürger/innen fragen",
        "24/7 offen",
        "am 3. Mai ist Fest",
        "Müll, Tauben und Scherben",
        "Toll!!!",
        "Bücherei! Auch für Kinder",
    ],
)
def test_one_thought_stays_whole(text: str) -> None:
    assert split_thoughts(text) == (text,)


@pytest.mark.parametrize(
    "text",
    [
        "Schattige Plätze. Am Rondell könnten Linden mit Bänken darunter stehen.",
        "Den Brunnen am Rathaus reparieren. Der Brunnen läuft seit Jahren nicht mehr.",
        "Das Freibad sonntags länger öffnen. Das würde vielen helfen.",
    ],
)
def test_strictly_what_explains_a_thought_is_none_of_its_own(text: str) -> None:
    assert split_thoughts(text, strictly=True) == (text,)
    assert len(split_thoughts(text)) == 2
    assert len(split_thoughts("Zu eng in der Gasse. Zu laut am Brunnen.", strictly=True)) == 2


def test_an_empty_card_has_no_thought() -> None:
    assert split_thoughts("  \n ") == ()


@given(st.text())
def test_no_letter_is_lost_except_joining_words(text: str) -> None:
    parts = split_thoughts(text)
    assert bool(parts) == bool(text.strip())
    position = 0
    for part in parts:
        position = text.index(part[:1], position)
        assert part.strip() == part
