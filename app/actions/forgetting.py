"""What is not kept for ever: sessions that are over, used set-up links, contacts, receipts, devices."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, delete, select, update

from app.actions.introductions import forget_introductions
from app.actions.promises import forget_contacts
from app.models import (
    Ballot,
    BallotItem,
    Card,
    CardKind,
    CardStatus,
    Conference,
    Contact,
    HallTable,
    Line,
    Link,
    Measure,
    Participant,
    Picture,
    Receipt,
    Role,
    Seat,
    StaffSession,
    Statement,
    Vote,
)
from app.models.base import now
from app.models.people import GONE
from app.reading.echoes import SHEET, Echoes
from app.writing.transaction import Answer, Transaction

KEPT = (CardStatus.VISIBLE, CardStatus.SPLIT)
RECEIPT_LIFE = timedelta(days=30)


def forget_expired(tx: Transaction) -> Answer:
    """In all conferences, what has a day of its own."""
    forget_contacts(tx)
    tx.session.execute(delete(StaffSession).where(col(StaffSession.expires_at) < now()))
    tx.session.execute(
        delete(Link).where(
            col(Link.role) == Role.SETUP,
            sa.or_(col(Link.used_at).is_not(None), col(Link.expires_at) < now()),
        )
    )
    over = select(Conference.id).where(col(Conference.ended_at) < now() - RECEIPT_LIFE)
    tx.session.execute(delete(Receipt).where(col(Receipt.conference_id).in_(over)))
    return {}


def forget_people(tx: Transaction) -> Answer:
    """Nobody can be found by their device any more; what the evening brought stays as it is.

    What somebody withdrew, or the moderation hid, loses text and picture, and no step can be undone any more.
    """
    conference_id = tx.conference_id
    forget_introductions(tx)
    forget_echoes(tx)
    tx.session.execute(delete(Receipt).where(col(Receipt.conference_id) == conference_id))
    tx.session.execute(delete(StaffSession).where(col(StaffSession.conference_id) == conference_id))
    is_gone = sa.and_(col(Card.conference_id) == conference_id, col(Card.status).not_in(KEPT))
    tx.session.execute(update(Card).where(is_gone).values(text="", version=Card.version + 1))
    Picture.forget(tx.session, is_gone)
    gone = select(Card.id).where(is_gone)
    worded = update(BallotItem).where(col(BallotItem.card_id).in_(gone))
    tx.session.execute(worded.values(title="").execution_options(synchronize_session=False))
    issues = select(Card.table_id).where(is_gone, Card.kind == CardKind.ISSUE, Card.field == "")
    called = update(HallTable).where(col(HallTable.id).in_(issues))
    tx.session.execute(called.values(title="").execution_options(synchronize_session=False))
    asked = select(Ballot.id).where(col(Ballot.conference_id) == conference_id)
    hidden = update(Vote).where(col(Vote.ballot_id).in_(asked), col(Vote.reason_hidden))
    tx.session.execute(hidden.values(reason=""))
    steps = update(Line).where(col(Line.conference_id) == conference_id, col(Line.changes).is_not(None))
    tx.session.execute(steps.values(changes=sa.null()))
    people = select(Participant.id).where(col(Participant.conference_id) == conference_id)
    given = update(Contact).where(col(Contact.participant_id).in_(people))
    tx.session.execute(given.values(participant_id=None))
    tx.session.execute(delete(Seat).where(col(Seat.participant_id).in_(people)))
    forgotten = forget_devices(tx, conference_id)
    tx.log("people_forgotten", devices=forgotten)
    return {"devices": forgotten}


def forget_echoes(tx: Transaction) -> None:
    """Statements, sheets and tables repeat words of hidden cards: where the cards lose them, these do."""
    echoes = Echoes(tx.session, tx.conference_id)
    for statement in tx.session.exec(select(Statement).where(Statement.conference_id == tx.conference_id)):
        statement.text = echoes.told(statement.text)
        statement.earlier = [echoes.told(text) for text in statement.earlier]
    for measure in tx.session.exec(select(Measure).where(Measure.conference_id == tx.conference_id)):
        for name in SHEET:
            setattr(measure, name, echoes.told(getattr(measure, name)))
    for table in tx.session.exec(select(HallTable).where(HallTable.conference_id == tx.conference_id)):
        table.title = echoes.told(table.title)
    sheets = select(BallotItem).join(Ballot).where(Ballot.conference_id == tx.conference_id)
    for item in tx.session.exec(sheets.where(col(BallotItem.measure_id).is_not(None))):
        item.title = echoes.told(item.title)


def forget_devices(tx: Transaction, conference_id: int) -> int:
    known = [
        row_id
        for row_id, token_hash in tx.session.exec(
            select(Participant.id, Participant.token_hash).where(Participant.conference_id == conference_id)
        )
        if not token_hash.startswith(GONE)
    ]
    nobody = sa.literal(GONE) + sa.cast(col(Participant.id), sa.String)
    mine = col(Participant.conference_id) == conference_id
    tx.session.execute(update(Participant).where(mine).values(token_hash=nobody, companion_id=None))
    return len(known)


def forgotten_on(conference: Conference, retention_days: int) -> date | None:
    """The day on which the devices of a conference are forgotten; None if that is never, or not yet known."""
    if not retention_days:
        return None
    over = conference.ended_at.date() if conference.ended_at else conference.held_on
    return over + timedelta(days=retention_days) if over else None


def is_due(conference: Conference, retention_days: int, at: datetime) -> bool:
    day = forgotten_on(conference, retention_days)
    return day is not None and day <= at.date()
