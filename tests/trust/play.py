"""A conference with devices that come and go while it is played."""

import asyncio
import uuid
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import select

from app.actions import conferences
from app.agendas import agenda, default_groups
from app.house import House
from app.models import Card, Conference, Line, Role
from app.stream.live import Rooms
from app.stream.parts import Audience
from app.writing.transaction import Change
from tests.actions.people import last_line
from tests.actions.test_undo import VERBS, Desk
from tests.conftest import Town
from tests.trust.guests import Guests, come, enter_as, write
from tests.trust.screens import MINE, Device, astray, position

PATIENCE = 60.0
USUAL = "zk-light-120"
TONGUES = ("de", "en")


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
        """What is wrong now on the devices that are there, named by the last line."""
        there = [device for device in self.devices if device.listener]
        return [f"{last_line(self.town).type}: {entry}" for entry in astray(self.town, there)]

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
