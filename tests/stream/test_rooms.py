"""A room and its listeners: who reads, who does not, who may not any more, and a database that is away."""

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial

import pytest
import sqlalchemy as sa

from app.actions import conferences, joining, phases
from app.agendas import agenda, default_groups
from app.database import Database
from app.goodbyes import OPEN_ELSEWHERE
from app.house import House, close_house, open_house
from app.models import Conference, Phase
from app.settings import Settings
from app.stream.live import QUEUE, Listener
from app.stream.parts import Audience
from app.writing.transaction import Change, Transaction

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[House]:
    house = open_house(settings)
    house.rooms.open()
    yield house
    house.rooms.close()
    await house.rooms.ended()
    close_house(house)


@pytest.fixture
async def conference_id(house: House) -> int:
    act = partial(
        conferences.create_conference,
        fields={"title": "Lindenau"},
        agenda=agenda("zk-light-120"),
        groups=default_groups(),
    )
    made = await house.writer.write(Change(act, actor="organiser:0"))
    return int(made["conference"])


def listening(house: House, audience: Audience, conference_id: int) -> Listener:
    """At the present position."""
    with house.database.reading() as session:
        conference = session.get_one(Conference, conference_id)
        return Listener(audience, "de", conference.seq, conference.epoch)


async def somebody_joins(house: House, conference_id: int, number: int) -> None:
    act = partial(joining.join, token_hash=f"device-{number}", group_id=None, language="de")
    await house.writer.write(Change(act, actor="door", conference_id=conference_id))


async def next_phase(house: House, conference_id: int) -> None:
    def act(tx: Transaction) -> None:
        now_in = tx.conference.phase_id
        later = [phase for phase in Phase.of(tx.session, tx.conference_id) if phase.id != now_in]
        phases.enter_phase(tx, phase_id=later[0].id or 0, from_phase_id=now_in)

    await house.writer.write(Change(act, actor="moderation:0", conference_id=conference_id))


async def until(condition: Callable[[], bool], within: float = 60) -> None:
    async with asyncio.timeout(within):
        while not condition():
            await asyncio.sleep(0.005)


class Reader:
    """Takes what it is sent."""

    def __init__(self, listener: Listener) -> None:
        self.frames: list[str] = []
        self.ended = False
        listener.send, listener.end = self.take, self.finish

    async def take(self, frame: str) -> None:
        self.frames.append(frame)

    def finish(self) -> None:
        self.ended = True


class Sleeper(Reader):
    """Its network takes nothing."""

    async def take(self, frame: str) -> None:
        await asyncio.Event().wait()


async def test_what_concerns_no_part_of_a_screen_is_not_sent_to_it(house: House, conference_id: int) -> None:
    phone, wall = (listening(house, audience, conference_id) for audience in ("phone", "projector"))  # type: ignore[arg-type]
    on_phone, on_wall = Reader(phone), Reader(wall)
    for listener in (phone, wall):
        house.rooms.enter(conference_id, listener)
    begun = phone.seq

    await somebody_joins(house, conference_id, 1)
    await until(lambda: phone.seq > begun and bool(on_wall.frames))

    assert on_phone.frames == []
    await next_phase(house, conference_id)
    await until(lambda: bool(on_phone.frames))


async def test_who_does_not_read_is_dropped_and_keeps_nobody_waiting(
    house: House, conference_id: int
) -> None:
    lazy, keen = (listening(house, Audience.PROJECTOR, conference_id) for _ in range(2))
    sleeper, reader = Sleeper(lazy), Reader(keen)
    for listener in (lazy, keen):
        house.rooms.enter(conference_id, listener)

    for number in range(QUEUE + 2):
        await somebody_joins(house, conference_id, number)
        expected = number + 1
        await until(lambda expected=expected: len(reader.frames) >= expected)  # type: ignore[misc]

    assert sleeper.ended and lazy.gone
    assert not lazy.waiting, "what it did not take is let go"
    assert not keen.gone


