"""The stream: a listener is behind, the room catches it up. Joining, coming back, live: one function."""

import asyncio
import contextlib
import itertools
import logging
import random
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ParamSpec, TypeVar

import sqlalchemy as sa

from app.bus import Bus
from app.database import Database
from app.goodbyes import COME_BACK, OPEN_ELSEWHERE
from app.metrics import DROPS, FRAMES, LISTENERS, RESUMES
from app.models import Conference, StaffSession
from app.reading.hall import Hall
from app.stream.frames import Fragments, Frame, Place, Screens, framed
from app.stream.parts import Audience

QUEUE = 64
WATCH_EVERY = 1.0
LOOK_EVERYWHERE = 10
GOODBYES = 20
LAST_ANSWERS = 1.5

log = logging.getLogger(__name__)

Send = Callable[[str], Coroutine[Any, Any, None]]
P = ParamSpec("P")
T = TypeVar("T")


async def nowhere(_frame: str) -> None:
    """For a listener that nobody has taken on yet."""


@dataclass(eq=False, slots=True)
class Listener:
    """One open socket, or one question that waits; what it has not taken yet waits in a bounded queue."""

    audience: Audience
    language: str
    seq: int
    epoch: str
    participant_id: int | None = None
    session_id: int | None = None
    send: Send = nowhere
    end: Callable[[], object] = bool
    closing: int = COME_BACK
    gone: bool = False
    over: bool = False
    is_answering: bool = False
    waiting: list[str] = field(default_factory=list)
    _sending: asyncio.Task[None] | None = None

    @property
    def device(self) -> str:
        """By what name its limits are counted."""
        return f"participant:{self.participant_id}" if self.participant_id else f"session:{self.session_id}"

    @property
    def place(self) -> Place:
        return Place(self.audience, self.language, self.seq, self.epoch)

    @property
    def has_everything(self) -> bool:
        """Nothing is on its way: the device may take `seq` for its own position."""
        return not self.waiting and self._sending is None

    def offer(self, frame: str) -> None:
        """Full means drop: the device comes back and resumes from where it was."""
        if self.gone:
            return
        if self.has_everything and self._sent_at_once(frame):
            return
        if len(self.waiting) >= QUEUE:
            DROPS.inc()
            self.drop()
            return
        self.waiting.append(frame)
        if self._sending is None:
            self._sending = asyncio.create_task(self._send_waiting())

    def _sent_at_once(self, frame: str) -> bool:
        """Most devices read, and their frame leaves without a task of its own; False where it must wait."""
        sending = self.send(frame)
        try:
            sending.send(None)
        except StopIteration:
            return True
        except Exception:  # it has just hung up, which its other half will hear
            self.gone = True
            return True
        sending.close()
        return False

    async def _send_waiting(self) -> None:
        try:
            while self.waiting:
                await self.send(self.waiting.pop(0))
        except Exception:
            self.gone = True
        finally:
            self._sending = None

    def give_way(self) -> None:
        """The same device has opened more windows than it may have."""
        self.closing = OPEN_ELSEWHERE
        self.drop()

    def drop(self) -> None:
        """An answer that is being made is still given."""
        self.gone = True
        self.waiting.clear()
        if self._sending is not None:
            self._sending.cancel()
        if not self.is_answering:
            self.end()


class Threads:
    """What is being read of the database in threads; a process that ends waits for it."""

    def __init__(self) -> None:
        self._running: set[asyncio.Future[Any]] = set()

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        loop = asyncio.get_running_loop()
        running = loop.run_in_executor(None, partial(function, *args, **kwargs))
        self._running.add(running)
        running.add_done_callback(self._running.discard)
        return await asyncio.shield(running)

    async def ended(self) -> None:
        if self._running:
            await asyncio.wait(self._running)


class Room:
    """The listeners of one conference in this process."""

    def __init__(self, database: Database, conference_id: int, *, beat: float, threads: Threads) -> None:
        self._database = database
        self._threads = threads
        self._conference_id = conference_id
        self._beat = beat
        self._rung = asyncio.Event()
        self._screens = Screens()
        self.listeners: set[Listener] = set()
        self._task: asyncio.Task[None] | None = None
        self.position: tuple[int, str] | None = None

    def enter(self, listener: Listener) -> None:
        self.listeners.add(listener)
        LISTENERS.labels(listener.audience).inc()
        if listener.seq >= 0:
            RESUMES.labels(listener.audience).inc()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._follow())
        self._rung.set()

    def leave(self, listener: Listener) -> None:
        if listener in self.listeners:
            self.listeners.discard(listener)
            LISTENERS.labels(listener.audience).dec()
        if not self.listeners:
            self._rung.set()

    def ring(self) -> None:
        self._rung.set()

    async def _follow(self) -> None:
        while self.listeners:
            await self._rung.wait()
            self._rung.clear()
            try:
                await self._catch_up()
            except (sa.exc.DBAPIError, sa.exc.TimeoutError):
                self.position = None  # the watch rings until the database answers again
            except Exception:
                log.exception("room_could_not_catch_up")
                for listener in list(self.listeners):
                    listener.drop()
            await asyncio.sleep(self._beat)

    async def _catch_up(self) -> None:
        behind: dict[Place, list[Listener]] = {}
        for listener in self.listeners:
            if not listener.gone:
                behind.setdefault(listener.place, []).append(listener)
        if not behind:
            return
        places = {
            place: [listener.participant_id for listener in waiting] for place, waiting in behind.items()
        }
        sessions, frames = await self._threads.run(self.frames_for, places)
        for place, waiting in behind.items():
            told = 0
            for listener in waiting:
                if place not in frames or listener.session_id not in sessions:
                    listener.over = True
                    listener.drop()
                elif (frame := frames[place]) is None:
                    listener.drop()
                else:
                    told += self._tell(listener, frame)
            FRAMES.labels(place.audience).inc(told)  # counting each would cost as much as sending it

    def _tell(self, listener: Listener, frame: Frame) -> bool:
        """What concerns none of its parts is not sent: only the listener moves on."""
        self.position = (frame.seq, frame.epoch)
        if not frame.is_new:
            return False
        listener.seq, listener.epoch = frame.seq, frame.epoch
        mine, table = frame.concerns(listener.participant_id), frame.table_of(listener.participant_id)
        is_told = frame.has_content or mine or table is not None
        if is_told:
            listener.offer(frame.text(mine=mine, table=table))
        return is_told

    def frames_for(
        self, places: Mapping[Place, Sequence[int | None]]
    ) -> tuple[set[int | None], Mapping[Place, Frame | None]]:
        """The staff sessions that still hold (phones have none), and a frame for each place.

        `places` names the devices at each, because some parts differ from table to table.
        """
        with self._database.reading() as session:
            conference = session.get(Conference, self._conference_id)
            if conference is None:
                return set(), {}
            hall = Hall(session, conference)
            draw = Fragments(hall)
            sessions = StaffSession.living(session, self._conference_id)
            frames = {
                place: drawn(hall, draw, place, people, self._screens) for place, people in places.items()
            }
            self._screens.move_on(conference.seq, conference.epoch)
            return {None, *sessions}, frames


