"""Own templates: kept, listed, sent as a file, taken in again, used, deleted."""

import json
from typing import Any

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from app.models import OwnAgenda
from tests.conftest import Town
from tests.routes.organise.office import FIELDS, address, hall, newest

Form = dict[str, Any]


@pytest.fixture
def kept(town: Town, olga: TestClient) -> int:
    """The run of show of the conference as an own template, with a phase worded anew."""
    phase = hall(town).phases[3]
    sent = {"title": "Was gut ist", "minutes": "9", "kinds": ["strength"], "most_strength": "4"}
    olga.post(address(town, f"/phases/{phase.id}"), data=sent)
    olga.post(address(town, "/phases/keep"), data={"name": " Unser  Abend "})
    with town.house.database.reading() as session:
        return last(session).id or 0


def last(session: Session) -> OwnAgenda:
    return max(OwnAgenda.by_name(session), key=lambda agenda: agenda.id or 0)


def file_of(olga: TestClient, agenda_id: int) -> Form:
    answer = olga.get(f"/organise/agendas/{agenda_id}.json")
    assert answer.headers["content-disposition"] == 'attachment; filename="unser-abend.json"'
    read: Form = json.loads(answer.content)
    return read


def send(olga: TestClient, content: bytes) -> Any:
    return olga.post(
        "/organise/agendas/import", files={"file": ("vorlage.json", content)}, follow_redirects=False
    )  # fmt: skip


def test_a_kept_run_of_show_makes_the_same_conference_again(town: Town, olga: TestClient, kept: int) -> None:
    assert "Unser Abend" in olga.get("/organise/agendas").text
    assert f'value="own-{kept}"' in olga.get("/organise/new").text

    olga.post("/organise/new", data={**FIELDS, "agenda": f"own-{kept}", "starts_at": ""})

    made = newest(town)
    again = Town(town.house, town.client, made.id or 0, made.code)
    assert (made.agenda, made.starts_at) == (f"own-{kept}", "18:00")
    assert [wording(phase) for phase in hall(again).phases] == [wording(phase) for phase in hall(town).phases]
    assert [group.name for group in hall(again).groups] == [group.name for group in hall(town).groups]
    assert hall(again).phases[3].title == "Was gut ist"


def wording(phase: Any) -> tuple[Any, ...]:
    return (
        phase.kind, phase.minutes, phase.title, phase.title_en, phase.prompt_en, phase.announcement,
        phase.settings,
    )  # fmt: skip


def test_the_file_says_its_version_and_nothing_of_the_conference(
    town: Town, olga: TestClient, kept: int
) -> None:
    sent = file_of(olga, kept)

    assert (sent["format"], sent["version"]) == ("zukunft-agenda", 1)
    words = json.dumps(sent, ensure_ascii=False)
    assert "Rathaussaal" not in words and town.code not in words and "Lindenau" not in words
    assert set(sent) == {"format", "version", "name", "starts_at", "minutes", "groups", "phases"}


def test_a_file_comes_in_again_as_it_went_out(town: Town, olga: TestClient, kept: int) -> None:
    sent = file_of(olga, kept)

    assert send(olga, json.dumps(sent).encode()).headers["location"].endswith("done=read")

    with town.house.database.reading() as session:
        taken = last(session)
        assert taken.id != kept
        olga.post("/organise/new", data={**FIELDS, "agenda": f"own-{taken.id}"})
    made = newest(town)
    again = Town(town.house, town.client, made.id or 0, made.code)
    assert [wording(phase) for phase in hall(again).phases] == [wording(phase) for phase in hall(town).phases]


def broken(change: Any) -> Any:
    def changed(form: Form) -> Form:
        change(form)
        return form

    return changed


