"""The shipped run-of-shows can be played: they load, add up, and speak German and English throughout."""

import json
from pathlib import Path
from typing import Any

import pytest

AGENDAS = Path(__file__).parents[2] / "app" / "agendas"
SHIPPED = sorted(path for path in AGENDAS.glob("*.json") if path.stem != "groups")
PHASE_KINDS = {
    *("LOBBY", "INFO", "COLLECT", "TIMELINE", "MINDMAP", "TABLE_WORK", "CLUSTER", "DOTS", "SCALE"),
    *("MATRIX", "CONSENT", "REPORT", "MARKET", "PLAN", "COMMIT", "FEEDBACK", "BREAK"),
}
CARD_KINDS = {"strength", "weakness", "proposal", "measure", "question", "feedback"}
SORTING = {"CLUSTER", "DOTS"}
MINUTES = {"zk-light-120": 120}


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def in_both_languages(text: object) -> bool:
    if not isinstance(text, dict) or set(text) != {"de", "en"}:
        return False
    return all(isinstance(words, str) and words.strip() == words != "" for words in text.values())


@pytest.fixture(params=SHIPPED, ids=lambda path: path.stem)
def agenda(request: pytest.FixtureRequest) -> Any:
    return load(request.param)


def test_the_evening_of_two_hours_is_shipped() -> None:
    assert set(MINUTES) <= {path.stem for path in SHIPPED}


def test_an_agenda_is_named_like_its_file() -> None:
    assert [load(path)["id"] for path in SHIPPED] == [path.stem for path in SHIPPED]


def test_the_minutes_add_up_without_the_lobby(agenda: Any) -> None:
    minutes = sum(phase["minutes"] for phase in agenda["phases"] if phase["kind"] != "LOBBY")

    assert minutes == agenda["minutes"] == MINUTES.get(agenda["id"], minutes)


def test_the_lobby_comes_first_and_only_once(agenda: Any) -> None:
    kinds = [phase["kind"] for phase in agenda["phases"]]

    assert kinds.index("LOBBY") == 0
    assert kinds.count("LOBBY") == 1
    assert agenda["phases"][0]["minutes"] == 30


def test_every_phase_has_a_known_kind_and_takes_time(agenda: Any) -> None:
    assert {phase["kind"] for phase in agenda["phases"]} <= PHASE_KINDS
    assert all(phase["minutes"] > 0 for phase in agenda["phases"])


def test_every_phase_names_the_same_settings(agenda: Any) -> None:
    first, *others = (set(phase) for phase in agenda["phases"])

    assert all(phase == first for phase in others)


def test_cards_are_of_known_kinds_and_counted(agenda: Any) -> None:
    allowed = [card_type for phase in agenda["phases"] for card_type in phase["card_types"]]

    assert {card_type["kind"] for card_type in allowed} <= CARD_KINDS
    assert all(card_type["max_per_person"] >= 1 for card_type in allowed)


def test_only_what_was_collected_before_is_sorted(agenda: Any) -> None:
    collected: set[str] = set()
    for phase in agenda["phases"]:
        assert phase["kind"] not in SORTING or phase["theme_kind"]
        assert phase["theme_kind"] is None or phase["theme_kind"] in collected
        collected |= {card_type["kind"] for card_type in phase["card_types"]}


def test_every_text_is_german_and_english(agenda: Any) -> None:
    assert in_both_languages(agenda["name"])
    for phase in agenda["phases"]:
        for field in ("title", "prompt", "announcement"):
            assert in_both_languages(phase[field]), (phase["title"], field)


def test_a_vote_has_a_criterion_in_both_languages_and_stays_secret(agenda: Any) -> None:
    for phase in agenda["phases"]:
        voting = phase["voting"]
        assert voting or phase["kind"] not in {"DOTS", "SCALE"}
        if voting:
            assert in_both_languages(voting["criterion"])
            assert voting["secret"] is True


def test_dots_can_be_placed(agenda: Any) -> None:
    for phase in agenda["phases"]:
        if phase["kind"] == "DOTS":
            assert phase["voting"]["mode"] == "dots"
            assert 1 <= phase["voting"]["max_per_item"] <= phase["voting"]["dots"] <= 7


def test_a_scale_has_four_named_steps(agenda: Any) -> None:
    scales = [phase["voting"] for phase in agenda["phases"] if (phase["voting"] or {}).get("mode") == "scale"]

    assert scales
    for scale in scales:
        assert list(scale["labels"]) == ["1", "2", "3", "4"]
        assert all(in_both_languages(label) for label in scale["labels"].values())


def test_at_most_ten_groups_are_offered_and_each_fits_a_bar() -> None:
    groups = load(AGENDAS / "groups.json")
    names = [group["name"]["de"] for group in groups]

    assert 2 <= len(names) == len(set(names)) <= 10
    assert "keine Angabe" not in names
    for group in groups:
        assert in_both_languages(group["name"])
        assert in_both_languages(group["short"])
        assert all(len(short) <= 14 for short in group["short"].values())
