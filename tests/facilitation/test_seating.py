"""Seating plans: everybody once, groups spread or kept together, few meetings a second time."""

from collections import Counter
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitation.seating import (
    ROLES,
    Guest,
    by_group,
    dice_roles,
    max_mix,
    repeated_pairs,
    seat_for,
    table_count,
)

groups = st.sampled_from(["", "Handel", "Jugend", "Verwaltung", "Kultur"])
halls = st.lists(groups, min_size=1, max_size=60)
seeds = st.integers(0, 2**31 - 1)


def hall(names: list[str], **companions: str) -> list[Guest]:
    return [Guest(f"p{number}", name, companions.get(f"p{number}", "")) for number, name in enumerate(names)]


def spread(guests: list[Guest], tables: tuple[tuple[str, ...], ...]) -> int:
    """By how much the members of a group at two tables differ at most."""
    group_of = {guest.id: guest.group for guest in guests}
    counts = [Counter(group_of[person] for person in table) for table in tables]
    return max(
        max(count[name] for count in counts) - min(count[name] for count in counts)
        for name in set(group_of.values())
    )


@given(halls, st.integers(1, 12), seeds)
@settings(deadline=None)
def test_a_mixed_plan_seats_everybody_once_and_spreads_each_group(
    names: list[str], tables: int, seed: int
) -> None:
    guests = hall(names)
    plan = max_mix(guests, tables=tables, seed=seed)
    sizes = [len(table) for table in plan]

    assert sorted(person for table in plan for person in table) == sorted(guest.id for guest in guests)
    assert len(plan) == tables and max(sizes) - min(sizes) <= 1
    assert spread(guests, plan) <= 1


@given(halls, seeds)
@settings(deadline=None)
def test_a_plan_by_groups_seats_everybody_once_with_their_group(names: list[str], seed: int) -> None:
    guests = hall(names)
    plan = by_group(guests, order=["Handel", "Jugend", "Verwaltung", "Kultur"], seed=seed)
    group_of = {guest.id: guest.group for guest in guests}

    assert sorted(person for table in plan for person in table.people) == sorted(group_of)
    assert all(len(table.people) <= 10 for table in plan)
    if len(guests) >= 5:
        assert all(len(table.people) >= 5 for table in plan)
    for table in plan:
        assert {group_of[person] for person in table.people} - {""} <= set(table.groups)


@given(halls, seeds)
@settings(deadline=None)
def test_the_same_seed_draws_the_same_plan(names: list[str], seed: int) -> None:
    guests = hall(names)
    assert max_mix(guests, tables=4, seed=seed) == max_mix(guests, tables=4, seed=seed)


def test_sixty_four_people_meet_mostly_new_people_in_the_second_plan() -> None:
    guests = hall([f"g{number % 8}" for number in range(64)])
    first = max_mix(guests, tables=8, seed=1)
    second = max_mix(guests, tables=8, earlier=[first], seed=2)

    by_chance = repeated_pairs(max_mix(guests, tables=8, seed=3), [first])
    assert repeated_pairs(second, [first]) < by_chance / 2
    assert spread(guests, second) <= 1


def test_three_hundred_people_never_meet_again_and_it_takes_no_second() -> None:
    guests = hall([f"g{number % 9}" for number in range(300)])
    plans: list[tuple[tuple[str, ...], ...]] = []
    begun = perf_counter()
    for seed in range(3):
        plans.append(max_mix(guests, tables=38, earlier=plans, seed=seed))

    assert perf_counter() - begun < 3
    assert [repeated_pairs(plan, plans[:number]) for number, plan in enumerate(plans)] == [0, 0, 0]


