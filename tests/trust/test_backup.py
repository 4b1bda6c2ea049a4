"""R16: a backup of a running server holds all that was acknowledged, stalls little and comes back whole."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.actions import cards, joining
from app.auth import hashed, new_token
from app.backup.checks import check
from app.backup.sources import snapshot
from app.house import House, close_house, open_house
from app.settings import Settings
from app.writing.transaction import Answer, Change
from tests.halls import Act, Prepared, prepare, write_cards
from tests.played import load, revisions
from tests.postgres import running_postgres
from tests.serving import ROOT
from tests.trust.checker import stored
from tests.trust.conftest import Scoring
from tests.trust.keeping import image

PROMISE = "A backup of a running server holds all that was acknowledged, and stalls writing by ≤ 250 ms"
BACK = "100 MB come back within 5 min"
LONGEST_STALL, LOOSE = 0.25, 10.0
"""Seconds; the looser one where other work keeps the machine busy."""
PAUSE, WARMED_UP, PATIENCE = 0.01, 50, 30.0
LARGE = 100 * 2**20


@dataclass(frozen=True)
class Written:
    """Cards that were acknowledged together."""

    cards: Mapping[str, int]
    sent: float
    acked: float


class Author(threading.Thread):
    """Somebody who never stops writing, a few cards at a time."""

    def __init__(self, house: House, prepared: Prepared, *, at_once: int) -> None:
        super().__init__(daemon=True)
        self.house, self.prepared, self.at_once = house, prepared, at_once
        self.written: list[Written] = []
        self.told = threading.Semaphore(0)
        self.enough = threading.Event()

    def run(self) -> None:
        join = partial(joining.join, token_hash=hashed(new_token()), group_id=None, language="de")
        self.person = int(self._write([join], actor="door")[0]["participant_id"])
        while not self.enough.wait(PAUSE):
            first = len(self.written) * self.at_once
            texts = [f"Karte {number}" for number in range(first, first + self.at_once)]
            sent = time.monotonic()
            answers = self._write([self.card(text) for text in texts], actor=f"participant:{self.person}")
            numbers = [int(answer["card"]["number"]) for answer in answers]
            self.written.append(Written(dict(zip(texts, numbers, strict=True)), sent, time.monotonic()))
            self.told.release()

    def card(self, text: str) -> Act:
        return partial(cards.post_card, participant_id=self.person, kind="strength", text=text)

    def _write(self, acts: Sequence[Act], *, actor: str) -> list[Answer]:
        changes = [Change(act, actor=actor, conference_id=self.prepared.id, key=new_token()) for act in acts]
        return self.house.writer.write_all(changes)

    def acknowledged(self) -> dict[str, int]:
        return {text: number for written in list(self.written) for text, number in written.cards.items()}

    def longest_wait(self, begin: float, end: float) -> float:
        """Of the cards that were on their way at that time, in seconds."""
        return max(it.acked - it.sent for it in self.written if it.acked > begin and it.sent < end)


def test_a_backup_under_load_has_every_acknowledged_card(tmp_path: Path, score: Scoring) -> None:
    settings, control = Settings(data=tmp_path / "var"), Settings(data=tmp_path / "control")

    score("R16", promise=PROMISE, **backup_under_load(settings, control, at_once=1, longest=LOOSE))


@pytest.mark.nightly
def test_a_backup_of_many_evenings_stalls_nobody(tmp_path: Path, score: Scoring) -> None:
    settings, control = Settings(data=tmp_path / "var"), Settings(data=tmp_path / "control")
    prepare(settings, cards_so_far=1_000, count=40)

    score("R16", promise=PROMISE, **backup_under_load(settings, control, at_once=3, longest=LONGEST_STALL))


@pytest.mark.nightly
def test_a_backup_of_postgresql_under_load_has_every_acknowledged_card(
    tmp_path: Path, score: Scoring
) -> None:
    with running_postgres(durable=True) as postgres:
        settings, control = (
            Settings(data=tmp_path / name, database_url=postgres.address(postgres.createdb()))
            for name in ("var", "control")
        )
        prepare(settings, cards_so_far=1_000, count=4)
        measured = backup_under_load(settings, control, at_once=3, longest=LONGEST_STALL)

    score("R16", promise=PROMISE, **{**measured, "figure": f"PostgreSQL: {measured['figure']}"})


@pytest.mark.nightly
def test_a_copy_of_the_file_alone_is_caught(tmp_path: Path) -> None:
    """The planted fault: what is in the write-ahead log only is missing, and the file does not say so."""
    settings = Settings(data=tmp_path / "var")
    (prepared,) = prepare(settings)
    house = open_house(settings)
    write_cards(house, prepared.id, "strength", 30)
    acked = {f"Mehr Bänke an der Straße {number}": number + 1 for number in range(30)}

    shutil.copy(settings.data / "zukunft.db", tmp_path / "copied.db")
    zukunft(settings, "backup", str(tmp_path / "kept.db"))

    assert missing(acked, tmp_path / "copied.db", prepared)
    assert not missing(acked, tmp_path / "kept.db", prepared)
    close_house(house)


@pytest.mark.nightly
def test_a_hundred_megabytes_come_back_within_five_minutes(tmp_path: Path, score: Scoring) -> None:
    old, new = Settings(data=tmp_path / "old"), Settings(data=tmp_path / "new")
    (prepared,) = prepare(old, cards_so_far=20_000)
    swell(old.data / "zukunft.db")
    zukunft(old, "backup", str(tmp_path / "large.db"))
    kept = {text: number for number, text in stored(old.database_address, prepared.id).cards}
    began = time.monotonic()

    zukunft(new, "restore", str(tmp_path / "large.db"))

    seconds, size = time.monotonic() - began, (tmp_path / "large.db").stat().st_size
    lost = missing(kept, new.data / "zukunft.db", prepared)
    figure = f"{size / 2**20:.0f} MB back in {seconds:.0f} s, {len(lost)} cards lost"
    score("R16", promise=BACK, figure=figure, passed=not lost and size >= LARGE and seconds <= 300)


@pytest.mark.nightly
def test_an_evening_moves_to_postgresql_and_back(tmp_path: Path, score: Scoring) -> None:
    here, back = Settings(data=tmp_path / "here"), Settings(data=tmp_path / "back")
    load(revisions()[-1], here.data / "zukunft.db")
    with running_postgres() as postgres:
        there = Settings(data=tmp_path / "there", database_url=postgres.address(postgres.createdb()))
        for source, target in ((here, there), (there, back)):
            zukunft(source, "backup", "--replace", str(tmp_path / "moving.db"))
            zukunft(target, "restore", str(tmp_path / "moving.db"))
        zukunft(there, "verify")

    before, after = image(here.database_address).rows, image(back.database_address).rows
    changed = {name for name in before if without_epoch(before[name]) != without_epoch(after[name])}
    figure = f"SQLite to PostgreSQL and back: {sorted(changed) or 'identical rows'}"
    score("R16", promise="A database moves to PostgreSQL and back", figure=figure, passed=not changed)


def without_epoch(rows: Any) -> list[dict[str, Any]]:
    return [{name: row[name] for name in row if name != "epoch"} for row in rows]


def backup_under_load(
    settings: Settings, control: Settings, *, at_once: int, longest: float
) -> dict[str, Any]:
    """The stall is what the backup adds to the longest wait, beside a control that is written to as well."""
    file = settings.data / "kept.db"
    with writing(settings, at_once) as author, writing(control, at_once) as undisturbed:
        for _ in range(WARMED_UP):
            author.told.acquire(timeout=PATIENCE)
        acked = author.acknowledged()
        began = time.monotonic()
        zukunft(settings, "backup", str(file))
        ended = time.monotonic()
    with snapshot(f"sqlite:///{file}") as connection:
        report = check(connection)
    lost = missing(acked, file, author.prepared)
    wait, usual = author.longest_wait(began, ended), undisturbed.longest_wait(began, ended)
    figure = (
        f"{len(acked)} acknowledged before, {len(lost)} of them missing in a backup of {report.cards} cards; "
        f"longest wait {wait * 1000:.0f} ms, without a backup {usual * 1000:.0f} ms"
    )
    sound = len(acked) >= WARMED_UP and not lost and report.is_sound
    return {"figure": figure, "passed": sound and wait - usual <= longest, "seconds": round(ended - began, 1)}


@contextmanager
def writing(settings: Settings, at_once: int) -> Iterator[Author]:
    (prepared,) = prepare(settings)
    house = open_house(settings)
    author = Author(house, prepared, at_once=at_once)
    author.start()
    try:
        yield author
    finally:
        author.enough.set()
        author.join(timeout=PATIENCE)
        close_house(house)


def missing(acked: Mapping[str, int], file: Path, prepared: Prepared) -> set[str]:
    """Cards that somebody was told are stored, and that are not there under their number."""
    there = {text: number for number, text in stored(f"sqlite:///{file}", prepared.id).cards}
    return {text for text, number in acked.items() if there.get(text) != number}


def zukunft(settings: Settings, *words: str) -> None:
    """As an operator calls it, in a process of its own."""
    known = {"ZUKUNFT_DATA": str(settings.data), "ZUKUNFT_DATABASE_URL": settings.database_url}
    subprocess.run(
        [sys.executable, "-m", "app.cli", *words], cwd=ROOT, env={**os.environ, **known}, check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip


def swell(file: Path) -> None:
    """As many receipts as a hundred evenings leave."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(
            "INSERT INTO receipt (conference_id, actor, key, refused, answer)"
            " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)"
            " SELECT 1, 'participant:1', printf('%032x', i), 0,"
            " json_object('card', i, 'text', hex(zeroblob(90))) FROM n"
        )
        connection.commit()
