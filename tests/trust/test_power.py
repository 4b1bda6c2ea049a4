"""R1, R2: the server is killed in the middle of the writing, and answers are lost on their way."""

from functools import partial

import pytest

from app.settings import Settings
from tests.trust.checker import recovered
from tests.trust.conftest import Scoring
from tests.trust.load import PATIENCE, Load
from tests.trust.nemesis import power_cuts
from tests.trust.stand import Stand

BACK_WITHIN = 10.0
ON_A_BUSY_MACHINE = 9 * BACK_WITHIN


def test_a_killed_server_loses_no_acknowledged_card_and_doubles_none(
    settings: Settings, score: Scoring
) -> None:
    load = Load(phones=12, cards_per_second=4, lost_answers=0.3)  # what piles up must not break the pace
    promises_of_a_kill(settings, score, load, kills=1, within=ON_A_BUSY_MACHINE)


@pytest.mark.nightly
def test_three_kills_with_five_hundred_phones(settings: Settings, score: Scoring) -> None:
    promises_of_a_kill(settings, score, Load(phones=500, cards_per_second=100), kills=3)


@pytest.mark.nightly
def test_three_kills_with_five_hundred_phones_on_postgresql(
    postgresql_settings: Settings, score: Scoring
) -> None:
    promises_of_a_kill(postgresql_settings, score, Load(phones=500, cards_per_second=100), kills=3)


def promises_of_a_kill(
    settings: Settings, score: Scoring, load: Load, *, kills: int, within: float = BACK_WITHIN
) -> None:
    stand = Stand(settings)
    outcome = stand.play(load, partial(power_cuts, stand, kills), patience=max(PATIENCE, within))
    hall = outcome.hall
    thrown_away = sum(phone.thrown_away for phone in hall.phones)
    again = sum(phone.told_again for phone in hall.phones)
    score(
        "R1",
        promise="0 lost, 0 doubled, log without hole, all up to date within 10 s",
        figure=f"{kills} kills, {outcome}",
        passed=outcome.is_sound and hall.back_after <= within,
        recovered=recovered(outcome.log, hall.phones),
        reconnects=outcome.reconnects,
    )
    score(
        "R2",
        promise="no second card, the same answer",
        figure=f"{thrown_away} answers thrown away, {again} told again, all alike, no card twice",
        passed=not outcome.verdict.found & {"duplicates", "misnumbered"} and thrown_away > 0 and again > 0,
    )
