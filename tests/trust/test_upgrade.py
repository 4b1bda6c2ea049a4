"""R17: a database of every released version becomes one of this version, or stays as it was."""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from app import exports
from app.backup.checks import check
from app.backup.copying import copy_rows
from app.backup.sources import engine_for_server, snapshot
from app.database import Database
from app.migrations import known_revisions, migrate
from app.models import Conference
from tests.played import load, revisions
from tests.postgres import running_postgres
from tests.serving import ROOT
from tests.trust.conftest import Scoring
from tests.trust.keeping import Image, image, lost

PROMISE = "A database of every released version becomes one of this version, or stays as it was"


def test_each_schema_has_an_evening() -> None:
    assert revisions() == sorted(known_revisions()), "python -m tests.played writes the missing one"


@pytest.mark.parametrize("revision", revisions())
def test_an_old_evening_is_the_same_in_the_newest_schema(
    tmp_path: Path, score: Scoring, revision: str
) -> None:
    address = f"sqlite:///{load(revision, tmp_path / 'zukunft.db')}"
    before = image(address)

    upgrade(address)

    after = image(address)
    changed = lost(before.rows, after.rows)
    assert before.rows["card"] and before.rows["vote"] and before.rows["line"] and before.rows["contact"]
    assert (before.revision, after.revision) == (revision, known_revisions()[0])
    assert tables_can_be_made(address) == set(exports.TABLES)
    with snapshot(address) as connection:
        findings = check(connection).findings
    rows = sum(len(rows) for rows in before.rows.values())
    figure = f"schema {revision}: {rows} rows before, {sorted(changed) or 'the same'} after"
    score("R17", promise=PROMISE, figure=figure, passed=not changed and not findings, rows=rows)


@pytest.mark.parametrize("revision", ["0001", pytest.param("0004", marks=pytest.mark.nightly)])
def test_a_migration_that_is_killed_leaves_the_old_version_or_the_new_one(
    tmp_path: Path, score: Scoring, revision: str
) -> None:
    left = left_by_kills(revision, tmp_path, every=83)

    score("R17", promise=PROMISE, **judged(revision, left, tmp_path))


@pytest.mark.nightly
@pytest.mark.parametrize("first", range(1, 6))
@pytest.mark.parametrize("revision", revisions()[:-1])
def test_a_migration_may_be_killed_before_each_of_its_statements(
    tmp_path: Path, score: Scoring, revision: str, first: int
) -> None:
    left = left_by_kills(revision, tmp_path, first=first, every=5)

    score("R17", promise=PROMISE, **judged(revision, left, tmp_path))


@pytest.mark.nightly
def test_a_migration_without_its_transaction_is_caught(tmp_path: Path) -> None:
    left = left_by_kills("0004", tmp_path, "fault", every=37)

    assert between(left, *versions("0004", tmp_path))


def test_processes_that_start_at_once_migrate_once(tmp_path: Path) -> None:
    address = f"sqlite:///{load('0001', tmp_path / 'zukunft.db')}"

    assert failed_together(address) == 0

    _, new = versions("0001", tmp_path)
    assert image(address) == new


@pytest.mark.nightly
def test_processes_that_start_at_once_migrate_once_on_postgresql(tmp_path: Path) -> None:
    with running_postgres() as postgres:
        for _ in range(3):
            assert failed_together(postgres.address(postgres.createdb())) == 0
        assert failed_together(postgres.address(postgres.createdb()), "fault") > 0


@pytest.mark.nightly
def test_old_evenings_are_the_same_in_the_newest_schema_on_postgresql(tmp_path: Path, score: Scoring) -> None:
    changed: set[str] = set()
    with running_postgres() as postgres:
        for revision in revisions():
            address = postgres.address(postgres.createdb())
            bring_in(f"sqlite:///{load(revision, tmp_path / f'{revision}.db')}", address, revision)
            before = image(address)
            upgrade(address)
            changed |= {f"{revision} {table}" for table in lost(before.rows, image(address).rows)}
            with snapshot(address) as connection:
                assert check(connection).is_sound
    figure = f"PostgreSQL, schemas {', '.join(revisions())}: {sorted(changed) or 'the same'} after"
    score("R17", promise=PROMISE, figure=figure, passed=not changed)


