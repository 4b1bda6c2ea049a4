"""What one table writes reaches the phones of that table, drawn once, and nobody else."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app import templating
from app.actions import tables
from app.models import Participant
from app.stream import frames
from app.stream.frames import Place
from app.stream.live import Room, Threads
from app.stream.parts import Audience
from tests.conftest import Town
from tests.tables import MIXED, WORK, at_tables, mine, phase, table_id, tables_of, together


@pytest.fixture
def town(town: Town) -> Town:
    return at_tables(town)


def ids(town: Town, *phones: TestClient) -> list[int]:
    with town.house.database.reading() as session:
        by_number = {number: id_ for id_, number in Participant.numbers(session, town.conference_id).items()}
    return [by_number[mine(town, phone)["number"]] or 0 for phone in phones]


def place(town: Town) -> Place:
    with town.house.database.reading() as session:
        conference = town.conference(session)
        return Place(Audience.PHONE, "de", conference.seq, conference.epoch)


def told(town: Town, at: Place, people: list[int]) -> Callable[[int], dict[str, str] | None]:
    """What each of these devices is sent after a place: its parts, or nothing."""
    room = Room(town.house.database, town.conference_id, beat=0, threads=Threads())
    frame = room.frames_for({at: people})[1][at]
    assert frame is not None

    def of(device: int) -> dict[str, str] | None:
        table, own = frame.table_of(device), frame.concerns(device)
        if not (frame.has_content or own or table is not None):
            return None
        parts: dict[str, str] = json.loads(frame.text(mine=own, table=table))["parts"]
        return parts

    return of


def drawings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    drawn: list[str] = []

    def counted(language: str, template: str, **values: object) -> str:
        drawn.append(Path(template).stem)
        return templating.render(language, template, **values)

    monkeypatch.setattr(frames, "render", counted)
    return drawn


def test_an_entry_is_drawn_once_for_its_table_and_sent_to_no_other(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, ben, carl, *_ = [town.phone() for _ in range(8)]
    town.enter(MIXED)
    together(town, anna, ben)
    other = next(table.number for table in tables_of(town) if table.id != table_id(town, anna))
    town.act(partial(tables.move_person, number=3, table=other))
    town.enter(WORK)
    devices, at = ids(town, anna, ben, carl), place(town)
    drawn = drawings(monkeypatch)

    town.say(anna, do="post_card", kind="scenario", field="notes", text="Ein Markt am Fluss")
    of = told(town, at, devices)

    assert drawn == ["form"]
    for device in devices[:2]:
        parts = of(device)
        assert parts is not None and list(parts) == ["form"]
        assert "Ein Markt am Fluss" in parts["form"]
    assert of(devices[2]) is None


def test_an_idea_is_news_for_its_group_and_for_no_other(town: Town) -> None:
    kinds = [{"kind": "idea", "max_per_person": 0}]
    ideas = phase("COLLECT", "Ideen", seating="max_mix", table_size=4, card_types=kinds, in_groups=True)
    place_ = at_tables(town, {"id": "ideas", "phases": [phase("LOBBY", "Ankommen"), ideas]})
    anna, ben, carl, *_ = [place_.phone() for _ in range(8)]
    place_.enter("Ideen")
    together(place_, anna, ben)
    other = next(table.number for table in tables_of(place_) if table.id != table_id(place_, anna))
    place_.act(partial(tables.move_person, number=3, table=other))
    devices, at = ids(place_, anna, ben, carl), place(place_)

    place_.say(anna, do="post_card", kind="idea", text="Ein Markt am Fluss")
    of = told(place_, at, devices)

    assert [of(device) is not None for device in devices] == [True, True, False]


def test_a_card_outside_any_form_is_no_news_for_a_table(town: Town) -> None:
    anna = town.phone()
    town.enter(MIXED)
    devices, at = ids(town, anna), place(town)
    town.phone()

    assert told(town, at, devices)(devices[0]) is None


def test_who_is_moved_sees_the_new_table_at_once(town: Town) -> None:
    anna, *_ = [town.phone() for _ in range(8)]
    town.enter(MIXED)
    devices, at = ids(town, anna), place(town)
    other = next(table for table in tables_of(town) if table.id != table_id(town, anna))

    town.act(partial(tables.move_person, number=1, table=other.number))

    parts = told(town, at, devices)(devices[0])
    assert parts is not None
    assert f'<strong class="seat-number">{other.number}</strong>' in parts["table"]


def test_a_new_phase_draws_each_table_once_however_many_sit_there(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    phones = [town.phone() for _ in range(8)]
    town.enter(MIXED)
    devices, at = ids(town, *phones), place(town)
    drawn = drawings(monkeypatch)

    town.enter(WORK)
    told(town, at, devices)

    assert sorted(drawn) == ["bar", "form", "form", "table", "table", "task"]


def test_a_phone_that_asks_alone_is_told_its_own_table_only(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, *_ = [town.phone() for _ in range(8)]
    town.enter(MIXED)
    at = place(town)
    town.enter(WORK)
    drawn = drawings(monkeypatch)

    answer = anna.get(f"/c/{town.code}/frames?last={at.seq}&epoch={at.epoch}").json()

    assert "Das hält unser Tisch fest" in answer["parts"]["form"]
    assert drawn.count("form") == 1
