"""What the moderation hides is gone from the walls at once, and each of its steps can be taken back."""

import asyncio
import contextlib
import hashlib
import json
import time
from functools import partial

import pytest
from hypothesis import Phase as Stage
from hypothesis import given, settings
from hypothesis import strategies as st

from app.actions import curation
from app.models import Card
from app.rehearsal.phones import Screen
from app.writing import changes
from tests.actions.people import card_of, write_cards
from tests.actions.test_undo import A_STEP, STEPS, Desk, dump, furnished, undo_last, undoable
from tests.conftest import Town
from tests.trust.conftest import Scoring
from tests.trust.honest import Honest, Place, honest, share_of

HIDDEN = 20
WITHIN, ON_A_BUSY_MACHINE = 1.0, 5.0
GIVE_UP = 20.0
TICK = 0.005


async def hidden_after(place: Place, hall: Honest, number: int) -> list[float]:
    """Seconds until each wall shows the card no more, from the click of the moderation on."""
    text = f"Etwas, das hier nicht stehen darf, {number}"
    phone = hall.phones[number % len(hall.phones)]
    key = phone.post("strength", text)
    await until(lambda: key in phone.acked and all(text in screen.parts["stage"] for screen in hall.screens))
    moderator = hall.moderation
    clicked = time.monotonic()
    answer = await moderator.ask(f"/m/cards/{phone.acked[key].card['id']}/hide", data={"reason": "Namen"})
    assert answer.status_code == 303
    return await asyncio.gather(*(gone_after(screen, text, clicked) for screen in hall.screens))


async def gone_after(screen: Screen, text: str, clicked: float) -> float:
    await until(lambda: text not in screen.parts["stage"])
    return time.monotonic() - clicked


async def until(is_so: object) -> None:
    assert callable(is_so)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(GIVE_UP):
            while not is_so():
                await asyncio.sleep(TICK)


@pytest.mark.alone
def test_what_is_hidden_is_soon_gone_from_all_walls(place: Place, score: Scoring) -> None:
    scored(place, score, within=ON_A_BUSY_MACHINE)


@pytest.mark.nightly
def test_what_is_hidden_is_gone_from_all_walls_within_a_second(place: Place, score: Scoring) -> None:
    scored(place, score, within=WITHIN)


def scored(place: Place, score: Scoring, *, within: float) -> None:
    async def play() -> list[float]:
        async with honest(place, phones=4, screens=10) as hall:
            return [wait for number in range(HIDDEN) for wait in await hidden_after(place, hall, number)]

    waits = asyncio.run(play())
    slowest = share_of(waits, 0.99)

    score(
        "S16", promise="What the moderation hides is gone from all walls within a second",
        figure=f"{HIDDEN} cards hidden, 10 walls: p99 {slowest * 1000:.0f} ms after the click",
        passed=slowest <= within,
    )  # fmt: skip


def test_hiding_deletes_nothing(town: Town, score: Scoring) -> None:
    [card] = write_cards(town, ["Kein Licht"])
    before = row_of(town, card)
    town.act(partial(curation.hide_card, card_id=card, reason="doppelt"))
    hidden = row_of(town, card)
    town.act(partial(curation.unhide_card, card_id=card))

    score(
        "S16", promise="Hiding deletes nothing",
        figure=f"text kept while hidden: {hidden['text'] == before['text']}; "
        f"the same row after showing it again: {row_of(town, card) == before}",
        passed=hidden["text"] == before["text"] and row_of(town, card) == before,
    )  # fmt: skip


def row_of(town: Town, card_id: int) -> dict[str, object]:
    return {name: value for name, value in card_of(town, card_id).model_dump().items() if name != "version"}


def state_of(town: Town) -> str:
    """One hash over every tracked column of every row."""
    told = json.dumps(dump(town), sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()


def undone_to_the_start(town: Town, steps: list[tuple[str, int, int]]) -> int:
    """Plays the steps and takes back each of them; how many there were, all to the state before them."""
    desk = Desk(town)
    start = undoable(town)
    states = {start: state_of(town)}
    for verb, first, second in steps:
        desk.do(verb, first, second)
        states.setdefault(undoable(town), state_of(town))
    assert len(states) > len(steps) / 4, "most steps were refused"
    while (seq := undoable(town)) != start:
        assert state_of(town) == states[seq], f"after undoing down to {seq}"
        assert undo_last(town) == {"kept": ""}
    assert state_of(town) == states[start]
    return len(states) - 1


def test_any_of_the_last_fifty_steps_is_undone_to_the_same_state(town: Town, score: Scoring) -> None:
    undone: list[int] = []

    evenings = settings().max_examples // 25

    @settings(max_examples=evenings, phases=[Stage.generate])
    @given(steps=st.lists(A_STEP, min_size=STEPS - 10, max_size=STEPS))
    def play(steps: list[tuple[str, int, int]]) -> None:
        undone.append(undone_to_the_start(furnished(town.house), steps))

    play()

    score(
        "S16", promise="Each of the last fifty steps of the moderation can be taken back",
        figure=f"{len(undone)} random evenings of up to {STEPS} steps: {sum(undone)} undone, "
        "the same hash of the state after each",
        passed=len(undone) >= evenings,
    )  # fmt: skip


def test_an_undo_that_forgets_a_column_would_be_found(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    revived = changes.revived

    def forgetful(model: type[Card], values: dict[str, object]) -> dict[str, object]:
        return {name: value for name, value in revived(model, values).items() if name != "hidden_reason"}

    monkeypatch.setattr(changes, "revived", forgetful)

    with pytest.raises(AssertionError, match="after undoing"):
        undone_to_the_start(furnished(town.house), [("pin", 0, 0), ("hide", 1, 0)])
