"""The shipped run-of-shows can be played: they load, add up, and speak German and English throughout."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from app.agenda_files import as_file, read_agenda
from app.agendas import AGENDAS, agenda, default_groups
from app.kinds import kind_of
from app.models import SORTABLE, CardKind, PhaseKind, PhaseSettings, SeatingKind
from app.models.conference import FormField, Lane, Voting

FOLDER = Path(__file__).parents[2] / "app" / "agendas"
TEXTS = {"title", "prompt", "announcement"}
KNOWN = {"kind", "minutes", *TEXTS, *PhaseSettings.model_fields}
ASKED = {"place", "cost", "champion", "steering"}


class Plan(NamedTuple):
    """Days and what they hold: kind and minutes, without the lobby before each."""

    starts: str
    days: tuple[str, ...]
    minutes: tuple[int, ...]


PLANS = {
    "zk-light-120": Plan(
        "18:00",
        (
            "INFO 5, SCALE 5, COLLECT 12, COLLECT 14, CLUSTER 7, DOTS 7, COLLECT 20, BREAK 8, DOTS 10, "
            "PLAN 18, REPORT 6, COMMIT 5, FEEDBACK 3",
        ),
        (120,),
    ),
    "bezirksrunde-150": Plan(
        "18:30",
        (
            "INFO 5, REPORT 15, COLLECT 20, CLUSTER 8, DOTS 6, COLLECT 25, BREAK 10, MATRIX 8, PLAN 28, "
            "REPORT 12, CONSENT 8, COMMIT 5",
        ),
        (150,),
    ),
    "design-thinking-180": Plan(
        "09:00",
        (
            "INFO 10, INFO 10, TABLE_WORK 25, TABLE_WORK 15, DOTS 8, BREAK 10, COLLECT 25, MATRIX 10, "
            "BREAK 5, TABLE_WORK 30, REPORT 18, COMMIT 10, FEEDBACK 4",
        ),
        (180,),
    ),
    "future-search-1-5d": Plan(
        "09:00",
        (
            "INFO 25, TIMELINE 75, BREAK 20, MINDMAP 75, BREAK 60, TABLE_WORK 60, TABLE_WORK 45, BREAK 20, "
            "TABLE_WORK 100, TABLE_WORK 45, FEEDBACK 15",
            "INFO 15, CONSENT 75, BREAK 20, TABLE_WORK 30, PLAN 75, REPORT 30, COMMIT 15, FEEDBACK 10",
        ),
        (540, 270),
    ),
    "zukunftswerkstatt": Plan(
        "14:00",
        (
            "INFO 15, COLLECT 30, CLUSTER 15, DOTS 10, BREAK 15, COLLECT 45, CLUSTER 15, DOTS 10, PLAN 55, "
            "REPORT 15, COMMIT 10, FEEDBACK 5",
        ),
        (240,),
    ),
    "world-cafe": Plan("18:00", ("INFO 10, TABLE_WORK 75, REPORT 18, DOTS 10, FEEDBACK 7",), (120,)),
}


def in_both_languages(text: object) -> bool:
    if not isinstance(text, dict) or set(text) != {"de", "en"}:
        return False
    return all(isinstance(words, str) and words.strip() == words != "" for words in text.values())


def settings_of(phase: Any) -> PhaseSettings:
    """Its parameters as the program reads them."""
    given = {name: phase[name] for name in PhaseSettings.model_fields if phase.get(name) is not None}
    if given.get("voting"):
        labels = given["voting"].get("labels") or {}
        named = labels if isinstance(labels, list) else list(labels.values())
        given["voting"] = {**given["voting"], "labels": named}
    return PhaseSettings.model_validate(given)


def kinds_of(settings: PhaseSettings) -> set[str]:
    """Of the cards and the forms."""
    return {one.kind for one in settings.card_types} | {field.kind for field in settings.fields}


@pytest.fixture(params=AGENDAS)
def shipped(request: pytest.FixtureRequest) -> Any:
    return agenda(request.param)


def test_every_agenda_is_shipped_and_named_like_its_file() -> None:
    files = {path.stem: json.loads(path.read_text("utf-8")) for path in FOLDER.glob("*.json")}

    assert {name for name, loaded in files.items() if "phases" in loaded and "id" in loaded} == set(AGENDAS)
    assert [agenda(name)["id"] for name in AGENDAS] == list(AGENDAS)
    assert set(PLANS) == set(AGENDAS)


def test_the_plan_is_that_of_the_handbook(shipped: Any) -> None:
    plan = PLANS[shipped["id"]]
    rows = [(entry, settings_of(entry).day) for entry in shipped["phases"] if entry["kind"] != "LOBBY"]
    days = range(1, len(plan.days) + 1)

    for day, planned in zip(days, plan.days, strict=True):
        assert ", ".join(f"{entry['kind']} {entry['minutes']}" for entry, at in rows if at == day) == planned
    assert tuple(sum(entry["minutes"] for entry, at in rows if at == day) for day in days) == plan.minutes
    assert (shipped["minutes"], shipped["starts_at"]) == (sum(plan.minutes), plan.starts)


def test_each_day_begins_with_half_an_hour_of_arriving(shipped: Any) -> None:
    firsts: dict[int, Any] = {}
    for entry in shipped["phases"]:
        firsts.setdefault(settings_of(entry).day, entry)
    lobbies = [entry for entry in shipped["phases"] if entry["kind"] == "LOBBY"]

    assert lobbies == list(firsts.values())
    assert {entry["minutes"] for entry in lobbies} == {30}
    assert all(entry.get("begins") for day, entry in firsts.items() if day > 1)


def test_whoever_chooses_is_told_for_whom_it_is_and_what_it_takes(shipped: Any) -> None:
    for name in ("name", "for_whom", "people", "needs"):
        assert in_both_languages(shipped[name]), name


def test_every_phase_has_a_known_kind_takes_time_and_has_no_unknown_setting(shipped: Any) -> None:
    for entry in shipped["phases"]:
        assert entry["kind"] in set(PhaseKind) and entry["minutes"] > 0
        assert set(entry) <= KNOWN, (entry["title"], set(entry) - KNOWN)
        assert len(entry["title"]["de"]) <= 120
        settings_of(entry)
        for one in entry.get("fields", ()):
            assert set(one) <= set(FormField.model_fields)
        for one in entry.get("lanes", ()):
            assert set(one) <= set(Lane.model_fields)
        assert set(entry.get("voting") or {}) <= set(Voting.model_fields)


def test_a_phase_sets_only_what_its_kind_can_do(shipped: Any) -> None:
    for entry in shipped["phases"]:
        kind, settings = kind_of(entry["kind"]), settings_of(entry)
        assert kind.cards or not settings.card_types
        assert kind.tables or not settings.fields
        assert settings.voting is None or settings.voting.mode in kind.votes, entry["title"]
        assert settings.seating in ("", *SeatingKind)
        assert set(settings.asks) <= ASKED


def test_cards_and_forms_are_of_known_kinds(shipped: Any) -> None:
    for entry in shipped["phases"]:
        settings = settings_of(entry)
        assert kinds_of(settings) <= set(CardKind)
        names = [field.name for field in settings.fields] + [lane.name for lane in settings.lanes]
        assert len(names) == len(set(names)) and all(0 < len(name) <= 20 for name in names)


def test_only_what_was_collected_before_is_sorted_voted_on_or_asked_again(shipped: Any) -> None:
    collected: set[str] = set()
    for entry in shipped["phases"]:
        settings = settings_of(entry)
        own = kinds_of(settings)
        if entry["kind"] in ("CLUSTER", "MATRIX") or (settings.voting and settings.voting.of == "themes"):
            assert settings.theme_kind or settings.voting is None or settings.voting.mode == "scale"
        assert not settings.theme_kind or settings.theme_kind in {*SORTABLE} & (collected | own)
        if settings.voting and settings.voting.card_kind:
            assert settings.voting.card_kind in collected
        assert all(not field.per or field.per in collected for field in settings.fields)
        collected |= own


def test_every_text_is_german_and_english(shipped: Any) -> None:
    for entry in shipped["phases"]:
        settings = settings_of(entry)
        for name in TEXTS:
            assert in_both_languages(entry[name]), (entry["title"], name)
        assert all(in_both_languages(field.label) for field in settings.fields)
        assert all(in_both_languages(lane.label) for lane in settings.lanes)
        assert all(in_both_languages(field.help) for field in settings.fields if field.help)


def test_a_vote_has_a_criterion_in_both_languages(shipped: Any) -> None:
    for entry in shipped["phases"]:
        voting = settings_of(entry).voting
        assert voting or entry["kind"] not in {"DOTS", "SCALE", "MATRIX", "CONSENT"}
        if voting:
            assert in_both_languages(voting.criterion)
            assert voting.secret is (voting.mode != "consent")


def test_dots_can_be_placed(shipped: Any) -> None:
    for entry in shipped["phases"]:
        voting = settings_of(entry).voting
        if voting and voting.mode == "dots":
            assert 1 <= voting.max_per_item <= voting.dots <= 7


def test_a_scale_has_four_named_steps(shipped: Any) -> None:
    for entry in shipped["phases"]:
        voting = entry.get("voting")
        if voting and voting["mode"] == "scale":
            assert list(voting["labels"]) == ["1", "2", "3", "4"]
            assert all(in_both_languages(label) for label in voting["labels"].values())


def test_at_most_ten_groups_are_offered_and_each_fits_a_bar() -> None:
    own = [agenda(name)["groups"] for name in AGENDAS if agenda(name).get("groups")]
    for groups in (default_groups(), *own):
        names = [group["name"]["de"] for group in groups]
        assert 2 <= len(names) == len(set(names)) <= 10
        assert "keine Angabe" not in names
        for group in groups:
            assert in_both_languages(group["name"]) and in_both_languages(group["short"])
            assert all(len(short) <= 14 for short in group["short"].values())


@pytest.mark.parametrize("name", AGENDAS)
def test_each_comes_in_again_as_a_file_with_all_its_settings(name: str) -> None:
    shipped = {key: value for key, value in agenda(name).items() if key != "id"}

    read = read_agenda(as_file(shipped))

    assert read == read_agenda(as_file(read))
    for before, after in zip(shipped["phases"], read["phases"], strict=True):
        assert settings_of(after) == settings_of(before)
