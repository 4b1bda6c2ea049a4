"""The phone's addresses: join, plain forms, own data, the corners; and how little of it goes over the air."""

import gzip
import re
from functools import partial

from starlette.testclient import TestClient

from app.actions import measures
from app.models import Card, Measure
from app.reading.hall import Hall
from app.templating import STATIC
from tests.conftest import Town, heard

BUDGET = 40 * 1024


def shown(town: Town, phone: TestClient, rest: str = "") -> str:
    answer = phone.get(f"/c/{town.code}{rest}")
    assert answer.status_code == 200
    return answer.text


def task_of(page: str) -> str:
    return page.split('id="part-task"')[1].split('id="said"')[0]


def sheet(town: Town) -> Measure:
    with town.house.database.reading() as session:
        return Hall(session, town.conference(session)).measures[0]


def test_a_code_may_be_typed_in_any_way(town: Town) -> None:
    carl = town.stranger()
    for typed in (town.code.lower(), f" {town.code[:3]}-{town.code[3:]} ", " ".join(town.code)):
        answer = carl.post("/", data={"code": typed}, follow_redirects=False)
        assert answer.headers["location"].startswith(f"/c/{town.code}")


def test_a_wrong_code_stays_in_its_field(town: Town) -> None:
    answer = town.stranger().post("/", data={"code": "zzz-111"})

    assert answer.status_code == 404
    assert 'value="zzz-111"' in answer.text
    assert "Diesen Code kennen wir nicht." in answer.text


def test_the_door_asks_for_a_group_and_takes_no_for_an_answer(town: Town) -> None:
    door = shown(town, town.stranger())

    assert re.search(r'name="group" value="" checked>\s*<span>keine Angabe', door)
    assert door.count("<li>") == 5
    assert "Wie wird es gut?" in door


def test_the_door_speaks_both_languages(town: Town) -> None:
    carl = town.stranger()
    assert '<html lang="en">' in shown(town, carl, "?lang=en")
    carl.post(f"/c/{town.code}/join?lang=en", data={"group": ""})
    assert '<html lang="en"' in shown(town, carl)
    carl.post(f"/c/{town.code}/language", data={"lang": "de"})
    assert '<html lang="de"' in shown(town, carl)


def test_a_refused_form_comes_back_with_its_text(town: Town) -> None:
    anna = town.phone()
    town.enter("Stärken sammeln")
    fields = {"do": "post_card", "kind": "strength", "text": "Lang. " * 60}

    answer = anna.post(f"/c/{town.code}/form", data=fields)

    assert answer.status_code == 422
    assert answer.text.count("Lang. " * 60) == 1
    assert "Bitte kürzen Sie auf höchstens 280" in answer.text


def test_a_form_sent_twice_makes_one_card(town: Town) -> None:
    anna = town.phone()
    town.enter("Stärken sammeln")
    key = re.search(r'name="key" value="([^"]+)"', shown(town, anna))
    assert key is not None
    fields = {"do": "post_card", "kind": "strength", "text": "Der\r\nFluss", "key": key[1]}
    for _ in range(2):
        anna.post(f"/c/{town.code}/form", data=fields)

    with town.house.database.reading() as session:
        assert [card.text for card in Card.on_board(session, town.conference_id)] == ["Der\nFluss"]


def test_a_closed_phase_keeps_the_text_of_a_form(town: Town) -> None:
    anna = town.phone()
    town.enter("Begrüßung")
    answer = anna.post(
        f"/c/{town.code}/form", data={"do": "post_card", "kind": "strength", "text": "Zu früh"}
    )

    assert answer.status_code == 409
    assert "Dafür ist gerade nicht geöffnet." in answer.text


def test_the_stream_knows_nobody(town: Town) -> None:
    town.enter("Stärken sammeln")
    anna, ben = town.phone(), town.phone()
    town.say(anna, do="post_card", kind="strength", text="Nur für mich")
    with town.socket(ben, f"/c/{town.code}/live?last=-1") as phone:
        parts = heard(phone)["parts"]

    assert "card-form" in parts["task"]
    assert "Nur für mich" not in parts["task"]
    assert "Nur für mich" not in shown(town, ben)
    assert "Nur für mich" in shown(town, anna)


def test_own_data_are_a_page_and_a_file(town: Town) -> None:
    anna, ben = town.phone("Verwaltung"), town.phone()
    town.enter("Stärken sammeln")
    town.say(anna, do="post_card", kind="strength", text="Der Fluss")
    page = anna.get(f"/c/{town.code}/mine", headers={"Accept": "text/html"}).text
    file = anna.get(f"/c/{town.code}/mine").json()

    assert "Der Fluss" in page and "Verwaltung" in page
    assert [card["text"] for card in file["cards"]] == ["Der Fluss"]
    assert ben.get(f"/c/{town.code}/mine").json()["cards"] == []


def test_dots_are_refused_with_a_sentence_on_the_page(town: Town) -> None:
    anna = town.phone()
    town.enter("Stimmungsbild")
    with town.house.database.reading() as session:
        hall = Hall(session, town.conference(session))
        ballot, items = hall.ballot, hall.ballot_items
    assert ballot is not None
    too_many = {"ballot": ballot.id, f"item-{items[0].id}": 1, f"item-{items[1].id}": 1}

    answer = anna.post(f"/c/{town.code}/votes", data=too_many)

    assert answer.status_code == 422
    assert "Nehmen Sie erst einen zurück." in answer.text
    assert anna.get(f"/c/{town.code}/mine").json()["votes"] == {}
    anna.post(f"/c/{town.code}/votes", data={"ballot": ballot.id, "choice": items[3].id})
    assert anna.get(f"/c/{town.code}/mine").json()["votes"] == {str(items[3].id): 1}


