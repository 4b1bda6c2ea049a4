"""The screens of tables and markets in both languages, the moderation's forms, and the papers."""

import csv
from io import StringIO

import pytest
from starlette.testclient import TestClient

from app.actions import phases, tables
from app.models import Role
from tests.actions.people import last_line
from tests.conftest import Town
from tests.tables import (
    CAFE,
    MARKET,
    MIXED,
    PROTOCOLS,
    WORK,
    at_tables,
    page_of,
    plan_of,
    table_id,
    tables_of,
)


@pytest.fixture
def town(town: Town) -> Town:
    return at_tables(town)


def shown(client: TestClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


def read(client: TestClient, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(shown(client, address).lstrip("\ufeff")), delimiter=";"))


def in_english(town: Town, phone: TestClient) -> str:
    phone.post(f"/c/{town.code}/language", data={"lang": "en"}, follow_redirects=False)
    return page_of(town, phone)


def test_every_screen_shows_the_tables_in_both_languages(town: Town) -> None:
    anna = town.phone()
    town.enter(MIXED)
    town.enter(WORK)
    town.say(anna, do="post_card", kind="scenario", field="notes", text="Ein Markt am Fluss")
    projector, moderation = town.staff(Role.PROJECTOR), town.staff(Role.MODERATION)

    assert "1 von 3 Feldern" in shown(projector, "/p")
    assert "1 of 3 fields" in shown(projector, "/p?lang=en")
    assert "1 von 3 Feldern" in shown(moderation, "/m")
    assert "You sit at table" in in_english(town, anna)
    assert "Notes" not in page_of(town, anna) and "Stichworte (en)" in page_of(town, anna)


def test_the_moderation_draws_moves_and_dices_by_plain_forms(town: Town) -> None:
    for _ in range(8):
        town.phone()
    moderation = town.staff(Role.MODERATION)
    town.enter(WORK)

    def post(address: str, **fields: object) -> int:
        return int(moderation.post(address, data=fields, follow_redirects=False).status_code)

    assert post("/m/seating", kind="max_mix", size="4", plan="0") == 303
    plan = plan_of(town).id
    assert post("/m/seating", kind="max_mix", size="4", plan="0") == 409
    assert post("/m/seating", kind="max_mix", size="", plan=plan) == 422
    assert post("/m/seating/move", number="1", table="2", role="leader", plan=plan) == 303
    assert post("/m/seating/move", number="eins", table="2", plan=plan) == 422
    assert post("/m/seating/roles", plan=plan) == 303
    assert post("/m/seating/tables", more="1", plan=plan) == 303
    assert post("/m/seating/tables", more="0", plan=plan) == 303
    assert post("/m/seating/free", free="1", plan=plan) == 303
    assert post("/m/tables/pair", paired="1") == 303
    assert post("/m/tables/show", table=str(tables_of(town)[0].id)) == 303
    assert "Tisch 1 auf der Leinwand" in shown(moderation, "/m")
    assert "table-shown" in shown(town.staff(Role.PROJECTOR), "/p")


def test_every_step_is_told_in_words(town: Town) -> None:
    for _ in range(4):
        town.phone()
    town.enter(CAFE)
    moderation = town.staff(Role.MODERATION)
    plan = plan_of(town).id
    for address, fields in (
        ("/m/seating/roles", {}),
        ("/m/seating/tables", {"more": "1"}),
        ("/m/seating/free", {"free": "1"}),
        ("/m/seating/everybody", {}),
    ):
        told = moderation.post(address, data={"plan": plan, **fields}, headers={"HX-Request": "true"})
        assert told.status_code == 200
        assert "Schritt ausgeführt" not in told.text, address


def test_the_big_button_leads_through_the_rounds(town: Town) -> None:
    for _ in range(8):
        town.phone()
    town.enter(CAFE)
    moderation = town.staff(Role.MODERATION)
    assert "Runde 2: Plätze wechseln" in shown(moderation, "/m")

    with town.house.database.reading() as session:
        at = str(town.conference(session).phase_id)
    step = {"verb": "round-2", "at": at}
    assert moderation.post("/m/step", data=step, follow_redirects=False).status_code == 303
    assert last_line(town).type == "round_changed"
    assert moderation.post("/m/step", data=step, follow_redirects=False).status_code == 409
    assert "Runde 3: Plätze wechseln" in shown(moderation, "/m")
    assert "Runde 2 von 3" in shown(town.staff(Role.PROJECTOR), "/p")


