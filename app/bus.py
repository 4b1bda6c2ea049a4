"""The doorbell: says that a conference has news, never what; who misses a ring sees them a second later."""

import contextlib
import logging
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy.engine import make_url

if TYPE_CHECKING:
    import psycopg

Bell = Callable[[int], None]

CHANNEL = "zukunft"
LISTEN_AGAIN = 1.0
REST = 5.0

log = logging.getLogger(__name__)


class Bus:
    """One process: whoever rings calls the bells directly."""

    def __init__(self) -> None:
        self._bells: list[Bell] = []

    def on_ring(self, bell: Bell) -> None:
        self._bells.append(bell)

    def ring(self, conferences: Iterable[int]) -> None:
        for conference_id in conferences:
            for bell in self._bells:
                bell(conference_id)

    def open(self) -> None:
        """Starts to listen to other processes."""

    def close(self) -> None:
        """Stops listening."""


class SharedBus(Bus, ABC):
    """Several processes: a ring is also passed on; no failure of the line ever reaches who rings."""

    def __init__(self) -> None:
        super().__init__()
        self._closing = threading.Event()
        self._resting_until = 0.0
        self._thread = threading.Thread(target=self._listen_always, name="bus", daemon=True)

    def open(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        with contextlib.suppress(Exception):
            self._pass_on("")  # wakes the own ear
        if self._thread.is_alive():
            self._thread.join(timeout=2 * LISTEN_AGAIN)
        with contextlib.suppress(Exception):
            self._hang_up()

    def ring(self, conferences: Iterable[int]) -> None:
        rung = list(conferences)
        super().ring(rung)
        if not rung or time.monotonic() < self._resting_until:
            return
        try:
            self._pass_on(" ".join(map(str, rung)))
        except Exception as error:
            self._resting_until = time.monotonic() + REST
            with contextlib.suppress(Exception):
                self._hang_up()
            log.warning("bus_takes_no_rings", exc_info=error)

    def _listen_always(self) -> None:
        while not self._closing.is_set():
            try:
                for message in self._heard():
                    super().ring(int(number) for number in message.split())
                    if self._closing.is_set():
                        return
            except Exception as error:
                log.warning("bus_is_silent", exc_info=error)
                self._closing.wait(LISTEN_AGAIN)

    @abstractmethod
    def _pass_on(self, message: str) -> None: ...

    @abstractmethod
    def _heard(self) -> Iterator[str]:
        """Messages as they come, and an empty one now and then."""

    @abstractmethod
    def _hang_up(self) -> None: ...


class PostgresBus(SharedBus):
    """LISTEN and NOTIFY of the database that is there anyway."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)
        self._line: psycopg.Connection[Any] | None = None

    def _connect(self) -> "psycopg.Connection[Any]":
        import psycopg

        return psycopg.connect(
            self._address, autocommit=True, connect_timeout=3, application_name="zukunft bus"
        )

    def _pass_on(self, message: str) -> None:
        if self._line is None:
            self._line = self._connect()
        self._line.execute("SELECT pg_notify(%s, %s)", (CHANNEL, message))

    def _heard(self) -> Iterator[str]:
        with self._connect() as line:
            line.execute(f"LISTEN {CHANNEL}")
            while True:
                for notice in line.notifies(timeout=LISTEN_AGAIN):
                    yield notice.payload
                yield ""

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()


class RedisBus(SharedBus):
    """For many hosts, or to spare the database; nothing is kept there."""

    def __init__(self, address: str) -> None:
        import redis

        super().__init__()
        self._redis: redis.Redis = redis.Redis.from_url(
            address, socket_timeout=0.5, socket_connect_timeout=0.5
        )

    def _pass_on(self, message: str) -> None:
        self._redis.publish(CHANNEL, message)

    def _heard(self) -> Iterator[str]:
        with self._redis.pubsub(ignore_subscribe_messages=True) as ear:  # type: ignore[no-untyped-call]
            ear.subscribe(CHANNEL)
            while True:
                heard = ear.get_message(timeout=LISTEN_AGAIN)
                yield heard["data"].decode("ascii") if heard else ""

    def _hang_up(self) -> None:
        self._redis.close()


def open_bus(*, database_address: str, bus_url: str) -> Bus:
    """The bus that fits: within one process, that of PostgreSQL, or Redis where it is wished."""
    if bus_url:
        return RedisBus(bus_url)
    return Bus() if database_address.startswith("sqlite") else PostgresBus(database_address)
