"""A device joins the hall, chooses a group or a language."""

from app.actions.seating import seat_newcomer
from app.errors import N_, Refusal
from app.models import Participant, StakeholderGroup
from app.transaction import Answer, Transaction


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
        channel=channel,
    )
    tx.session.add(participant)
    tx.session.flush()
    seat_newcomer(tx, participant)
    tx.log("participant_joined")
    return {"participant_id": participant.id}


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
