"""zukunft restore: a backup takes the place of the database in one step, or nothing is changed."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from app.backup.checks import check
from app.backup.sources import snapshot
from app.cli import main
from app.database import claimed
from app.house import close_house, open_house
from app.migrations import known_revisions
from app.settings import Settings
from tests.conftest import Town
from tests.databases import ON_POSTGRESQL, Databases
from tests.played import load, revisions
from tests.trust.keeping import Rows, image

NEWEST = known_revisions()[0]


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A backup of the small evening."""
    return load(NEWEST, tmp_path / "kept.db")


@pytest.fixture
def stopped(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The command line works on a database that no server has open."""
    monkeypatch.setenv("ZUKUNFT_DATA", str(settings.data))
    monkeypatch.setenv("ZUKUNFT_DATABASE_URL", settings.database_url)
    return settings


def rows_in(settings: Settings) -> Rows:
    return image(settings.database_address).rows


def texts(rows: Rows) -> list[str]:
    return [card["text"] for card in rows["card"]]


def test_an_evening_comes_back_with_a_new_epoch(
    stopped: Settings, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = image(f"sqlite:///{kept}").rows

    assert main(["restore", str(kept)]) == 0

    after = rows_in(stopped)
    assert {name for name in before if before[name] != after[name]} == {"conference"}
    assert before["conference"][0]["epoch"] != after["conference"][0]["epoch"]
    assert "Zurückgeholt.\nVeranstaltungen: 1, Karten: 20, " in capsys.readouterr().out
    assert image(f"sqlite:///{kept}").rows == before
    house = open_house(stopped)
    close_house(house)


OLDER = [
    revision if revision == "0001" else pytest.param(revision, marks=pytest.mark.nightly)
    for revision in revisions()[:-1]
]
"""That each of them becomes one of today is shown in tests/trust/test_upgrade.py."""


@pytest.mark.parametrize("revision", OLDER)
def test_a_backup_of_an_older_schema_comes_back_in_the_newest(
    stopped: Settings, tmp_path: Path, revision: str
) -> None:
    old = load(revision, tmp_path / "old.db")

    assert main(["restore", str(old)]) == 0

    assert image(stopped.database_address).revision == NEWEST
    assert texts(rows_in(stopped)) and image(f"sqlite:///{old}").revision == revision


def test_new_rows_go_on_after_those_that_came_back(stopped: Settings, kept: Path) -> None:
    assert main(["restore", str(kept)]) == 0

    highest = max(row["id"] for row in rows_in(stopped)["link"])
    house = open_house(stopped)
    with house.database.write_engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO link (role, label, token_hash, created_at) VALUES ('setup', '', 'x', '2026-01-01')"
        )
    close_house(house)
    assert max(row["id"] for row in rows_in(stopped)["link"]) == highest + 1


def test_nothing_is_brought_back_beside_a_running_server(
    beside: Town, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = rows_in(beside.house.settings)

    assert main(["restore", str(kept), "--replace"]) == 2

    assert "Bitte halten Sie ihn zuerst an" in capsys.readouterr().err
    assert rows_in(beside.house.settings) == before


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        ("UPDATE line SET actor = 'niemand' WHERE seq = 2", "Die Sicherung ist nicht in Ordnung"),
        ("UPDATE alembic_version SET version_num = '9999'", "neueren Fassung"),
        ("DROP TABLE alembic_version", "keine Datenbank dieses Programms"),
    ],
)
def test_a_bad_backup_changes_nothing(
    stopped: Settings, kept: Path, capsys: pytest.CaptureFixture[str], deed: str, told: str
) -> None:
    with closing(sqlite3.connect(kept)) as connection:
        connection.executescript(deed)
    before = rows_in(stopped)

    assert main(["restore", str(kept), "--replace"]) == 2

    assert told in capsys.readouterr().err
    assert rows_in(stopped) == before


def test_a_backup_that_is_not_there_is_told(
    stopped: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["restore", str(tmp_path / "keine.db")]) == 2
    assert capsys.readouterr().err == f"{tmp_path}/keine.db gibt es nicht.\n"


@pytest.mark.skipif(ON_POSTGRESQL, reason="its database is no file")
class TestOnSqlite:
    def test_what_was_there_stays_beside_it(
        self, stopped: Settings, kept: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        load("0004", stopped.data / "older.db").replace(stopped.data / "zukunft.db")

        assert main(["restore", str(kept)]) == 0

        (aside,) = stopped.data.glob("zukunft-before-*.db")
        assert str(aside) in capsys.readouterr().out
        assert image(f"sqlite:///{aside}").revision == "0004"
        assert stat.S_IMODE((stopped.data / "zukunft.db").stat().st_mode) == 0o600
        assert not list(stopped.data.glob(".*"))

    def test_what_was_only_in_the_log_of_the_database_stays_with_it(
        self, stopped: Settings, kept: Path
    ) -> None:
        """As after a kill: the present database has a write-ahead log, which must not go to the new one."""
        database = stopped.data / "zukunft.db"
        with closing(sqlite3.connect(database)) as writing:
            writing.execute("PRAGMA journal_mode=WAL")
            writing.execute(
                "INSERT INTO account (login, password_hash, created_at) VALUES ('b', 'x', '2026-01-01')"
            )
            writing.commit()
            left = {suffix: (stopped.data / f"zukunft.db{suffix}").read_bytes() for suffix in ("", "-wal")}
        for suffix, content in left.items():
            (stopped.data / f"zukunft.db{suffix}").write_bytes(content)

        assert main(["restore", str(kept)]) == 0

        (aside,) = stopped.data.glob("zukunft-before-*.db")
        with closing(sqlite3.connect(aside)) as connection:
            assert connection.execute("SELECT login FROM account").fetchall() == [("b",)]
        assert [row["login"] for row in rows_in(stopped)["account"]] == ["buero"]

    def test_a_database_that_is_damaged_gives_way_too(self, stopped: Settings, kept: Path) -> None:
        (stopped.data / "zukunft.db").write_bytes(b"nothing that could be read" * 400)
        (stopped.data / "zukunft.db-wal").write_bytes(b"its log")
        damaged = (stopped.data / "zukunft.db").read_bytes()

        assert main(["restore", str(kept)]) == 0

        (aside,) = stopped.data.glob("zukunft-before-*.db")
        assert aside.read_bytes() == damaged and len(texts(rows_in(stopped))) == 20
        assert not list(stopped.data.glob("zukunft.db-*"))

    def test_a_server_that_has_only_claimed_the_folder_is_left_alone(
        self, stopped: Settings, kept: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with claimed(stopped.database_address):
            assert main(["restore", str(kept)]) == 2
        assert "arbeitet schon ein Server" in capsys.readouterr().err


@pytest.mark.skipif(not ON_POSTGRESQL, reason="of the tables on a server")
class TestOnPostgresql:
    def test_rows_are_replaced_only_if_asked_for_and_kept_aside(
        self, stopped: Settings, kept: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["restore", str(kept)]) == 0
        before = rows_in(stopped)

        assert main(["restore", str(kept)]) == 2
        assert "--replace" in capsys.readouterr().err
        assert rows_in(stopped) == before
        assert main(["restore", str(kept), "--replace"]) == 0

        (aside,) = (stopped.data / "backups").glob("before-restore-*.db")
        assert image(f"sqlite:///{aside}").rows == before
        with snapshot(stopped.database_address) as connection:
            assert check(connection).is_sound

    def test_what_the_other_database_cannot_take_is_named_and_changes_nothing(
        self, stopped: Settings, kept: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with closing(sqlite3.connect(kept)) as connection:
            connection.execute("UPDATE stakeholder_group SET short = ?", ("lang" * 20,))
            connection.commit()
        before = rows_in(stopped)

        assert main(["restore", str(kept)]) == 2

        assert "In der Tabelle stakeholder_group steht etwas" in capsys.readouterr().err
        assert rows_in(stopped) == before

    def test_an_empty_database_without_tables_takes_a_backup(
        self, tmp_path: Path, kept: Path, databases: Databases, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        address = databases.make(tmp_path / "leer", empty=True)
        monkeypatch.setenv("ZUKUNFT_DATA", str(tmp_path / "leer"))
        monkeypatch.setenv("ZUKUNFT_DATABASE_URL", address)

        assert main(["restore", str(kept)]) == 0
        assert len(texts(image(address).rows)) == 20
        databases.drop(address)
