"""Ideas by impact and effort."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation import Estimate, Idea, ideas_of, place_ideas, propose_themes
from facilitation.portfolio import LABELS
from tests.facilitation.boards import proposals, weaknesses

BENCH = Idea("bench", "Bänke aufstellen", ("k1",))


def said(idea: str, *pairs: tuple[int, int]) -> list[Estimate]:
    return [Estimate(f"p{at}", idea, impact, effort) for at, (impact, effort) in enumerate(pairs)]


@pytest.mark.parametrize(
    ("impact", "effort", "quadrant"),
    [(5, 1, "quick_win"), (4, 5, "strategic"), (1, 2, "filler"), (2, 4, "not_now"), (3, 3, "filler")],
)
def test_an_idea_stands_in_one_of_four_fields(impact: int, effort: int, quadrant: str) -> None:
    (placed,) = place_ideas([BENCH], said("bench", (impact, effort)))
    assert placed.quadrant == quadrant
    assert (placed.impact, placed.effort, placed.estimates) == (impact, effort, 1)
    assert not placed.sure


def test_a_field_is_sure_when_chance_does_not_explain_it() -> None:
    """Impact 5, 4, 5: mean 4.67, standard error 0.33; effort 3, 2, 3: 2.67, 0.33 < 1.645 · 0.33."""
    (wavering,) = place_ideas([BENCH], said("bench", (5, 3), (4, 2), (5, 3)))
    assert (wavering.quadrant, wavering.sure) == ("quick_win", False)
    (sure,) = place_ideas([BENCH], said("bench", (5, 1), (4, 2), (5, 1)))
    assert (sure.quadrant, sure.sure) == ("quick_win", True)


def test_quick_wins_come_first_and_what_nobody_weighed_last() -> None:
    ideas = [Idea("none", ""), Idea("late", ""), Idea("big", ""), Idea("quick", "")]
    estimates = [*said("late", (1, 5)), *said("big", (5, 5)), *said("quick", (5, 1))]
    assert [placed.idea.id for placed in place_ideas(ideas, estimates)] == ["quick", "big", "late", "none"]


def test_the_later_estimate_of_a_person_counts() -> None:
    (placed,) = place_ideas([BENCH], [Estimate("p", "bench", 1, 1), Estimate("p", "bench", 5, 1)])
    assert (placed.impact, placed.estimates) == (5, 1)


def test_estimates_go_from_one_to_five() -> None:
    with pytest.raises(ValueError, match="1 to 5"):
        place_ideas([BENCH], [Estimate("p", "bench", 0, 3)])


def test_ideas_are_the_themes_with_proposals_and_know_their_cards() -> None:
    notes = [*weaknesses(), *proposals()]
    kinds = {note.id: note.kind for note in notes}
    ideas = ideas_of(propose_themes(notes), notes)
    assert ideas
    assert all(idea.evidence and {kinds[id_] for id_ in idea.evidence} == {"proposal"} for idea in ideas)


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), max_size=12))
def test_every_estimated_idea_has_a_field(pairs: list[tuple[int, int]]) -> None:
    (placed,) = place_ideas([BENCH], said("bench", *pairs))
    assert (placed.quadrant in LABELS) == bool(pairs)
    assert placed.estimates == len(pairs)
