"""The organiser's office: what a form does, and how it comes back when it cannot."""

import re
from collections.abc import Iterator
from datetime import date
from functools import partial

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app.actions import conferences
from app.agendas import agenda, default_groups
from app.auth import hashed
from app.hall import Hall
from app.house import House
from app.main import create_app
from app.models import Conference, Link, Phase, Role, StakeholderGroup
from app.settings import Settings
from app.transaction import Change
from tests.conftest import ORIGIN, Town, heard

FIELDS = {
    "agenda": "zk-light-120", "title": "Unser Markt", "place": "Aula", "host": "Stadt Lindenau",
    "language": "en", "held_on": "2027-03-18", "starts_at": "17:30", "decides": "Der Rat",
    "guiding_question": "Was wird aus dem Markt?", "scope_open": "Die Gestaltung",
    "scope_fixed": "Der Kanalbau", "answer_on": "2027-06-01", "wifi_name": "Gäste",
    "wifi_password": "12345678",
}  # fmt: skip


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """One server for this file; each test gets a conference of its own."""
    app = create_app(Settings(data=tmp_path_factory.mktemp("office") / "var", beat_ms=5))
    with TestClient(app, base_url=ORIGIN) as client:
        yield client


@pytest.fixture
def town(running: TestClient) -> Town:
    house: House = running.app.state.house  # type: ignore[attr-defined]
    act = partial(
        conferences.create_conference, fields={"title": "Lindenau 2035", "place": "Rathaussaal"},
        agenda=agenda("zk-light-120"), groups=default_groups(),
    )  # fmt: skip
    made = house.writer.write_now(Change(act, actor="organiser:0"))
    return Town(house, running, made["conference"], made["code"])


@pytest.fixture
def olga(town: Town) -> TestClient:
    return town.staff(Role.ORGANISER)


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


# A new conference


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


# The page of a conference


def test_data_can_be_changed_and_every_screen_hears_of_it(town: Town, olga: TestClient) -> None:
    wall = town.staff(Role.PROJECTOR)
    with town.socket(wall, "/p/live?last=-1") as projector:
        heard(projector)
        answer = olga.post(address(town, "/details"), data={**FIELDS, "title": "Neuer Titel"})
        assert set(heard(projector)["parts"]) == {"top", "stage", "foot"}

    assert "Gespeichert." in answer.text
    assert hall(town).conference.title == "Neuer Titel"


def test_bad_changes_change_nothing(town: Town, olga: TestClient) -> None:
    answer = olga.post(address(town, "/details"), data={**FIELDS, "title": "", "place": "Turnhalle"})

    assert answer.status_code == 422 and "Turnhalle" in answer.text
    assert hall(town).conference.title == "Lindenau 2035"


def test_the_checklist_knows_what_is_done(town: Town, olga: TestClient) -> None:
    assert done(olga, town) == []

    olga.post(address(town, "/details"), data=FIELDS)
    for role in ("moderation", "projector"):
        olga.post(address(town, "/links"), data={"role": role})
    olga.post(address(town, "/poster"), data={"printed": "1"})
    town.phone()

    assert len(done(olga, town)) == 6
    olga.post(address(town, "/poster"), data={"printed": "0"})
    assert len(done(olga, town)) == 5


def done(olga: TestClient, town: Town) -> list[str]:
    return re.findall('class="task task-done"', olga.get(address(town)).text)


def test_the_door_closes_for_new_devices_only(town: Town, olga: TestClient) -> None:
    anna = town.phone()
    olga.post(address(town, "/door"), data={"opened": "0"})

    refused = town.stranger().post(f"/c/{town.code}/join", data={}, follow_redirects=False)

    assert refused.status_code == 422 and "Einlass" in refused.text
    assert anna.get(f"/c/{town.code}/mine").status_code == 200
    olga.post(address(town, "/door"), data={"opened": "1"})
    assert town.stranger().post(f"/c/{town.code}/join", data={}, follow_redirects=False).status_code == 303


@pytest.mark.parametrize(("role", "home"), [("moderation", "/m"), ("projector", "/p")])
def test_the_organisers_browser_opens_the_screens_itself(
    town: Town, olga: TestClient, role: str, home: str
) -> None:
    answer = olga.post(address(town, "/enter"), data={"role": role}, follow_redirects=False)

    assert answer.headers["location"] == home
    assert olga.get(home).status_code == 200
    assert olga.post(address(town, "/enter"), data={"role": "organiser"}).status_code == 404


def test_nothing_is_deleted_without_the_title(town: Town, olga: TestClient) -> None:
    answer = olga.post(address(town, "/delete"), data={"title": "Lindenau 2036"})

    assert answer.status_code == 422 and "Es wurde nichts gelöscht" in answer.text
    assert hall(town).conference.title == "Lindenau 2035"


def test_with_the_title_everything_goes_and_every_screen_is_let_go(town: Town, olga: TestClient) -> None:
    anna, mona = town.phone(), town.staff(Role.MODERATION)
    with (
        town.socket(anna, f"/c/{town.code}/live?last=-1") as phone,
        town.socket(mona, "/m/live?last=-1") as console,
    ):
        heard(phone), heard(console)
        answer = olga.post(
            address(town, "/delete"), data={"title": " Lindenau  2035 "}, follow_redirects=False
        )
        assert answer.headers["location"] == "/organise"
        for socket in (phone, console):
            with pytest.raises(WebSocketDisconnect) as let_go:
                heard(socket)
            assert let_go.value.code == 1012

    assert olga.get(address(town)).status_code == 404
    assert anna.get(f"/c/{town.code}").status_code == 404
    assert mona.get("/m").status_code == 403