@pytest.mark.nightly
def test_a_migration_that_is_killed_on_postgresql_leaves_the_old_version(
    tmp_path: Path, score: Scoring
) -> None:
    source = f"sqlite:///{load('0001', tmp_path / 'old.db')}"
    kills = range(2, 80, 13)
    with running_postgres() as postgres:
        address = postgres.address(postgres.createdb())
        bring_in(source, address, "0001")
        before = image(address)
        ended = {kill: (killed(kill, address), image(address)) for kill in kills}
        upgrade(address)
        changed = lost(before.rows, image(address).rows)
    strange = [kill for kill in kills if ended[kill] != (-signal.SIGKILL, before)]
    figure = f"PostgreSQL, schema 0001: {len(kills)} kills, {len(strange)} between the versions"
    score("R17", promise=PROMISE, figure=figure, passed=not strange and not changed, kills=len(kills))


def killed(statement: int, address: str) -> int:
    """How a migration ended that was to be killed before this statement."""
    words = "import sys; from tests.trust.interrupted import *; migrate_until(int(sys.argv[1]), sys.argv[2])"
    return subprocess.run([sys.executable, "-c", words, str(statement), address], cwd=ROOT).returncode


def failed_together(address: str, *fault: str) -> int:
    """How many of several processes could not migrate it."""
    words = [sys.executable, "-m", "tests.trust.together", address, "4", *fault]
    told = subprocess.run(words, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return int(told)


def upgrade(address: str) -> None:
    database = Database(address)
    migrate(database.write_engine)
    database.close()


def bring_in(source: str, address: str, revision: str) -> None:
    """An evening of that schema, on a server."""
    engine = engine_for_server(address)
    migrate(engine, to=revision)
    with snapshot(source) as stored, engine.begin() as target:
        copy_rows(stored, target)


def tables_can_be_made(address: str) -> set[str]:
    database = Database(address)
    with database.reading() as session:
        made = exports.tables(session, session.exec(select(Conference)).one(), language="de")
    database.close()
    return set(made)


def left_by_kills(revision: str, folder: Path, *fault: str, first: int = 1, every: int) -> list[Path]:
    """What is there after each kill; the last one came too late."""
    file = load(revision, folder / "old.db")
    (folder / "left").mkdir()
    words = [str(file), str(folder / "left"), str(first), str(every), *fault]
    subprocess.run([sys.executable, "-m", "tests.trust.interrupted", *words], cwd=ROOT, check=True)
    return sorted((folder / "left").glob("*.db"))


def versions(revision: str, folder: Path) -> tuple[Image, Image]:
    old = image(f"sqlite:///{load(revision, folder / 'as-it-was.db')}")
    address = f"sqlite:///{load(revision, folder / 'as-it-should-be.db')}"
    upgrade(address)
    return old, image(address)


def between(left: Sequence[Path], old: Image, new: Image) -> list[str]:
    """Those that are neither the one nor the other; that of the last kill must become the new one, too."""
    as_it_was = dump(left[0])
    assert image(f"sqlite:///{left[0]}") == old
    changed = [path for path in left if dump(path) != as_it_was]
    strange = [path.name for path in changed if image(f"sqlite:///{path}") != new]
    last = f"sqlite:///{left[-2]}"
    if not strange:
        upgrade(last)
    return strange or ([] if image(last) == new else [left[-2].name])


def dump(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump())


def judged(revision: str, left: Sequence[Path], folder: Path) -> dict[str, Any]:
    strange = between(left, *versions(revision, folder))
    figure = f"schema {revision}: {len(left) - 1} kills, {len(strange)} between the versions"
    return {"figure": figure, "passed": not strange and len(left) > 1, "kills": len(left) - 1}
