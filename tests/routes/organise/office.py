"""What the tests of the office have in common."""

from app.models import Conference
from app.reading.hall import Hall
from tests.conftest import Town

FIELDS = {
    "agenda": "zk-light-120", "title": "Unser Markt", "place": "Aula", "host": "Stadt Lindenau",
    "language": "en", "held_on": "2027-03-18", "starts_at": "17:30", "decides": "Der Rat",
    "guiding_question": "Was wird aus dem Markt?", "scope_open": "Die Gestaltung",
    "scope_fixed": "Der Kanalbau", "answer_on": "2027-06-01", "wifi_name": "Gäste",
    "wifi_password": "12345678",
}  # fmt: skip


def address(town: Town, rest: str = "") -> str:
    return f"/organise/{town.conference_id}{rest}"


def hall(town: Town) -> Hall:
    with town.house.database.reading() as session:
        found = Hall(session, town.conference(session))
        assert found.phases and found.groups is not None
        return found


def newest(town: Town) -> Conference:
    with town.house.database.reading() as session:
        return Conference.newest_first(session)[0]
