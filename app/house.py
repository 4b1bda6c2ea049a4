"""What one process holds together: settings, database, writer, rooms, limits."""

import asyncio
import threading
from dataclasses import dataclass, field, replace

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from app import clock
from app.bus import Bus, open_bus
from app.database import Database
from app.durability import ensure_durability
from app.limits import Limits
from app.migrations import migrate
from app.reading.hints import Hints
from app.settings import Settings
from app.stream.live import Rooms
from app.writing.writer import Writer

REQUESTS_READING = 24
"""Fewer than there are connections and threads, so that a request that reads never waits for either."""


@dataclass(frozen=True)
class House:
    settings: Settings
    database: Database
    bus: Bus
    writer: Writer
    rooms: Rooms
    limits: Limits
    hints: Hints
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(REQUESTS_READING))
    draining: threading.Event = field(default_factory=threading.Event)
    """Set when this process takes its leave; whoever spreads the load sends nobody any more."""


def take_time(address: str) -> None:
    """From now on the time is that of the PostgreSQL server, so that all hosts have the same.

    For whoever starts a server, before anything is written; SQLite has but one host, whose own time it stays.
    """
    if address.startswith("sqlite"):
        return
    here = clock.clock()
    engine = sa.create_engine(address, poolclass=NullPool, connect_args={"connect_timeout": 5})
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")  # the first question takes longer, for the connection
        asked = here.steady()
        told = connection.exec_driver_sql("SELECT extract(epoch FROM clock_timestamp())").scalar_one()
        halfway = (asked + here.steady()) / 2
    clock.use(replace(here, lead=float(told) - halfway))


def open_house(settings: Settings) -> House:
    """Migrates the database and starts the writer."""
    database = Database(settings.database_address)
    ensure_durability(database, unsafe=settings.unsafe_durability)
    migrate(database.write_engine)
    bus = open_bus(database_address=settings.database_address, bus_url=settings.bus_url)
    bus.open()
    writer = Writer(database, bus)
    writer.start()
    return House(
        settings=settings,
        database=database,
        bus=bus,
        writer=writer,
        rooms=Rooms(database, bus, beat=settings.beat_ms / 1000),
        limits=Limits(join_rate=settings.join_rate),
        hints=Hints(database),
    )


def close_house(house: House) -> None:
    house.rooms.close()
    house.hints.close()
    house.writer.stop()
    house.bus.close()
    house.database.close()
