"""The stream: a listener is behind, the room catches it up. Joining, coming back, live: one function."""

import asyncio
import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from app.bus import Bus
from app.database import Database
from app.hall import Hall
from app.models import Conference, Line, StaffSession
from app.models.base import now
from app.parts import PARTS, Audience, touched
from app.templating import iso, render

QUEUE = 64
MOST_LINES = 2000

log = logging.getLogger(__name__)


@dataclass(eq=False)
class Listener:
    """One open socket; what it has not taken yet waits in a bounded queue."""

    audience: Audience
    language: str
    seq: int
    epoch: str
    participant_id: int | None = None
    session_id: int | None = None
    frames: asyncio.Queue[str | None] = field(default_factory=lambda: asyncio.Queue(QUEUE))
    gone: bool = False
    over: bool = False

    def offer(self, frame: str, *, to: int) -> None:
        """Full means drop: the device comes back and resumes from where it was."""
        try:
            self.frames.put_nowait(frame)
            self.seq = to
        except asyncio.QueueFull:
            self.drop()

    def drop(self) -> None:
        self.gone = True
        while not self.frames.empty():
            self.frames.get_nowait()
        self.frames.put_nowait(None)


@dataclass(frozen=True)
class News:
    """The log after a position, with what is needed to render it."""

    seq: int
    epoch: str
    types: tuple[str, ...]
    concerned: frozenset[int]
    too_many: bool


class Room:
    """The listeners of one conference in this process."""

    def __init__(self, database: Database, conference_id: int, *, beat: float) -> None:
        self._database = database
        self._conference_id = conference_id
        self._beat = beat
        self._rung = asyncio.Event()
        self.listeners: set[Listener] = set()
        self._task: asyncio.Task[None] | None = None

    def enter(self, listener: Listener) -> None:
        self.listeners.add(listener)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._follow())
        self._rung.set()

    def leave(self, listener: Listener) -> None:
        self.listeners.discard(listener)

    def ring(self) -> None:
        self._rung.set()

    async def _follow(self) -> None:
        while self.listeners:
            await self._rung.wait()
            self._rung.clear()
            try:
                await self._catch_up()
            except Exception:
                log.exception("room %s could not catch up; its listeners start anew", self._conference_id)
                for listener in list(self.listeners):
                    listener.drop()
            await asyncio.sleep(self._beat)

    async def _catch_up(self) -> None:
        behind: dict[tuple[Audience, str, int, str], list[Listener]] = {}
        for listener in [waiting for waiting in self.listeners if not waiting.gone]:
            place = (listener.audience, listener.language, listener.seq, listener.epoch)
            behind.setdefault(place, []).append(listener)
        if not behind:
            return
        sessions, frames = await asyncio.to_thread(self._frames, list(behind))
        for place, waiting in behind.items():
            for listener in waiting:
                if place not in frames or listener.session_id not in sessions:
                    listener.over = True
                    listener.drop()
                else:
                    self._tell(listener, *frames[place])

    def _tell(self, listener: Listener, frame: dict[str, Any], news: News) -> None:
        if news.seq == listener.seq and news.epoch == listener.epoch:
            return
        listener.epoch = news.epoch
        if listener.participant_id in news.concerned:
            listener.offer(encoded({**frame, "mine": True}), to=news.seq)
        else:
            listener.offer(frame["encoded"], to=news.seq)

    def _frames(
        self, places: Iterable[tuple[Audience, str, int, str]]
    ) -> tuple[set[int | None], dict[tuple[Audience, str, int, str], tuple[dict[str, Any], News]]]:
        """The staff sessions that still hold (phones have none), and a frame for each place."""
        with self._database.reading() as session:
            conference = session.get(Conference, self._conference_id)
            if conference is None:
                return set(), {}
            hall = Hall(session, conference)
            draw = Fragments(hall)
            sessions = StaffSession.living(session, self._conference_id)
            return {None, *sessions}, {place: framed(hall, draw, *place) for place in places}


class Fragments:
    """Rendered at most once per part and language."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._drawn: dict[tuple[Audience, str, str], str] = {}

    def __call__(self, audience: Audience, part: str, language: str) -> str:
        place = (audience, part, language)
        if place not in self._drawn:
            self._drawn[place] = render(language, f"live/{audience}/{part}.html", hall=self._hall)
        return self._drawn[place]


def framed(
    hall: Hall,
    draw: Callable[[Audience, str, str], str],
    audience: Audience,
    language: str,
    seq: int,
    epoch: str,
) -> tuple[dict[str, Any], News]:
    """The one function behind joining, coming back, live and polling: what is new after `seq`."""
    news = news_after(hall, seq, epoch)
    parts = list(PARTS[audience]) if news.too_many else touched(news.types, audience)
    frame: dict[str, Any] = {"from": seq, "to": news.seq, "epoch": news.epoch, "now": iso(now())}
    if audience is Audience.MODERATION:
        frame["changed"] = parts
    else:
        frame["parts"] = {part: draw(audience, part, language) for part in parts}
    if news.too_many:
        frame["reset"] = True
    frame["encoded"] = encoded(frame)
    return frame, news


def encoded(frame: dict[str, Any]) -> str:
    return json.dumps({name: value for name, value in frame.items() if name != "encoded"}, ensure_ascii=False)


def news_after(hall: Hall, seq: int, epoch: str) -> News:
    conference = hall.conference
    known = epoch == conference.epoch and 0 <= seq <= conference.seq
    lines = Line.after(hall.session, hall.id, seq) if known else []
    return News(
        seq=conference.seq,
        epoch=conference.epoch,
        types=tuple({line.type for line in lines}),
        concerned=frozenset(line.payload["participant"] for line in lines if line.payload.get("participant")),
        too_many=not known or len(lines) > MOST_LINES,
    )


class Rooms:
    """All rooms of this process; the bus rings, a room catches up."""

    def __init__(self, database: Database, bus: Bus, *, beat: float) -> None:
        self._database = database
        self._beat = beat
        self._rooms: dict[int, Room] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        bus.on_ring(self._ring_from_thread)

    def open(self) -> None:
        self._loop = asyncio.get_running_loop()

    def room(self, conference_id: int) -> Room:
        if conference_id not in self._rooms:
            self._rooms[conference_id] = Room(self._database, conference_id, beat=self._beat)
        return self._rooms[conference_id]

    def close(self) -> None:
        for room in self._rooms.values():
            for listener in list(room.listeners):
                listener.drop()

    def _ring_from_thread(self, conference_id: int) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ring, conference_id)

    def _ring(self, conference_id: int) -> None:
        if conference_id in self._rooms:
            self._rooms[conference_id].ring()
