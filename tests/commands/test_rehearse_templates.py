"""zukunft rehearse plays each shipped run of show: forms of tables, ballots of every mode, two days."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from app.actions import conferences
from app.agendas import AGENDAS, agenda, default_groups
from app.cli import main
from app.house import close_house, open_house
from app.rehearsal import evening, guest
from app.settings import Settings
from app.writing.transaction import Change
from tests.serving import Server
from tests.walks.walk import seat_two_at_a_table

pytestmark = pytest.mark.nightly
PHONES = 8


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, dict[str, str]]]:
    """A server with a conference of each template, by its name the code."""
    data = tmp_path_factory.mktemp("templates")
    house = open_house(Settings(data=data))
    codes = {}
    for name in AGENDAS:
        make = partial(
            conferences.create_conference, fields={"title": name}, agenda=agenda(name),
            groups=agenda(name).get("groups") or default_groups(),
        )  # fmt: skip
        made = house.writer.write_now(Change(make, actor="organiser:0"))
        seat = Change(seat_two_at_a_table, actor="organiser:0", conference_id=made["conference"])
        house.writer.write_now(seat)
        codes[name] = made["code"]
    close_house(house)
    server = Server(data)
    server.start()
    yield server, codes
    server.stop()


@pytest.mark.parametrize("name", AGENDAS)
def test_a_template_is_rehearsed_without_a_loss(
    hall: tuple[Server, dict[str, str]], name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server, codes = hall
    monkeypatch.setenv("ZUKUNFT_DATA", str(server.data))
    monkeypatch.delenv("ZUKUNFT_DATABASE_URL", raising=False)
    monkeypatch.setattr(guest, "SHORTEST_TYPING", 0.02)
    monkeypatch.setattr(guest, "TYPING", (0.02, 0.1))
    monkeypatch.setattr(guest, "LEAVES", 0.0)
    monkeypatch.setattr(guest, "TROUBLES_A_MINUTE", 0.01)
    monkeypatch.setattr(evening, "LEAST_SHARE", 1.0)
    monkeypatch.setattr(evening, "ARRIVALS_A_SECOND", 50.0)
    found = tmp_path / "report.json"

    code = main(
        ["rehearse", codes[name], "--url", server.address, "--phones", str(PHONES), "--minutes", "0.2",
         "--json", str(found)]
    )  # fmt: skip

    report = json.loads(found.read_text("utf-8"))
    assert code == 0 and report["good"]
    assert report["joined"] == PHONES and report["votes"] > 0
    in_a_hurry = {"field_full", "limit", "phase_closed", "ballot_closed"}
    assert set(report["refusals"]) <= in_a_hurry
    assert report["saved"] <= report["cards"] <= report["saved"] + sum(report["refusals"].values())
