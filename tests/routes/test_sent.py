"""A phone in a slow network sends its form in pieces; meanwhile it stands in nobody's way."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest

from app.house import REQUESTS_READING
from tests.conftest import ORIGIN, Town


@pytest.mark.parametrize("path", ["form", "votes", "measures/1", "say"])
def test_what_was_sent_is_read_before_anybody_waits_at_the_gate(town: Town, path: str) -> None:
    phone = town.phone()
    phone.portal.call(read_while_others_read, town, f"/c/{town.code}/{path}")  # type: ignore[union-attr]


async def read_while_others_read(town: Town, path: str) -> None:
    for _ in range(REQUESTS_READING):
        await town.house.gate.acquire()
    was_read = asyncio.Event()
    sending = asyncio.create_task(post(town, path, was_read))
    try:
        await asyncio.wait_for(was_read.wait(), 30)
    finally:
        for _ in range(REQUESTS_READING):
            town.house.gate.release()
        await sending


async def post(town: Town, path: str, was_read: asyncio.Event) -> None:
    async def receive() -> MutableMapping[str, Any]:
        was_read.set()
        return {"type": "http.request", "body": b"do=post_card", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        return None

    headers = {"host": "testserver", "origin": ORIGIN, "content-type": "application/x-www-form-urlencoded"}
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "path": path,
        "raw_path": path.encode(), "query_string": b"", "scheme": "http", "client": ("testclient", 50000),
        "server": ("testserver", 80), "root_path": "", "state": {},
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    await town.client.app(scope, receive, send)
