"""Columns by language, and nothing lost on the way into a table and back."""

from facilitation import (
    Note,
    Theme,
    Themes,
    Vote,
    draft_measures,
    how_might_we,
    perspectives,
    point_of_view,
    propose_themes,
    rank_by_dots,
)
from facilitation.frames import (
    COLUMNS,
    measures_frame,
    notes_frame,
    notes_from_frame,
    perspectives_frame,
    points_of_view_frame,
    questions_frame,
    themes_frame,
)
from tests.facilitation.boards import proposals, weaknesses

NOTES = [Note("1", "Bank fehlt", "weakness", "Handel"), Note("2", "???", "", "")]
THEMES = Themes((Theme("t", "Bänke", ("Bank",), ("1",), ("1",)),), ("2",))


def test_notes_keep_their_order_and_know_their_theme() -> None:
    frame = notes_frame(NOTES, THEMES)
    assert frame.to_dict("list") == {
        "quelle_id": ["1", "2"],
        "text": ["Bank fehlt", "???"],
        "typ": ["Schwäche", ""],
        "akteursgruppe": ["Handel", ""],
        "thema_nr": [1, None],
        "thema_titel": ["Bänke", ""],
    }


def test_notes_come_back_from_their_frame_in_both_languages() -> None:
    for language in ("de", "en"):
        assert notes_from_frame(notes_frame(NOTES, THEMES, language=language), language=language) == NOTES


def test_themes_show_dots_in_total_and_by_group() -> None:
    ranked = rank_by_dots(["t"], [Vote("anna", "t", 2, "Handel"), Vote("ben", "t", 1)])
    (row,) = themes_frame(THEMES, NOTES, ranked).to_dict("records")
    assert (row["punkte_gesamt"], row["rang"], row["punkte_Handel"], row["punkte_keine_angabe"]) == (
        3,
        1,
        2,
        1,
    )
    assert (row["thema_nr"], row["anzahl_karten"], row["typ"]) == (1, 1, "Schwäche")


def test_without_a_vote_there_are_no_dots() -> None:
    assert not [name for name in themes_frame(THEMES, NOTES).columns if name.startswith("punkte")]


def test_all_outputs_of_a_board_become_tables() -> None:
    notes = [*weaknesses(), *proposals()]
    themes = propose_themes(notes)
    questions, drafts = how_might_we(themes, notes), draft_measures(themes, notes, ())
    views, points = perspectives(themes, notes), point_of_view(themes, notes)
    assert len(questions_frame(questions, themes)) == len(questions) > 0
    assert len(measures_frame(drafts, themes, language="en")) == len(drafts) > 0
    assert len(perspectives_frame(views)) == len(views) > 0
    assert len(points_of_view_frame(points, themes)) == len(points) > 0


def test_no_two_columns_share_a_name() -> None:
    for side in (0, 1):
        names = [names[side] for names in COLUMNS.values()]
        assert len(set(names)) == len(names)
