"""What people said about themselves when they came in: it is there for the day, and nobody keeps it."""

from sqlmodel import col, update

from app.models import Card, CardKind, CardStatus, Receipt
from app.writing.transaction import Transaction


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
    for receipt in tx.kept_receipts(Receipt.about_kind(CardKind.CHECK_IN)):
        receipt.answer = {
            **receipt.answer,
            "card": {**receipt.answer["card"], "text": "", "status": CardStatus.WITHDRAWN},
        }