def test_the_market_is_a_grid_and_its_papers_lead_back_to_it(town: Town) -> None:
    anna, ben = town.phone(), town.phone()
    town.enter(MARKET)
    moderation = town.staff(Role.MODERATION)
    fields = {"rooms": "Saal\nFoyer", "slots": "18:00\n18:45", "plan": str(plan_of(town).id)}
    assert moderation.post("/m/market", data=fields, follow_redirects=False).status_code == 303
    town.say(anna, do="post_card", kind="issue", text="Radweg am Fluss")
    group = tables_of(town)[0]

    assert "Radweg am Fluss" in shown(town.staff(Role.PROJECTOR), "/p")
    assert "Radweg am Fluss" in page_of(town, ben) and "Saal, 18:00" in page_of(town, ben)
    assert "data:image/svg" in shown(moderation, "/m/papers/rooms")
    door = f"/c/{town.code}/tables/{group.id}"
    assert "Hier bin ich" in shown(ben, door)
    assert "Mitmachen" in shown(town.stranger(), door)
    here = {"do": "choose_table", "table": str(group.id), "leave": ""}
    assert ben.post(f"/c/{town.code}/form", data=here, follow_redirects=False).status_code == 303
    assert table_id(town, ben) == group.id

    town.enter(PROTOCOLS)
    assert "Sie sind in Gruppe" in page_of(town, ben) and "Alle in der Gruppe schreiben" in page_of(town, ben)
    assert "nichts eingetragen" in shown(moderation, "/m/papers/book")


def test_the_plan_on_paper_names_numbers_and_never_people(town: Town) -> None:
    for _ in range(6):
        town.phone()
    town.enter(MIXED)
    paper = shown(town.staff(Role.MODERATION), "/m/papers/seating")

    assert "Welcher Tisch ist meiner?" in paper
    assert paper.count('class="paper table-sign"') == len(tables_of(town))
    assert town.staff(Role.MODERATION).get("/m/papers/anything").status_code == 404


def test_the_table_of_seats_names_numbers_tables_and_roles_only(town: Town) -> None:
    for _ in range(3):
        town.phone("Verwaltung")
    town.enter(MIXED)
    town.act(tables.dice)
    organiser = town.staff(Role.ORGANISER)
    here = f"/organise/{town.conference_id}/export"

    rows = read(organiser, f"{here}/tischplan.csv")
    assert " ".join(rows[0]) == "plan_nr art phase tisch_nr titel ort zeit nummer rolle"
    assert sorted(row["nummer"] for row in rows) == ["1", "2", "3"]
    assert {row["titel"] for row in rows} == {""} and "Gesprächsleitung" in {row["rolle"] for row in rows}


def test_the_table_of_cards_says_at_which_table_they_were_written(town: Town) -> None:
    anna = town.phone()
    town.enter(MIXED)
    town.enter(WORK)
    town.say(anna, do="post_card", kind="scenario", field="notes", text="Ein Markt am Fluss")

    (row,) = read(town.staff(Role.ORGANISER), f"/organise/{town.conference_id}/export/karten.csv")
    assert row["tisch"] == "1"


def test_after_the_work_the_tables_report_one_after_the_other(town: Town) -> None:
    anna, ben = town.phone(), town.phone()
    town.enter(MIXED)
    town.enter(WORK)
    town.say(anna, do="post_card", kind="scenario", field="title", text="Stadt am Fluss")
    town.act(phases.close_input)
    moderation = town.staff(Role.MODERATION)
    assert "Tisch 1 stellt vor" in shown(moderation, "/m")

    thing = str(tables_of(town)[0].id)
    assert moderation.post("/m/present", data={"thing": thing}, follow_redirects=False).status_code == 303
    assert "table-shown" in shown(town.staff(Role.PROJECTOR), "/p")
    assert "Tisch 1 stellt vor" in page_of(town, ben)
    lineup = moderation.post("/m/lineup", data={"diced": "1"}, follow_redirects=False)
    assert lineup.status_code == 303
