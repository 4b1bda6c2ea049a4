"""The doorbell: says that a conference has news, never what; who misses a ring sees them a second later."""

import contextlib
import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy.engine import make_url

from app.database import IMPATIENT

if TYPE_CHECKING:
    import psycopg

Bell = Callable[[int], None]

CHANNEL = "zukunft"
LISTEN_AGAIN = 1.0
REST = 1.0

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
    """Several processes: a thread of its own passes rings on, so that a line that hangs holds nobody up."""

    def __init__(self) -> None:
        super().__init__()
        self._closing = threading.Event()
        self._waiting: set[int] = set()
        self._rung = threading.Condition()
        self._listening = threading.Thread(target=self._listen_always, name="bus ear", daemon=True)
        self._ringing = threading.Thread(target=self._ring_always, name="bus hand", daemon=True)
        self._ringing.start()

    def open(self) -> None:
        self._listening.start()

    def close(self) -> None:
        """What has been rung is passed on; the last message is empty and wakes the own ear."""
        self._closing.set()
        with self._rung:
            self._rung.notify()
        for thread in (self._ringing, self._listening):
            if thread.is_alive():
                thread.join(timeout=2 * LISTEN_AGAIN)

    def ring(self, conferences: Iterable[int]) -> None:
        rung = list(conferences)
        super().ring(rung)
        with self._rung:
            self._waiting.update(rung)
            self._rung.notify()

    def _ring_always(self) -> None:
        while not self._closing.is_set():
            with self._rung:
                self._rung.wait_for(lambda: self._waiting or self._closing.is_set())
                rung, self._waiting = self._waiting, set()
            try:
                self._pass_on(" ".join(map(str, sorted(rung))))
            except Exception as error:
                with contextlib.suppress(Exception):
                    self._hang_up()
                if not self._closing.is_set():
                    log.warning("bus_takes_no_rings", exc_info=error)
                self._closing.wait(REST)
        with contextlib.suppress(Exception):
            self._hang_up()

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
            self._address,
            autocommit=True,
            application_name="zukunft bus",
            connect_timeout=IMPATIENT["connect_timeout"],
            tcp_user_timeout=IMPATIENT["tcp_user_timeout"],
            keepalives_idle=5,
            keepalives_interval=5,
            keepalives_count=2,
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
