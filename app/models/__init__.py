"""The tables and the questions that are asked of them."""

from app.models.ballot import Ballot, BallotItem, BallotState, Vote
from app.models.card import LONGEST_TEXT, SHORT_TEXT, SORTABLE, Card, CardKind, CardStatus
from app.models.conference import (
    CardType,
    Conference,
    Phase,
    PhaseKind,
    PhaseSettings,
    PhaseState,
    StakeholderGroup,
    Voting,
)
from app.models.log import Line, Receipt
from app.models.measure import RELATIONS, Artefact, Commitment, Contact, Measure
from app.models.people import Account, Link, Participant, Role, StaffSession
from app.models.theme import Theme

__all__ = [
    "LONGEST_TEXT",
    "RELATIONS",
    "SHORT_TEXT",
    "SORTABLE",
    "Account",
    "Artefact",
    "Ballot",
    "BallotItem",
    "BallotState",
    "Card",
    "CardKind",
    "CardStatus",
    "CardType",
    "Commitment",
    "Conference",
    "Contact",
    "Line",
    "Link",
    "Measure",
    "Participant",
    "Phase",
    "PhaseKind",
    "PhaseSettings",
    "PhaseState",
    "Receipt",
    "Role",
    "StaffSession",
    "StakeholderGroup",
    "Theme",
    "Vote",
    "Voting",
]
