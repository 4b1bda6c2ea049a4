"""A checker that finds nothing proves nothing: each planted fault turns it red."""

from functools import partial

import pytest

from app.settings import Settings
from tests.trust.load import Load
from tests.trust.nemesis import power_cuts
from tests.trust.stand import Stand


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("fault", "found"),
    [
        ("ack_before_commit", "lost"),
        ("no_receipts", "duplicates"),
        ("no_resume", "astray"),
        ("holes_in_the_log", "holes"),
        ("other_answer_to_a_retry", "misnumbered"),
    ],
)
def test_a_planted_fault_is_found(settings: Settings, fault: str, found: str) -> None:
    stand = Stand(settings, program=("-m", "tests.trust.faulty", fault))
    load = Load(phones=40, cards_per_second=60, lost_answers=0.2)

    outcome = stand.play(load, partial(power_cuts, stand, 1), patience=10)

    assert found in outcome.verdict.found
