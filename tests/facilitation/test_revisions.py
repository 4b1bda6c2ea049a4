"""What a proposal changes, one thing at a time."""

import random
from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from facilitation import Theme, Themes, accept, changes

CARDS = [f"k{at}" for at in range(12)]
PLACES = ("", "a", "b", "c", "d")


def theme(id_: str, *cards: str, title: str = "") -> Theme:
    return Theme(id_, title or id_.upper(), (), cards, cards[:3])


def said(before: Themes, after: Themes) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [(change.kind, change.theme, change.other, change.cards) for change in changes(before, after)]


def test_nothing_new_is_no_change() -> None:
    board = Themes((theme("a", "1", "2"),), ("3",))
    assert changes(board, board) == ()


def test_new_cards_come_to_a_theme() -> None:
    before = Themes((theme("a", "1"),), ("2", "3"))
    after = Themes((theme("a", "1", "2", "3"),))
    assert said(before, after) == [("added", "a", "", ("2", "3"))]
    assert accept(before, changes(before, after)[0]) == after


def test_a_theme_is_split() -> None:
    before = Themes((theme("a", "1", "2", "3", "4"),))
    after = Themes((theme("a", "1", "2"), theme("b", "3", "4")))
    assert said(before, after) == [("split", "b", "a", ("3", "4"))]


def test_two_themes_are_merged() -> None:
    before = Themes((theme("a", "1", "2"), theme("b", "3", "4")))
    after = Themes((theme("a", "1", "2", "3", "4"),))
    assert said(before, after) == [("merged", "a", "b", ("3", "4"))]
    assert accept(before, changes(before, after)[0]) == after


def test_a_theme_is_dissolved() -> None:
    before = Themes((theme("a", "1"), theme("b", "2", "3")))
    after = Themes((theme("a", "1"),), ("2", "3"))
    assert said(before, after) == [("dissolved", "b", "", ("2", "3"))]


def test_a_new_title_is_a_change_of_its_own() -> None:
    before = Themes((theme("a", "1", title="Bus"), theme("b", "2")))
    after = Themes((theme("a", "1", title="Bus und Bahn"), theme("b", "2")))
    (change,) = changes(before, after)
    assert (change.kind, change.title) == ("renamed", "Bus und Bahn")
    assert accept(before, change) == after


def test_cards_go_from_theme_to_theme_and_out() -> None:
    before = Themes((theme("a", "1", "2", "3"), theme("b", "4")))
    after = Themes((theme("a", "1"), theme("b", "4", "2")), ("3",))
    assert said(before, after) == [("loosened", "a", "", ("3",)), ("moved", "b", "a", ("2",))]


def test_a_change_alone_leaves_the_rest_as_it_is() -> None:
    before = Themes((theme("a", "1", "2"), theme("b", "3")), ("4",))
    after = Themes((theme("a", "1"), theme("b", "3", "2", "4", title="Neu")))
    added = next(change for change in changes(before, after) if change.kind == "added")
    result = accept(before, added)
    assert [(each.id, each.title, each.note_ids) for each in result.themes] == [
        ("a", "A", ("1", "2")),
        ("b", "B", ("3", "4")),
    ]


@st.composite
def boards(draw: st.DrawFn) -> Themes:
    places = [draw(st.sampled_from(PLACES)) for _ in CARDS]
    ids = sorted(({*places} | {*draw(st.lists(st.sampled_from(PLACES), max_size=1))}) - {""})
    found = []
    for id_ in ids:
        cards = draw(
            st.permutations([card for card, place in zip(CARDS, places, strict=True) if place == id_])
        )
        words = draw(st.lists(st.sampled_from(["Bus", "Bank"]), max_size=2, unique=True))
        title = draw(st.sampled_from(["Eins", "Zwei"]))
        found.append(Theme(id_, title, (*words,), (*cards,), (*cards[:2],), draw(st.booleans())))
    return Themes((*found,), tuple(card for card, place in zip(CARDS, places, strict=True) if not place))


def settled(themes: Themes) -> tuple[dict[str, Theme], set[str]]:
    return {theme.id: theme for theme in themes.themes}, set(themes.unsorted)


@given(boards(), boards(), st.randoms(use_true_random=False))
def test_all_changes_in_any_order_give_the_proposal(
    before: Themes, after: Themes, draw: random.Random
) -> None:
    found = list(changes(before, after))
    assert len({change.key for change in found}) == len(found)
    draw.shuffle(found)
    assert settled(reduce(accept, found, before)) == settled(after)


@given(boards(), boards(), st.integers(0, 30))
def test_some_changes_lose_and_double_no_card(before: Themes, after: Themes, some: int) -> None:
    found = changes(before, after)
    result = reduce(accept, found[: some % (len(found) + 1)], before)
    cards = [card for theme in result.themes for card in theme.note_ids]
    assert sorted([*cards, *result.unsorted]) == sorted(CARDS)
