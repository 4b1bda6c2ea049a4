"""zukunft backup: one file with everything, made beside a running server, or one sentence."""

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import TextIO

import pytest

from app.backup import making
from app.backup.making import PART, part_in
from app.cli import main
from app.database import lock
from app.errors import Refusal
from app.models import Card
from tests.conftest import Town
from tests.databases import ON_POSTGRESQL


def cards_in(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM card ORDER BY number")]


def dated(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def written(beside: Town) -> Town:
    beside.enter("Stärken sammeln")
    anna = beside.phone()
    beside.say(anna, do="post_card", kind="strength", text="Der Fluss")
    return beside


def test_a_backup_beside_a_running_server_is_one_private_file(
    written: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "sicher" / "abend.db"

    assert main(["backup", str(file)]) == 0

    assert cards_in(file) == ["Der Fluss"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert dated(file.parent) == ["abend.db"]
    told = capsys.readouterr().out
    assert str(file) in told and "Veranstaltungen: 1, Karten: 1, " in told
    assert main(["verify", str(file)]) == 0


def test_a_folder_keeps_as_many_as_it_is_told_and_nothing_else_goes(written: Town, tmp_path: Path) -> None:
    (tmp_path / "sicher").mkdir()
    older = ("zukunft-2026-01-01-000000Z.db", "zukunft-2026-01-02-000000Z.db")
    for name in (*older, "zukunft-alt.db", "brief.txt"):
        (tmp_path / "sicher" / name).touch()

    assert main(["backup", str(tmp_path / "sicher"), "--keep", "2"]) == 0

    left = dated(tmp_path / "sicher")
    assert len(left) == 4
    assert left[:2] == ["brief.txt", older[1]] and left[3] == "zukunft-alt.db"
    assert cards_in(tmp_path / "sicher" / left[2]) == ["Der Fluss"]


def test_a_name_with_a_dot_is_a_folder_all_the_same(written: Town, tmp_path: Path) -> None:
    assert main(["backup", str(tmp_path / "backups.d")]) == 0

    (file,) = (tmp_path / "backups.d").iterdir()
    assert cards_in(file) == ["Der Fluss"]


def test_a_folder_keeps_as_many_suspects_and_no_good_one_goes_for_them(written: Town, tmp_path: Path) -> None:
    folder = tmp_path / "sicher"
    folder.mkdir()
    good = [f"zukunft-2026-01-0{day}-000000Z.db" for day in (1, 2, 3)]
    for name in (*good, *(f"{name}.suspect" for name in good)):
        (folder / name).touch()
    with written.house.database.write_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE line SET actor = 'niemand' WHERE seq = 2")

    assert main(["backup", str(folder), "--keep", "2"]) == 1

    assert [name for name in dated(folder) if name.endswith(".db")] == good
    assert [name for name in dated(folder) if name.endswith(".suspect")][:-1] == [f"{good[2]}.suspect"]


def test_without_a_name_it_goes_into_the_data_folder(written: Town) -> None:
    assert main(["backup"]) == 0
    assert main(["backup"]) == 0

    folder = written.house.settings.data / "backups"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert all(cards_in(path) == ["Der Fluss"] for path in folder.iterdir())


def test_what_does_not_fit_together_is_kept_under_another_name(
    written: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = tmp_path / "abend.db"
    assert main(["backup", str(good)]) == 0
    with written.house.database.write_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE line SET actor = 'niemand' WHERE seq = 2")
        connection.exec_driver_sql("DELETE FROM card")

    assert main(["backup", str(good), "--replace"]) == 1

    told = capsys.readouterr().out
    assert f"{good}.suspect" in told and "zuerst in Zeile 2" in told
    assert cards_in(good) == ["Der Fluss"] and cards_in(tmp_path / "abend.db.suspect") == []


def test_a_file_that_is_there_is_written_over_only_when_that_was_said(
    written: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "abend.db"
    file.write_text("von gestern")

    assert main(["backup", str(file)]) == 2
    assert "gibt es schon" in capsys.readouterr().err and file.read_text() == "von gestern"
    assert main(["backup", str(file), "--replace"]) == 0
    assert cards_in(file) == ["Der Fluss"]


@pytest.mark.parametrize("number", ["0", "-1", "viele"])
def test_to_keep_none_is_refused(tmp_path: Path, number: str) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["backup", str(tmp_path), "--keep", number])
    assert refused.value.code == 2 and not list(tmp_path.iterdir())


@pytest.mark.skipif(ON_POSTGRESQL, reason="its database is no file")
def test_the_database_is_not_overwritten_by_its_own_copy(
    written: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    own = written.house.settings.data / "zukunft.db"

    assert main(["backup", str(own)]) == 2
    assert "ist die Datenbank selbst" in capsys.readouterr().err
    with written.house.database.reading() as session:
        assert Card.next_number(session, written.conference_id) == 2


def test_two_backups_into_one_folder_do_not_mix(
    written: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with part_in(tmp_path) as part:
        assert main(["backup", str(tmp_path / "abend.db")]) == 2
        assert "gerade schon eine Sicherung" in capsys.readouterr().err
        part.unlink()

    assert main(["backup", str(tmp_path / "abend.db")]) == 0


@pytest.mark.parametrize("successor", [False, True], ids=["finished", "finished, and the next one begun"])
def test_a_backup_that_was_finished_meanwhile_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, successor: bool
) -> None:
    (tmp_path / PART).write_text("all of the evening")

    def lock_late(held: TextIO) -> bool:
        (tmp_path / PART).rename(tmp_path / "abend.db")
        if successor:
            (tmp_path / PART).write_text("of the next one")
        return lock(held)

    monkeypatch.setattr(making, "lock", lock_late)

    with pytest.raises(Refusal) as refused, part_in(tmp_path):
        pass

    assert refused.value.code == "backup_running"
    assert (tmp_path / "abend.db").read_text() == "all of the evening"
    assert not successor or (tmp_path / PART).read_text() == "of the next one"


def test_the_file_of_the_next_backup_is_left_alone(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="full"), part_in(tmp_path) as part:
        part.rename(tmp_path / "abend.db")
        part.write_text("of the next one")
        raise OSError("full")

    assert (tmp_path / PART).read_text() == "of the next one"


def test_a_link_in_the_folder_leads_a_backup_nowhere(
    written: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.txt").write_text("of somebody else")
    (tmp_path / PART).symlink_to(tmp_path / "letter.txt")

    assert main(["backup", str(tmp_path / "abend.db")]) == 2

    assert f"{tmp_path / PART} lässt sich nicht lesen oder schreiben" in capsys.readouterr().err
    assert (tmp_path / "letter.txt").read_text() == "of somebody else"


def test_what_a_killed_backup_left_behind_is_overwritten(written: Town, tmp_path: Path) -> None:
    (tmp_path / PART).write_bytes(os.urandom(4096))

    assert main(["backup", str(tmp_path / "abend.db")]) == 0
    assert dated(tmp_path) == ["abend.db", *(["var"] if (tmp_path / "var").exists() else [])]


@pytest.mark.skipif(ON_POSTGRESQL, reason="its database is no file")
def test_a_database_that_cannot_be_copied_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var/zukunft.db").write_bytes(b"this is not a database at all, only text" * 40)
    monkeypatch.setenv("ZUKUNFT_DATA", str(tmp_path / "var"))
    monkeypatch.setenv("ZUKUNFT_LANGUAGE", "en")

    assert main(["backup", str(tmp_path / "out" / "abend.db")]) == 2
    assert capsys.readouterr().err == "The database cannot be copied: file is not a database\n"
    assert dated(tmp_path / "out") == []
