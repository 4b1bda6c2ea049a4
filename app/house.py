"""What one process holds together: settings, database, writer, rooms, limits."""

import asyncio
from dataclasses import dataclass, field

from app.bus import MemoryBus
from app.database import Database
from app.limits import Limits
from app.live import Rooms
from app.migrations import migrate
from app.settings import Settings
from app.writer import Writer

REQUESTS_READING = 24
"""Fewer than there are connections and threads, so that a request that reads never waits for either."""


@dataclass(frozen=True)
class House:
    settings: Settings
    database: Database
    writer: Writer
    rooms: Rooms
    limits: Limits
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(REQUESTS_READING))


def open_house(settings: Settings) -> House:
    """Migrates the database and starts the writer."""
    database = Database(settings.database_address)
    migrate(database.write_engine)
    bus = MemoryBus()
    writer = Writer(database, bus)
    writer.start()
    return House(
        settings=settings,
        database=database,
        writer=writer,
        rooms=Rooms(database, bus, beat=settings.beat_ms / 1000),
        limits=Limits(join_rate=settings.join_rate),
    )


def close_house(house: House) -> None:
    house.rooms.close()
    house.writer.stop()
    house.database.close()