def test_only_the_device_of_a_corner_writes_there_until_it_gives_the_pen_away(town: Town) -> None:
    anna, ben = town.phone(), town.phone()
    town.act(partial(measures.add_measure, title="Bänke aufstellen"))
    town.enter("Themenecken: Kurzsteckbriefe")
    corner = f"/c/{town.code}/measures/{sheet(town).id}"
    anna.post(f"{corner}/claim")
    filled = {"version": "1", "title": "Bänke aufstellen", "location": "Am Markt", "due_on": "2027-03-01"}

    refused = ben.post(corner, data=filled)
    given = ben.post(f"{corner}/claim", data={"give": "1"})
    saved = anna.post(corner, data=filled)

    assert (refused.status_code, given.status_code) == (409, 409)
    assert "Steckbrief gespeichert ✓" in saved.text
    assert 'data-version="2"' in task_of(shown(town, ben)), "who reads a sheet hears of it by the task"
    assert (sheet(town).location, str(sheet(town).due_on)) == ("Am Markt", "2027-03-01")
    anna.post(f"{corner}/claim", data={"give": "1"})
    ben.post(f"{corner}/claim")
    assert "Sie schreiben für diese Ecke." in ben.get(corner).text


def test_a_sheet_that_somebody_else_changed_comes_back_with_what_was_typed(town: Town) -> None:
    anna = town.phone()
    town.act(partial(measures.add_measure, title="Bänke aufstellen"))
    town.enter("Themenecken: Kurzsteckbriefe")
    corner = f"/c/{town.code}/measures/{sheet(town).id}"
    anna.post(f"{corner}/claim")
    town.act(
        partial(
            measures.change_measure, measure_id=sheet(town).id or 0, version=1, fields={"need": "Müde Beine"},
            due_on=None,
        )
    )  # fmt: skip

    answer = anna.post(corner, data={"version": "1", "title": "Bänke aufstellen", "location": "Am Fluss"})

    assert answer.status_code == 409
    assert "Am Fluss" in answer.text
    assert 'name="version" value="2"' in answer.text


def test_others_cards_are_read_a_page_at_a_time(town: Town) -> None:
    phones = [town.phone() for _ in range(6)]
    town.enter("Schwächen sammeln")
    for number in range(18):
        town.say(phones[number % 6], do="post_card", kind="weakness", text=f"Gedanke {number + 1}.")
    town.enter("Impuls und Sortieren")

    first, second = shown(town, phones[0], "?leaf=1"), shown(town, phones[0], "?leaf=2")
    listed = [re.findall(r"Gedanke \d+\.", task_of(page)) for page in (first, second)]

    assert [len(page) for page in listed] == [15, 3]
    assert "Seite 1 von 2" in first
    assert len({text for page in listed for text in page}) == 18


def test_the_whole_phone_is_small_enough_for_a_bad_network(town: Town) -> None:
    town.enter("Schwächen sammeln")
    page = shown(town, town.phone())
    files = {path for path in re.findall(r'(?:href|src)="/static/\w+/([^"]+)"', page) if path != "icon.svg"}
    imported = {
        str((STATIC / name).parent.joinpath(target).resolve().relative_to(STATIC.resolve()))
        for name in files
        if name.endswith(".js")
        for target in re.findall(r'from "([^"]+)"', (STATIC / name).read_text("utf-8"))
    }

    sent = len(gzip.compress(page.encode())) + sum(
        len(gzip.compress((STATIC / name).read_bytes())) for name in files
    )

    assert imported <= files, "every script is named on the page, so that none waits for another"
    assert sent <= BUDGET


def test_numbers_that_no_row_can_have_are_refused(town: Town) -> None:
    huge, anna = "9" * 30, town.phone()
    corner = f"/c/{town.code}/measures/{huge}"

    assert town.stranger().post(f"/c/{town.code}/join", data={"group": huge}).status_code == 404
    assert anna.post(f"/c/{town.code}/votes", data={"ballot": huge, "item-1": "1"}).status_code == 404
    assert anna.post(corner, data={"title": "Licht", "version": "1"}).status_code == 404
    assert anna.post(f"{corner}/claim").status_code == 404


def test_my_data_names_the_contact_that_is_kept_of_me_and_of_nobody_else(town: Town) -> None:
    town.act(partial(measures.add_measure, title="Licht aufstellen"))
    with town.house.database.reading() as session:
        sheet = Measure.of(session, town.conference_id)[0].id
    town.enter("Mitmachen")
    anna, ben, address = town.phone(), town.phone(), "anna@example.org"
    town.say(anna, do="commit", measure=sheet, kinds=["work"], contact=address, consent=True)

    assert address in anna.get(f"/c/{town.code}/mine", headers={"Accept": "text/html"}).text
    assert [given["contact"] for given in anna.get(f"/c/{town.code}/mine").json()["contacts"]] == [address]
    assert ben.get(f"/c/{town.code}/mine").json()["contacts"] == []
