"""zukunft rehearse against a real server: a copy is played and gone, the conference stays untouched."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.cli import main
from app.database import Database
from app.models import Card, CardStatus, Conference, Link
from app.rehearsal import evening, guest
from app.settings import Settings
from tests.halls import Prepared, prepare
from tests.serving import ROOT, Server, free_port

PHONES = 4


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Prepared]]:
    data = tmp_path_factory.mktemp("hall")
    (prepared,) = prepare(Settings(data=data))
    server = Server(data)
    server.start()
    yield server, prepared
    server.stop()


@pytest.fixture
def here(hall: tuple[Server, Prepared], monkeypatch: pytest.MonkeyPatch) -> tuple[Server, Prepared]:
    """The command line on the machine of the server, with people who type faster than anybody."""
    monkeypatch.setenv("ZUKUNFT_DATA", str(hall[0].data))
    monkeypatch.delenv("ZUKUNFT_DATABASE_URL", raising=False)
    monkeypatch.setattr(guest, "SHORTEST_TYPING", 0.02)
    monkeypatch.setattr(guest, "TYPING", (0.02, 0.1))
    monkeypatch.setattr(guest, "LEAVES", 0.0)
    monkeypatch.setattr(evening, "LEAST_SHARE", 1.0)
    monkeypatch.setattr(evening, "ARRIVALS_A_SECOND", 50.0)
    return hall


def rehearse(server: Server, code: str, *more: str) -> int:
    return main(
        ["rehearse", code, "--url", server.address, "--phones", str(PHONES), "--minutes", "0.05", *more]
    )


def conferences(session: Session) -> list[str]:
    return [conference.title for conference in Conference.newest_first(session)]


def test_a_copy_is_played_and_gone(
    here: tuple[Server, Prepared], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server, prepared = here
    found = tmp_path / "report.json"
    assert rehearse(server, prepared.code, "--json", str(found)) == 0
    report = json.loads(found.read_text("utf-8"))
    assert report["joined"] == PHONES
    assert report["cards"] == report["saved"] > PHONES
    assert report["wall_seen"] == report["wall_expected"] > 0
    assert (report["lost"], report["double"], report["good"]) == (0, 0, True)
    assert "Probe: Probe" in capsys.readouterr().out
    database = Database(Settings().database_address)
    with database.reading() as session:
        assert conferences(session) == ["Probe"]
        assert not session.exec(select(Card)).all()
    database.close()


@pytest.mark.nightly
def test_in_the_conference_itself_everything_is_taken_back(here: tuple[Server, Prepared]) -> None:
    server, prepared = here
    assert rehearse(server, prepared.code, "--here", "--language", "en") == 0
    database = Database(Settings().database_address)
    with database.reading() as session:
        cards = session.exec(select(Card)).all()
        assert cards
        assert {(card.status, card.text) for card in cards} == {(CardStatus.WITHDRAWN, "")}
        links = session.exec(select(Link).where(Link.label == "Probe")).all()
        assert links and all(link.revoked_at for link in links)
    database.close()


def test_where_no_server_answers_the_address_is_asked_for(
    here: tuple[Server, Prepared], capsys: pytest.CaptureFixture[str]
) -> None:
    _, prepared = here
    assert main(["rehearse", prepared.code, "--url", f"http://127.0.0.1:{free_port()}"]) == 2
    assert "--url" in capsys.readouterr().err


def test_data_on_another_machine_cannot_be_copied(
    here: tuple[Server, Prepared],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    server, prepared = here
    monkeypatch.setenv("ZUKUNFT_DATA", str(tmp_path / "elsewhere"))
    assert rehearse(server, prepared.code) == 2
    assert "--here" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
@pytest.mark.parametrize(
    "name", ["SIGTERM", *(pytest.param(name, marks=pytest.mark.nightly) for name in ("SIGINT", "SIGHUP"))]
)
def test_whoever_ends_it_in_the_middle_finds_no_copy(hall: tuple[Server, Prepared], name: str) -> None:
    server, prepared = hall
    known = {"ZUKUNFT_DATA": str(server.data), "PYTHONPATH": str(ROOT), "ZUKUNFT_DATABASE_URL": ""}
    command = [sys.executable, "-m", "app.cli", "rehearse", prepared.code, "--url", server.address]
    with subprocess.Popen(
        [*command, "--phones", "2"], env={**os.environ, **known}, cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as running:  # fmt: skip
        assert running.stdout is not None
        while "0:0" not in (line := running.stdout.readline()):
            assert line, "it ended too early"
        running.send_signal(getattr(signal, name))
        _, told = running.communicate(timeout=240)

    assert running.returncode == 2
    assert told.splitlines()[-1] == "Abgebrochen. Kopie gelöscht." and "Traceback" not in told
    database = Database(Settings(data=server.data).database_address)
    with database.reading() as session:
        assert conferences(session) == ["Probe"]
    database.close()
