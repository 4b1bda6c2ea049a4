"""What people decided comes out untouched."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from facilitation import Decisions, Note, Theme, Themes, propose_themes
from tests.examples import few
from tests.facilitation.boards import GERMAN, proposals, weaknesses

THEME_IDS = ("t1", "t2", "t3")


def members(themes: Themes) -> dict[str, tuple[str, ...]]:
    return {theme.id: theme.note_ids for theme in themes.themes}


def theme_of(themes: Themes, note_id: str) -> Theme:
    return next(theme for theme in themes.themes if note_id in theme.note_ids)


def test_a_placed_card_comes_out_in_its_theme() -> None:
    first = propose_themes(weaknesses())
    target = theme_of(first, "rad-1").id
    keep = Decisions(placed={"müll-2": target}, previous=members(first))
    assert theme_of(propose_themes(weaknesses(), keep=keep), "müll-2").id == target


def test_a_theme_made_by_hand_survives_with_its_cards_apart() -> None:
    keep = Decisions(
        placed={"bus-0": "eigenes", "rad-1": "eigenes"}, titles={"eigenes": "Zum Bahnhof kommen"}
    )
    themes = propose_themes(weaknesses(), keep=keep)
    own = next(theme for theme in themes.themes if theme.id == "eigenes")
    assert {"bus-0", "rad-1"} <= set(own.note_ids)
    assert own.title == "Zum Bahnhof kommen"


def test_cards_like_the_placed_ones_follow_them() -> None:
    placed = {"müll-0": "sauber", "müll-1": "sauber", "müll-4": "sauber"}
    themes = propose_themes(weaknesses(), keep=Decisions(placed=placed))
    own = next(theme for theme in themes.themes if theme.id == "sauber")
    assert len([id_ for id_ in own.note_ids if id_.startswith("müll")]) > 3


def test_an_empty_theme_with_a_title_survives() -> None:
    themes = propose_themes(weaknesses()[:12], keep=Decisions(titles={"leer": "Noch ohne Karten"}))
    assert next(theme for theme in themes.themes if theme.id == "leer").title == "Noch ohne Karten"


def test_a_finished_theme_keeps_exactly_its_cards() -> None:
    first = propose_themes(weaknesses())
    done = theme_of(first, "rad-0")
    more = [*weaknesses(), Note("neu-1", "Radweg viel zu schmal"), Note("neu-2", "Fahrradständer fehlen")]
    keep = Decisions(finished=frozenset({done.id}), previous=members(first))
    again = next(theme for theme in propose_themes(more, keep=keep).themes if theme.id == done.id)
    assert set(again.note_ids) == set(done.note_ids)
    assert again.finished


def test_proposing_again_changes_nothing() -> None:
    first = propose_themes(weaknesses())
    again = propose_themes(weaknesses(), keep=Decisions(previous=members(first)))
    assert {id_: set(ids) for id_, ids in members(again).items()} == {
        id_: set(ids) for id_, ids in members(first).items()
    }


def test_a_tenth_more_cards_moves_hardly_any_card() -> None:
    notes = weaknesses()
    first = propose_themes(notes)
    more = [*notes, *proposals()[:3]]
    again = propose_themes(more, keep=Decisions(previous=members(first)))
    moved = [note.id for note in notes if theme_of(first, note.id).id != theme_of(again, note.id).id]
    assert len(moved) <= len(notes) / 10


def test_themes_keep_their_identity_when_the_pile_doubles() -> None:
    names = [name for name in GERMAN if name != "jugend"]
    few = [note for note in weaknesses() if note.id[-1] in "0246"]
    first = propose_themes(few)
    again = propose_themes(weaknesses(), keep=Decisions(previous=members(first)))
    assert set(members(again)) & set(members(first))
    assert all(theme_of(again, f"{name}-0") for name in names)


def test_a_wish_for_another_number_of_themes_is_followed() -> None:
    first = propose_themes(weaknesses())
    again = propose_themes(weaknesses(), count=3, keep=Decisions(previous=members(first)))
    assert len(again.themes) == 3
    assert set(members(again)) <= set(members(first))


def test_new_themes_take_no_id_that_is_known() -> None:
    first = propose_themes(weaknesses())
    keep = Decisions(placed={"bus-0": "new-1"}, finished=frozenset({"new-2"}), previous=members(first))
    again = propose_themes([*weaknesses(), *proposals()], keep=keep)
    assert len({theme.id for theme in again.themes}) == len(again.themes)


def test_decisions_about_cards_that_are_gone_do_no_harm() -> None:
    keep = Decisions(placed={"weg": "t"}, previous={"u": ("auch-weg", "bus-0")}, finished=frozenset({"u"}))
    themes = propose_themes(weaknesses(), keep=keep)
    assert members(themes)["u"] == ("bus-0",)


note_ids = st.sampled_from([note.id for note in weaknesses()])
decisions = st.builds(
    Decisions,
    placed=st.dictionaries(note_ids, st.sampled_from(THEME_IDS), max_size=6),
    titles=st.dictionaries(st.sampled_from(THEME_IDS), st.text(min_size=1, max_size=20), max_size=2),
    finished=st.frozensets(st.sampled_from(THEME_IDS), max_size=2),
    previous=st.lists(note_ids, max_size=20, unique=True).map(
        lambda ids: {theme: tuple(ids[at :: len(THEME_IDS)]) for at, theme in enumerate(THEME_IDS)}
    ),
)


@few()
@given(decisions, st.one_of(st.none(), st.integers(1, 8)))
def test_any_decisions_are_kept(keep: Decisions, count: int | None) -> None:
    themes = propose_themes(weaknesses(), keep=keep, count=count)
    found = members(themes)
    counted = Counter(id_ for ids in found.values() for id_ in ids) + Counter(themes.unsorted)
    assert counted == Counter(note.id for note in weaknesses())
    assert all(note_id in found[theme] for note_id, theme in keep.placed.items())
    assert all(
        next(t for t in themes.themes if t.id == id_).title == title for id_, title in keep.titles.items()
    )
    for theme in keep.finished:
        stays = {id_ for id_ in keep.previous.get(theme, ()) if keep.placed.get(id_, theme) == theme}
        assert set(found[theme]) == stays | {id_ for id_, place in keep.placed.items() if place == theme}
