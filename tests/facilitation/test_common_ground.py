"""What all carry and what divides: counted by hand, and never said of groups that are too small."""

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation import Vote, find_common_ground, ground_sentence, read_votes
from facilitation.common_ground import Tally, group_informed_consensus, tally
from facilitation.decoding import TableError
from facilitation.intervals import difference_interval, wilson_interval


def said(item: str, group: str, *values: int) -> list[Vote]:
    return [Vote(f"{group}-{at}", item, value, group) for at, value in enumerate(values)]


def test_group_informed_consensus_is_the_product_that_polis_published() -> None:
    """Two groups: 3 of 4 agree, 1 of 1 agrees: (3 + 1) / (4 + 2) · (1 + 1) / (1 + 2)."""
    votes = [*said("a", "0", 1, 1, 1, -1), *said("a", "1", 1), *said("b", "0", -1, 0), *said("b", "1", 0)]
    first, second = find_common_ground(votes)
    assert (first.item, second.item) == ("a", "b")
    assert first.consensus == pytest.approx(float(Fraction(4, 6) * Fraction(2, 3)), abs=1e-12)
    assert second.consensus == pytest.approx(float(Fraction(1, 4) * Fraction(1, 3)), abs=1e-12)


def test_a_group_that_has_not_seen_a_comment_counts_one_half() -> None:
    votes = [*said("a", "0", 1, 1), *said("b", "1", 1)]
    assert {ground.item: ground.consensus for ground in find_common_ground(votes)} == {
        "a": pytest.approx(3 / 4 * 1 / 2),
        "b": pytest.approx(1 / 2 * 2 / 3),
    }


def test_votes_without_a_group_count_in_the_total_only() -> None:
    (ground,) = find_common_ground([*said("a", "0", 1, 1), Vote("x", "a", -1)])
    assert ground.consensus == pytest.approx(3 / 4)
    assert ground.total == Tally(agree=2, disagree=1)
    assert [voice.group for voice in ground.voices] == ["0"]


def test_the_later_vote_of_a_person_counts() -> None:
    assert tally([Vote("x", "a", 1, "g"), Vote("x", "a", -1, "g")]) == {"a": {"g": Tally(disagree=1)}}


@pytest.mark.parametrize(
    ("hits", "size", "low", "high"),
    [
        (0, 0, 0.0, 1.0),
        # by hand: (0.8 + 0.19208) / 1.38416 less and plus 1.96 · √(0.016 + 0.009604) / 1.38416
        (8, 10, 0.7167379 - 0.2265811, 0.7167379 + 0.2265811),
        # nobody of five: 0 to z² / (n + z²)
        (0, 5, 0.0, 3.8416 / 8.8416),
        (5, 5, 5 / 8.8416, 1.0),
    ],
)
def test_the_interval_of_a_share_is_wilsons(hits: int, size: int, low: float, high: float) -> None:
    assert wilson_interval(hits, size, certainty=1.96) == pytest.approx((low, high), abs=1e-6)


def test_the_interval_of_a_difference_is_newcombes() -> None:
    """The example of the paper, table II (a): 56/70 against 48/80, method 10: 0.0524 to 0.3339."""
    assert difference_interval(56, 70, 48, 80, certainty=1.96) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert difference_interval(1, 1, 0, 0) == (-1.0, 1.0)


@given(st.integers(1, 200).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size))))
def test_a_share_lies_in_its_interval(pair: tuple[int, int]) -> None:
    hits, size = pair
    low, high = wilson_interval(hits, size)
    assert 0 <= low <= hits / size + 1e-12
    assert hits / size - 1e-12 <= high <= 1


def test_all_groups_carry_what_most_of_each_agree_to() -> None:
    votes = [*said("a", "Handel", *[1] * 9, -1), *said("a", "Jugend", *[1] * 8)]
    (ground,) = find_common_ground(votes)
    assert (ground.verdict, ground.sure) == ("carried", True)
    assert ground_sentence(ground, "Mehr Bänke") == "Alle Gruppen tragen „Mehr Bänke“."
    assert ground_sentence(ground, "More benches", language="en") == "All groups carry “More benches”."


def test_a_narrow_majority_in_a_small_group_may_be_chance() -> None:
    votes = [*said("a", "Handel", 1, 1, 1, -1, -1), *said("a", "Jugend", *[1] * 8)]
    (ground,) = find_common_ground(votes)
    assert (ground.verdict, ground.sure) == ("carried", False)
    assert ground_sentence(ground, "Bänke") == (
        "In allen Gruppen ist die Mehrheit für „Bänke“; bei Handel (3 von 5) kann das Zufall sein."
    )


def test_two_groups_go_apart() -> None:
    votes = [*said("a", "Handel", *[1] * 8, -1), *said("a", "Jugend", 1, *[-1] * 9)]
    (ground,) = find_common_ground(votes)
    assert ground.verdict == "divided"
    assert ground.divides == (("Handel", "Jugend"),)
    assert ground_sentence(ground, "Parken") == (
        "Bei „Parken“ gehen Handel (8 von 9) und Jugend (1 von 10) auseinander."
    )
    assert ground_sentence(ground, "Parking", language="en") == (
        "On “Parking”, Handel (8 of 9) and Jugend (1 of 10) differ."
    )


def test_a_difference_that_chance_explains_divides_nobody() -> None:
    votes = [*said("a", "Handel", 1, 1, 1, -1, -1), *said("a", "Jugend", 1, 1, -1, -1, -1)]
    (ground,) = find_common_ground(votes)
    assert (ground.verdict, ground.divides) == ("open", ())


