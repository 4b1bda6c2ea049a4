"""The office downloads tables: only the organiser, exactly what was written, contacts only on purpose."""

from datetime import timedelta
from functools import partial
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from app.actions import conferences, curation, measures
from app.exports.privacy import Crowd
from app.models import Role
from app.models.base import now
from app.reading.hall import Hall
from tests.conftest import Town
from tests.test_exports import Rows, rows_of

CITIZENS = "Bürgerschaft / Anwohnende"
TRADE = "Handel & Gewerbe, Handwerk, Dienstleistung"
POLITICS = "Politik"

DANGEROUS = (
    "=1+1",
    "+49 ist die Vorwahl",
    "-> mehr Bänke",
    "@rathaus bitte melden",
    "\u00a0=SUM(A1:A9)",
    "\ufeff-Spielplatz",
    "＝2+2",
    "'=schon mit Apostroph",
    "'ne Bank am Fluss",
    "sagt man \"Innenstadt\"; oder doch 'City'?",
    "erste Zeile\nzweite Zeile",
    "Tab\tmittendrin",
    "🌅 Füße ins Wasser 👨‍👩‍👧‍👦",
    "e\u0301 und é sind zweierlei",
    "مقاعد أكثر في الظل",
    "ﬁn de siècle – 50 % „Rabatt“",
)


def join(town: Town, group: str, count: int) -> list[TestClient]:
    return [town.phone(group) for _ in range(count)]


def card_table(town: Town, client: TestClient, language: str = "de") -> Rows:
    answer = client.get(f"/organise/{town.conference_id}/export/karten.csv?lang={language}")
    assert answer.status_code == 200
    return rows_of(answer.content)


def test_a_single_small_group_takes_the_next_one_with_it(town: Town) -> None:
    join(town, CITIZENS, 7)
    join(town, TRADE, 6)
    join(town, POLITICS, 2)

    with town.house.database.reading() as session:
        crowd = Crowd(Hall(session, town.conference(session)), "de")
        assert [crowd.name(key) for key in crowd.keys] == [CITIZENS, "weitere"]


def test_groups_of_five_are_named(town: Town) -> None:
    join(town, CITIZENS, 5)
    join(town, TRADE, 5)

    with town.house.database.reading() as session:
        crowd = Crowd(Hall(session, town.conference(session)), "en")
        assert [crowd.name(key) for key in crowd.keys] == ["Citizens / residents", "Retail, trades, services"]


@pytest.fixture
def olga(town: Town) -> TestClient:
    return town.staff(Role.ORGANISER)


def post(town: Town, phone: TestClient, text: str) -> int:
    answer = town.say(phone, do="post_card", kind="strength", text=text)
    assert answer["ok"], answer
    number: int = answer["card"]["id"]
    return number


def test_of_a_phase_no_group_has_a_row_before_five_of_it_have_come(town: Town, olga: TestClient) -> None:
    town.enter("Stärken sammeln")
    join(town, CITIZENS, 2)
    join(town, TRADE, 6)
    join(town, POLITICS, 5)
    town.enter("Schwächen sammeln")
    join(town, CITIZENS, 4)

    rows = rows_of(olga.get(f"/organise/{town.conference_id}/export/beteiligung.csv").content)

    there = [(row["phase"], row["gruppe"], row["anwesend"]) for row in rows[-5:]]
    assert there == [
        ("Stärken sammeln", TRADE, "6"), ("Stärken sammeln", "weitere", "7"),
        ("Schwächen sammeln", CITIZENS, "6"), ("Schwächen sammeln", TRADE, "6"),
        ("Schwächen sammeln", POLITICS, "5"),
    ]  # fmt: skip


def test_cards_from_home_have_a_channel_of_their_own(town: Town, olga: TestClient) -> None:
    on = (now() + timedelta(days=7)).date()
    town.act(partial(conferences.change_conference, fields={"held_on": on}))
    olga.post(f"/organise/{town.conference_id}/ahead", data={"wanted": "1"})
    for phone in [town.phone(CITIZENS) for _ in range(6)]:
        post(town, phone, "Der Fluss")
    town.enter("Stärken sammeln")
    for phone in [town.phone(CITIZENS) for _ in range(5)]:
        post(town, phone, "Das Fest")

    rows = rows_of(olga.get(f"/organise/{town.conference_id}/export/beteiligung.csv").content)

    assert [(row["kanal"], row["anwesend"], row["karten"]) for row in rows] == [
        ("vorab", "6", "6"),
        ("handy", "5", "5"),
    ]


