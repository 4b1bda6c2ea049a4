"""A websocket client that costs next to nothing: it shakes hands, counts, and answers pings."""

import asyncio
import re
import struct
import time
from collections.abc import Callable
from typing import cast

CARRIED_TO = re.compile(rb'"to":\s*(\d+)')
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Origin: http://{host}\r\nCookie: {cookie}\r\n\r\n"
)

Heard = Callable[["Socket", bytes], None]


class Socket(asyncio.Protocol):
    """`to` is how far the log has been told; with `heard` each text is handed on as well."""

    def __init__(self, handshake: str, heard: Heard | None = None) -> None:
        self.frames = 0
        self.bytes = 0
        self.to = -1
        self.told_at = 0.0
        self.is_open = False
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._handshake = handshake.encode()
        self._heard = heard
        self._rest = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # that of uvloop is not derived from it
        self._transport.write(self._handshake)

    def connection_lost(self, _error: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(OSError("the handshake was not answered"))
        if not self.closed.done():
            self.closed.set_result(None)
        self.is_open = False

    def data_received(self, data: bytes) -> None:
        if self._rest:
            data = self._rest + data
        if not self.is_open:
            head, found, data = data.partition(b"\r\n\r\n")
            if not found:
                self._rest = head
                return
            self._answer(head)
        at = 0
        while (end := self._frame(data, at)) is not None:
            at = end
        self._rest = data[at:]

    def _answer(self, head: bytes) -> None:
        if b" 101 " in head.split(b"\r\n", 1)[0]:
            self.is_open = True
            self.opened.set_result(None)
        elif not self.opened.done():
            self.opened.set_exception(OSError(head.split(b"\r\n", 1)[0].decode()))

    def _frame(self, data: bytes, at: int) -> int | None:
        """Takes the frame at this place; where the next one begins, if it was whole."""
        if len(data) < at + 2:
            return None
        length, begin = data[at + 1], at + 2
        if length == 126:
            if len(data) < at + 4:
                return None
            (length,), begin = struct.unpack_from(">H", data, begin), at + 4
        elif length == 127:
            if len(data) < at + 10:
                return None
            (length,), begin = struct.unpack_from(">Q", data, begin), at + 10
        if len(data) < begin + length:
            return None
        self._take(data[at] & 15, data[begin : begin + length])
        return begin + int(length)

    def _take(self, code: int, payload: bytes) -> None:
        if code == TEXT:
            self.frames += 1
            self.bytes += len(payload)
            if (found := CARRIED_TO.search(payload[:200])) is not None:
                self.to = int(found[1])
                self.told_at = time.monotonic()
            if self._heard is not None:
                self._heard(self, payload)
        elif code == PING:
            self._write(PONG, payload)
        elif code == CLOSE and self._transport is not None:
            self._transport.close()

    def say(self, text: bytes) -> None:
        self._write(TEXT, text)

    def _write(self, code: int, payload: bytes) -> None:
        """The mask is all zeros, which the protocol allows and which costs nothing."""
        length = len(payload)
        size = bytes((0x80 | length,)) if length < 126 else b"\xfe" + struct.pack(">H", length)
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(bytes((0x80 | code,)) + size + bytes(4) + payload)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()


async def dial(port: int, path: str, *, cookie: str = "", heard: Heard | None = None) -> Socket:
    host = f"127.0.0.1:{port}"
    handshake = HANDSHAKE.format(path=path, host=host, cookie=cookie)
    loop = asyncio.get_running_loop()
    _, socket = await loop.create_connection(lambda: Socket(handshake, heard), "127.0.0.1", port)
    async with asyncio.timeout(30):
        await socket.opened
    return socket


async def dial_many(
    port: int, calls: list[tuple[str, str]], *, heard: Heard | None = None, at_once: int = 50
) -> list[Socket]:
    """One socket for each path and cookie."""
    gate = asyncio.Semaphore(at_once)

    async def one(path: str, cookie: str) -> Socket:
        async with gate:
            return await dial(port, path, cookie=cookie, heard=heard)

    return list(await asyncio.gather(*(one(path, cookie) for path, cookie in calls)))
