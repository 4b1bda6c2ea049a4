"""Devices of every audience in one process, kept as `live.js` keeps them, and what a fresh one would show."""

import asyncio
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from starlette.requests import Request

from app.models import Conference, Participant
from app.reading.hall import Hall
from app.routes.moderation import console_values
from app.routes.phone import mine_of
from app.stream.live import Listener, Room, Rooms
from app.stream.parts import PARTS, Audience
from app.templating import render
from tests.conftest import Town

NOBODY = Request({"type": "http", "headers": [], "query_string": b""})
Drawn = Mapping[str, Any]
MINE = "mine"
AS_OF = re.compile(r' data-seq="\d+"')
"""Says when the board was drawn, not what is on it."""


@dataclass(eq=False)
class Device:
    """A page that stays open; its line comes and goes."""

    town: Town
    rooms: Rooms
    audience: Audience
    language: str
    participant_id: int | None = None
    session_id: int | None = None
    seq: int = -1
    epoch: str = ""
    parts: dict[str, Any] = field(default_factory=dict)
    old: set[str] = field(default_factory=set)
    """What it has been told to fetch, and has not yet."""
    over: bool = False
    listener: Listener | None = None
    reads: asyncio.Event = field(default_factory=asyncio.Event)
    _room: Room | None = None

    def connect(self) -> None:
        """Also where there is a line: whoever is woken up trusts the old one no more."""
        self.leave()
        if self.over:
            return
        self.reads.set()
        listener = Listener(
            self.audience, self.language, self.seq, self.epoch,
            participant_id=self.participant_id, session_id=self.session_id,
        )  # fmt: skip
        listener.send, listener.end = partial(self.hear, listener), partial(self.lose, listener)
        self.listener = listener
        self._room = self.rooms.enter(self.town.conference_id, listener)

    def leave(self) -> None:
        if self.listener is not None and self._room is not None:
            self._room.leave(self.listener)
        self.listener = None

    def lose(self, listener: Listener) -> None:
        """The server has closed the line."""
        if listener is self.listener:
            self.over = listener.over
            self.leave()

    async def hear(self, listener: Listener, text: str) -> None:
        await self.reads.wait()
        if listener is self.listener:
            self.take(json.loads(text))

    def take(self, frame: dict[str, Any]) -> None:
        is_old = not frame.get("reset") and frame["epoch"] == self.epoch and frame["to"] <= self.seq
        if self.audience is Audience.PHONE and (frame.get("mine") or frame.get("reset")):
            self.old.add(MINE)
        if is_old:
            return
        self.seq, self.epoch = frame["to"], frame["epoch"]
        self.parts.update(frame.get("parts", {}))
        self.old.update(frame.get("changed", ()))

    def fetch(self) -> None:
        """Asks for what it knows to be old, as the console and the phone do."""
        fetched, self.old = self.old, set()
        if fetched:
            self.parts.update(drawn(self.town, self, fetched))

    def is_level(self, position: tuple[int, str]) -> bool:
        """It has been sent all there was for it, and has taken it."""
        if self.over:
            return True
        if self.listener is None:
            return False
        return (self.listener.seq, self.listener.epoch) == position and self.listener.has_everything


def position(town: Town) -> tuple[int, str]:
    with town.house.database.reading() as session:
        return Conference.positions(session, [town.conference_id])[town.conference_id]


def drawn(town: Town, device: Device, names: Iterable[str]) -> dict[str, Any]:
    """What a page of this audience that was opened now would show."""
    with town.house.database.reading() as session:
        return drawn_in(Hall(session, session.get_one(Conference, town.conference_id)), device, names)


def drawn_in(hall: Hall, device: Device, names: Iterable[str]) -> dict[str, Any]:
    values = values_of(hall, device)
    return {
        name: own_of(hall, device)
        if name == MINE
        else AS_OF.sub("", render(device.language, f"live/{device.audience}/{name}.html", **values))
        for name in names
    }


def values_of(hall: Hall, device: Device) -> Drawn:
    if device.audience is Audience.MODERATION:
        return console_values(NOBODY, hall)
    table = hall.seats.of(device.participant_id) if device.participant_id else None
    return {"hall": hall, "table": table}


def own_of(hall: Hall, device: Device) -> Drawn:
    mine = mine_of(hall.session, hall, hall.session.get_one(Participant, device.participant_id))
    return {kind: mine[kind] for kind in ("cards", "corners", "group", "commitments")}


def names_of(device: Device) -> list[str]:
    return [*PARTS[device.audience], *([MINE] if device.audience is Audience.PHONE else [])]


def astray(town: Town, devices: Iterable[Device]) -> list[str]:
    """Which part of whom is not what a fresh page shows; what a device knows to be old, it would fetch.

    Afterwards all is fresh, so that nothing is told twice.
    """
    with town.house.database.reading() as session:
        hall = Hall(session, session.get_one(Conference, town.conference_id))
        return [entry for device in devices if not device.over for entry in renewed(hall, device)]


def renewed(hall: Hall, device: Device) -> list[str]:
    fresh = drawn_in(hall, device, names_of(device))
    wrong = [
        f"{device.audience} ({device.language}): {name}"
        for name, shown in fresh.items()
        if name not in device.old and device.parts.get(name) != shown
    ]
    device.parts, device.old = fresh, set()
    return wrong
