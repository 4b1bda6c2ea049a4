"""Who may come in as staff: first account, password, links, sessions."""

from app.auth import LONGEST_LOGIN, LONGEST_PASSWORD, SESSION_LIFE, SHORTEST_PASSWORD, hash_password, hashed
from app.errors import N_, Refusal
from app.models import Account, Link, Phase, Role, StaffSession
from app.models.base import now
from app.reading.days import last_day
from app.writing.transaction import Answer, Transaction


def make_setup_link(tx: Transaction, *, token: str) -> Answer:
    tx.session.add(Link(role=Role.SETUP, token_hash=hashed(token)))
    return {}


def make_account(
    tx: Transaction, *, setup_token: str, login: str, password: str, session_token: str, language: str = "de"
) -> Answer:
    """The first-run account: one setup link works once, and those of earlier starts not at all any more."""
    link = Link.locked(tx.session, hashed(setup_token))
    if link is None or link.role != Role.SETUP or link.used_at or not link.is_valid(now()):
        raise invalid_setup()
    login = login.strip()[:LONGEST_LOGIN]
    check_account(tx, login, password)
    account = Account(login=login, password_hash=hash_password(password))
    tx.session.add(account)
    for setup in Link.for_setup(tx.session):
        setup.used_at = now()
    tx.session.flush()
    return open_session(
        tx, token=session_token, role=Role.ORGANISER, account_id=account.id, language=language
    )


def add_account(tx: Transaction, *, login: str, password: str) -> Answer:
    """One more person who works in the office."""
    login = login.strip()[:LONGEST_LOGIN]
    check_account(tx, login, password, field="given")
    tx.session.add(Account(login=login, password_hash=hash_password(password)))
    return {}


def change_password(tx: Transaction, *, account_id: int, password: str, keep: int | None) -> Answer:
    """All sessions of the account end but `keep`: whoever else knew the old password is out."""
    check_password(password)
    tx.session.get_one(Account, account_id).password_hash = hash_password(password)
    for other in StaffSession.of_account(tx.session, account_id):
        if other.id != keep:
            tx.session.delete(other)
    return {}


def remove_account(tx: Transaction, *, account_id: int) -> Answer:
    """Its sessions end with it. Two people who remove each other in one moment must not both be out."""
    everybody = Account.all_locked(tx.session)
    account = next((one for one in everybody if one.id == account_id), None)
    if account is None:
        raise Refusal("no_account", N_("Dieses Konto gibt es nicht mehr."), status=409)
    if len(everybody) == 1:
        raise Refusal(
            "last_account", N_("Das letzte Konto bleibt. Legen Sie zuerst ein anderes an."), status=409
        )
    for session in StaffSession.of_account(tx.session, account_id):
        tx.session.delete(session)
    tx.session.flush()
    tx.session.delete(account)
    return {}


def check_account(tx: Transaction, login: str, password: str, *, field: str = "password") -> None:
    if not login:
        raise Refusal("login_missing", N_("Bitte geben Sie einen Anmeldenamen ein."), field="login")
    check_password(password, field=field)
    if Account.named(tx.session, login):
        raise Refusal("login_taken", N_("Diesen Anmeldenamen gibt es schon."), field="login")


def check_password(password: str, *, field: str = "password") -> None:
    if len(password) < SHORTEST_PASSWORD:
        raise Refusal(
            "password_short", N_("Das Passwort braucht mindestens %(least)s Zeichen."),
            least=SHORTEST_PASSWORD, field=field,
        )  # fmt: skip
    if len(password) > LONGEST_PASSWORD:
        raise Refusal(
            "password_long", N_("Das Passwort darf höchstens %(most)s Zeichen haben."),
            most=LONGEST_PASSWORD, field=field,
        )  # fmt: skip


def provide_account(tx: Transaction, *, login: str, password: str) -> Answer:
    """For whoever runs the program itself: the account with this name, with a new password."""
    account = Account.named(tx.session, login) or Account(login=login, password_hash="")
    account.password_hash = hash_password(password)
    tx.session.add(account)
    return {}


def use_link(tx: Transaction, *, token: str, session_token: str, language: str = "de") -> Answer:
    """Exchanges a moderation or projector link for a session."""
    link = Link.with_token_hash(tx.session, hashed(token))
    if link is None or link.role == Role.SETUP or not link.is_valid(now()):
        raise invalid_link()
    link.used_at = now()
    return open_session(
        tx, token=session_token, role=Role(link.role), conference_id=link.conference_id, link_id=link.id,
        language=language,
    )  # fmt: skip


def open_session(
    tx: Transaction,
    *,
    token: str,
    role: Role,
    account_id: int | None = None,
    conference_id: int | None = None,
    link_id: int | None = None,
    language: str = "de",
) -> Answer:
    session = StaffSession(
        token_hash=hashed(token),
        role=role,
        account_id=account_id,
        conference_id=conference_id,
        link_id=link_id,
        language=language,
        expires_at=now() + SESSION_LIFE * days_of(tx, conference_id),
    )
    tx.session.add(session)
    tx.session.flush()
    return {"role": role, "conference": conference_id}


def days_of(tx: Transaction, conference_id: int | None) -> int:
    return last_day(Phase.of(tx.session, conference_id)) if conference_id else 1


def end_session(tx: Transaction, *, session_id: int) -> Answer:
    """The browser is out; its sockets end with the next beat of its conference."""
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
    message = N_("Dieser Link gilt nicht mehr. Bitte lassen Sie sich einen neuen geben.")
    return Refusal("invalid_link", message, status=403)


def invalid_setup() -> Refusal:
    return Refusal(
        "invalid_setup",
        N_(
            "Dieser Link ist schon benutzt oder nicht vollständig. "
            "Solange es kein Konto gibt, steht nach jedem Start ein neuer im Fenster des Servers."
        ),
        status=403, field="token",
    )  # fmt: skip
