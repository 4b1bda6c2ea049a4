"""Each kind of phase and of card has a name in every place that shows it."""

from app.kinds import CARD_NAMES, KINDS
from app.models import CardKind, PhaseKind
from facilitation.kinds import LABELS


def test_there_are_seventeen_kinds_of_phases() -> None:
    assert len(PhaseKind) == 17
    assert set(KINDS) == set(PhaseKind)


def test_cards_are_called_the_same_on_screens_and_in_tables() -> None:
    assert {kind: CARD_NAMES[kind].one for kind in CardKind} == {
        kind: LABELS[kind]["de"] for kind in CardKind
    }
