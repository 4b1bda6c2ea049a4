"""S17: whoever changes the log afterwards is found out, and the first wrong line is named."""

import json
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.backup.chains import broken_chains
from app.backup.checks import Finding, check
from app.backup.sources import snapshot
from app.cli import main
from app.migrations import known_revisions
from tests.played import load
from tests.trust.conftest import Scoring

FLIPS = 100
SEALED = ("type", "actor", "payload", "at", "hash")
AS_IT_WAS = "DELETE FROM line WHERE seq IN (SELECT seq FROM kept); INSERT INTO line SELECT * FROM kept;"
PROMISE = "One flipped byte in the log is found, and verify names the first wrong line"


@pytest.fixture
def evening(tmp_path: Path) -> Path:
    return load(known_revisions()[0], tmp_path / "zukunft.db")


def findings(path: Path) -> tuple[Finding, ...]:
    with snapshot(f"sqlite:///{path}") as connection:
        return check(connection).findings


def test_each_flipped_byte_is_found_where_it_is(evening: Path, score: Scoring) -> None:
    chance = random.Random(2035)
    assert not findings(evening)
    named = 0
    with closing(sqlite3.connect(evening)) as connection:
        for _ in range(FLIPS):
            seq = flip(connection, chance)
            connection.commit()
            named += places(evening) == [seq]
            connection.executescript(AS_IT_WAS)
    assert not findings(evening), "each flip was taken back"
    figure = f"{named} of {FLIPS} flipped bytes found in their line"
    score("S17", promise=PROMISE, figure=figure, passed=named == FLIPS, flips=FLIPS)


def places(path: Path) -> list[int]:
    with snapshot(f"sqlite:///{path}") as connection:
        return [seq for _, seq in broken_chains(connection)]


def flip(connection: sqlite3.Connection, chance: random.Random) -> int:
    """One bit of one byte of one line, the rest as it was; a copy of the line stays for `AS_IT_WAS`."""
    connection.executescript("DROP TABLE IF EXISTS kept")
    (lines,) = connection.execute("SELECT max(seq) FROM line").fetchone()
    seq, column = chance.randint(1, lines), chance.choice(SEALED)
    connection.execute("CREATE TABLE kept AS SELECT * FROM line WHERE seq = ?", (seq,))
    question = f"SELECT CAST({column} AS BLOB) FROM line WHERE seq = ?"
    (stored,) = connection.execute(question, (seq,)).fetchone()
    changed = bytearray(stored)
    changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    connection.execute(f"UPDATE line SET {column} = CAST(? AS TEXT) WHERE seq = ?", (bytes(changed), seq))
    return seq


@pytest.mark.parametrize(
    ("deed", "code", "seq"),
    [
        ("DELETE FROM line WHERE seq = 40", "line_missing", 40),
        ("DELETE FROM line WHERE seq = (SELECT max(seq) FROM line)", "line_missing", 0),
        ("UPDATE line SET seq = 4000 WHERE seq = 40", "line_missing", 40),
        ("UPDATE conference SET chain = 'x'", "chain_broken", 0),
        ("UPDATE conference SET seq = seq - 1", "line_unexpected", 0),
    ],
)
def test_lines_that_were_taken_out_or_moved_are_found(evening: Path, deed: str, code: str, seq: int) -> None:
    with closing(sqlite3.connect(evening)) as connection:
        (last,) = connection.execute("SELECT seq FROM conference").fetchone()
        connection.execute(deed)
        connection.commit()

    found = {finding.code: finding.values["seq"] for finding in findings(evening)}

    assert found[code] == (seq or last)


def test_verify_says_it_and_ends_with_one(
    evening: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(evening)) as connection:
        (code,) = connection.execute("SELECT code FROM conference").fetchone()
        connection.execute("UPDATE line SET actor = 'moderation:2' WHERE seq = 30")
        connection.commit()

    assert main(["verify", str(evening)]) == 1
    assert capsys.readouterr().out == f"{code}: Das Protokoll wurde verändert, zuerst in Zeile 30.\n"
    monkeypatch.setenv("ZUKUNFT_LANGUAGE", "en")
    assert main(["verify", str(evening), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["sound"] is False
    (finding,) = told["findings"]
    assert (finding["finding"], finding["seq"]) == ("chain_broken", 30)
    assert finding["message"] == f"{code}: The log has been altered, first in line 30."
