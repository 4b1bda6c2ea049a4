"""Each thing that can be wrong in a database is found, and nothing in a sound one."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.backup.checks import Report, check
from app.backup.sources import snapshot
from app.migrations import known_revisions
from tests.played import load, revisions


@pytest.fixture
def evening(tmp_path: Path) -> Path:
    return load(known_revisions()[0], tmp_path / "zukunft.db")


CARDS = {"0001": 15, "0002": 15, "0003": 15, "0004": 15, "0005": 15, "0006": 19, "0007": 20}
"""How many the evening of each schema has."""


def looked_at(path: Path) -> Report:
    with snapshot(f"sqlite:///{path}") as connection:
        return check(connection)


def do(path: Path, deed: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(deed)


@pytest.mark.parametrize("revision", revisions())
def test_an_evening_of_any_schema_is_sound(tmp_path: Path, revision: str) -> None:
    report = looked_at(load(revision, tmp_path / "zukunft.db"))

    assert report.findings == ()
    assert report.is_sound and report.revision == revision
    assert (report.conferences, report.cards) == (1, CARDS[revision]) and report.lines > 60


@pytest.mark.parametrize(
    ("deed", "code"),
    [
        ("UPDATE card SET theme_id = 999 WHERE number = 1", "orphan"),
        ("DELETE FROM line WHERE seq = 7", "line_missing"),
        ("UPDATE conference SET seq = seq + 1", "line_missing"),
        ("UPDATE line SET type = 'card_hidden' WHERE seq = 7", "chain_broken"),
        ("UPDATE card SET number = 0 WHERE number = 3", "card_number"),
        ("UPDATE vote SET value = 7 WHERE participant_id = 2", "dots"),
        ("UPDATE vote SET value = -1 WHERE participant_id = 2", "vote"),
        ("UPDATE vote SET item_id = (SELECT max(id) FROM ballot_item) WHERE participant_id = 2", "vote"),
        ("UPDATE conference SET seq = 'viele'", "unreadable"),
        ("UPDATE receipt SET conference_id = 12", "receipt"),
        ("UPDATE alembic_version SET version_num = '9999'", "newer_database"),
        ("DROP TABLE alembic_version", "foreign"),
        ("DROP TABLE vote", "unreadable"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_found(evening: Path, deed: str, code: str) -> None:
    assert looked_at(evening).is_sound

    do(evening, deed)

    assert code in [finding.code for finding in looked_at(evening).findings]


def test_a_doubled_card_number_is_found(evening: Path) -> None:
    """No schema of ours allows it; a damaged file does."""
    do(
        evening,
        "CREATE TABLE cards AS SELECT * FROM card; DROP TABLE card; ALTER TABLE cards RENAME TO card;"
        " CREATE UNIQUE INDEX card_id ON card (id); UPDATE card SET number = 3 WHERE number = 4;",
    )

    (finding,) = [finding for finding in looked_at(evening).findings if finding.code == "card_number"]
    assert (finding.values["number"], finding.values["times"]) == (3, 2)


def test_damaged_pages_are_found(evening: Path) -> None:
    content = bytearray(evening.read_bytes())
    for page in range(4096, len(content) - 4096, 4096):
        content[page + 1500 : page + 1600] = b"\xff" * 100
    evening.write_bytes(content)

    assert {finding.code for finding in looked_at(evening).findings} & {"damaged", "unreadable"}


def test_what_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "brief.txt").write_text("Sehr geehrte Damen und Herren, " * 99, "utf-8")

    assert [finding.code for finding in looked_at(tmp_path / "brief.txt").findings] == ["unreadable"]


def test_looking_changes_nothing(evening: Path) -> None:
    before = evening.read_bytes()

    looked_at(evening)

    assert evening.read_bytes() == before
    assert [path.name for path in evening.parent.iterdir()] == [evening.name]
