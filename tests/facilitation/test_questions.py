"""Questions that a facilitator would keep: one grammatical sentence, no solution, no slogan."""

import re

import pytest

from facilitation import Note, Theme, Themes, how_might_we, point_of_view
from facilitation.naming import name_themes
from facilitation.questions import question_for
from facilitation.subjects import subjects, subjects_of
from facilitation.vectors import read_board
from tests.facilitation.golden import BOARDS

_FINITE = r"(?:ist|sind|gibt|wird|bleibt|haben|hat|können|kann|muss|will|[a-zäöü]{2,}(?:t|en|eln|ern))"
GERMAN = re.compile(
    rf"^Wie können wir erreichen, dass (?:[^„“?]*\b{_FINITE}(?:, [^„“?]*\b{_FINITE}|, auch [^„“?]+)?"
    rf"|[^„“?]*\b{_FINITE} und [^„“?]*"
    r"|niemand mehr sagen muss: „[^“]+“|es beim Thema „[^“]+“ für alle spürbar besser wird)\?$"
)
ENGLISH = re.compile(r"^How might we (?:make sure that|do better where|make things clearly better) [^?]+\?$")
SOLUTION = re.compile(
    r"\b(?:bauen|aufstellen|einführen|kaufen|pflanzen|verbieten|abschaffen|gründen|anschaffen|App|Parkhaus"
    r"|build|buy|install|ban|plant)\b"
)
SLOGAN = re.compile(
    r"[!]|\b(?:lebenswert|zukunftsfähig|nachhaltig|attraktiv|vibrant|sustainable|liveable)", re.I
)
TITLES = (
    "Zu wenig Bänke", "Keine Bank im Schatten", "Mehr Bäume", "Wartezeit", "Pflegekräfte", "Orchesterprobe",
    "Müll und Bänke", "Leerstand in der Webergasse", "Essen ist kalt", "Busse fahren zu selten", "Ärger!!!",
    "Fehlende Radwege", "Kein Treffpunkt", "Zu viele Sitzungen", "Wenig Nachwuchs", "Es fehlen Instrumente",
    "Läden und Handel", "Gottesdienst um acht", "IT", "Überall Baustellen", "Weniger Verkehr", "Sport",
)  # fmt: skip


def outside_quotes(question: str) -> str:
    return re.sub(r"„[^“]*“|“[^”]*”", "", question)


def is_kept(question: str, language: str = "de") -> bool:
    own = outside_quotes(question)
    shape = (ENGLISH if language == "en" else GERMAN).match(question)
    return bool(shape) and not SOLUTION.search(own) and not SLOGAN.search(own) and len(question) <= 220


@pytest.mark.parametrize("title", TITLES)
def test_any_title_makes_a_question_that_is_kept(title: str) -> None:
    assert is_kept(question_for(title))
    assert is_kept(question_for(title, subjects_of(title, ())))
    assert is_kept(question_for(title, voice="vier Stunden gewartet"))


def test_every_subject_makes_a_question_that_is_kept_alone_and_in_a_pair() -> None:
    for one, other in zip(subjects(), [*subjects()[1:], subjects()[0]], strict=True):
        for language in ("de", "en"):
            title = f"{one.labels[language]} / {other.labels[language]}"
            assert is_kept(question_for(title, (one,), language=language), language), title
            assert is_kept(question_for(title, (one, other), language=language), language), title


def board_of(name: str) -> tuple[Themes, list[Note]]:
    themes, language = BOARDS[name]
    notes = [
        Note(f"{theme}-{at}", text, "weakness", ("A", "B")[at % 2], language)
        for theme, cards in themes.items()
        for at, text in enumerate(cards)
    ]
    board = read_board([note.text for note in notes], languages=[language] * len(notes), language=language)
    rows = [[at for at, note in enumerate(notes) if note.id.startswith(f"{theme}-")] for theme in themes]
    names = name_themes(board, rows, language=language)
    made = [
        Theme(theme, name.title, name.keywords, tuple(notes[at].id for at in at_rows), ())
        for theme, name, at_rows in zip(themes, names, rows, strict=True)
    ]
    return Themes(tuple(made)), notes


@pytest.mark.parametrize("name", BOARDS)
def test_every_theme_of_a_board_gets_a_question_that_is_kept(name: str) -> None:
    themes, notes = board_of(name)
    language = BOARDS[name][1]
    questions = how_might_we(themes, notes, language=language)
    assert len(questions) == len(themes.themes)
    assert [question.text for question in questions if not is_kept(question.text, language)] == []
    assert all(question.evidence for question in questions)


def test_outside_a_town_people_speak_for_themselves() -> None:
    themes, notes = board_of("hospital")
    questions = {question.theme_id: question.text for question in how_might_we(themes, notes)}
    assert questions["essen"] == (
        "Wie können wir erreichen, dass niemand mehr sagen muss: „Essen ist kalt, wenn es kommt“?"
    )
    assert "ältere Menschen" not in questions["pflege"]


@pytest.mark.parametrize("name", [name for name, (_, language) in BOARDS.items() if language == "de"])
def test_a_point_of_view_is_one_sentence_about_one_group(name: str) -> None:
    themes, notes = board_of(name)
    views = point_of_view(themes, notes)
    assert views
    for view in views:
        assert re.fullmatch(r"Die Gruppe „[AB]“ braucht [^.!?]+(?:, weil sie sagt: „[^“]+“)?\.", view.text)
        assert view.evidence


@pytest.mark.parametrize(
    ("title", "question"),
    [
        ("Instrumente fehlen", "Wie können wir erreichen, dass es genug Instrumente gibt?"),
        (
            "Chor gründen",
            "Wie können wir erreichen, dass es beim Thema „Chor“ für alle spürbar besser wird?",
        ),
        (
            "Der Schlüssel fehlt",
            "Wie können wir erreichen, dass niemand mehr sagen muss: „Der Schlüssel fehlt“?",
        ),
    ],
)
def test_a_question_holds_no_solution_of_a_title(title: str, question: str) -> None:
    assert question_for(title) == question


def views_of(reason: str) -> tuple[str, ...]:
    texts = (
        reason,
        "Radwege zu schmal",
        "Radweg endet",
        "Radweg kaputt",
        "Radwege fehlen",
        "Radweg voller Löcher",
    )
    notes = [Note(str(at), text, "weakness", "Jugend") for at, text in enumerate(texts)]
    theme = Theme("t", "Radwege", ("Radwege",), tuple(note.id for note in notes), ())
    return tuple(view.reason for view in point_of_view(Themes((theme,)), notes))


@pytest.mark.parametrize(
    ("card", "reason"),
    [
        ("Radweg nötig, weil die Autos z. B. morgens rasen.", "„die Autos z. B. morgens rasen“"),
        ("Radweg, weil vom öffentl. Geld", "„Radweg, weil vom öffentl. Geld“"),
        ("Wo ist der Radweg denn hin gekommen?", "„Wo ist der Radweg denn hin gekommen“"),
    ],
)
def test_a_reason_is_a_whole_clause_of_a_card(card: str, reason: str) -> None:
    assert views_of(card) == (reason,)