async def test_who_is_too_many_gives_way_with_a_code_of_its_own(house: House, conference_id: int) -> None:
    listener = listening(house, Audience.PHONE, conference_id)
    reader = Reader(listener)
    house.rooms.enter(conference_id, listener)

    listener.give_way()

    assert (reader.ended, listener.closing) == (True, OPEN_ELSEWHERE)


async def test_an_answer_that_is_being_made_is_still_given(house: House, conference_id: int) -> None:
    listener = listening(house, Audience.PHONE, conference_id)
    reader = Reader(listener)
    house.rooms.enter(conference_id, listener)
    listener.is_answering = True

    await house.rooms.drain(seconds=0)

    assert listener.gone
    assert not reader.ended


async def test_whoever_comes_while_the_house_closes_is_sent_away(house: House, conference_id: int) -> None:
    await house.rooms.drain(seconds=0)
    late = listening(house, Audience.PHONE, conference_id)
    reader = Reader(late)

    house.rooms.enter(conference_id, late)

    assert reader.ended


async def test_news_that_nobody_rang_for_are_seen_within_the_watch(
    house: House, conference_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house.bus, "_bells", [])
    wall = listening(house, Audience.PROJECTOR, conference_id)
    reader = Reader(wall)
    house.rooms.enter(conference_id, wall)

    await somebody_joins(house, conference_id, 1)

    await until(lambda: bool(reader.frames))


async def test_a_database_that_is_away_for_a_moment_ends_no_socket(
    house: House, conference_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall = listening(house, Audience.PROJECTOR, conference_id)
    reader = Reader(wall)
    house.rooms.enter(conference_id, wall)
    asked: list[int] = []

    def away(self: Database) -> None:
        asked.append(1)
        raise sa.exc.OperationalError("select", {}, Exception("away"))

    with monkeypatch.context() as broken:
        broken.setattr(Database, "new_reading", away)
        await somebody_joins(house, conference_id, 1)
        await until(lambda: len(asked) > 1)
        assert not wall.gone

    await until(lambda: bool(reader.frames))
    assert not reader.ended


async def test_a_screen_that_cannot_be_drawn_takes_no_other_with_it(
    house: House, conference_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drawing(language: str, template: str, **context: object) -> str:
        if "projector" in template:
            raise ZeroDivisionError
        return "drawn"

    monkeypatch.setattr("app.stream.frames.render", drawing)
    phone, wall = (
        listening(house, audience, conference_id) for audience in (Audience.PHONE, Audience.PROJECTOR)
    )
    on_phone, on_wall = Reader(phone), Reader(wall)
    for listener in (phone, wall):
        house.rooms.enter(conference_id, listener)

    await next_phase(house, conference_id)
    await until(lambda: bool(on_phone.frames) and on_wall.ended)

    assert not on_phone.ended


async def test_the_watch_goes_on_after_whatever_befell_it(
    house: House, conference_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall = listening(house, Audience.PROJECTOR, conference_id)
    reader = Reader(wall)
    house.rooms.enter(conference_id, wall)
    fell: list[int] = []

    def fall(*_: object) -> None:
        fell.append(1)
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as broken:
        broken.setattr(Conference, "positions", fall)
        await until(lambda: bool(fell))
    monkeypatch.setattr(house.bus, "_bells", [])
    await somebody_joins(house, conference_id, 1)

    await until(lambda: bool(reader.frames))


async def test_a_session_that_ended_without_a_ring_ends_its_socket(
    house: House, conference_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.stream.live.LOOK_EVERYWHERE", 1)
    monkeypatch.setattr(house.bus, "_bells", [])
    wall = listening(house, Audience.PROJECTOR, conference_id)
    wall.session_id = 4711
    reader = Reader(wall)

    house.rooms.enter(conference_id, wall)

    await until(lambda: reader.ended and wall.over)