@pytest.mark.parametrize("seed", range(8))
def test_who_belongs_together_sits_together_in_both_kinds_of_plans(seed: int) -> None:
    guests = hall(["Handel", "Jugend", "Kultur", ""] * 9, p0="p1", p7="p12")
    mixed = max_mix(guests, tables=6, seed=seed)
    grouped = [table.people for table in by_group(guests, order=["Handel", "Jugend", "Kultur"], seed=seed)]

    for plan in (mixed, grouped):
        for one, other in (("p0", "p1"), ("p7", "p12")):
            assert any({one, other} <= set(table) for table in plan)
    sizes = [len(table) for table in mixed]
    assert max(sizes) - min(sizes) <= 1


def test_hosts_stay_and_everybody_else_finds_new_people() -> None:
    guests = hall([f"g{number % 4}" for number in range(20)])
    first = max_mix(guests, tables=5, seed=1)
    hosts = {table[0]: number for number, table in enumerate(first)}
    second = max_mix(guests, tables=5, earlier=[first], hosts=hosts, seed=2)

    assert all(host in second[number] for host, number in hosts.items())
    assert [len(table) for table in second] == [4] * 5
    assert repeated_pairs(second, [first]) < 10


def test_a_small_group_joins_the_smaller_neighbour_and_a_large_one_is_split() -> None:
    guests = hall(["Handel"] * 21 + ["Jugend"] * 3 + ["Kultur"] * 6)
    plan = by_group(guests, order=["Handel", "Jugend", "Kultur"], seed=0)

    assert [(table.groups, len(table.people)) for table in plan] == [
        (("Handel",), 7),
        (("Handel",), 7),
        (("Handel",), 7),
        (("Jugend", "Kultur"), 9),
    ]


def test_small_groups_that_need_two_tables_are_not_mixed_at_both() -> None:
    guests = hall(["Handel"] * 4 + ["Jugend"] * 3 + ["Kultur"] * 3 + ["Sport"] * 3 + [""])
    plan = by_group(guests, order=["Handel", "Jugend", "Kultur", "Sport"], seed=0)

    assert [(table.groups, len(table.people)) for table in plan] == [
        (("Handel", "Jugend"), 7),
        (("Kultur", "Sport"), 7),
    ]


def test_who_comes_late_goes_to_the_companion_or_to_the_smallest_table() -> None:
    tables = [
        [Guest("a", "Handel"), Guest("b", "Jugend")],
        [Guest("c", "Handel")],
        [Guest("d", "Jugend")],
    ]
    assert seat_for(tables, Guest("x", "Handel")) == 2
    assert seat_for(tables, Guest("x", "Jugend")) == 1
    assert seat_for(tables, Guest("x", "Handel", companion="b")) == 0
    with pytest.raises(ValueError, match="no table"):
        seat_for([], Guest("x"))


@given(st.integers(0, 9), seeds)
def test_each_role_is_diced_once_and_nobody_has_two(count: int, seed: int) -> None:
    diced = dice_roles([str(number) for number in range(count)], seed=seed)

    assert list(diced.values()) == list(ROLES[:count])
    assert len(diced) == min(count, len(ROLES))


def test_roles_go_round() -> None:
    people = ["a", "b", "c", "d"]
    had = {person: [role] for person, role in dice_roles(people, seed=1).items()}
    again = dice_roles(people, had=had, seed=1)

    assert all(role not in had[person] for person, role in again.items())


def test_numbers_of_tables() -> None:
    assert [table_count(people, size=8) for people in (0, 3, 11, 12, 64, 80, 300)] == [1, 1, 1, 2, 8, 10, 38]


def test_what_cannot_be_seated_is_said() -> None:
    with pytest.raises(ValueError, match="twice"):
        max_mix([Guest("a"), Guest("a")], tables=1, seed=0)
    with pytest.raises(ValueError, match="no table"):
        max_mix([Guest("a")], tables=0, seed=0)
    with pytest.raises(ValueError, match="at least one seat"):
        table_count(3, size=0)
    assert max_mix([], tables=3, seed=0) == ((), (), ())
    assert by_group([], order=["Handel"], seed=0) == ()
