"""Every card with a tick is there, once, after the server was killed in the middle of posting."""

import asyncio
import json
import secrets
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest
import websockets

from app.actions import conferences, phases
from app.agendas import agenda, default_groups
from app.hall import Hall
from app.house import close_house, open_house
from app.models import Card, Conference
from app.settings import Settings
from app.transaction import Change
from tests.serving import Server

PHONES = 16
CARDS_EACH = 10


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "var")
    yield server
    server.kill()


def a_conference_that_collects(settings: Settings) -> str:
    """Its code; the phase takes any number of cards."""
    house = open_house(settings)
    try:
        endless = json.loads(json.dumps(agenda("zk-light-120")))
        collecting = next(phase for phase in endless["phases"] if phase["kind"] == "COLLECT")
        collecting["card_types"] = [{"kind": "strength", "max_per_person": 0}]
        endless["phases"] = [collecting]
        act = partial(
            conferences.create_conference, fields={"title": "Probe"}, agenda=endless, groups=default_groups()
        )
        made = house.writer.write_now(Change(act, actor="organiser:0"))
        house.writer.write_now(
            Change(phases.open_input, actor="moderation:0", conference_id=made["conference"])
        )
        return str(made["code"])
    finally:
        close_house(house)


class Phone:
    """Writes cards one after the other, and keeps trying with the same key until it has an answer."""

    def __init__(self, server: Server, code: str, name: str) -> None:
        self.server, self.code, self.name = server, code, name
        self.acked: dict[str, int] = {}
        self.cookie = ""

    async def join(self) -> None:
        async with httpx2.AsyncClient(base_url=self.server.address) as client:
            answer = await client.post(
                f"/c/{self.code}/join", data={}, headers={"Origin": self.server.address}
            )
            assert answer.status_code == 303
            self.cookie = answer.headers["set-cookie"].split(";")[0]

    async def write_all(self, posted: asyncio.Semaphore) -> None:
        waiting = [(secrets.token_urlsafe(9), f"{self.name} Karte {number}") for number in range(CARDS_EACH)]
        while waiting:
            try:
                async with self.socket() as socket:
                    while waiting:
                        key, text = waiting[0]
                        self.acked[text] = await self.post(socket, key, text)
                        waiting.pop(0)
                        posted.release()
            except (OSError, websockets.WebSocketException):
                await asyncio.sleep(0.05)

    def socket(self) -> Any:
        address = f"ws://127.0.0.1:{self.server.port}/c/{self.code}/live?last=-1"
        headers = {"Cookie": self.cookie}
        return websockets.connect(address, origin=self.server.address, additional_headers=headers)  # type: ignore[arg-type]

    async def post(self, socket: Any, key: str, text: str) -> int:
        await socket.send(json.dumps({"do": "post_card", "key": key, "kind": "strength", "text": text}))
        while True:
            message = json.loads(await socket.recv())
            if message.get("ack") == key and message["ok"]:
                return int(message["card"]["number"])
            if message.get("ack") == key:
                raise OSError(message["message"])


async def evening_with_a_power_cut(server: Server, code: str) -> list[Phone]:
    phones = [Phone(server, code, f"Handy {number}") for number in range(PHONES)]
    await asyncio.gather(*(phone.join() for phone in phones))
    posted = asyncio.Semaphore(0)
    writing = [asyncio.create_task(phone.write_all(posted)) for phone in phones]
    for _ in range(PHONES * CARDS_EACH // 3):
        await posted.acquire()
    await asyncio.to_thread(server.kill)
    assert not all(task.done() for task in writing), "the server must die in the middle"
    await asyncio.to_thread(server.start)
    await asyncio.gather(*writing)
    return phones


def test_a_killed_server_loses_no_acknowledged_card_and_doubles_none(server: Server) -> None:
    settings = Settings(data=server.data)
    code = a_conference_that_collects(settings)
    server.start()

    phones = asyncio.run(asyncio.wait_for(evening_with_a_power_cut(server, code), timeout=60))

    server.stop()
    house = open_house(settings)
    with house.database.reading() as session:
        conference = Conference.with_code(session, code)
        assert conference is not None
        stored = Card.on_board(session, Hall(session, conference).id)
    close_house(house)
    assert Counter(card.text for card in stored) == Counter(text for phone in phones for text in phone.acked)
    assert {card.text: card.number for card in stored} == {
        text: number for phone in phones for text, number in phone.acked.items()
    }
    assert sorted(card.number for card in stored) == list(range(1, PHONES * CARDS_EACH + 1))
