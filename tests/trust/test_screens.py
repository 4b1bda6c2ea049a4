"""However a device was disconnected, it shows in the end what a fresh one shows."""

import asyncio
import faulthandler
import itertools
import uuid
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import Phase as Turn
from hypothesis import settings as how
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlmodel import select

from app import clock, parts
from app.actions import conferences
from app.agendas import agenda, default_groups
from app.clock import Clock
from app.house import House, close_house, open_house
from app.live import Rooms
from app.models import Card, Conference, Line, Role
from app.parts import EVENTS, Audience
from app.settings import Settings
from app.transaction import Change
from tests.actions.people import last_line
from tests.actions.test_undo import VERBS, Desk
from tests.conftest import Town
from tests.trust.conftest import Scoring
from tests.trust.guests import OFTEN, SELDOM, Guests, come, enter_as, write
from tests.trust.screens import MINE, Device, astray, position
from tests.trust.stage import Stage
from tests.trust.tours import TOURS

PATIENCE = 60.0
USUAL = "zk-light-120"
TONGUES = ("de", "en")
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
    """The disk is not what is tried here: it need not be waited for."""
    house = open_house(Settings(data=tmp_path / "var"))
    hurry = partial(sa.event.listen, house.database.write_engine, "connect")
    house.database.write_engine.dispose()
    hurry(lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))
    yield house
    close_house(house)


def lindenau(house: House, run_of_show: str) -> Town:
    fields = {"title": "Lindenau 2035"}
    make = partial(
        conferences.create_conference, fields=fields, agenda=agenda(run_of_show), groups=default_groups()
    )
    made = house.writer.write_now(Change(make, actor="organiser:0"))
    no_browser: Any = None
    return Town(house, no_browser, made["conference"], made["code"])


class Play:
    """A conference with four devices, and whatever happens to them."""

    def __init__(self, house: House, loop: asyncio.AbstractEventLoop, run_of_show: str = USUAL) -> None:
        self.loop = loop
        self.town = lindenau(house, run_of_show)
        self.rooms = Rooms(house.database, house.bus, beat=0.0)
        self.desk, self.guests = Desk(self.town), Guests(self.town)
        people = come(self.town, len(TONGUES))
        if run_of_show == USUAL:
            self.town.enter("Schwächen sammeln")
            write(self.town, people, 4)
        self.devices = [
            self.phone(person, language) for person, language in zip(people, TONGUES, strict=True)
        ]
        self.devices += [self.staff(Audience.PROJECTOR, "en"), self.staff(Audience.MODERATION, "de")]
        self.run(self.open())
        self.breathe()
        for device in self.devices:
            device.fetch()

    def phone(self, participant_id: int, language: str) -> Device:
        return Device(self.town, self.rooms, Audience.PHONE, language, participant_id=participant_id)

    def staff(self, audience: Audience, language: str) -> Device:
        session_id = enter_as(self.town, Role(audience))
        return Device(self.town, self.rooms, audience, language, session_id=session_id)

    async def open(self) -> None:
        self.rooms.open()
        for device in self.devices:
            device.connect()

    def run(self, what: Any) -> None:
        self.loop.run_until_complete(what)

    def do(self, verb: str, first: int, second: int) -> None:
        (self.desk if verb in VERBS else self.guests).do(verb, first, second)
        for participant_id in self.guests.acted:
            self.acted(participant_id)
        self.guests.acted.clear()

    def acted(self, participant_id: int) -> None:
        """Their own page knows by its answer."""
        for device in self.devices:
            if device.participant_id == participant_id:
                device.old.add(MINE)

    def breathe(self) -> None:
        """Whoever is there and reads is told all there is."""

        async def breathing() -> None:
            async with asyncio.timeout(PATIENCE):
                here = position(self.town)
                while not all(
                    device.is_level(here)
                    for device in self.devices
                    if device.listener and device.reads.is_set()
                ):
                    await asyncio.sleep(0.001)

        self.run(breathing())

    def happen(self, what: str, number: int) -> None:
        device = self.devices[number % len(self.devices)]

        async def happening() -> None:
            match what:
                case "leave":
                    device.leave()
                case "connect":
                    device.connect()
                case "stall":
                    device.reads.clear()
                case "read":
                    device.reads.set()
                case "fill":
                    fill(device)
                case "fetch":
                    device.fetch()

        self.run(happening())

    def wander(self, at: int) -> None:
        """One more device comes or goes; those that are there hear what there is."""
        self.happen(("leave", "connect")[at % 2], at // 2)
        self.breathe()

    def amiss(self) -> list[str]:
        """What is wrong now on the devices that are there, named by the last line; then they fetch."""
        there = [device for device in self.devices if device.listener]
        wrong = [f"{last_line(self.town).type}: {entry}" for entry in astray(self.town, there)]
        for device in there:
            device.fetch()
        return wrong

    def restore(self, number: int) -> None:
        """Yesterday's backup: other rows, no line that tells of it, another epoch; everybody comes back."""
        with self.town.house.database.write_engine.begin() as connection:
            cards = sa.update(Card).where(sa.column("conference_id") == self.town.conference_id)
            connection.execute(
                cards.where(sa.column("number") == 1 + number % 4).values(pinned=number % 2 == 0)
            )
            here = sa.update(Conference).where(sa.column("id") == self.town.conference_id)
            connection.execute(here.values(epoch=str(uuid.uuid4()), dark=number % 3 == 0))

        async def coming_back() -> None:
            for device in self.devices:
                device.connect()

        self.run(coming_back())

    def settle(self) -> list[str]:
        """Everybody comes back and reads; then what is wrong."""

        async def settling() -> None:
            async with asyncio.timeout(PATIENCE):
                here = position(self.town)
                while not all(device.is_level(here) for device in self.devices):
                    for device in self.devices:
                        device.reads.set()
                        if device.listener is None:
                            device.connect()
                    await asyncio.sleep(0.002)

        self.run(settling())
        return astray(self.town, self.devices)

    def events(self) -> set[str]:
        with self.town.house.database.reading() as session:
            question = select(Line.type).where(Line.conference_id == self.town.conference_id)
            return set(session.exec(question).all())

    def close(self) -> None:
        async def closing() -> None:
            for device in self.devices:
                device.leave()
            self.rooms.close()
            await asyncio.sleep(0.01)

        self.run(closing())


def fill(device: Device) -> None:
    """Its network has stood still for as long as it takes to fill the queue."""
    if device.listener is not None:
        device.reads.clear()
        device.listener.drop()


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


def walked(house: House, run_of_show: str, tour: Callable[[Stage], None]) -> tuple[set[str], list[str]]:
    """Another evening; what is wrong on a device that is there is told after each step."""
    loop = asyncio.new_event_loop()
    wrong: list[str] = []
    steps = itertools.count()
    try:
        play = Play(house, loop, run_of_show)

        def stepped() -> None:
            play.wander(next(steps))
            wrong.extend(play.amiss())

        tour(Stage(play.town, stepped=stepped, acted=play.acted))
        wrong.extend(play.settle())
        seen = play.events()
        play.close()
        return seen, wrong
    finally:
        loop.close()


def test_every_event_reaches_every_screen_that_it_concerns(house: House, score: Scoring) -> None:
    seen, found = toured(house)
    for run_of_show, tour in TOURS.items():
        here, wrong = walked(house, run_of_show, tour)
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
