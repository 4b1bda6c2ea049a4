"""The line of a simulated device, as `live.js` keeps it: back off, come back, never lose the place."""

import asyncio
import contextlib
import json
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import httpx2
import websockets

from app.goodbyes import SESSION_OVER

LONGEST_WAIT = 8.0
FIRST_WAIT = 0.25
CONNECT_WITHIN = 5.0
SILENCE = 25.0
PATIENCE = 10.0
ABNORMAL = 1006
HELLO = '{"do":"hello"}'

Message = dict[str, Any]
TROUBLE = (OSError, websockets.WebSocketException, httpx2.HTTPError, asyncio.TimeoutError)


def doors(*, at_once: int = 100, patience: float = 30.0) -> httpx2.AsyncClient:
    """One client for all devices; it keeps no cookies, each device shows its own."""
    limits = httpx2.Limits(max_connections=at_once, max_keepalive_connections=at_once)
    client = httpx2.AsyncClient(limits=limits, timeout=patience, trust_env=False)
    client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return client


@dataclass(frozen=True)
class Goodbye:
    """How a socket ended: the code of the server (1006 where it said nothing), and when (monotonic)."""

    code: int
    at: float


class Line:
    """A socket that comes back: `addresses` are tried in turn, `last` and `epoch` tell where it was."""

    def __init__(
        self,
        addresses: Sequence[str],
        path: str,
        client: httpx2.AsyncClient,
        *,
        chance: random.Random | None = None,
    ) -> None:
        self.addresses = list(addresses)
        self.path = path
        self.client = client
        self.chance = chance or random.Random()
        self.origin = ""
        """Where the public address is another one than that of the requests."""
        self.cookie = ""
        self.language = "de"
        self.seq = -1
        self.epoch = ""
        self.frames = 0
        self.connects = 0
        self.failed_at: list[float] = []
        self.over = False
        self.connected_at = 0.0
        self.goodbyes: list[Goodbye] = []
        self.news = asyncio.Event()
        """A frame was drawn; whoever waits for it clears it."""
        self._socket: websockets.ClientConnection | None = None
        self._at = 0
        self._reachable = asyncio.Event()
        self._reachable.set()

    @property
    def address(self) -> str:
        return self.addresses[self._at % len(self.addresses)]

    @property
    def reconnects(self) -> int:
        return max(0, self.connects - 1)

    @property
    def failed_tries(self) -> int:
        return len(self.failed_at)

    @property
    def is_connected(self) -> bool:
        return self._socket is not None

    def offline(self) -> None:
        """The network is gone: no goodbye on the way out."""
        self._reachable.clear()
        self.break_off()

    def online(self) -> None:
        self._reachable.set()

    def break_off(self) -> None:
        if self._socket is not None:
            self._socket.transport.abort()

    async def run(self, stop: asyncio.Event) -> None:
        """Keeps the line until `stop`, or until the server says that the session is over."""
        living = asyncio.create_task(self._keep())
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({living, stopping}, return_when=asyncio.FIRST_COMPLETED)
        for task in (living, stopping):
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await living

    async def _keep(self) -> None:
        failures = 0
        while not self.over:
            await self._reachable.wait()
            before = self.connects
            with contextlib.suppress(*TROUBLE):
                await self._hold()
            failures = 0 if self.connects > before else failures + 1
            if failures:
                self._at += 1
                self.failed_at.append(time.monotonic())
            wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failures + 1))
            await asyncio.sleep(self.chance.random() * wait)

    async def _hold(self) -> None:
        """One socket, from its opening to its end."""
        address = f"ws{self.address[4:]}{self.path}?last={self.seq}&epoch={self.epoch}&lang={self.language}"
        async with websockets.connect(
            address, origin=websockets.Origin(self.origin or self.address),
            additional_headers={"Cookie": self.cookie}, compression=None,
            open_timeout=CONNECT_WITHIN, close_timeout=1, ping_interval=None,
            user_agent_header=None, proxy=None, max_size=None,
        ) as socket:  # fmt: skip
            self.connects += 1
            self.connected_at = time.monotonic()
            self._socket = socket
            try:
                await self.opened()
                await self._listen(socket)
            except websockets.ConnectionClosed as end:
                code = ABNORMAL if end.rcvd is None else end.rcvd.code
                self.goodbyes.append(Goodbye(code, time.monotonic()))
                self.over = code == SESSION_OVER
                raise
            finally:
                self._socket = None
                await self.lost()

    async def _listen(self, socket: websockets.ClientConnection) -> None:
        said_hello = False
        while True:
            try:
                async with asyncio.timeout(PATIENCE if said_hello else SILENCE):
                    heard = await socket.recv()
            except TimeoutError:
                if said_hello:
                    return
                said_hello = True
                await socket.send(HELLO)
                continue
            said_hello = False
            await self.hear(json.loads(heard))

    async def hear(self, message: Message) -> None:
        if "to" in message:
            await self._take(message)
        elif message.get("epoch") == self.epoch:  # a pong: what came up to here concerns this screen no more
            self.seq = max(self.seq, message["at"])

    async def _take(self, frame: Message) -> None:
        self.frames += 1
        is_old = not frame.get("reset") and frame["epoch"] == self.epoch and frame["to"] <= self.seq
        if not is_old:
            self.seq, self.epoch = frame["to"], frame["epoch"]
        await self.draw({"mine": frame.get("mine")} if is_old else frame)
        self.news.set()

    async def draw(self, frame: Message) -> None:
        """What this device does with the parts of a frame."""

    async def opened(self) -> None:
        """The line stands."""

    async def lost(self) -> None:
        """The line is gone."""

    async def send(self, message: Mapping[str, Any]) -> bool:
        """False where there is no line."""
        if self._socket is None:
            return False
        with contextlib.suppress(*TROUBLE):
            await self._socket.send(json.dumps(message, ensure_ascii=False))
            return True
        return False

    async def ask(self, path: str, **given: Any) -> httpx2.Response:
        """A plain request with the cookie of this device."""
        headers = {
            "Origin": self.origin or self.address,
            "Cookie": self.cookie,
            "Accept-Language": self.language,
        }
        headers.update(given.pop("headers", {}))
        method = "POST" if given else "GET"
        return await self.client.request(method, f"{self.address}{path}", headers=headers, **given)
