"""R16: a backup of a running server holds all that was acknowledged, stalls little and comes back whole."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.backup.checks import check
from app.backup.sources import snapshot
from app.house import close_house, open_house
from app.settings import Settings
from tests.halls import Prepared, prepare, write_cards
from tests.played import load, revisions
from tests.postgres import running_postgres
from tests.serving import ROOT, Server
from tests.trust.checker import stored
from tests.trust.conftest import Scoring
from tests.trust.keeping import image
from tests.trust.load import Hall, Load, played

PROMISE = "A backup of a running server holds all that was acknowledged, and stalls writing by ≤ 250 ms"
BACK = "100 MB come back within 5 min"
LONGEST_STALL, LOOSE = 0.25, 1.0
LARGE = 100 * 2**20


@dataclass
class Taken:
    """What was known when the backup began, and how long it took."""

    file: Path
    acked_before: Mapping[str, int] = field(default_factory=dict)
    watched: float = 0.0
    began: float = 0.0
    ended: float = 0.0


def longest_wait(hall: Hall, begin: float, end: float) -> float:
    """Of the cards that were on their way at that time, in seconds."""
    return max(
        phone.acked_at[key] - phone.sent_at[key]
        for phone in hall.phones
        for key in phone.acked
        if phone.acked_at[key] > begin and phone.sent_at[key] < end
    )


def test_a_backup_under_load_has_every_acknowledged_card(tmp_path: Path, score: Scoring) -> None:
    settings = Settings(data=tmp_path / "var")

    score("R16", promise=PROMISE, **backup_under_load(settings, cards_per_second=100, longest=LOOSE))


@pytest.mark.nightly
def test_a_backup_of_many_cards_stalls_nobody(tmp_path: Path, score: Scoring) -> None:
    settings = Settings(data=tmp_path / "var")
    prepare(settings, cards_so_far=1_000, count=40)
    measured = backup_under_load(settings, cards_per_second=300, longest=LONGEST_STALL)

    score("R16", promise=PROMISE, **measured)


@pytest.mark.nightly
def test_a_backup_of_postgresql_under_load_has_every_acknowledged_card(
    tmp_path: Path, score: Scoring
) -> None:
    with running_postgres(durable=True) as postgres:
        settings = Settings(data=tmp_path / "var", database_url=postgres.address(postgres.createdb()))
        prepare(settings, cards_so_far=1_000, count=4)
        measured = backup_under_load(settings, cards_per_second=100, longest=LONGEST_STALL)

    score("R16", promise=PROMISE, **{**measured, "figure": f"PostgreSQL: {measured['figure']}"})


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
    cards = {text: number for number, text in stored(old.database_address, prepared.id).cards}
    began = time.monotonic()

    zukunft(new, "restore", str(tmp_path / "large.db"))

    seconds, size = time.monotonic() - began, (tmp_path / "large.db").stat().st_size
    lost = missing(cards, new.data / "zukunft.db", prepared)
    figure = f"{size / 2**20:.0f} MB back in {seconds:.0f} s, {len(lost)} cards lost"
    score("R16", promise=BACK, figure=figure, passed=not lost and size >= LARGE and seconds <= 300)


@pytest.mark.nightly
def test_an_evening_moves_to_postgresql_and_back(tmp_path: Path, score: Scoring) -> None:
    here, back = Settings(data=tmp_path / "here"), Settings(data=tmp_path / "back")
    load(revisions()[-1], here.data / "zukunft.db")
    with running_postgres() as postgres:
        there = Settings(data=tmp_path / "there", database_url=postgres.address(postgres.createdb()))
        for source, target in ((here, there), (there, back)):
            zukunft(source, "backup", str(tmp_path / "moving.db"))
            zukunft(target, "restore", str(tmp_path / "moving.db"))
        zukunft(there, "verify")

    before, after = image(here.database_address).rows, image(back.database_address).rows
    changed = {name for name in before if without_epoch(before[name]) != without_epoch(after[name])}
    figure = f"SQLite to PostgreSQL and back: {sorted(changed) or 'identical rows'}"
    score("R16", promise="A database moves to PostgreSQL and back", figure=figure, passed=not changed)


def without_epoch(rows: Any) -> list[dict[str, Any]]:
    return [{name: row[name] for name in row if name != "epoch"} for row in rows]


def backup_under_load(settings: Settings, *, cards_per_second: int, longest: float) -> dict[str, Any]:
    """First some load without a backup, then with one: the stall is what it adds to the longest wait."""
    (prepared,) = prepare(settings)
    taken = Taken(settings.data / "kept.db")

    async def back_up(hall: Hall) -> None:
        await hall.acknowledged(cards_per_second // 2)
        taken.watched = time.monotonic()
        await hall.acknowledged(2 * cards_per_second)
        taken.acked_before = acknowledged(hall)
        taken.began = time.monotonic()
        await asyncio.to_thread(zukunft, settings, "backup", str(taken.file))
        taken.ended = time.monotonic()

    load = Load(phones=20, cards_per_second=cards_per_second, projectors=1, lost_answers=0)
    with server(settings) as running:
        read = lambda: stored(settings.database_address, prepared.id)  # noqa: E731
        hall = asyncio.run(played(load, [running.address], prepared, back_up, read, afterwards=0))
    return judged(taken, hall, prepared, longest=longest)


def judged(taken: Taken, hall: Hall, prepared: Prepared, *, longest: float) -> dict[str, Any]:
    with snapshot(f"sqlite:///{taken.file}") as connection:
        report = check(connection)
    lost = missing(taken.acked_before, taken.file, prepared)
    usual = longest_wait(hall, taken.watched, taken.began)
    stall = max(0.0, longest_wait(hall, taken.began, taken.ended) - usual)
    figure = (
        f"{len(taken.acked_before)} acknowledged before, {len(lost)} of them missing in a backup of "
        f"{report.cards} cards made in {taken.ended - taken.began:.1f} s; it made the longest "
        f"wait {stall * 1000:.0f} ms longer than {usual * 1000:.0f} ms"
    )
    sound = bool(taken.acked_before) and not lost and report.is_sound
    return {
        "figure": figure,
        "passed": sound and stall <= longest,
        "stall": round(stall, 3),
        "usual": round(usual, 3),
    }


def acknowledged(hall: Hall) -> dict[str, int]:
    return {
        str(phone.said[key]["text"]): int(ack.card["number"])
        for phone in hall.phones
        for key, ack in phone.acked.items()
    }


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


@contextmanager
def server(settings: Settings) -> Iterator[Server]:
    running = Server(settings.data, switches={"ZUKUNFT_DATABASE_URL": settings.database_url})
    running.start()
    try:
        yield running
    finally:
        running.stop()


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
