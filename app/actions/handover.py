"""The moderation passes on to another device: with a PIN that works until a new one is made."""

from app.actions.accounts import open_session
from app.auth import hash_password
from app.models import Role, StaffSession
from app.writing.transaction import Answer, Transaction


def make_pin(tx: Transaction, *, pin: str) -> Answer:
    """Whoever came in with the PIN before is out; those with links of their own stay."""
    for session in StaffSession.without_link(tx.session, tx.conference_id):
        tx.session.delete(session)
    tx.conference.pin_hash = hash_password(pin)
    tx.log("pin_made", undoable=False)
    return {}


def take_over(tx: Transaction, *, session_token: str, language: str) -> Answer:
    """For a device that has shown the right PIN."""
    tx.log("console_taken", undoable=False)
    return open_session(
        tx, token=session_token, role=Role.MODERATION, conference_id=tx.conference_id, language=language
    )
