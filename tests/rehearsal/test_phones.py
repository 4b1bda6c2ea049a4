"""The simulated phone keeps its promises itself: order, keys, its place, another address."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from app.rehearsal.line import doors
from app.rehearsal.phones import CannotJoin, Phone, Screen
from app.settings import Settings
from tests.halls import Prepared, prepare
from tests.serving import Server, free_port

WITHIN = 120


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Prepared]]:
    data: Path = tmp_path_factory.mktemp("hall")
    (prepared,) = prepare(Settings(data=data))
    server = Server(data)
    server.start()
    yield server, prepared
    server.stop()


@contextlib.asynccontextmanager
async def living(*lines: Phone | Screen) -> AsyncIterator[None]:
    stop = asyncio.Event()
    tasks = [asyncio.create_task(line.run(stop)) for line in lines]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*tasks)


async def until(true: Callable[[], bool]) -> None:
    while not true():
        await asyncio.sleep(0.02)


def played(play: Callable[[], Awaitable[None]]) -> None:
    async def all_of_it() -> None:
        async with asyncio.timeout(WITHIN):
            await play()

    asyncio.run(all_of_it())


def test_cards_go_in_order_and_stand_on_the_projector(hall: tuple[Server, Prepared]) -> None:
    server, prepared = hall

    async def play() -> None:
        async with doors() as client:
            phone = Phone([server.address], prepared.code, "A", client)
            screen = Screen([server.address], client)
            await phone.join()
            await screen.enter(f"{server.address}/p#{prepared.projector}")
            async with living(phone, screen):
                keys = [phone.post("strength", f"Karte {number}") for number in range(5)]
                await until(lambda: not phone.waiting)
                ids = [phone.acked[key].card["id"] for key in keys]
                await until(lambda: set(ids) <= screen.appeared.keys())
        assert ids == sorted(ids)
        assert "Karte 4" in screen.parts["stage"]
        assert all(phone.sent_at[key] <= phone.acked_at[key] for key in keys)

    played(play)


def test_a_lost_answer_is_asked_for_again_with_the_same_key(hall: tuple[Server, Prepared]) -> None:
    server, prepared = hall
    answers = iter([True, True, False])

    async def play() -> None:
        async with doors() as client:
            phone = Phone([server.address], prepared.code, "B", client, loses_ack=lambda: next(answers))
            await phone.join()
            async with living(phone):
                key = phone.post("strength", "Zweimal verloren")
                await until(lambda: not phone.waiting)
        assert phone.thrown_away == 2
        assert phone.acked[key].again

    played(play)


def test_a_phone_without_network_comes_back_to_its_place(hall: tuple[Server, Prepared]) -> None:
    server, prepared = hall

    async def play() -> None:
        async with doors() as client:
            phone = Phone([server.address], prepared.code, "C", client, chance=random.Random(1))
            await phone.join()
            async with living(phone):
                await until(lambda: phone.seq >= 0)
                phone.offline()
                key = phone.post("strength", "Im Keller geschrieben")
                await until(lambda: not phone.is_connected)
                assert phone.waiting == 1
                phone.online()
                await until(lambda: not phone.waiting)
        assert phone.acked[key].ok
        assert (phone.reconnects, phone.failed_tries) == (1, 0)

    played(play)


def test_a_phone_tries_its_addresses_in_turn(hall: tuple[Server, Prepared]) -> None:
    server, prepared = hall

    async def play() -> None:
        async with doors() as client:
            phone = Phone([server.address], prepared.code, "D", client)
            await phone.join()
            phone.addresses = [f"http://127.0.0.1:{free_port()}", server.address]
            async with living(phone):
                await until(lambda: phone.is_connected)
        assert phone.failed_tries == 1

    played(play)


def test_what_is_refused_is_told_and_does_not_hold_up_the_rest(hall: tuple[Server, Prepared]) -> None:
    server, prepared = hall

    async def play() -> None:
        async with doors() as client:
            phone = Phone([server.address], prepared.code, "E", client)
            await phone.join()
            async with living(phone):
                wrong = phone.post("weakness", "Dafür ist nicht geöffnet")
                right = phone.post("strength", "Dafür schon")
                await until(lambda: not phone.waiting)
        assert phone.refused[wrong].answer["code"] == "phase_closed"
        assert phone.acked[right].ok

    played(play)


def test_an_unknown_code_lets_nobody_in(hall: tuple[Server, Prepared]) -> None:
    server, _ = hall

    async def play() -> None:
        async with doors() as client:
            with pytest.raises(CannotJoin):
                await Phone([server.address], "NIEMAND", "F", client).join()

    played(play)
