"""A hall for measuring: everybody has joined in the data before the server starts."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.actions import accounts, joining
from app.auth import hashed, new_token
from app.house import close_house, open_house
from app.settings import Settings
from app.writing.transaction import Change
from tests.halls import Prepared, prepare
from tests.load.machine import Process

Call = tuple[str, str]
"""The path of a socket and its cookie."""


@dataclass
class Hall:
    """A prepared conference, with the cookies of its phones and of one projector."""

    prepared: Prepared
    phones: Sequence[str]
    projector: str

    def screens(self, count: int) -> list[Call]:
        return [("/p/live?last=-1", self.projector)] * count

    def sockets_of_phones(self, count: int) -> list[Call]:
        return [(f"/c/{self.prepared.code}/live?last=-1", cookie) for cookie in self.phones[:count]]


def halls(data: Path, *, phones: int, cards_so_far: int = 0, count: int = 1, url: str = "") -> list[Hall]:
    settings = Settings(data=data, database_url=url)
    made = prepare(settings, cards_so_far=cards_so_far, count=count)
    house = open_house(settings)
    try:
        return [furnished(house.writer.write_all, prepared, phones) for prepared in made]
    finally:
        close_house(house)


def furnished(write_all: Callable[[Sequence[Change]], object], prepared: Prepared, phones: int) -> Hall:
    tokens = [new_token() for _ in range(phones)]
    joins = [
        partial(joining.join, token_hash=hashed(token), group_id=None, language="de") for token in tokens
    ]
    write_all([Change(act, actor="door", conference_id=prepared.id) for act in joins])
    session = new_token()
    enter = partial(accounts.use_link, token=prepared.projector, session_token=session)
    write_all([Change(enter, actor="link")])
    cookies = [f"p_{prepared.code}={token}" for token in tokens]
    return Hall(prepared, cookies, f"s_projector={session}")


@contextmanager
def folder() -> Iterator[Path]:
    """On the disk, not in memory: a commit must cost what it costs."""
    here = Path(tempfile.mkdtemp(prefix="load-", dir="/var/tmp"))
    try:
        yield here
    finally:
        shutil.rmtree(here, ignore_errors=True)


@contextmanager
def serving(data: Path, *plants: str, **environment: str) -> Iterator[Process]:
    given = {"ZUKUNFT_DATA": str(data), **environment}
    core = None if any(plant.startswith("workers") for plant in plants) else 0
    server = Process("tests.load.planted", plants, given, core=core)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def bare(size: int) -> Iterator[Process]:
    server = Process("tests.load.bare", [str(size)])
    server.start()
    try:
        yield server
    finally:
        server.stop()
