"""Who may come in as staff: first account, password, links, sessions."""

from app.auth import SESSION_LIFE, SHORTEST_PASSWORD, hash_password, hashed
from app.errors import N_, Refusal
from app.models import Account, Link, Role, StaffSession
from app.models.base import now
from app.transaction import Answer, Transaction


def make_setup_link(tx: Transaction, *, token: str) -> Answer:
    tx.session.add(Link(role=Role.SETUP, token_hash=hashed(token)))
    return {}


def make_account(tx: Transaction, *, setup_token: str, login: str, password: str, session_token: str) -> Answer:
    """The first-run account: the setup link works once."""
    link = Link.with_token_hash(tx.session, hashed(setup_token))
    if link is None or link.role != Role.SETUP or link.used_at or not link.is_valid(now()):
        raise invalid_link()
    login = login.strip()
    if not login:
        raise Refusal("login_missing", N_("Bitte geben Sie einen Anmeldenamen ein."))
    if len(password) < SHORTEST_PASSWORD:
        raise Refusal(
            "password_short", N_("Das Passwort braucht mindestens %(least)s Zeichen."), least=SHORTEST_PASSWORD
        )
    if Account.named(tx.session, login):
        raise Refusal("login_taken", N_("Diesen Anmeldenamen gibt es schon."))
    account = Account(login=login, password_hash=hash_password(password))
    tx.session.add(account)
    link.used_at = now()
    tx.session.flush()
    return open_session(tx, token=session_token, role=Role.ORGANISER, account_id=account.id)


def provide_account(tx: Transaction, *, login: str, password: str) -> Answer:
    """For whoever runs the program itself: the account with this name, with a new password."""
    account = Account.named(tx.session, login) or Account(login=login, password_hash="")
    account.password_hash = hash_password(password)
    tx.session.add(account)
    return {}


def use_link(tx: Transaction, *, token: str, session_token: str) -> Answer:
    """Exchanges a moderation or projector link for a session."""
    link = Link.with_token_hash(tx.session, hashed(token))
    if link is None or link.role == Role.SETUP or not link.is_valid(now()):
        raise invalid_link()
    link.used_at = now()
    return open_session(
        tx, token=session_token, role=Role(link.role), conference_id=link.conference_id, link_id=link.id
    )


def open_session(
    tx: Transaction,
    *,
    token: str,
    role: Role,
    account_id: int | None = None,
    conference_id: int | None = None,
    link_id: int | None = None,
) -> Answer:
    session = StaffSession(
        token_hash=hashed(token),
        role=role,
        account_id=account_id,
        conference_id=conference_id,
        link_id=link_id,
        expires_at=now() + SESSION_LIFE,
    )
    tx.session.add(session)
    tx.session.flush()
    return {"role": role, "conference": conference_id}


def end_session(tx: Transaction, *, session_id: int) -> Answer:
    session = tx.session.get(StaffSession, session_id)
    if session is not None:
        tx.session.delete(session)
    return {}


def choose_language(tx: Transaction, *, session_id: int, language: str) -> Answer:
    session = tx.session.get(StaffSession, session_id)
    if session is not None:
        session.language = language
    return {}


def invalid_link() -> Refusal:
    return Refusal("invalid_link", N_("Dieser Link gilt nicht mehr. Bitte lassen Sie sich einen neuen geben."), status=403)