def test_nothing_is_said_of_a_group_with_few_votes() -> None:
    votes = [
        *said("a", "Handel", *[1] * 9),
        *said("a", "Jugend", *[1] * 8),
        *said("a", "Kultur", -1, -1),
    ]
    (ground,) = find_common_ground(votes, groups=["Handel", "Jugend", "Kultur", "Kirche"])
    assert ground.verdict == "carried"
    assert ground_sentence(ground, "Bänke") == (
        "Alle Gruppen mit genug Stimmen tragen „Bänke“. "
        "Zu wenige Stimmen aus Kultur (2) und Kirche (0), um es für sie zu sagen."
    )


def test_one_group_alone_is_no_common_ground() -> None:
    (ground,) = find_common_ground([*said("a", "Handel", *[1] * 9), *said("a", "Jugend", 1)])
    assert ground.verdict == "few"
    assert ground_sentence(ground, "Bänke").startswith("Zu wenige Stimmen")


def test_one_objection_keeps_a_statement_off_the_common_ground() -> None:
    agreed = [*said("a", "Handel", *[2] * 9), *said("a", "Jugend", *[1] * 8)]
    (ground,) = find_common_ground(agreed, how="consent")
    assert (ground.verdict, ground.total) == ("carried", Tally(agree=9, reserved=8))
    (ground,) = find_common_ground([*agreed, Vote("Jugend-8", "a", 0, "Jugend")], how="consent")
    assert ground.verdict == "objected"
    assert ground_sentence(ground, "Bänke", how="consent") == (
        "Alle Gruppen tragen „Bänke“ mehrheitlich, aber es gibt Einwände: 1-mal Nein."
    )


def test_what_all_turn_down_is_told_as_such() -> None:
    (ground,) = find_common_ground([*said("a", "Handel", *[-1] * 9), *said("a", "Jugend", *[-1] * 8)])
    assert ground.verdict == "rejected"
    assert ground_sentence(ground, "Parkhaus") == "Keine Gruppe trägt „Parkhaus“."


def dotted() -> list[Vote]:
    """Ten people each of two groups; all choose a, the trade also b, the youth also c."""
    votes = []
    for group, second in (("Handel", "b"), ("Jugend", "c")):
        for at in range(10):
            votes += [Vote(f"{group}-{at}", "a", 2, group), Vote(f"{group}-{at}", second, 1, group)]
    return votes


def test_who_gives_dots_has_seen_all_items() -> None:
    counted = tally(dotted(), how="dots", items=["a", "b", "c", "d"])
    assert counted["b"] == {"Handel": Tally(agree=10), "Jugend": Tally(passed=10)}
    assert counted["d"] == {"Handel": Tally(passed=10), "Jugend": Tally(passed=10)}


def test_dots_carry_what_more_choose_than_the_average_item() -> None:
    grounds = find_common_ground(dotted(), how="dots", items=["a", "b", "c", "d"])
    assert {ground.item: ground.verdict for ground in grounds} == {
        "a": "carried",
        "b": "divided",
        "c": "divided",
        "d": "open",
    }
    assert grounds[0].sure


@given(st.lists(st.builds(Vote, st.sampled_from("uvwxyz"), st.sampled_from("ab"), st.integers(-1, 1),
                          st.sampled_from(["", "g", "h"]))))  # fmt: skip
def test_the_same_votes_give_the_same_ground_in_any_order(votes: list[Vote]) -> None:
    once = {(vote.voter, vote.item): vote for vote in votes}
    unique = sorted(once.values(), key=lambda vote: (vote.voter, vote.item))
    expected = find_common_ground(unique, items=["a", "b"])
    random.Random(1).shuffle(unique)
    assert find_common_ground(unique, items=["a", "b"]) == expected
    assert all(0 < ground.consensus <= 1 for ground in expected)
    assert sum(ground.total.seen for ground in expected) == len(unique)


@given(st.integers(0, 50), st.integers(0, 50))
def test_one_more_who_agrees_never_lowers_the_consensus(agree: int, others: int) -> None:
    before = group_informed_consensus([Tally(agree=agree, passed=others)])
    assert group_informed_consensus([Tally(agree=agree + 1, passed=others)]) > before


LONG = (
    b"timestamp,datetime,comment-id,voter-id,vote\n"
    b"30,later,0,7,-1\n10,first,0,7,1\n20,,1,7,0\n20,,0,8,1\n"
)  # fmt: skip
WIDE = (
    b"participant,xid,group-id,n-comments,n-votes,n-agree,n-disagree,0,1\n"
    b"7,,0,0,2,0,1,-1,0\n8,,1,0,1,1,0,1,\n"
)


def test_the_long_table_of_polis_is_read_with_its_groups() -> None:
    votes = read_votes(LONG, participants=WIDE)
    assert votes[-1] == Vote("7", "0", -1, "0")
    assert tally(votes) == tally(read_votes(WIDE))
    assert tally(votes)["0"] == {"0": Tally(disagree=1), "1": Tally(agree=1)}
    assert {vote.group for vote in read_votes(LONG)} == {""}


@pytest.mark.parametrize(
    ("source", "message_id"),
    [
        (b"a,b\n1,2\n", "unknown_column"),
        (b"comment-id,vote\n1,1\n", "unknown_column"),
        (b"comment-id,voter-id,vote\n1,1,yes\n", "not_a_table"),
        (b"comment-id,voter-id,vote\n", "empty_file"),
    ],
)
def test_what_is_no_export_of_polis_says_why(source: bytes, message_id: str) -> None:
    with pytest.raises(TableError) as caught:
        read_votes(source)
    assert caught.value.message_id == message_id
