"""From cards and dots to themes, questions, perspectives and measures. Knows values, not the web."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from facilitation.notes import KINDS, Note, Vote

if TYPE_CHECKING:
    from facilitation.action_plan import MeasureDraft, draft_measures
    from facilitation.agreement import Agreement, agreement_of
    from facilitation.background import Background
    from facilitation.clustering import propose_themes
    from facilitation.common_ground import Ground, Tally, Voice, find_common_ground
    from facilitation.contradictions import find_contradictions
    from facilitation.design_thinking import (
        Perspective,
        PointOfView,
        Question,
        how_might_we,
        perspectives,
        point_of_view,
    )
    from facilitation.ground_sentences import ground_sentence
    from facilitation.links import Link, link_themes, unanswered
    from facilitation.pairs import Pair
    from facilitation.polis import read_votes
    from facilitation.portfolio import Estimate, Idea, PlacedIdea, ideas_of, place_ideas
    from facilitation.priorities import Ranked, dot_rules, rank_by_dots, suggest_dots
    from facilitation.revisions import Change, accept, changes
    from facilitation.sorter import Sorter, Suggestion, suggest
    from facilitation.tables import NoteTable, TableError, read_note_table, read_notes, write_csv, write_xlsx
    from facilitation.themes import Decisions, Theme, Themes
    from facilitation.thoughts import split_thoughts
    from facilitation.voices import Coverage, Heard, coverage_sentence, theme_coverage, who_was_heard

__all__ = [
    "KINDS",
    "Agreement",
    "Background",
    "Change",
    "Coverage",
    "Decisions",
    "Estimate",
    "Ground",
    "Heard",
    "Idea",
    "Link",
    "MeasureDraft",
    "Note",
    "NoteTable",
    "Pair",
    "Perspective",
    "PlacedIdea",
    "PointOfView",
    "Question",
    "Ranked",
    "Sorter",
    "Suggestion",
    "TableError",
    "Tally",
    "Theme",
    "Themes",
    "Voice",
    "Vote",
    "accept",
    "agreement_of",
    "changes",
    "coverage_sentence",
    "dot_rules",
    "draft_measures",
    "find_common_ground",
    "find_contradictions",
    "ground_sentence",
    "how_might_we",
    "ideas_of",
    "link_themes",
    "perspectives",
    "place_ideas",
    "point_of_view",
    "propose_themes",
    "rank_by_dots",
    "read_note_table",
    "read_notes",
    "read_votes",
    "split_thoughts",
    "suggest",
    "suggest_dots",
    "theme_coverage",
    "unanswered",
    "who_was_heard",
    "write_csv",
    "write_xlsx",
]

_HOMES = {
    "agreement": "Agreement agreement_of",
    "background": "Background",
    "pairs": "Pair",
    "revisions": "Change accept changes",
    "sorter": "Sorter Suggestion suggest",
    "portfolio": "Estimate Idea PlacedIdea ideas_of place_ideas",
    "voices": "Coverage Heard coverage_sentence theme_coverage who_was_heard",
    "links": "Link link_themes unanswered",
    "contradictions": "find_contradictions",
    "action_plan": "MeasureDraft draft_measures",
    "clustering": "propose_themes",
    "common_ground": "Ground Tally Voice find_common_ground",
    "design_thinking": "Perspective PointOfView Question how_might_we perspectives point_of_view",
    "ground_sentences": "ground_sentence",
    "polis": "read_votes",
    "priorities": "Ranked dot_rules rank_by_dots suggest_dots",
    "tables": "NoteTable TableError read_note_table read_notes write_csv write_xlsx",
    "themes": "Decisions Theme Themes",
    "thoughts": "split_thoughts",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """Load a module when its first name is asked for: importing the package stays cheap."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