def drawn(
    hall: Hall, draw: Fragments, place: Place, people: Iterable[int | None], screens: Screens
) -> Frame | None:
    """A screen that cannot be drawn must not take the others with it."""
    try:
        return framed(hall, draw, place, people, screens)
    except sa.exc.DBAPIError:
        raise
    except Exception:
        log.exception("frame_failed", extra={"audience": str(place.audience)})
        return None


class Rooms:
    """All rooms of this process; the bus rings, a room catches up."""

    def __init__(self, database: Database, bus: Bus, *, beat: float) -> None:
        self._database = database
        self._beat = beat
        self._rooms: dict[int, Room] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._watching: asyncio.Task[None] | None = None
        self._is_closing = False
        self._threads = Threads()
        bus.on_ring(self._ring_from_thread)

    def open(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._watching = asyncio.create_task(self._watch())

    def enter(self, conference_id: int, listener: Listener) -> Room:
        if conference_id not in self._rooms:
            self._rooms[conference_id] = Room(
                self._database, conference_id, beat=self._beat, threads=self._threads
            )
        room = self._rooms[conference_id]
        room.enter(listener)
        if self._is_closing:
            listener.drop()
        return room

    async def next_text(self, conference_id: int, listener: Listener) -> str | None:
        """What the listener has to be told now; None where it may not listen, "" where it shall come back."""
        room = Room(self._database, conference_id, beat=self._beat, threads=self._threads)
        places = {listener.place: [listener.participant_id]}
        sessions, frames = await self._threads.run(room.frames_for, places)
        if listener.place not in frames or listener.session_id not in sessions:
            return None
        frame = frames[listener.place]
        if frame is None:
            return ""
        device = listener.participant_id
        return frame.text(mine=frame.concerns(device), table=frame.table_of(device))

    async def drain(self, *, seconds: float) -> None:
        """Everybody shall come back, but not everybody at once."""
        self._is_closing = True
        leaving = [listener for room in self._rooms.values() for listener in room.listeners]
        random.shuffle(leaving)
        for turn in range(GOODBYES):
            for listener in leaving[turn::GOODBYES]:
                listener.drop()
            if leaving:
                await asyncio.sleep(seconds / GOODBYES)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_ANSWERS):
                while any(room.listeners for room in self._rooms.values()):
                    await asyncio.sleep(0.02)

    def close(self) -> None:
        if self._watching is not None:
            self._watching.cancel()
        for room in self._rooms.values():
            for listener in list(room.listeners):
                listener.drop()

    async def ended(self) -> None:
        """After `close`: nobody reads any more."""
        await self._threads.ended()

    async def _watch(self) -> None:
        """The net below the bell: what nobody rang for is seen within a second."""
        for look in itertools.count(1):
            await asyncio.sleep(WATCH_EVERY)
            try:
                await self._look(everywhere=look % LOOK_EVERYWHERE == 0)
            except (sa.exc.DBAPIError, sa.exc.TimeoutError):
                continue  # whoever asks the database for something says so
            except Exception:
                log.exception("watch_failed")

    async def _look(self, *, everywhere: bool) -> None:
        """Rings where the log has gone on; `everywhere` also where a session has ended without a line."""
        followed = {number: room for number, room in self._rooms.items() if room.listeners}
        positions = await self._threads.run(self._positions, list(followed)) if followed else {}
        for number, room in followed.items():
            if everywhere or positions.get(number) != room.position:
                room.ring()

    def _positions(self, numbers: list[int]) -> dict[int, tuple[int, str]]:
        with self._database.reading() as session:
            return Conference.positions(session, numbers)

    def _ring_from_thread(self, conference_id: int) -> None:
        if self._loop is not None and not self._loop.is_closed():
            with contextlib.suppress(RuntimeError):  # it was closed in between
                self._loop.call_soon_threadsafe(self._ring, conference_id)

    def _ring(self, conference_id: int) -> None:
        if conference_id in self._rooms:
            self._rooms[conference_id].ring()