def test_dangerous_texts_come_back_as_they_were_written(town: Town, olga: TestClient) -> None:
    town.enter("Stärken sammeln")
    for text in DANGEROUS:
        post(town, town.phone(CITIZENS), text)
    stored = [text.strip() for text in DANGEROUS]

    rows = card_table(town, olga)
    sheet = sheet_of(olga.get(f"/organise/{town.conference_id}/export.xlsx").content, "Karten")

    assert [row["text"] for row in sheet] == stored
    guarded = {text for text, row in zip(stored, rows, strict=True) if row["text"] != text}
    assert guarded == {
        "=1+1",
        "+49 ist die Vorwahl",
        "-> mehr Bänke",
        "@rathaus bitte melden",
        "＝2+2",
        "\ufeff-Spielplatz",
        "=SUM(A1:A9)",
    }
    exact = [row for row in rows if not row["text"].startswith("'")]
    assert [row["text"] for row in exact] == [
        text for text in stored if text not in guarded and text[0] != "'"
    ]


def sheet_of(content: bytes, name: str) -> list[dict[str, Any]]:
    book = load_workbook(BytesIO(content))
    assert book.sheetnames[0] == "Hinweise"
    header, *rows = book[name].iter_rows()
    assert all(cell.data_type != "f" for row in rows for cell in row)
    return [{str(at.value): cell.value for at, cell in zip(header, row, strict=True)} for row in rows]


def test_withdrawn_cards_are_left_out(town: Town, olga: TestClient) -> None:
    town.enter("Stärken sammeln")
    anna = town.phone(CITIZENS)
    gone, kept = post(town, anna, "Der Fluss"), post(town, anna, "Der Markt")
    town.say(anna, do="withdraw_card", card=gone)
    town.act(partial(curation.hide_card, card_id=kept, reason="doppelt"))

    assert [(row["text"], row["status"], row["ausblendgrund"]) for row in card_table(town, olga)] == [
        ("Der Markt", "ausgeblendet", "doppelt")
    ]


def test_dots_stay_secret_while_they_are_being_put(town: Town, olga: TestClient) -> None:
    town.enter("Stimmungsbild")
    anna = town.phone(CITIZENS)
    with town.house.database.reading() as session:
        hall = Hall(session, town.conference(session))
        assert hall.ballot is not None
        ballot, item = hall.ballot.id, hall.ballot_items[0].id
    town.say(anna, do="cast_vote", ballot=ballot, item=item, value=1, counter=1)
    address = f"/organise/{town.conference_id}/export/abstimmungen.csv"

    assert rows_of(olga.get(address).content) == []
    town.enter("Stärken sammeln")
    assert [row["anzahl"] for row in rows_of(olga.get(address).content)] == ["1", "0", "0", "0"]


def test_contacts_are_only_given_when_asked_for_on_purpose(town: Town, olga: TestClient) -> None:
    town.act(partial(measures.add_measure, title="Bänke aufstellen"))
    town.enter("Mitmachen")
    anna = town.phone(CITIZENS)
    with town.house.database.reading() as session:
        measure_id = Hall(session, town.conference(session)).measures[0].id
    town.say(
        anna,
        do="commit",
        measure=measure_id,
        kinds=["work", "space"],
        contact="anna@example.org",
        consent=True,
    )
    address = f"/organise/{town.conference_id}"

    assert b"anna@example.org" not in olga.get(f"{address}/export.xlsx").content
    archive = ZipFile(BytesIO(olga.get(f"{address}/export.zip").content))
    assert b"anna@example.org" not in b"".join(archive.read(name) for name in archive.namelist())
    assert olga.post(f"{address}/contacts").status_code == 422
    assert olga.get(f"{address}/export/zusagen.csv").status_code == 404
    given = rows_of(olga.post(f"{address}/contacts", data={"confirmed": "1"}).content)
    assert [(row["maßnahme"], row["art"], row["kontakt"]) for row in given] == [
        ("Bänke aufstellen", "Mitarbeit, Raum", "anna@example.org")
    ]
    assert set(given[0]) == {"maßnahme", "art", "kontakt", "einwilligung_am", "löschen_am"}


def test_files_are_named_after_code_and_day(town: Town, olga: TestClient) -> None:
    address = f"/organise/{town.conference_id}"
    for path, ending in (
        ("export.zip", ".zip"),
        ("export.xlsx", ".xlsx"),
        ("export/themen.csv", "-themen.csv"),
    ):
        answer = olga.get(f"{address}/{path}?lang=en")
        assert answer.status_code == 200
        name = answer.headers["content-disposition"].partition('filename="')[2].rstrip('"')
        assert name.startswith(f"zukunft-{town.code}-20") and name.endswith(ending)


def test_nobody_but_the_organiser_gets_tables(town: Town) -> None:
    address = f"/organise/{town.conference_id}"
    for client in (town.stranger(), town.phone(CITIZENS), town.staff(Role.MODERATION)):
        for path in ("export.zip", "export.xlsx", "export/karten.csv"):
            answer = client.get(f"{address}/{path}", follow_redirects=False)
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/login?")
        assert client.post(f"{address}/contacts", data={"confirmed": "1"}).status_code == 403
        assert client.post(f"{address}/import", files={"file": ("a.csv", b"text\nhallo")}).status_code == 403
