"""The tables and the questions that are asked of them."""

from app.models.ballot import Ballot, BallotItem, BallotState, PaperVote, Vote
from app.models.card import (
    COST_STEPS,
    LONGEST_TEXT,
    SHORT_TEXT,
    SORTABLE,
    Card,
    CardKind,
    CardLine,
    CardStatus,
)
from app.models.conference import (
    CardType,
    Conference,
    FormField,
    Lane,
    Phase,
    PhaseKind,
    PhaseSettings,
    PhaseState,
    StakeholderGroup,
    Voting,
)
from app.models.event import Event, OwnAgenda
from app.models.log import Line, Receipt
from app.models.measure import RELATIONS, Artefact, Commitment, Contact, Measure
from app.models.people import Account, Link, Participant, Role, StaffSession
from app.models.picture import Picture
from app.models.seating import HallTable, Seat, Seating, SeatingKind
from app.models.sorting import Pair, Proposal
from app.models.statement import Statement, StatementState
from app.models.theme import Theme

__all__ = [
    "COST_STEPS",
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
    "CardLine",
    "CardStatus",
    "CardType",
    "Commitment",
    "Conference",
    "Contact",
    "Event",
    "FormField",
    "HallTable",
    "Lane",
    "Line",
    "Link",
    "Measure",
    "OwnAgenda",
    "Pair",
    "PaperVote",
    "Participant",
    "Phase",
    "PhaseKind",
    "PhaseSettings",
    "PhaseState",
    "Picture",
    "Proposal",
    "Receipt",
    "Role",
    "Seat",
    "Seating",
    "SeatingKind",
    "StaffSession",
    "StakeholderGroup",
    "Statement",
    "StatementState",
    "Theme",
    "Vote",
    "Voting",
]
