"""A picture comes with its card: the description of what is to be seen, in a field of a table's form."""

import secrets

from app.actions.cards import post_card
from app.actions.details import Details
from app.errors import N_, Refusal
from app.models import CardKind, Picture
from app.models.base import now
from app.pictures import Shot
from app.writing.transaction import Answer, Transaction


def post_picture(
    tx: Transaction, *, participant_id: int, text: str, shot: Shot, phase_id: int | None, said: Details
) -> Answer:
    """As a card of a form, with everything that holds for those."""
    if not text.strip():
        raise Refusal("description_missing", N_("Bitte schreiben Sie dazu, was auf dem Bild zu sehen ist."))
    answer = post_card(
        tx, participant_id=participant_id, kind=CardKind.PICTURE, text=text, phase_id=phase_id, said=said,
        has_picture=True,
    )  # fmt: skip
    tx.insert(
        Picture, card_id=answer["card"]["id"], token=secrets.token_urlsafe(16), media_type=shot.media_type,
        width=shot.width, height=shot.height, content=shot.content, taken_in_at=now(),
    )  # fmt: skip
    return answer
