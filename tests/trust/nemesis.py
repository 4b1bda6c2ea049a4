"""What breaks: the power, a server, the database, the bell, the disk."""

import asyncio
import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import Postgres
from tests.redis_server import RedisServer
from tests.serving import Server
from tests.trust.load import Hall
from tests.trust.stand import Stand


async def enough_cards(hall: Hall, *, each: float = 1.0) -> None:
    """Until every phone had so many more cards acknowledged, on average."""
    await hall.acknowledged(hall.acked + int(each * hall.load.phones))


async def power_cuts(stand: Stand, times: int, hall: Hall) -> None:
    """What happens meanwhile concerns every phone, and nothing later tells it again."""
    (server,) = stand.servers
    for _ in range(times):
        await enough_cards(hall)
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(stand.give_more_time)
        await asyncio.to_thread(server.start)


async def one_dies(server: Server, hall: Hall) -> None:
    """For good; whoever was there has to go elsewhere."""
    await enough_cards(hall)
    await asyncio.to_thread(server.kill)


async def one_hangs(server: Server, seconds: float, hall: Hall) -> None:
    await enough_cards(hall)
    server.freeze()
    try:
        await asyncio.sleep(seconds)
    finally:
        server.thaw()


async def database_crashes(postgres: Postgres, seconds: float, hall: Hall) -> None:
    await enough_cards(hall)
    await asyncio.to_thread(postgres.crash)
    await asyncio.sleep(seconds)
    await asyncio.to_thread(postgres.start)


async def bell_dies(redis: RedisServer, hall: Hall) -> None:
    await enough_cards(hall)
    await asyncio.to_thread(redis.kill)


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A disk of its own in memory; only root may mount one."""
    folder.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def grow(folder: Path, size: str) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", str(folder)], check=True)


def disk_is_full(folder: Path) -> None:
    """Somebody else takes what is left, as a log does that nobody rotates."""
    with (folder / "ballast").open("wb", buffering=0) as ballast, contextlib.suppress(OSError):
        while ballast.write(bytes(4096)):
            pass


def may_mount() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("mount") is not None