def ballot(form: Form, mode: str) -> Any:
    """The first of this mode in the file."""
    found = (phase["voting"] for phase in form["phases"] if phase.get("voting"))
    return next(voting for voting in found if voting["mode"] == mode)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda form: form.update(format="anderes"), "keine Vorlage aus diesem Programm"),
        (lambda form: form.update(version=2), "neueren Fassung des Programms"),
        (lambda form: form.update(host="Frau Muster"), "„host“ kennt dieses Programm nicht"),
        (lambda form: form.update(phases=[]), "phases"),
        (lambda form: form["phases"][2].update(kind="KARAOKE"), "Phase 3: Bei „kind“ steht etwas"),
        (lambda form: form["phases"][1].pop("title"), "Phase 2: „title“ fehlt."),
        (lambda form: form["phases"][1].update(minutes=0), "Phase 2: Die Zahl bei „minutes“ ist zu klein."),
        (
            lambda form: form["phases"][1].update(colour="rot"),
            "Phase 2: „colour“ kennt dieses Programm nicht.",
        ),
        (
            lambda form: form["phases"][3].update(card_types=[{"kind": "limerick"}]),
            "Phase 4: Die Kartenart „limerick“ gibt es nicht.",
        ),
        (
            lambda form: form["phases"][3].update(voting={"mode": "consent"}),
            "Phase 4: Eine Abstimmung „consent“ gibt es in dieser Art von Phase nicht.",
        ),
        (
            lambda form: form["phases"][3].update(
                fields=[{"name": "a", "kind": "story", "label": {"de": "A"}}]
            ),
            "Phase 4: Ein Blatt für Tische gibt es in dieser Art von Phase nicht.",
        ),
        (lambda form: form["phases"][3].update(day=77), "Phase 4: Was bei „day“ steht, passt dort nicht."),
        (
            lambda form: form["phases"][3].update(pre_moderation="streng"),
            "Phase 4: Was bei „pre_moderation“ steht, passt dort nicht.",
        ),
        (lambda form: ballot(form, "dots").update(dots=1_000_000_000), "Was bei „voting.dots“ steht, passt"),
        (lambda form: ballot(form, "dots").update(max_per_item=0), "Was bei „voting.max_per_item“ steht"),
        (
            lambda form: ballot(form, "scale").update(labels=[{"en": "x"}] * 2),
            "Was bei „voting.labels“ steht",
        ),
        (lambda form: form["name"].update(de="x\u0000y"), "Zeichen, die in keinem Text stehen können"),
    ],
)
def test_a_file_that_does_not_fit_is_told_why(
    town: Town, olga: TestClient, kept: int, change: Any, said: str
) -> None:
    answer = send(olga, json.dumps(broken(change)(file_of(olga, kept))).encode())

    assert answer.status_code == 422 and said in answer.text
    with town.house.database.reading() as session:
        assert last(session).id == kept


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00", "lässt sich nicht lesen"),
        (b"Tag;Uhrzeit", "lässt sich nicht lesen"),
        (b"[" * 100_000, "lässt sich nicht lesen"),
        (b"[]", "keine Vorlage aus diesem Programm"),
        (b" " * 500_001, "zu groß"),
    ],
)
def test_anything_else_is_no_template(olga: TestClient, content: bytes, said: str) -> None:
    answer = send(olga, content)

    assert answer.status_code == 422 and said in answer.text


def test_a_deleted_template_is_gone_and_its_conferences_stay(town: Town, olga: TestClient, kept: int) -> None:
    olga.post("/organise/new", data={**FIELDS, "agenda": f"own-{kept}"})
    made = newest(town)

    olga.post(f"/organise/agendas/{kept}/remove")

    assert f'value="own-{kept}"' not in olga.get("/organise/new").text
    assert olga.get(f"/organise/agendas/{kept}.json").status_code == 404
    assert olga.get(f"/organise/{made.id}/phases").status_code == 200
    assert olga.post("/organise/new", data={**FIELDS, "agenda": f"own-{kept}"}).status_code == 422


def test_a_template_needs_a_name(town: Town, olga: TestClient) -> None:
    answer = olga.post(address(town, "/phases/keep"), data={"name": "  "})

    assert answer.status_code == 422 and "einen Namen" in answer.text
