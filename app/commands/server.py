"""One process that serves, and how it takes its leave: what is acknowledged stays, who waits is answered."""

import logging
import os
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

import uvicorn
from fastapi import FastAPI

from app.clock import clock
from app.house import House
from app.main import create_app
from app.settings import Settings

SPREAD = 2.0
"""Seconds over which the sockets are closed, so that the hall does not come back in one moment."""
LAST_REQUESTS = 3
"""Seconds for whoever still waits for an answer."""
LONGEST_LEAVE = 9.0
JUMP = 2.0
EVERY_TICKS = 10

log = logging.getLogger(__name__)


class Server(uvicorn.Server):
    """Leaves in order on the first signal and at once on the second."""

    def __init__(self, app: FastAPI, settings: Settings, on_beat: Callable[[], None] | None = None) -> None:
        super().__init__(configured(app, settings))
        self.app = app
        self.on_beat = on_beat
        self._jumped = 0.0

    @property
    def house(self) -> House:
        house: House = self.app.state.house
        return house

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self.should_exit:
            os._exit(1)
        self.should_exit = True
        if self.started:
            self.house.draining.set()
        limit = threading.Timer(LONGEST_LEAVE, os._exit, [1])
        limit.daemon = True
        limit.start()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        log.info("serving", extra={"database": "sqlite" if self.house.settings.is_embedded else "postgresql"})

    async def on_tick(self, counter: int) -> bool:
        if counter % EVERY_TICKS == 0:
            self.watch_the_clock()
            if self.on_beat is not None:
                self.on_beat()
        return await super().on_tick(counter)

    def watch_the_clock(self) -> None:
        """Somebody has set it: nothing here follows, but whoever compares the two should know."""
        deviation = clock().deviation()
        if abs(deviation - self._jumped) > JUMP:
            self._jumped = deviation
            log.warning("wall_clock_was_set", extra={"seconds_ahead": round(deviation, 1)})

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Nobody new; what is queued is committed and acknowledged; then one socket after the other."""
        log.info("draining")
        self.house.draining.set()
        for server in self.servers:
            server.close()
        for listening in sockets or []:
            listening.close()
        await self.house.rooms.drain(seconds=SPREAD)
        await super().shutdown()
        log.info("stopped")


def configured(app: FastAPI, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app, ws="websockets-sansio", ws_max_size=16 * 1024, ws_per_message_deflate=False,
        ws_ping_interval=20, ws_ping_timeout=20, timeout_graceful_shutdown=LAST_REQUESTS,
        server_header=False, access_log=False, log_config=None, log_level="error",
        forwarded_allow_ips=settings.forwarded_allow_ips,
    )  # fmt: skip


def serve(settings: Settings, listening: socket.socket, on_beat: Callable[[], None] | None = None) -> None:
    server = Server(create_app(settings), settings, on_beat)
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listening])


def drop_silent_readers(listening: socket.socket) -> None:
    """A device that stops reading is gone after 15 seconds; otherwise its buffer is kept for minutes."""
    with suppress(OSError, AttributeError):
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 15_000)
