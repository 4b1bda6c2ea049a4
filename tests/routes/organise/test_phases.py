"""The run of show."""

import re

import pytest
from starlette.testclient import TestClient

from app.models import Phase
from tests.conftest import Town
from tests.routes.organise.office import address, hall


def phase(town: Town, title: str) -> Phase:
    return next(phase for phase in hall(town).phases if phase.title == title)


def test_the_timetable_begins_after_the_lobby(town: Town, olga: TestClient) -> None:
    page = olga.get(address(town, "/phases")).text

    assert "120 Minuten, von 18:00 bis 20:00 Uhr." in page
    assert re.findall(r"<strong>(\d\d:\d\d)</strong>", page)[:3] == ["17:30", "18:00", "18:05"]


def test_a_phase_takes_new_words_and_rules(town: Town, olga: TestClient) -> None:
    dots = phase(town, "Wichtigste Themen bepunkten")
    sent = {
        "title": "Punkte", "minutes": "9", "prompt": "Was zuerst?", "announcement": "Drei Punkte.",
        "dots": "5", "max_per_item": "3", "criterion": "Was drängt am meisten?",
        "theme_kind": "weakness", "top_n": "4",
    }  # fmt: skip

    answer = olga.post(address(town, f"/phases/{dots.id}"), data=sent, follow_redirects=False)

    changed = phase(town, "Punkte")
    assert answer.status_code == 303 and changed.id == dots.id
    voting = changed.settings.voting
    assert voting is not None
    assert (changed.minutes, changed.prompt, voting.dots, voting.max_per_item) == (9, "Was zuerst?", 5, 3)
    assert (voting.criterion["de"], changed.settings.top_n) == ("Was drängt am meisten?", 4)
    assert voting.mode == "dots" and voting.secret


def test_a_phase_takes_other_kinds_of_cards_and_keeps_those_the_form_does_not_show(
    town: Town, olga: TestClient
) -> None:
    plan = phase(town, "Themenecken: Kurzsteckbriefe")
    sent = {
        "title": plan.title, "minutes": "18", "kinds": ["proposal"], "most_proposal": "1",
        "most_question": "2",
    }  # fmt: skip

    olga.post(address(town, f"/phases/{plan.id}"), data=sent)

    kinds = {entry.kind: entry.max_per_person for entry in phase(town, plan.title).settings.card_types}
    assert kinds == {"measure": 1, "proposal": 1}


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("title", " ", "Bitte geben Sie der Phase einen Titel."),
        ("minutes", "viele", "zwischen 1 und 600 Minuten"),
        ("minutes", "0", "zwischen 1 und 600 Minuten"),
        ("dots", "99", "Bitte eine Zahl zwischen 1 und 20."),
        ("max_per_item", "4", "Bitte eine Zahl zwischen 1 und 3."),
    ],
)
def test_a_bad_phase_comes_back_as_it_was_typed(
    town: Town, olga: TestClient, field: str, typed: str, said: str
) -> None:
    dots = phase(town, "Wichtigste Themen bepunkten")
    sent = {"title": "Punkte", "minutes": "9", "prompt": "Getippt", "dots": "3", "max_per_item": "2"}

    answer = olga.post(address(town, f"/phases/{dots.id}"), data={**sent, field: typed})

    assert answer.status_code == 422
    assert said in answer.text and "Getippt" in answer.text
    assert phase(town, "Wichtigste Themen bepunkten").prompt != "Getippt"


def test_phases_move_multiply_and_go(town: Town, olga: TestClient) -> None:
    mood = phase(town, "Stimmungsbild")
    olga.post(address(town, f"/phases/{mood.id}/move"), data={"do": "up"})
    assert [entry.title for entry in hall(town).phases][1:3] == ["Stimmungsbild", "Begrüßung"]

    copied = olga.post(address(town, f"/phases/{mood.id}/copy"), follow_redirects=False)
    assert copied.headers["location"].startswith(address(town, "/phases/"))
    assert [entry.title for entry in hall(town).phases].count("Stimmungsbild") == 2

    olga.post(address(town, f"/phases/{mood.id}/remove"))
    assert mood.id not in [entry.id for entry in hall(town).phases]
    assert [entry.position for entry in hall(town).phases] == sorted(
        entry.position for entry in hall(town).phases
    )


def test_a_phase_that_has_run_stays(town: Town, olga: TestClient) -> None:
    town.enter("Stimmungsbild")
    run = phase(town, "Stimmungsbild")

    answer = olga.post(address(town, f"/phases/{run.id}/remove"))

    assert answer.status_code == 422 and "bleibt im Ablauf stehen" in answer.text
