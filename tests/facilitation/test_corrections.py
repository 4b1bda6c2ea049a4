"""A card that a person puts elsewhere takes the cards with it that say the same, and no others."""

import pytest

from facilitation import Decisions, Note, Themes, accept, changes, propose_themes

SHADE = (
    "Bank im Schatten am Rathaus",
    "Bank im Schatten am Rathaus, bitte",
    "bank im Schaten am Rathaus!",
)
BENCHES = (
    "zu wenig Bänke", "Bänke ohne Lehne", "Sitzplätze fehlen, gerade für ältere Leute",
    "man kann sich nirgends hinsetzen", "Bänke am Fluss kaputt", "Sitzbank an der Haltestelle",
)  # fmt: skip
TREES = (
    "Bäume werden gefällt", "mehr Bäume pflanzen", "Blumen und Bäume am Markt", "alte Bäume erhalten",
    "Beete bepflanzen", "Blühwiese für Bienen", "mehr Grün im Zentrum",
)  # fmt: skip
BUSES = (
    "Bus fährt nach 20 Uhr nicht mehr",
    "sonntags kein Bus",
    "Busse viel zu selten",
    "Ticket für den Bus zu teuer",
)


def board() -> list[Note]:
    named = {"schatten": SHADE, "bank": BENCHES, "baum": TREES, "bus": BUSES}
    return [Note(f"{name}-{at}", text) for name, texts in named.items() for at, text in enumerate(texts)]


def members(themes: Themes) -> dict[str, tuple[str, ...]]:
    return {theme.id: theme.note_ids for theme in themes.themes}


def place_of(themes: Themes, card: str) -> str:
    return next(theme.id for theme in themes.themes if card in theme.note_ids)


@pytest.fixture(scope="module")
def first() -> Themes:
    return propose_themes(board(), count=3)


def corrected(first: Themes, **placed: str) -> Themes:
    keep = Decisions(
        placed={card.replace("_", "-"): theme for card, theme in placed.items()}, previous=members(first)
    )
    return propose_themes(board(), keep=keep)


def test_the_board_puts_shaded_benches_with_the_benches(first: Themes) -> None:
    assert {place_of(first, f"schatten-{at}") for at in range(3)} == {place_of(first, "bank-0")}
    assert place_of(first, "baum-0") != place_of(first, "bank-0") != place_of(first, "bus-0")


def test_cards_that_say_the_same_follow_a_corrected_one(first: Themes) -> None:
    again = corrected(first, schatten_0=place_of(first, "baum-0"))
    assert {place_of(again, f"schatten-{at}") for at in range(3)} == {place_of(first, "baum-0")}


def test_cards_that_a_person_placed_stay(first: Themes) -> None:
    again = corrected(first, schatten_0=place_of(first, "baum-0"), schatten_1=place_of(first, "bank-0"))
    assert place_of(again, "schatten-1") == place_of(first, "bank-0")


def test_all_other_cards_stay_where_they_are(first: Themes) -> None:
    again = corrected(first, schatten_0=place_of(first, "baum-0"))
    others = [note.id for note in board() if not note.id.startswith("schatten")]
    assert {card: place_of(again, card) for card in others} == {
        card: place_of(first, card) for card in others
    }


def test_what_follows_is_shown_as_one_change_and_comes_only_by_consent(first: Themes) -> None:
    trees, benches = place_of(first, "baum-0"), place_of(first, "bank-0")
    found = changes(first, corrected(first, schatten_0=trees))
    (move,) = [change for change in found if change.moves]
    assert (move.kind, move.theme, move.other) == ("moved", trees, benches)
    assert {*move.cards} == {"schatten-0", "schatten-1", "schatten-2"}
    assert place_of(first, "schatten-1") == benches
    assert place_of(accept(first, move), "schatten-1") == trees


def test_the_same_words_follow_however_many_cards_say_them(first: Themes) -> None:
    notes = [*board(), *(Note(f"schatten-{at}", SHADE[0]) for at in range(3, 6))]
    before = propose_themes(notes, count=3)
    trees = place_of(before, "baum-0")
    keep = Decisions(placed={"schatten-0": trees}, previous=members(before))
    again = propose_themes(notes, keep=keep)
    assert {place_of(again, f"schatten-{at}") for at in (0, 3, 4, 5)} == {trees}


def test_the_same_words_stay_where_a_person_parted_them(first: Themes) -> None:
    keep = Decisions(
        placed={"schatten-0": place_of(first, "baum-0")},
        previous=members(first),
        apart=(("schatten-0", "schatten-1"),),
    )
    again = propose_themes(board(), keep=keep)
    assert place_of(again, "schatten-1") == place_of(first, "schatten-1")
