"""Pairs that people joined or parted are kept; where they contradict each other, the later word wins."""

from hypothesis import given
from hypothesis import strategies as st

from facilitation import Decisions, Note, Pair, Themes, propose_themes
from facilitation.pairs import settle
from tests.examples import few
from tests.facilitation.boards import weaknesses

IDS = [note.id for note in weaknesses()]


def places(themes: Themes) -> dict[str, str]:
    return {card: theme.id for theme in themes.themes for card in theme.note_ids}


def test_joined_cards_come_out_together_and_parted_ones_do_not() -> None:
    keep = Decisions(together=(("rad-0", "müll-0"), ("müll-0", "bus-1")), apart=(("sitzen-0", "sitzen-5"),))
    found = places(propose_themes(weaknesses(), keep=keep))
    assert found["rad-0"] == found["müll-0"] == found["bus-1"]
    assert found["sitzen-0"] != found["sitzen-5"]


def test_cards_that_say_the_same_can_be_parted() -> None:
    notes = [*weaknesses(), Note("neu", "zu wenig Bänke")]
    found = places(propose_themes(notes, keep=Decisions(apart=(("neu", "sitzen-0"),))))
    assert found["neu"] != found["sitzen-0"]


def test_a_card_follows_its_partner_into_the_theme_it_was_placed_in() -> None:
    keep = Decisions(placed={"rad-0": "mobil"}, together=(("rad-0", "leerstand-0"),))
    found = places(propose_themes(weaknesses(), keep=keep))
    assert found["leerstand-0"] == "mobil"


def test_a_joined_card_without_words_has_the_place_of_its_partner() -> None:
    notes = [*weaknesses(), Note("stumm", "???")]
    found = places(propose_themes(notes, keep=Decisions(together=(("stumm", "rad-0"),))))
    assert found["stumm"] == found["rad-0"]


def test_three_cards_parted_from_each_other_need_three_themes() -> None:
    apart = (("rad-0", "rad-1"), ("rad-1", "rad-2"), ("rad-0", "rad-2"))
    found = places(propose_themes(weaknesses(), count=2, keep=Decisions(apart=apart)))
    assert len({found[card] for card in ("rad-0", "rad-1", "rad-2")}) == 3


def test_the_later_word_wins() -> None:
    early, late = Pair("a", "b", when=1), Pair("a", "b", when=2)
    assert settle(together=[late], apart=[early], placed={}).heaps == (("a", "b"),)
    assert settle(together=[early], apart=[late], placed={}).apart == (("a", "b"),)
    assert settle(together=[("a", "b")], apart=[("a", "b")], placed={}).heaps == ()


def test_the_later_word_wins_through_others_too() -> None:
    chain = [Pair("a", "b", when=1), Pair("b", "c", when=3)]
    settled = settle(together=chain, apart=[Pair("a", "c", when=2)], placed={})
    assert (settled.heaps, settled.apart) == ((("b", "c"),), (("a", "c"),))


def test_placed_cards_stay_where_they_were_placed() -> None:
    placed = {"a": "x", "b": "y", "c": "x"}
    settled = settle(together=[Pair("a", "b", when=9)], apart=[Pair("a", "c", when=9)], placed=placed)
    assert (settled.heaps, settled.apart) == ((), ())


pairs = st.lists(
    st.builds(Pair, st.sampled_from(IDS), st.sampled_from(IDS), st.integers(0, 9)), max_size=6
).map(tuple)


@few()
@given(pairs, pairs, st.dictionaries(st.sampled_from(IDS), st.sampled_from(["x", "y"]), max_size=4))
def test_whatever_can_be_kept_is_kept(
    together: tuple[Pair, ...], apart: tuple[Pair, ...], placed: dict[str, str]
) -> None:
    settled = settle(together=together, apart=apart, placed=placed)
    keep = Decisions(placed=placed, together=together, apart=apart)
    themes = propose_themes(weaknesses(), keep=keep)
    found = places(themes) | dict.fromkeys(themes.unsorted, "")
    assert sorted(found) == sorted(IDS)
    assert all(found[card] == theme for card, theme in placed.items())
    assert all(len({found[card] for card in heap}) == 1 for heap in settled.heaps)
    assert all(not found[one] or found[one] != found[other] for one, other in settled.apart)
