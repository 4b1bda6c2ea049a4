"""Simulated people vote within the rules of each ballot."""

from collections import Counter
from random import Random

from app.rehearsal.choosing import choices
from app.rehearsal.task import Sheet

SEEDS = range(50)


def test_dots_stay_within_each_list_and_each_thing() -> None:
    sheet = Sheet(1, "dots", dots=3, most=2, lists=((1, 2, 3), (4, 5, 6, 7)))
    for seed in SEEDS:
        put = {choice.item: choice.value for choice in choices(Random(seed), sheet, set())}
        assert all(1 <= value <= 2 for value in put.values())
        assert all(sum(put.get(item, 0) for item in items) <= 3 for items in sheet.lists)
        assert put


def test_a_scale_gets_one_dot() -> None:
    sheet = Sheet(1, "scale", dots=1, most=1, lists=((1, 2, 3, 4),))
    chosen = [list(choices(Random(seed), sheet, set())) for seed in SEEDS]
    assert all(len(found) == 1 and found[0].value == 1 for found in chosen)
    assert len({found[0].item for found in chosen}) > 1


def test_in_a_matrix_everything_is_judged() -> None:
    sheet = Sheet(1, "matrix", dots=20, most=5, lists=((1, 2, 3, 4),))
    for seed in SEEDS:
        found = list(choices(Random(seed), sheet, set()))
        assert [choice.item for choice in found] == [1, 2, 3, 4]
        assert all(1 <= choice.value <= 5 for choice in found)


def test_who_does_not_carry_a_statement_says_why() -> None:
    sheet = Sheet(1, "consent", dots=1, most=1, lists=((1, 2, 3),), reasons=frozenset({2, 3}))
    said: set[str] = set()
    found = [next(choices(Random(seed), sheet, said)) for seed in SEEDS]
    assert Counter(bool(choice.reason) == (choice.item in sheet.reasons) for choice in found) == {True: 50}
    assert {choice.item for choice in found} == {1, 2, 3}
