"""The evening of the invented town, played once for all tests, with its database as it was in each phase."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import select

from app.database import Database
from app.demo.evening import END, make_conference, play
from app.demo.stage import Stage
from app.house import close_house, open_house
from app.models import Conference
from app.reading.hall import Hall
from app.settings import Settings

FILE = "zukunft.db"


@dataclass(frozen=True)
class Evening:
    """A data folder for each phase, by its German title, and one for the end; copy it before writing."""

    folder: Path

    def data(self, title: str) -> Path:
        return self.folder / title.replace("/", "-")

    @contextmanager
    def hall(self, title: str = END["de"]) -> Iterator[Hall]:
        """The conference as it was while this phase was running."""
        database = Database(Settings(data=self.data(title)).database_address)
        with database.reading() as session:
            yield Hall(session, session.exec(select(Conference)).one())
        database.close()


def shared_evening(folder: Path) -> Evening:
    """Whoever comes first plays it, all others wait for the end."""
    with closing(sqlite3.connect(folder / "turn.db", timeout=300)) as turn:
        turn.execute("BEGIN EXCLUSIVE")
        if not (folder / "played").exists():
            played_evening(folder / "evening")
            (folder / "played").touch()
    return Evening(folder / "evening")


def played_evening(folder: Path) -> Evening:
    evening = Evening(folder)
    house = open_house(Settings(data=folder / "stage"))
    stage = Stage(house, make_conference(house))
    for phase in play(stage):
        keep(folder / "stage", evening.data(phase.title))
    keep(folder / "stage", evening.data(END["de"]))
    close_house(house)
    return evening


def keep(source: Path, target: Path) -> None:
    target.mkdir()
    with closing(sqlite3.connect(source / FILE)) as connection:
        connection.execute("VACUUM INTO ?", (str(target / FILE),))
