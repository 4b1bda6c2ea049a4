"""A conference that works at tables: the run of show, and shortcuts for who sits where."""

from functools import partial
from typing import Any

from starlette.testclient import TestClient

from app.actions import conferences, tables
from app.agendas import default_groups
from app.models import HallTable, Seating
from app.writing.transaction import Change
from tests.conftest import Town

MIXED, WORK, GROUPS, ANSWERS, CAFE, MARKET, PROTOCOLS = (
    "Ankommen an Tischen", "Am Tisch", "Wechsel", "Antworten", "Café", "Marktplatz", "Protokolle",
)  # fmt: skip


def field(name: str, label: str, *, kind: str = "table_note", most: int = 0, per: str = "") -> dict[str, Any]:
    return {
        "name": name,
        "kind": kind,
        "label": {"de": label, "en": f"{label} (en)"},
        "most": most,
        "per": per,
    }


def phase(kind: str, title: str, minutes: int = 30, **params: Any) -> dict[str, Any]:
    texts = {"title": title, "prompt": f"{title}?", "announcement": ""}
    return {
        "kind": kind,
        "minutes": minutes,
        **{name: {"de": text, "en": f"{text} (en)" if text else ""} for name, text in texts.items()},
        **params,
    }


def run_of_show() -> dict[str, Any]:
    return {
        "id": "tables",
        "phases": [
            phase("LOBBY", "Ankommen"),
            phase("INFO", MIXED, seating="max_mix", table_size=4),
            phase(
                "TABLE_WORK",
                WORK,
                shows="tables",
                fields=[
                    field("title", "Titel", kind="scenario", most=1),
                    field("notes", "Stichworte", kind="scenario"),
                    field("same", "Gemeinsam", kind="common_ground", most=2),
                ],
            ),
            phase("BREAK", GROUPS, seating="groups", table_size=8),
            phase(
                "TABLE_WORK",
                ANSWERS,
                fields=[field("today", "Heute", per="trend"), field("future", "Künftig", per="trend")],
            ),
            phase(
                "TABLE_WORK",
                CAFE,
                60,
                seating="max_mix",
                table_size=4,
                rounds=3,
                host_stays=True,
                fields=[field("cloth", "Auf der Tischdecke")],
            ),
            phase("MARKET", MARKET, seating="market", card_types=[{"kind": "issue", "max_per_person": 2}]),
            phase(
                "TABLE_WORK",
                PROTOCOLS,
                fields=[field("said", "Wichtigste Aussagen"), field("next", "Nächste Schritte")],
            ),
        ],
    }


def at_tables(town: Town, agenda: dict[str, Any] | None = None) -> Town:
    """The same house, another conference."""
    act = partial(
        conferences.create_conference,
        fields={"title": "Tische"},
        agenda=agenda or run_of_show(),
        groups=default_groups(),
    )
    made = town.house.writer.write_now(Change(act, actor="organiser:0"))
    town.conference_id, town.code = made["conference"], made["code"]
    return town


def plan_of(town: Town) -> Seating:
    with town.house.database.reading() as session:
        plan = Seating.newest(session, town.conference_id)
        assert plan is not None
        return plan


def tables_of(town: Town) -> list[HallTable]:
    plan = plan_of(town)
    with town.house.database.reading() as session:
        return list(HallTable.of(session, plan.id or 0))


def mine(town: Town, phone: TestClient) -> dict[str, Any]:
    said: dict[str, Any] = phone.get(f"/c/{town.code}/mine").json()
    return said


def table_id(town: Town, phone: TestClient) -> int:
    tables: list[int] = mine(town, phone)["tables"]
    return tables[-1]


def together(town: Town, *phones: TestClient) -> None:
    """Seats them all at the table of the first."""
    numbers = {table.id: table.number for table in tables_of(town)}
    at = numbers[table_id(town, phones[0])]
    for phone in phones[1:]:
        town.act(partial(tables.move_person, number=mine(town, phone)["number"], table=at))


def page_of(town: Town, phone: TestClient) -> str:
    answer = phone.get(f"/c/{town.code}")
    assert answer.status_code == 200, answer.text
    return answer.text
