"""Questions, perspectives and points of view, as far as the cards carry them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation import Note, Theme, Themes, how_might_we, perspectives, point_of_view, propose_themes
from facilitation.questions import question_for
from facilitation.subjects import subjects, subjects_of
from tests.facilitation.boards import proposals, weaknesses


def two_themes() -> tuple[Themes, list[Note]]:
    notes = [
        *(Note(f"w{at}", f"Leerstand Nummer {at}", "weakness", "Handel") for at in range(4)),
        Note("w4", "Leerstand, weil die Mieten zu hoch sind", "weakness", "Handel"),
        Note("v0", "Läden günstig vermieten", "proposal", "Handel"),
        *(Note(f"p{at}", f"Stadtstrand {at}", "proposal", "Jugend") for at in range(3)),
        Note("s0", "schöner Fluss", "strength"),
    ]
    empty = Theme("t1", "Leerstand", ("Leerstand",), ("w0", "w1", "w2", "w3", "w4", "v0"), ("w0",))
    beach = Theme("t2", "Stadtstrand am Fluss", ("Stadtstrand",), ("p0", "p1", "p2", "s0"), ("p0",))
    return Themes((empty, beach)), notes


@pytest.mark.parametrize(
    ("title", "question"),
    [
        ("Zu wenig Bänke", "Wie können wir erreichen, dass es genug Bänke gibt?"),
        (
            "Keine öffentlichen Toiletten",
            "Wie können wir erreichen, dass niemand mehr sagen muss: „Keine öffentlichen Toiletten“?",
        ),
        ("Mehr öffentliche Toiletten", "Wie können wir erreichen, dass es genug öffentliche Toiletten gibt?"),
        (
            "Kein Treffpunkt",
            "Wie können wir erreichen, dass niemand mehr sagen muss: „Kein Treffpunkt“?",
        ),
        ("Keine Bänke", "Wie können wir erreichen, dass es genug Bänke gibt?"),
        ("Zu viele Autos", "Wie können wir erreichen, dass es weniger Autos gibt?"),
        (
            "Leerstand in der Webergasse",
            "Wie können wir erreichen, dass es weniger Leerstand in der Webergasse gibt?",
        ),
        ("Müll und Scherben", "Wie können wir erreichen, dass es weniger Müll und Scherben gibt?"),
        (
            "Mieten sind zu hoch!",
            "Wie können wir erreichen, dass niemand mehr sagen muss: „Mieten sind zu hoch“?",
        ),
    ],
)
def test_without_a_known_subject_a_question_is_still_grammatical(title: str, question: str) -> None:
    assert question_for(title) == question


@pytest.mark.parametrize(
    ("title", "effect"),
    [
        ("Leere Läden in der Langen Zeile", "in der Langen Zeile wieder Leben in leere Läden kommt"),
        ("Leere Läden", "wieder Leben in leere Läden kommt"),
        ("Öffentliche Toiletten", "alle, die in der Stadt unterwegs sind, schnell eine Toilette finden"),
        ("Busse fahren zu selten", "man auch ohne Auto gut in die Stadt und wieder nach Hause kommt"),
        ("Keine Bank im Schatten", "alle in der Stadt einen Platz zum Hinsetzen und Ausruhen finden"),
        ("Bänke für ältere Leute", "ältere Leute in der Stadt einen Platz zum Hinsetzen und Ausruhen finden"),
        (
            "Müll und Bänke",
            "es in der Stadt sauber ist und sauber bleibt"
            " und dass alle einen Platz zum Hinsetzen und Ausruhen finden",
        ),
        (
            "Jugend und Kultur",
            "junge Menschen in der Stadt Orte finden, an denen sie willkommen sind,"
            " und dass man auch abends etwas erleben kann",
        ),
    ],
)
def test_a_known_subject_gives_the_effect_that_a_question_aims_at(title: str, effect: str) -> None:
    question = question_for(title, subjects_of(title, ()))
    assert question == f"Wie können wir erreichen, dass {effect}?"


def test_where_the_title_says_nothing_most_cards_decide() -> None:
    cards = ["Klo zu", "keine Toilette", "WC am Markt", "abends nichts los"]
    (subject,) = subjects_of("Was uns stört", cards)
    assert subject.labels["en"] == "Public toilets"
    assert subjects_of("Was uns stört", ["Klo zu", "Bus weg", "Müll", "Bank morsch"]) == ()


def test_every_subject_is_spoken_of_in_both_languages() -> None:
    for subject in subjects():
        for language, opening in (
            ("de", "Wie können wir erreichen, dass "),
            ("en", "How might we make sure"),
        ):
            question = question_for(subject.labels[language], (subject,), language=language)
            assert question.startswith(opening)
            assert not {"{", "}"} & {*question}
            assert "  " not in question
            assert subject.needs[language]
            assert len(subject.labels[language]) <= 45


def test_an_english_question_is_english() -> None:
    assert question_for("Public toilets", language="en").startswith("How might we")


@given(st.text(min_size=1, max_size=60))
def test_any_title_becomes_one_question(title: str) -> None:
    question = question_for(title)
    assert question.startswith("Wie können wir")
    assert question.endswith("?")


def test_questions_come_from_weaknesses_with_their_cards() -> None:
    themes, notes = two_themes()
    (question,) = how_might_we(themes, notes)
    assert question.theme_id == "t1"
    assert question.evidence == ("w0", "w1", "w2")


def test_without_kinds_every_theme_gets_its_question() -> None:
    notes = [Note(note.id, note.text) for note in weaknesses()]
    themes = propose_themes(notes)
    assert [question.theme_id for question in how_might_we(themes, notes)] == [
        theme.id for theme in themes.themes
    ]


def test_a_group_is_shown_by_its_own_cards() -> None:
    themes, notes = two_themes()
    trade = next(view for view in perspectives(themes, notes) if view.group == "Handel")
    assert trade.share == {"t1": 1.0}
    assert "6 von 6 Karten" in trade.needs[0]
    assert "„Leerstand Nummer 0“" in trade.needs[0]
    assert set(trade.evidence) <= {note.id for note in notes if note.group == "Handel"}


def test_a_group_with_few_cards_is_told_as_such() -> None:
    themes, notes = two_themes()
    youth = next(view for view in perspectives(themes, notes) if view.group == "Jugend")
    assert youth.few
    assert youth.share == {}
    assert youth.needs == ("Nur 3 Karten: zu wenige, um für die Gruppe zu sprechen.",)


def test_cards_without_a_group_make_no_perspective() -> None:
    themes, notes = two_themes()
    assert {view.group for view in perspectives(themes, notes)} == {"Handel", "Jugend"}


def test_the_shares_of_a_group_add_up() -> None:
    notes = [*weaknesses(), *proposals()]
    for view in perspectives(propose_themes(notes), notes, language="en"):
        assert view.few or sum(view.share.values()) == pytest.approx(1.0)


def test_a_point_of_view_takes_the_reason_that_a_card_gives() -> None:
    themes, notes = two_themes()
    (view,) = point_of_view(themes, notes)
    assert view.reason == "„die Mieten zu hoch sind“"
    assert view.text == (
        "Die Gruppe „Handel“ braucht wieder Leben in leeren Läden, weil sie sagt: „die Mieten zu hoch sind“."
        " Ihre Idee: „Läden günstig vermieten“."
    )
    assert view.evidence[0] == "w4"


def test_need_and_reason_of_a_point_of_view_are_about_the_same() -> None:
    texts = ["Sonne brennt", "kein Schatten", "Küche um acht zu", "kein Café", "Lokale sonntags zu"]
    notes = [Note(f"g{at}", text, "weakness", "Gäste") for at, text in enumerate(texts)]
    theme = Theme("t", "Schatten und Gastronomie", (), tuple(note.id for note in notes), ("g0",))
    (view,) = point_of_view(Themes((theme,)), notes)
    assert view.text == (
        "Die Gruppe „Gäste“ braucht Orte, an denen man gern einkehrt, weil sie sagt: „Küche um acht zu“."
    )


def test_an_idea_is_told_only_where_it_is_about_the_need() -> None:
    notes = [Note(f"w{at}", "zu wenig Parkplätze", "weakness", "Handel") for at in range(4)]
    notes += [Note("p0", "Sonnensegel", "proposal", "Handel"), Note("p1", "Tiefgarage", "proposal", "Handel")]
    theme = Theme("t", "Parken", (), tuple(note.id for note in notes), ("w0",))
    (view,) = point_of_view(Themes((theme,)), notes)
    assert view.text.endswith("Ihre Idee: „Tiefgarage“.")
    assert "Sonnensegel" not in view.text


def test_without_a_known_subject_the_need_is_an_answer() -> None:
    notes = [Note(f"x{at}", f"Xylophone {at}", "weakness", "Gäste") for at in range(5)]
    theme = Theme("t", "Xylophone", (), tuple(note.id for note in notes), ("x0",))
    (view,) = point_of_view(Themes((theme,)), notes)
    assert view.need == "eine Antwort auf „Xylophone“"


def test_without_a_weakness_there_is_no_because() -> None:
    notes = [Note(f"p{at}", f"Stadtstrand {at}", "proposal", "Jugend") for at in range(5)]
    theme = Theme("t", "Stadtstrand", (), tuple(note.id for note in notes), ("p0",))
    (view,) = point_of_view(Themes((theme,)), notes)
    assert view.reason == ""
    assert "weil" not in view.text
