"""However a device was disconnected, it shows in the end what a fresh one shows."""

import asyncio
import faulthandler
import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase as Turn
from hypothesis import settings as how
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from app import clock
from app.clock import Clock
from app.house import House, close_house, open_house
from app.settings import Settings
from app.stream import parts
from app.stream.parts import EVENTS
from tests.actions.test_undo import VERBS
from tests.databases import spare_the_disk
from tests.trust.conftest import Scoring
from tests.trust.guests import OFTEN, SELDOM
from tests.trust.play import Play
from tests.trust.stage import Stage
from tests.trust.tours import TOURS

NUMBER = st.integers(0, 30)
Step = tuple[str, int, int]
NETWORK = ("leave", "connect", "stall", "read", "fill", "fetch")
HEAVY = {"propose", "think", "take"}
LIGHT = [verb for verb in VERBS if verb not in HEAVY]
TOUR = (
    "go:1 come:0 choose:1 write:0 go:2 write:2 write:5 write:8 correct:1 withdraw:2 bring:1 retitle:1 "
    "reorder:20 hide:0 unhide:0 pin:0 kind:1 make:0 make:3 move:5 split:4 rename:0 finish:0 merge:0 "
    "dissolve:0 propose:0 make:0 make:3 make:5 release:1 time:0 screen:0 brake:0 brake:1 go:3 undo:0 "
    "ask:0 go:3 vote:0 "
    "vote:1 undo:0 go:3 close:0 reveal:0 take:2 add_sheet:0 fill_in:0 show:0 throw_away:1 think:0 go:4 "
    "add_sheet:1 claim:0 free:0 claim:1 free:1 go:5 commit:0 commit:1 commit:2 commit:3 revoke:0 end:0 "
    "forget:0"
)


@pytest.fixture
def still() -> Iterator[None]:
    """What a screen says of the time is the same whenever it is drawn."""
    usual = clock.clock()
    clock.use(Clock(steady=lambda: 0.0))
    yield
    clock.use(usual)


@pytest.fixture
def house(tmp_path: Path, still: None) -> Iterator[House]:
    house = open_house(Settings(data=tmp_path / "var"))
    spare_the_disk(house.database)
    yield house
    close_house(house)


def bursts(verbs: Sequence[str]) -> st.SearchStrategy[list[Step]]:
    """What happens within one beat."""
    return st.lists(st.tuples(st.sampled_from(verbs), NUMBER, NUMBER), min_size=1, max_size=5)


def schedules(house: House, loop: asyncio.AbstractEventLoop, wrong: list[str], seen: set[str]) -> Any:
    class Screens(RuleBasedStateMachine):
        @initialize()
        def open(self) -> None:
            self.play = Play(house, loop)

        @rule(steps=bursts(LIGHT), wait=st.booleans())
        def moderate(self, steps: list[Step], wait: bool) -> None:
            self.do(steps, wait)

        @rule(steps=bursts(OFTEN), wait=st.booleans())
        def take_part(self, steps: list[Step], wait: bool) -> None:
            self.do(steps, wait)

        @rule(steps=bursts(SELDOM))
        def prepare(self, steps: list[Step]) -> None:
            self.do(steps, False)

        @rule(what=st.lists(st.tuples(st.sampled_from(NETWORK), NUMBER), min_size=1, max_size=4))
        def happen(self, what: list[tuple[str, int]]) -> None:
            for name, number in what:
                self.play.happen(name, number)

        @rule(number=NUMBER)
        def restore(self, number: int) -> None:
            self.play.restore(number)

        def do(self, steps: list[Step], wait: bool) -> None:
            for step in steps:
                self.play.do(*step)
            if wait:
                self.play.breathe()

        def teardown(self) -> None:
            found = self.play.settle()
            seen.update(self.play.events())
            self.play.close()
            wrong.extend(found)
            assert not found, found

    return Screens


