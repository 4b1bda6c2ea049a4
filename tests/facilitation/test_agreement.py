"""Measures with values worked out by hand."""

import pytest

from facilitation import agreement_of


def test_the_same_groups_under_other_names_agree_fully() -> None:
    found = agreement_of(["a", "a", "b", "b", "c"], [2, 2, 1, 1, 3])
    assert (found.ami, found.ari, found.v_measure, found.bcubed_f1) == pytest.approx((1, 1, 1, 1))


def test_one_pile_for_two_even_groups() -> None:
    """Each of four cards has half of its pile as its own and all of its own in its pile: 2 · ½ / (½ + 1)."""
    found = agreement_of(["a", "a", "b", "b"], [1, 1, 1, 1])
    assert found.bcubed_f1 == pytest.approx(2 / 3)
    assert (found.ami, found.ari, found.v_measure) == pytest.approx((0, 0, 0))


def test_a_worked_example() -> None:
    """Gold aab b, found 1 2 2 2: of 6 pairs one is joined in both; gold joins 2, found 3.

    ARI = (1 − 2·3/6) / ((2 + 3)/2 − 2·3/6) = 0.
    BCubed precision (1 + ⅓ + ⅔ + ⅔)/4 = ⅔, recall (½ + ½ + 1 + 1)/4.
    H(gold) = 1 bit, H(found) = 0.811278, shared information 0.311278: V = 2 · 0.311278 / 1.811278.
    """
    found = agreement_of(["a", "a", "b", "b"], [1, 2, 2, 2])
    assert found.ari == pytest.approx(0.0)
    assert found.bcubed_f1 == pytest.approx(2 * (2 / 3) * 0.75 / (2 / 3 + 0.75))
    assert found.v_measure == pytest.approx(2 * 0.311278 / 1.811278, abs=1e-6)


def test_labellings_of_different_cards_are_refused() -> None:
    with pytest.raises(ValueError, match="same cards"):
        agreement_of(["a"], ["a", "b"])
