"""The checker finds each way in which a hall can be wrong, and nothing in one that is right."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from app.rehearsal.phones import Ack
from app.stream.parts import Audience
from tests.trust.checker import Device, Stored, holes, judged, recovered

LOG = [(1, "input_opened"), (2, "participant_joined"), (3, "card_posted"), (4, "card_posted")]
STORED = Stored(cards=[(1, "Der Markt"), (2, "Der Fluss")], log=LOG, seq=4, epoch="e")
WALL = {"stage": "<p>2</p>"}


@dataclass
class Anna:
    name: str = "Anna"
    seq: int = 4
    epoch: str = "e"
    over: bool = False
    parts: dict[str, str] = field(default_factory=dict)
    said: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {"k1": {"text": "Der Markt"}, "k2": {"text": "Der Fluss"}}
    )
    acked: dict[str, Ack] = field(default_factory=lambda: {"k1": told("k1", 1), "k2": told("k2", 2)})
    refused: dict[str, Ack] = field(default_factory=dict)


@dataclass
class Wall:
    seq: int = 4
    epoch: str = "e"
    over: bool = False
    parts: dict[str, str] = field(default_factory=lambda: dict(WALL))


def told(key: str, number: int) -> Ack:
    return Ack(key, {"ok": True, "card": {"number": number}}, at=0.0)


def found(stored: Stored = STORED, anna: Anna | None = None, wall: Wall | None = None) -> set[str]:
    author = anna or Anna()
    devices: dict[Audience, dict[str, Device]] = {
        Audience.PHONE: {"Anna": author},
        Audience.PROJECTOR: {"wall": wall or Wall()},
    }
    return judged(stored, [author], devices, {Audience.PHONE: Anna(), Audience.PROJECTOR: Wall()}).found


def test_a_hall_that_is_right_gives_no_finding() -> None:
    assert found() == set()


@pytest.mark.parametrize(
    ("stored", "finding"),
    [
        (replace(STORED, cards=[(1, "Der Markt")]), "lost"),
        (replace(STORED, cards=[*STORED.cards, (3, "Der Fluss")]), "duplicates"),
        (replace(STORED, cards=[*STORED.cards, (3, "Nie gesagt")]), "unexpected"),
        (replace(STORED, cards=[(1, "Der Fluss"), (2, "Der Markt")]), "disordered"),
        (replace(STORED, log=LOG[:2] + LOG[3:]), "holes"),
        (replace(STORED, log=[*LOG, (4, "card_posted")]), "holes"),
        (replace(STORED, seq=5), "holes"),
        (replace(STORED, epoch="other"), "behind"),
    ],
)
def test_what_is_stored_wrongly_is_named(stored: Stored, finding: str) -> None:
    assert finding in found(stored)


@pytest.mark.parametrize(
    ("anna", "finding"),
    [
        (Anna(acked={"k1": told("k1", 7)}), "misnumbered"),
        (Anna(refused={"k2": told("k2", 2)}), "refused"),
        (Anna(over=True), "behind"),
        (Anna(seq=0), "behind"),
        (Anna(seq=9), "behind"),
        (Anna(parts={"task": "old"}), "astray"),
    ],
)
def test_a_phone_that_was_told_something_wrong_is_named(anna: Anna, finding: str) -> None:
    assert finding in found(anna=anna)


def test_a_phone_may_rest_where_nothing_more_concerns_it() -> None:
    assert found(anna=Anna(seq=1)) == set()
    assert found(wall=Wall(seq=3)) == {"behind"}


def test_a_wall_that_shows_something_else_than_a_fresh_one_is_named() -> None:
    assert found(wall=Wall(parts={"stage": "<p>1</p>"})) == {"astray"}


def test_a_card_whose_answer_never_came_is_recovered_and_not_unexpected() -> None:
    anna = Anna(acked={"k1": told("k1", 1)})

    assert found(anna=anna) == set()
    assert recovered(STORED, [anna]) == 1


def test_a_log_without_lines_has_no_holes() -> None:
    assert holes(Stored(cards=[], log=[], seq=0, epoch="e")) == []
    assert holes(Stored(cards=[], log=[(2, "card_posted")], seq=2, epoch="e")) == [1]
