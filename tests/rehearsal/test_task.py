"""A simulated phone reads from the real page what there is to do."""

from starlette.testclient import TestClient

from app.rehearsal.task import PARTS, Task, parts_of, read_task, whole_task
from app.templating import render
from tests.conftest import Town
from tests.evening import Evening
from tests.stages import LOOKING_BACK, play


def task_on(town: Town, phone: TestClient) -> Task:
    return read_task(phone.get(f"/c/{town.code}").text)


def test_an_open_phase_says_which_cards_it_takes_and_how_many(town: Town) -> None:
    phone = town.phone()
    town.enter("Schwächen sammeln")
    task = task_on(town, phone)
    assert task.kinds == {"weakness": 3}
    assert task.asks


def test_several_kinds_have_a_number_each(town: Town) -> None:
    phone = town.phone()
    town.enter("Stehpause")
    assert task_on(town, phone).kinds == {"strength": 2, "weakness": 3, "proposal": 2}


def test_a_closed_phase_asks_for_nothing(town: Town) -> None:
    phone = town.phone()
    town.enter("Schwächen sammeln", opened=False)
    assert not task_on(town, phone).asks


def test_a_scale_is_a_sheet_with_one_dot(town: Town) -> None:
    phone = town.phone()
    town.enter("Stimmungsbild")
    sheet = task_on(town, phone).sheet
    assert sheet is not None
    assert (sheet.mode, sheet.dots, sheet.most) == ("scale", 1, 1)
    assert len(sheet.items) == len(set(sheet.items)) > 2


def test_dots_and_commitments_are_read_from_the_part_of_the_stream(evening: Evening) -> None:
    with evening.hall("Ideenbündel bepunkten") as hall:
        sheet = read_task(render("de", "live/phone/task.html", hall=hall)).sheet
        assert sheet is not None and hall.ballot is not None
        assert (sheet.ballot, sheet.mode, sheet.dots) == (hall.ballot.id, "dots", hall.ballot.dots)
        assert list(sheet.items) == [item.id for item in hall.ballot_items]
    with evening.hall("Mitmachen") as hall:
        measures = read_task(render("en", "live/phone/task.html", hall=hall)).measures
        assert list(measures) == [measure.id for measure in hall.measures]


def whole_page(town: Town, phone: TestClient) -> Task:
    page = phone.get(f"/c/{town.code}").text
    assert set(parts_of(page)) == set(PARTS)
    return whole_task(parts_of(page))


def test_a_timeline_says_its_lanes(town: Town) -> None:
    phone = town.phone()
    play(town, "TIMELINE", **LOOKING_BACK)
    task = whole_page(town, phone)
    assert (task.lanes, task.kinds) == (("me", "town", "world"), {"timeline_entry": 0})


def test_the_form_of_a_table_is_read_field_by_field(town: Town) -> None:
    phone = town.phone()
    fields = [
        {"name": "title", "kind": "scenario", "label": {"de": "Titel"}, "most": 1},
        {"name": "words", "kind": "scenario", "label": {"de": "Stichworte"}},
    ]
    play(town, "TABLE_WORK", seating="max_mix", fields=fields)
    task = whole_page(town, phone)
    assert task.is_seated and not task.wants_group
    assert [(slot.kind, slot.message["field"]) for slot in task.slots] == [
        ("scenario", "title"), ("scenario", "words"),
    ]  # fmt: skip
    assert all(isinstance(slot.message["table"], int) for slot in task.slots)
    assert task.occasion != Task().occasion


def test_on_a_market_people_choose_where_they_go(town: Town) -> None:
    phone = town.phone()
    play(
        town, "MARKET", seating="market", card_types=[{"kind": "issue", "max_per_person": 1}], rooms=["Saal"],
        slots=["14 Uhr"],
    )  # fmt: skip
    town.say(phone, do="post_card", kind="issue", text="Ein Garten für alle")
    task = whole_page(town, phone)
    assert task.kinds == {"issue": 1}
    assert len(task.groups) == 1
