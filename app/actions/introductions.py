"""What people said about themselves when they came in: it is there for the day, and nobody keeps it."""

import sqlalchemy as sa
from sqlmodel import col, select, update

from app.models import Card, CardKind, CardStatus, Receipt
from app.transaction import Transaction


def forget_introductions(tx: Transaction) -> None:
    """Past the memory of undo: the texts shall not stand in the log either."""
    tx.session.flush()
    ours = col(Card.conference_id) == tx.conference_id
    tx.session.execute(
        update(Card)
        .where(ours, col(Card.kind) == CardKind.CHECK_IN, col(Card.status) != CardStatus.WITHDRAWN)
        .values(text="", status=CardStatus.WITHDRAWN, pinned=False, version=Card.version + 1)
        .execution_options(synchronize_session=False)
    )
    kind = sa.type_coerce(Receipt.answer, sa.JSON)["card"]["kind"].as_string()
    question = select(Receipt).where(Receipt.conference_id == tx.conference_id, kind == CardKind.CHECK_IN)
    for receipt in tx.session.exec(question).all():
        receipt.answer = {
            **receipt.answer,
            "card": {**receipt.answer["card"], "text": "", "status": CardStatus.WITHDRAWN},
        }
