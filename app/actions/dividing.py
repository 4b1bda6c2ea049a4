"""A card with several thoughts becomes several cards; what was written stays readable."""

from collections.abc import Sequence

from app.actions.cards import at_table, card_of
from app.actions.intake import checked_text
from app.errors import N_, Refusal, not_found, stale
from app.models import Card, CardKind, CardStatus
from app.writing.transaction import Answer, Transaction

FEWEST, MOST = 2, 3


def divide_card(tx: Transaction, *, card_id: int, texts: Sequence[str], version: int) -> Answer:
    """The parts stand for the card from now on, in no theme yet; the author sees them beside it."""
    card = card_of(tx, card_id)
    if card.status != CardStatus.VISIBLE or card.version != version:
        raise stale()
    if card.kind == CardKind.PICTURE:  # its parts would have none
        raise not_found()
    thoughts = [checked_text(text) for text in texts if text.strip()]
    if not FEWEST <= len(thoughts) <= MOST:
        raise Refusal("divide_how", N_("Bitte schreiben Sie zwei oder drei Karten."))
    parts = [part_of(tx, card, thought) for thought in thoughts]
    tx.session.add_all(parts)
    card.status = CardStatus.SPLIT
    card.pinned = False
    card.version += 1
    numbers = [part.number for part in parts]
    tx.log(
        "card_split", card=card.id, number=card.number, participant=card.participant_id, parts=numbers,
        **at_table(card, card.kind),
    )  # fmt: skip
    return {"parts": numbers}


def part_of(tx: Transaction, card: Card, text: str) -> Card:
    """One thought, with all that its author said beside it."""
    return Card(
        conference_id=card.conference_id,
        number=tx.next_card_number(),
        phase_id=card.phase_id,
        participant_id=card.participant_id,
        group_id=card.group_id,
        kind=card.kind,
        text=text,
        language=card.language,
        channel=card.channel,
        late=card.late,
        answers_theme_id=card.answers_theme_id,
        table_id=card.table_id,
        measure_id=card.measure_id,
        field=card.field,
        year=card.year,
        place=card.place,
        cost=card.cost,
        split_from_id=card.id,
    )