# Groups


def rows(town: Town) -> dict[str, list[str]]:
    groups = hall(town).groups
    return {
        "id": [str(group.id) for group in groups], "name": [group.name for group in groups],
        "short": [group.short for group in groups], "name_en": [group.name_en for group in groups],
        "short_en": [group.short_en for group in groups],
    }  # fmt: skip


def names(town: Town) -> list[str]:
    return [group.name for group in hall(town).groups]


def test_a_group_can_be_renamed_and_added(town: Town, olga: TestClient) -> None:
    sent = rows(town)
    sent["name"][0] = "Anwohnende"
    for column, text in zip(sent.values(), ("", "Jugend", "", "Youth", ""), strict=True):
        column.append(text)

    olga.post(address(town, "/groups"), data=sent)

    groups = hall(town).groups
    assert (groups[0].name, groups[0].name_en) == ("Anwohnende", "Citizens / residents")
    assert (groups[-1].name, groups[-1].short, groups[-1].name_en) == ("Jugend", "Jugend", "Youth")


@pytest.mark.parametrize(("do", "first_two"), [("up:1", [1, 0]), ("down:0", [1, 0]), ("up:0", [0, 1])])
def test_groups_move_and_typed_names_stay(
    town: Town, olga: TestClient, do: str, first_two: list[int]
) -> None:
    before, sent = names(town), rows(town)
    sent["name"][8] = "Gäste von weit her"

    answer = olga.post(address(town, "/groups"), data={**sent, "do": do}, follow_redirects=False)

    assert names(town)[:2] == [before[index] for index in first_two]
    assert names(town)[8] == "Gäste von weit her"
    assert answer.headers["location"].startswith(address(town, "/groups?moved="))


def test_a_group_can_be_removed_as_long_as_nobody_has_chosen_it(town: Town, olga: TestClient) -> None:
    town.phone("Verwaltung")
    chosen, free = names(town).index("Verwaltung"), names(town).index("Politik")

    olga.post(address(town, "/groups"), data={**rows(town), "do": f"remove:{free}"})
    refused = olga.post(address(town, "/groups"), data={**rows(town), "do": f"remove:{chosen}"})

    assert "Politik" not in names(town) and "Verwaltung" in names(town)
    assert refused.status_code == 422 and "ist schon gewählt worden" in refused.text


def test_two_groups_cannot_have_one_name(town: Town, olga: TestClient) -> None:
    sent = rows(town)
    sent["name"][1] = " bürgerschaft / anwohnende"

    answer = olga.post(address(town, "/groups"), data=sent)

    assert answer.status_code == 422 and "steht zweimal in der Liste" in answer.text
    assert "bürgerschaft / anwohnende" in answer.text


def test_no_group_is_always_said_to_be_a_choice(town: Town, olga: TestClient) -> None:
    assert "keine Angabe" in olga.get(address(town, "/groups")).text
    olga.post(
        address(town, "/groups"), data={"id": "", "name": "", "short": "", "name_en": "", "short_en": ""}
    )
    assert names(town) == []
    assert "keine Angabe" in olga.get(address(town, "/groups")).text


# The run of show


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
    plan = phase(town, "Sechs Themenecken: Kurzsteckbriefe")
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


# Links and papers


def test_a_link_is_shown_once_and_only_its_hash_is_kept(town: Town, olga: TestClient) -> None:
    page = olga.post(address(town, "/links"), data={"role": "moderation", "label": "Mona, Tablet"}).text

    shown = re.search(r'value="http://testserver/m#([\w-]+)"', page)
    assert shown is not None and len(shown[1]) >= 27
    assert "data:image/svg+xml" in page
    with town.house.database.reading() as session:
        links = session.exec(select(Link).order_by(col(Link.id).desc())).all()
    assert links[0].token_hash == hashed(shown[1])
    assert all(shown[1] not in link.model_dump_json() for link in links)
    assert shown[1] not in olga.get(address(town, "/links")).text


def test_the_list_says_when_a_link_was_used_and_that_it_is_revoked(town: Town, olga: TestClient) -> None:
    town.staff(Role.MODERATION)
    olga.post(address(town, "/links"), data={"role": "projector", "label": "Saal"})
    page = olga.get(address(town, "/links")).text
    assert "zuletzt benutzt am" in page and "noch nicht benutzt" in page

    with town.house.database.reading() as session:
        link_id = Link.of(session, town.conference_id)[0].id
    olga.post(address(town, f"/links/{link_id}/revoke"))

    assert "gesperrt" in olga.get(address(town, "/links")).text


def test_only_moderation_and_projector_have_links(town: Town, olga: TestClient) -> None:
    assert olga.post(address(town, "/links"), data={"role": "organiser"}).status_code == 404
    assert olga.post(address(town, "/links"), data={"role": "setup"}).status_code == 404


def test_the_poster_shows_the_way_in_twice_in_both_languages(town: Town, olga: TestClient) -> None:
    page = olga.get(address(town, "/poster")).text

    assert f"{town.code[:3]}-{town.code[3:]}" in page and "testserver" in page
    assert page.count("data:image/svg+xml") == 1
    assert page.count('<span lang="de">') == page.count('<span lang="en">') >= 6


def test_with_a_network_the_poster_has_its_code_too(town: Town, olga: TestClient) -> None:
    olga.post(address(town, "/details"), data={**FIELDS, "language": "de"})
    page = olga.get(address(town, "/poster")).text

    assert page.count("data:image/svg+xml") == 2
    assert "12345678" in page
