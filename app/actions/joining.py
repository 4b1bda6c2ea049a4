"""A device joins the hall, chooses a group or a language."""

from collections.abc import Callable

from app.actions.collecting import has_arrived, is_ahead
from app.actions.places import seat_newcomer
from app.errors import N_, Refusal
from app.models import Participant, StakeholderGroup
from app.models.people import AHEAD
from app.writing.transaction import Answer, Transaction


def join(
    tx: Transaction, *, token_hash: str, group_id: int | None, language: str, channel: str = "handy"
) -> Answer:
    if not tx.conference.door_open:
        raise Refusal(
            "door_closed", N_("Der Einlass ist gerade geschlossen. Bitte wenden Sie sich an die Moderation.")
        )
    participant = Participant(
        conference_id=tx.conference_id,
        token_hash=token_hash,
        group_id=known_group(tx, group_id),
        language=language,
        channel=AHEAD if is_ahead(tx) else channel,
    )
    tx.session.add(participant)
    tx.session.flush()
    if participant.channel != AHEAD:
        seat_newcomer(tx, participant)
    tx.log("participant_joined")
    return {"participant_id": participant.id}


def speaking(tx: Transaction, *, participant_id: int, act: Callable[[Transaction], Answer]) -> Answer:
    """Does what somebody says, after they have come in where they had only written from home."""
    if has_arrived(tx, participant_id):
        seat_newcomer(tx, tx.session.get_one(Participant, participant_id))
        tx.log("participant_joined")
    return act(tx)


def choose_group(tx: Transaction, *, participant_id: int, group_id: int | None) -> Answer:
    participant = tx.session.get_one(Participant, participant_id)
    participant.group_id = known_group(tx, group_id)
    tx.log("group_chosen")
    return {}


def choose_language(tx: Transaction, *, participant_id: int, language: str) -> Answer:
    tx.session.get_one(Participant, participant_id).language = language
    return {}


def known_group(tx: Transaction, group_id: int | None) -> int | None:
    """The group if it belongs to this conference; none is always allowed."""
    if group_id is None:
        return None
    group = tx.session.get(StakeholderGroup, group_id)
    return group_id if group is not None and group.conference_id == tx.conference_id else None
