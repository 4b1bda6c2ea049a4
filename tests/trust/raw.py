"""Sockets without manners: bytes as a hostile device sends them, and what the kernel knows of them."""

import asyncio
import base64
import os
import secrets
import socket
import struct
from pathlib import Path

CONTINUATION, TEXT, BINARY, CLOSE, PING = 0x0, 0x1, 0x2, 0x8, 0x9
TIME_WAIT = "06"


class Raw:
    """A websocket of which each byte is ours."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, status: int) -> None:
        self.reader = reader
        self.writer = writer
        self.status = status

    @classmethod
    async def open(
        cls, port: int, path: str, cookie: str, *, origin: str = "", window: int | None = None
    ) -> "Raw":
        """With a `window` the kernel takes so many bytes for us and no more."""
        line = socket.socket()
        line.setblocking(False)
        if window is not None:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        await asyncio.get_running_loop().sock_connect(line, ("127.0.0.1", port))
        reader, writer = await asyncio.open_connection(sock=line, limit=window or 2**16)
        try:
            writer.write(handshake(port, path, cookie, origin))
            head = await reader.readuntil(b"\r\n\r\n")
        except BaseException:
            writer.transport.abort()
            raise
        raw = cls(reader, writer, int(head.split()[1]))
        if window is not None:
            writer.transport.pause_reading()  # type: ignore[attr-defined]
        return raw

    @property
    def port(self) -> int:
        return int(self.writer.get_extra_info("sockname")[1])

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    def say(self, text: str) -> None:
        self.send(frame(TEXT, text.encode()))

    async def closed_with(self, *, within: float = 30.0) -> int:
        """The code of the close frame, 1006 for a line that was cut, 0 for one that stands."""
        try:
            async with asyncio.timeout(within):
                while True:
                    opcode, payload = await self.hear()
                    if opcode == CLOSE:
                        return int(struct.unpack("!H", payload[:2])[0]) if payload else 1005
        except TimeoutError:
            return 0
        except (OSError, asyncio.IncompleteReadError):
            return 1006

    async def hear(self) -> tuple[int, bytes]:
        first, length = await self.reader.readexactly(2)
        if length == 126:
            (length,) = struct.unpack("!H", await self.reader.readexactly(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", await self.reader.readexactly(8))
        return first & 0x0F, await self.reader.readexactly(length)

    def cut(self) -> None:
        self.writer.transport.abort()


def handshake(port: int, path: str, cookie: str, origin: str) -> bytes:
    key = base64.b64encode(secrets.token_bytes(16)).decode()
    host = f"127.0.0.1:{port}"
    return (
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin or f'http://{host}'}\r\nCookie: {cookie}\r\n"
        f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: {key}\r\n\r\n"
    ).encode()


def frame(
    opcode: int,
    payload: bytes = b"",
    *,
    final: bool = True,
    masked: bool = True,
    reserved: int = 0,
    claimed: int | None = None,
) -> bytes:
    """`claimed` is the length that the head tells, whatever follows."""
    length = len(payload) if claimed is None else claimed
    head = bytes([(0x80 if final else 0) | reserved << 4 | opcode])
    bit = 0x80 if masked else 0
    if length < 126:
        head += bytes([bit | length])
    elif length < 2**16:
        head += bytes([bit | 126]) + struct.pack("!H", length)
    else:
        head += bytes([bit | 127]) + struct.pack("!Q", length)
    if not masked:
        return head + payload
    mask = os.urandom(4)
    return head + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))


async def answer_to(port: int, request: bytes, *, within: float = 30.0) -> int:
    """The status of the answer to these very bytes; 0 if none came."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(within):
            writer.write(request)
            head = await reader.readuntil(b"\r\n")
            return int(head.split()[1])
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        return 0
    finally:
        writer.transport.abort()


def still_held(port: int, clients: set[int]) -> set[int]:
    """For which of our ports the kernel still keeps something on the server's side."""
    held = set()
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        here, there = (int(fields[at].rpartition(":")[2], 16) for at in (1, 2))
        if here == port and there in clients and fields[3] != TIME_WAIT:
            held.add(there)
    return held


def memory_of(process_id: int) -> float:
    """Resident, in MB."""
    status = Path(f"/proc/{process_id}/status").read_text()
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    return int(kilobytes) / 1024
