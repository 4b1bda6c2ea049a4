"""Everything that a phase can let happen is fitted in its form, and a phase of any kind can be added."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.agendas import AGENDAS, usual_phases
from app.kinds import KINDS
from app.models import Phase, PhaseKind
from tests.conftest import Town
from tests.routes.organise.forms import form_on
from tests.routes.organise.office import address, hall


def added(town: Town, olga: TestClient, kind: str) -> Phase:
    answer = olga.post(address(town, "/phases/add"), data={"kind": kind}, follow_redirects=False)
    number = int(answer.headers["location"].rsplit("/", 1)[1])
    return next(phase for phase in hall(town).phases if phase.id == number)


def sent(town: Town, olga: TestClient, phase: Phase, **changed: Any) -> Phase:
    """The form as it came, with a few fields changed."""
    action = address(town, f"/phases/{phase.id}")
    fields = {**form_on(olga.get(action).text, action), **changed}
    answer = olga.post(action, data=fields, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return next(entry for entry in hall(town).phases if entry.id == phase.id)


def test_there_is_something_usual_for_every_kind() -> None:
    assert set(usual_phases()) == set(KINDS) == set(PhaseKind)


def test_a_phase_of_any_kind_can_be_added_and_comes_back_untouched(town: Town, olga: TestClient) -> None:
    for kind in KINDS:
        phase = added(town, olga, kind)
        assert (phase.kind, phase.title) == (kind, usual_phases()[kind]["title"]["de"])
        assert sent(town, olga, phase).settings == phase.settings, kind
    assert [phase.kind for phase in hall(town).phases[-17:]] == list(KINDS)


@pytest.mark.parametrize("name", [name for name in AGENDAS if name != "zk-light-120"])
def test_the_phases_of_a_template_come_back_untouched(town: Town, olga: TestClient, name: str) -> None:
    here = town.playing(name)
    for phase in hall(here).phases:
        assert sent(here, olga, phase).settings == phase.settings, phase.title


def test_a_phase_is_added_where_it_is_wanted(town: Town, olga: TestClient) -> None:
    mood = hall(town).phases[2]

    olga.post(address(town, "/phases/add"), data={"kind": "BREAK", "after": str(mood.id)})

    assert [phase.title for phase in hall(town).phases][2:5] == ["Stimmungsbild", "Pause", "Stärken sammeln"]
    assert [phase.position for phase in hall(town).phases] == list(range(15))


def test_nobody_adds_what_does_not_exist(town: Town, olga: TestClient) -> None:
    assert olga.post(address(town, "/phases/add"), data={"kind": "KARAOKE"}).status_code == 404


def test_tables_get_another_form_and_known_fields_keep_their_names(town: Town, olga: TestClient) -> None:
    phase = added(town, olga, "TABLE_WORK")

    changed = sent(
        town, olga, phase, seating="groups", table_size="6", rounds="3", host_stays="1", is_paired="1",
        field_0_label="Das schreiben wir auf", field_1_label="Unsere Ernte", field_1_kind="common_ground",
        field_1_most="3", field_1_help="Bis zu drei Aussagen", field_1_per="weakness",
    ).settings  # fmt: skip

    assert (changed.seating, changed.table_size, changed.rounds) == ("groups", 6, 3)
    assert changed.host_stays and changed.is_paired
    first, second = changed.fields
    assert (first.name, first.label["de"]) == ("notes", "Das schreiben wir auf")
    assert (second.kind, second.most, second.per, second.help) == (
        "common_ground", 3, "weakness", {"de": "Bis zu drei Aussagen"},
    )  # fmt: skip
    assert second.name not in ("", "notes")


def test_a_field_without_a_name_falls_away(town: Town, olga: TestClient) -> None:
    phase = added(town, olga, "TABLE_WORK")

    assert sent(town, olga, phase, field_0_label=" ").settings.fields == []


def test_a_timeline_gets_other_lanes(town: Town, olga: TestClient) -> None:
    phase = added(town, olga, "TIMELINE")

    lanes = sent(town, olga, phase, lane_0_label="", lane_1_label="Unser Viertel").settings.lanes

    assert [(lane.name, lane.label["de"]) for lane in lanes] == [
        ("town", "Unser Viertel"), ("world", "Für die Welt"),
    ]  # fmt: skip


def test_a_report_may_ask_for_impact_and_effort_and_hold_the_costs_against_a_budget(
    town: Town, olga: TestClient
) -> None:
    phase = added(town, olga, "REPORT")
    assert phase.settings.voting is None

    changed = sent(
        town, olga, phase, shows="tables", seconds_each="90", budget="12000", mode="matrix",
        criterion="Was bringt es?", of="measures",
    ).settings  # fmt: skip

    assert (changed.shows, changed.seconds_each, changed.budget) == ("tables", 90, 12000)
    assert changed.voting is not None
    assert (changed.voting.mode, changed.voting.of, changed.voting.criterion["de"]) == (
        "matrix", "measures", "Was bringt es?",
    )  # fmt: skip
    assert sent(town, olga, phase, mode="none").settings.voting is None


def test_a_market_has_rooms_and_times(town: Town, olga: TestClient) -> None:
    phase = added(town, olga, "MARKET")

    changed = sent(town, olga, phase, rooms="Saal\n\n Foyer \nHof", slots="14 Uhr").settings

    assert (changed.rooms, changed.slots) == (["Saal", "Foyer", "Hof"], ["14 Uhr"])


def test_a_scale_gets_another_step_and_cards_are_asked_for_more(town: Town, olga: TestClient) -> None:
    scale = sent(town, olga, added(town, olga, "SCALE"), step_4_label="begeistert").settings.voting
    collect = sent(
        town, olga, added(town, olga, "COLLECT"), asks=["place", "cost"], theme_choice="1",
        pre_moderation="held", kinds=["proposal", "trend"], most_trend="2",
    ).settings  # fmt: skip

    assert scale is not None and [label["de"] for label in scale.labels][-1] == "begeistert"
    assert (collect.asks, collect.theme_choice, collect.pre_moderation) == (["place", "cost"], True, "held")
    assert {entry.kind: entry.max_per_person for entry in collect.card_types} == {"proposal": 3, "trend": 2}


def test_a_scale_has_two_steps_at_least(town: Town, olga: TestClient) -> None:
    phase = added(town, olga, "REPORT")
    action = address(town, f"/phases/{phase.id}")
    fields = {**form_on(olga.get(action).text, action), "mode": "scale", "criterion": "Wie gern?"}

    refused = olga.post(action, data={**fields, "step_0_label": "gern"})
    taken = sent(town, olga, phase, **{**fields, "step_0_label": "gern", "step_1_label": "ungern"})

    assert refused.status_code == 422 and "mindestens zwei Stufen" in refused.text
    assert taken.settings.voting is not None
    assert [step["de"] for step in taken.settings.voting.labels] == ["gern", "ungern"]


def test_what_cannot_be_read_is_said_beside_its_field(town: Town, olga: TestClient) -> None:
    phase = added(town, olga, "TABLE_WORK")
    action = address(town, f"/phases/{phase.id}")
    fields = {**form_on(olga.get(action).text, action), "table_size": "99", "begins": "früh", "day": "12"}

    answer = olga.post(action, data=fields)

    assert answer.status_code == 422
    assert all(f'id="{name}-error"' in answer.text for name in ("table_size", "begins", "day"))
    assert hall(town).phases[-1].settings.table_size == phase.settings.table_size
