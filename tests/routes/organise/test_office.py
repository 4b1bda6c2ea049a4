"""A new conference: what its form makes, and how it comes back."""

import re
from datetime import date

import pytest
from starlette.testclient import TestClient

from app.agendas import agenda
from app.models import Phase, StakeholderGroup
from tests.conftest import Town
from tests.routes.organise.office import FIELDS, newest


def test_the_office_lists_conferences_and_offers_a_new_one(town: Town, olga: TestClient) -> None:
    page = olga.get("/organise").text

    assert "Lindenau 2035" in page and "Neue Veranstaltung" in page


def test_the_template_shows_what_is_in_it(town: Town, olga: TestClient) -> None:
    page = olga.get("/organise/new").text

    assert "120 Minuten, 14 Phasen" in page
    assert all(phase["title"]["de"] in page for phase in agenda("zk-light-120")["phases"])


def test_a_new_conference_has_all_that_was_typed_and_its_own_agenda(town: Town, olga: TestClient) -> None:
    answer = olga.post("/organise/new", data=FIELDS, follow_redirects=False)

    made = newest(town)
    assert answer.headers["location"] == f"/organise/{made.id}"
    typed = made.model_dump(include=set(FIELDS) - {"held_on", "answer_on", "agenda"})
    assert typed == {name: FIELDS[name] for name in typed}
    assert (made.held_on, made.answer_on) == (date(2027, 3, 18), date(2027, 6, 1))
    with town.house.database.reading() as session:
        assert len(Phase.of(session, made.id or 0)) == 14
        assert len(StakeholderGroup.of(session, made.id or 0)) == 9


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("title", "  ", "Bitte geben Sie der Veranstaltung einen Titel."),
        ("title", "x" * 121, "Höchstens 120 Zeichen passen hier hinein."),
        ("held_on", "am Donnerstag", "Dieses Datum ist nicht lesbar."),
        ("starts_at", "25:00", "Diese Uhrzeit ist nicht lesbar."),
        ("starts_at", "halb acht", "Diese Uhrzeit ist nicht lesbar."),
        ("answer_on", "2027-03-01", "Der Tag der Antwort liegt vor der Veranstaltung."),
        ("wifi_password", "kurz", "mindestens 8 Zeichen"),
        ("wifi_name", "", "Zu dem Passwort fehlt der Name des WLANs."),
        ("agenda", "gibt-es-nicht", "Bitte wählen Sie eine Vorlage."),
    ],
)
def test_a_form_comes_back_with_all_that_was_typed(
    town: Town, olga: TestClient, field: str, typed: str, said: str
) -> None:
    before = newest(town).id
    answer = olga.post("/organise/new", data={**FIELDS, field: typed})

    assert answer.status_code == 422
    assert said in answer.text and f'href="#{field}"' in answer.text
    for name, text in {**FIELDS, field: typed}.items():
        if name not in ("agenda", "language"):
            assert text in answer.text, name
    assert newest(town).id == before


def test_the_sentence_stands_beside_its_field(town: Town, olga: TestClient) -> None:
    page = olga.post("/organise/new", data={**FIELDS, "starts_at": "nie"}).text

    field = re.search(r'<input id="starts_at"[^>]*>', page)
    assert field is not None
    assert 'aria-invalid="true"' in field[0] and "starts_at-error" in field[0]
    assert 'id="starts_at-error"' in page
