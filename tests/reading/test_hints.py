"""What the machine reads out of a board comes beside it, and only while somebody looks."""

from functools import partial
from time import monotonic, sleep

import pytest

from app.actions.curation import move_card
from app.analysis import Wall
from app.computing import computed
from app.models import Theme
from app.reading.board import Board
from app.reading.hall import Hall
from app.reading.hints import MOST_BOARDS, Hints, Kept, Reading
from tests.actions.people import make_theme, write_cards
from tests.conftest import Town

LIGHT = ["Am Bahnhof fehlt Licht", "Licht am Bahnhof ist kaputt", "Am Bahnhof ist es dunkel, kein Licht"]
BUS = ["Der Bus kommt zu selten", "Der Bus fährt abends nicht", "Kein Bus am Sonntag"]


def board(town: Town, hints: Hints | None = None) -> Board:
    with town.house.database.reading() as session:
        hall = Hall(session, town.conference(session))
        seen = Board(hall, "weakness", hints or town.house.hints)
        assert seen.reading and seen.themes and seen.by_theme is not None
        return seen


def settled(town: Town) -> Board:
    board(town)
    town.house.hints.settle()
    return board(town)


def test_a_loose_card_gets_a_theme_a_moment_later(town: Town) -> None:
    chosen = write_cards(town, [*LIGHT, *BUS, "Licht am Bahnhof fehlt abends", "Rathaus"])
    light, _ = make_theme(town, "Licht", chosen[:3]), make_theme(town, "Bus", chosen[3:6])

    first = board(town)
    assert first.awaits == "soon"
    assert first.reading == Reading()

    seen = settled(town)
    assert seen.awaits == ""
    found = {card.id: seen.suggested(card) for card in seen.loose}
    assert isinstance(found[chosen[6]], Theme) and found[chosen[6]].id == light  # type: ignore[union-attr]


def test_only_boards_that_were_looked_at_lately_are_kept(town: Town) -> None:
    hints = town.house.hints
    for number in range(MOST_BOARDS + 5):
        hints.of(9_000 + number, "weakness", state=1)
        hints.settle()
    hints.of(9_000 + 5, "weakness", state=1)
    hints.of(9_999, "weakness", state=1)

    assert len(hints.boards) == MOST_BOARDS
    assert (9_005, "weakness") in hints.boards and (9_006, "weakness") not in hints.boards


def test_a_card_that_a_person_took_out_gets_no_suggestion(town: Town) -> None:
    chosen = write_cards(town, [*LIGHT, *BUS, "Licht am Bahnhof fehlt abends"])
    make_theme(town, "Licht", chosen[:3])
    make_theme(town, "Bus", chosen[3:6])
    town.act(partial(move_card, card_id=chosen[6], theme_id=None))
    seen = settled(town)
    assert [seen.suggested(card) for card in seen.loose] == [None]


def test_near_duplicates_stand_together_and_thoughts_are_counted(town: Town) -> None:
    chosen = write_cards(
        town,
        ["Am Bahnhof fehlt Licht", "Der Bus kommt nie", "Am Bahnhof fehlt Licht!", "Zu eng; zu laut hier"],
    )
    make_theme(town, "Alles", chosen)
    seen = settled(town)
    heaps = [[card.id for card in heap] for heap in seen.stacked(seen.cards)]
    assert heaps == [[chosen[0], chosen[2]], [chosen[1]], [chosen[3]]]
    assert [seen.has_several(card) for card in seen.cards] == [False, False, False, True]
    assert seen.thoughts_of(seen.cards[3]) == ["Zu eng", "zu laut hier", ""]


def test_many_cards_are_read_in_a_process_of_their_own(town: Town) -> None:
    chosen = write_cards(town, [*LIGHT, *BUS, "Licht am Bahnhof fehlt abends"])
    light = make_theme(town, "Licht", chosen[:3])
    hints = Hints(town.house.database, many=2)
    board(town, hints)
    hints.settle()
    seen = board(town, hints)
    hints.close()
    assert seen.awaits == ""
    assert set(seen.reading.coverage) == {light}
    assert chosen[6] in seen.reading.suggested


def test_hints_end_with_their_house(town: Town) -> None:
    hints = Hints(town.house.database)
    hints.of(town.conference_id, "weakness", state=1)
    hints.close()
    hints.settle()


class Slow(Hints):
    """It thinks for a minute about each board."""

    def _think(self, kept: Kept, seen: Wall, kind: str) -> None:
        computed(sleep, 60)


def test_a_house_that_closes_does_not_wait_for_what_is_being_thought(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    hints = Slow(town.house.database)
    hints.of(town.conference_id, "weakness", state=1)
    began = monotonic()

    hints.close()

    assert monotonic() - began < 30
    assert "hints_failed" not in caplog.text
