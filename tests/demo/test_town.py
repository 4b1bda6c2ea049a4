"""The invented town is whole: cards, people, votes and measures fit the agenda they are played with."""

import csv
import json
from collections import Counter
from pathlib import Path
from statistics import median
from typing import Any

import pytest

APP = Path(__file__).parents[2] / "app"
HINTS = {"", "paper", "late", "hide"}  # typed by a scribe; comes in the break; a moderator hides it


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def cards() -> list[dict[str, str]]:
    with (APP / "demo" / "cards.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";", strict=True))


@pytest.fixture(scope="module")
def town() -> Any:
    return load(APP / "demo" / "town.json")


@pytest.fixture(scope="module")
def groups() -> set[str]:
    return {group["name"]["de"] for group in load(APP / "agendas" / "groups.json")}


def test_there_are_enough_cards_of_every_kind(cards: list[dict[str, str]]) -> None:
    counts = Counter(card["kind"] for card in cards)

    assert len(cards) >= 300
    assert set(counts) == {"strength", "weakness", "proposal", "question", "feedback"}
    assert counts["strength"] >= 70 and counts["weakness"] >= 110 and counts["proposal"] >= 90


def test_cards_are_as_short_as_people_write_them(cards: list[dict[str, str]]) -> None:
    lengths = [len(card["text"]) for card in cards]

    assert 35 <= median(lengths) <= 50
    assert 140 < max(lengths) <= 280


def test_no_card_is_empty_padded_or_there_twice(cards: list[dict[str, str]]) -> None:
    texts = [card["text"] for card in cards]

    assert all(text == " ".join(text.split()) != "" for text in texts)
    assert len({text.casefold() for text in texts}) == len(texts)


def test_cards_come_from_known_groups_in_known_ways(cards: list[dict[str, str]], groups: set[str]) -> None:
    assert {card["group"] for card in cards} == groups | {""}
    assert {card["phase_hint"] for card in cards} == HINTS
    assert {card["language"] for card in cards} == {"de", "en"}


def test_nobody_has_to_write_more_cards_than_allowed(cards: list[dict[str, str]], town: Any) -> None:
    agenda = load(APP / "agendas" / f"{town['agenda']}.json")
    allowed = {
        card_type["kind"]: card_type["max_per_person"]
        for phase in agenda["phases"]
        for card_type in phase["card_types"]
    }
    people = {row["group"]: row["count"] for row in town["participants"]}

    for (kind, group), written in Counter((card["kind"], card["group"]) for card in cards).items():
        assert written <= allowed[kind] * people[group], (kind, group)


def test_about_eighty_people_come_and_vote(town: Any, groups: set[str]) -> None:
    people = sum(row["count"] for row in town["participants"])

    assert {row["group"] for row in town["participants"]} == groups | {""}
    assert 75 <= people <= 90
    for votes in town["mood"].values():
        assert list(votes) == ["1", "2", "3", "4"]
        assert sum(votes.values()) <= people


def test_dots_lean_towards_words_that_the_cards_use(
    cards: list[dict[str, str]], town: Any, groups: set[str]
) -> None:
    for kind in ("weakness", "proposal"):
        spoken = " ".join(card["text"].casefold() for card in cards if card["kind"] == kind)
        for leaning in town["dots"][kind]:
            assert any(word in spoken for word in leaning["words"]), leaning["words"]
            assert set(leaning["by_group"]) <= groups


def test_headings_gather_at_least_three_cards(cards: list[dict[str, str]], town: Any) -> None:
    for kind, headings in town["headings"].items():
        spoken = [card["text"].casefold() for card in cards if card["kind"] == kind]
        assert headings
        for heading in headings:
            hits = sum(any(word in text for word in heading["words"]) for text in spoken)
            assert hits >= 3 and len(heading["title"]) <= 30, heading["title"]


def test_six_measures_begin_within_four_weeks(town: Any) -> None:
    assert len({measure["key"] for measure in town["measures"]}) == len(town["measures"]) == 6
    for measure in town["measures"]:
        assert all(measure.values())
        assert len(measure["title"]) <= 80 and len(measure["description"]) <= 600
        assert 0 < measure["first_step_in_days"] <= 28 < measure["due_in_days"]


def test_no_group_commits_more_people_than_it_has(town: Any) -> None:
    people = {row["group"]: row["count"] for row in town["participants"]}
    promised: Counter[tuple[str, str]] = Counter()
    for commitment in town["commitments"]:
        assert commitment["kind"] in {"work", "knowledge", "space", "money", "informed"}
        promised[commitment["measure"], commitment["group"]] += commitment["count"]

    assert {measure for measure, _ in promised} == {measure["key"] for measure in town["measures"]}
    assert all(count <= people[group] for (_, group), count in promised.items())