def played(house: House, count: int, steps: int, *, same_each_time: bool) -> set[str]:
    """So many schedules; the types of events that occurred in them."""
    wrong: list[str] = []
    seen: set[str] = set()
    loop = asyncio.new_event_loop()
    given = how(
        max_examples=count, stateful_step_count=steps, deadline=None, derandomize=same_each_time,
        database=None, phases=[Turn.generate, Turn.shrink],
    )  # fmt: skip
    try:
        run_state_machine_as_test(schedules(house, loop, wrong, seen), settings=given)
    finally:
        loop.close()
    return seen


def toured(house: House, tour: str = TOUR) -> tuple[set[str], list[str]]:
    """One schedule in which everything happens once, and half of the devices miss half of it."""
    loop = asyncio.new_event_loop()
    try:
        play = Play(house, loop)
        for at, (verb, _, number) in enumerate(step.partition(":") for step in tour.split()):
            play.do(verb, int(number), int(number) + 1)
            play.wander(at)
            play.happen("fetch", at)
        found, seen = play.settle(), play.events()
        play.close()
        return seen, found
    finally:
        loop.close()


def walked(
    house: House, run_of_show: str, tour: Callable[[Stage], None], *, every: int
) -> tuple[set[str], list[str]]:
    """Another evening; what is wrong on a device that is there is told after so many steps."""
    loop = asyncio.new_event_loop()
    wrong: list[str] = []
    steps = itertools.count()
    try:
        play = Play(house, loop, run_of_show)

        def stepped() -> None:
            play.wander(at := next(steps))
            if at % every == 0:
                wrong.extend(play.amiss())

        tour(Stage(play.town, stepped=stepped, acted=play.acted))
        wrong.extend(play.settle())
        seen = play.events()
        play.close()
        return seen, wrong
    finally:
        loop.close()


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.nightly)])
def test_every_event_reaches_every_screen_that_it_concerns(house: House, score: Scoring, every: int) -> None:
    seen, found = toured(house)
    for run_of_show, tour in TOURS.items():
        here, wrong = walked(house, run_of_show, tour, every=every)
        seen |= here
        found += wrong

    score(
        "R13", promise="Whatever happens, a screen shows what a fresh one shows",
        figure=f"{len(seen)} of {len(EVENTS)} types of events in one evening: {len(found)} parts differ",
        passed=seen == set(EVENTS) and not found, missing=sorted(set(EVENTS) - seen), differ=found,
    )  # fmt: skip


def scored(house: House, count: int, steps: int, score: Scoring, *, same_each_time: bool) -> None:
    seen = played(house, count, steps, same_each_time=same_each_time)
    score(
        "R13", promise="However a device was disconnected, it shows what a fresh one shows",
        figure=f"{count} random schedules of {steps} steps, {len(seen)} types of events: none differs",
        passed=True, never_seen=sorted(set(EVENTS) - seen),
    )  # fmt: skip


def test_a_device_that_comes_and_goes_shows_what_a_fresh_one_shows(house: House, score: Scoring) -> None:
    scored(house, 15, 6, score, same_each_time=True)


@pytest.mark.nightly
def test_devices_that_come_and_go_show_what_fresh_ones_show(house: House, score: Scoring) -> None:
    faulthandler.cancel_dump_traceback_later()  # it takes its time
    scored(house, 2_000, 12, score, same_each_time=False)


def test_an_event_that_forgets_a_screen_would_be_found(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    forgetful = {**EVENTS, "card_hidden": EVENTS["undo_passed"]}
    monkeypatch.setattr(parts, "EVENTS", forgetful)

    _, found = toured(house, f"{6 * 'write:2 '} hide:0")

    assert {entry.partition(" ")[0] for entry in found} == {"projector", "moderation"}


def test_a_phone_whose_corner_was_freed_knows_it(house: House) -> None:
    _, found = toured(house, "go:4 add_sheet:0 come:0 come:0 claim:0 come:0 free:0")

    assert not found
