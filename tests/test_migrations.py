"""Old databases become new ones, with everything that was in them."""

import runpy
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from alembic import command

from app import migrations
from app.database import Database
from app.errors import Refusal
from app.migrations import configuration, migrate, take_turn
from app.settings import Settings
from app.writing.chain import seal
from tests.databases import Databases
from tests.postgres import Postgres
from tests.test_house import ROOT, app_rooms

VERSIONS = sorted((ROOT / "app/migrations/versions").glob("*.py"))


@pytest.fixture
def database(tmp_path: Path, databases: Databases) -> Iterator[Database]:
    """Without a schema."""
    database_url = databases.make(tmp_path, empty=True)
    database = Database(Settings(data=tmp_path, database_url=database_url).database_address)
    yield database
    database.close()
    databases.drop(database_url)


def test_the_models_are_what_the_revisions_make(database: Database) -> None:
    migrate(database.write_engine)

    with database.write_engine.begin() as connection:
        command.check(configuration(connection))


def test_what_stood_in_the_first_schema_stands_in_the_newest(database: Database) -> None:
    migrate(database.write_engine, to="0001")
    with database.write_engine.begin() as connection:
        fill_first_schema(connection)

    migrate(database.write_engine)

    with database.write_engine.begin() as connection:
        found = connection.execute(
            sa.text(
                "select card.text, theme.title, conference.code from card"
                " join theme on theme.id = card.theme_id"
                " join conference on conference.id = card.conference_id"
            )
        ).all()
        assert found == [("Der Markt", "Markt", "ABCDEF")]
        if database.is_sqlite:
            assert connection.execute(sa.text("pragma foreign_keys")).scalar() == 1
            assert not connection.execute(sa.text("pragma foreign_key_check")).all()


def test_a_database_of_a_newer_version_is_left_alone(database: Database) -> None:
    migrate(database.write_engine)
    with database.write_engine.begin() as connection:
        connection.execute(sa.text("update alembic_version set version_num = '9999'"))

    with pytest.raises(Refusal) as refused:
        migrate(database.write_engine)

    assert refused.value.code == "newer_database"


def test_a_revision_needs_nothing_of_the_program_as_it_is_today() -> None:
    found = [path for path in VERSIONS if any(app_rooms(path.read_text("utf-8")))]

    assert VERSIONS and not found


@pytest.mark.parametrize("payload", [{}, {"b": "ä\ud800", "a": [1, None, 2.5]}])
def test_lines_are_sealed_today_as_when_the_chain_began(payload: dict[str, object]) -> None:
    at = datetime(2026, 11, 22, 18, 30, 0, 42, tzinfo=timezone(timedelta(hours=1)))
    line = SimpleNamespace(seq=7, type="card_posted", actor="participant:1", payload=payload, at=at)
    (path,) = (path for path in VERSIONS if path.name.startswith("0005"))

    began = runpy.run_path(str(path))["seal"]("before", line)

    assert began == seal("before", seq=7, type_=line.type, actor=line.actor, payload=payload, at=at)


def test_who_waits_too_long_for_another_one_that_migrates_is_told(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "LONGEST_MIGRATION", 50)
    address = postgres.fresh(empty=True)
    first, second = Database(address), Database(address)
    try:
        with first.write_engine.begin() as connection:
            take_turn(connection)
            with pytest.raises(Refusal) as refused:
                migrate(second.write_engine)
    finally:
        first.close()
        second.close()
        postgres.dropdb(address)

    assert refused.value.code == "still_migrating"


def fill_first_schema(connection: sa.Connection) -> None:
    """One row in each table on the way from a conference to a card, every required column filled."""
    tables = sa.MetaData()
    tables.reflect(connection)
    given = {
        "conference": {"id": 1, "code": "ABCDEF", "title": "Probe"},
        "theme": {"id": 1, "conference_id": 1, "title": "Markt"},
        "card": {"id": 1, "conference_id": 1, "theme_id": 1, "text": "Der Markt"},
    }
    for name, values in given.items():
        table = tables.tables[name]
        filled = {column.name: plain_value(column) for column in table.columns if not column.nullable}
        connection.execute(table.insert().values({**filled, **values}))


def plain_value(column: sa.Column[object]) -> object:
    if isinstance(column.type, sa.Integer):
        return 0
    if isinstance(column.type, sa.Boolean):
        return False
    if isinstance(column.type, sa.JSON):
        return []
    return sa.func.now() if isinstance(column.type, sa.DateTime) else ""
