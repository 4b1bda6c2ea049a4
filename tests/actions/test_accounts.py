"""Accounts, links and sessions: what is kept, how long it holds, what it never holds."""

from datetime import timedelta
from functools import partial

from sqlmodel import select

from app.actions import accounts, conferences
from app.auth import LINK_LIFE, SESSION_LIFE, hashed, is_password, new_token
from app.models import Account, Link, Role, StaffSession
from app.models.base import now
from app.writing.transaction import Transaction
from tests.actions.people import refused
from tests.conftest import Town
from tests.databases import stored

PASSWORD = "Am Markt steht eine Linde"


def session_of(town: Town, token: str) -> StaffSession:
    with town.house.database.reading() as session:
        found = StaffSession.with_token_hash(session, hashed(token))
        assert found is not None
        return found


def test_the_first_account_uses_up_its_link_and_opens_a_session(town: Town) -> None:
    setup, token = new_token(), new_token()
    town.act(partial(accounts.make_setup_link, token=setup))
    make = partial(
        accounts.make_account, login=" olga ", password=PASSWORD, session_token=token, language="en"
    )

    town.act(partial(make, setup_token=setup))

    with town.house.database.reading() as session:
        account = Account.named(session, "olga")
        assert account is not None and is_password(account.password_hash, PASSWORD)
        assert not Link.for_setup(session)
    opened = session_of(town, token)
    assert (opened.role, opened.account_id, opened.language) == (Role.ORGANISER, account.id, "en")
    assert refused(town, make, setup_token=setup).code == "invalid_setup"
    assert refused(town, make, setup_token="geraten").code == "invalid_setup"


def test_a_link_of_a_conference_makes_no_account(town: Town) -> None:
    token = new_token()
    town.act(partial(conferences.make_link, role=Role.MODERATION, label="Mona", token=token))
    values = {"setup_token": token, "login": "olga", "password": PASSWORD, "session_token": new_token()}

    assert refused(town, accounts.make_account, **values).code == "invalid_setup"


def test_a_setup_link_opens_no_screen(town: Town) -> None:
    token = new_token()
    town.act(partial(accounts.make_setup_link, token=token))

    refusal = refused(town, accounts.use_link, token=token, session_token=new_token())

    assert (refusal.code, refusal.status) == ("invalid_link", 403)


def test_a_used_link_says_when_and_opens_its_conference_only(town: Town) -> None:
    token, opened = new_token(), new_token()
    town.act(partial(conferences.make_link, role=Role.PROJECTOR, label="Saal", token=token))

    town.act(partial(accounts.use_link, token=token, session_token=opened))

    with town.house.database.reading() as session:
        link = Link.of(session, town.conference_id)[0]
    found = session_of(town, opened)
    assert link.used_at is not None and now() - link.used_at < timedelta(minutes=1)
    assert (found.role, found.conference_id, found.link_id) == (Role.PROJECTOR, town.conference_id, link.id)
    assert link.expires_at is not None and link.expires_at - link.created_at <= LINK_LIFE
    assert found.expires_at - found.created_at <= SESSION_LIFE


def test_an_expired_link_and_an_expired_session_open_nothing(town: Town) -> None:
    mona = town.staff(Role.MODERATION)
    assert mona.get("/m").status_code == 200

    town.act(age)

    assert mona.get("/m").status_code == 403
    with town.house.database.reading() as session:
        assert not StaffSession.living(session, town.conference_id)


def age(tx: Transaction) -> None:
    """A day goes by for every session."""
    for session in tx.session.exec(select(StaffSession)).all():
        session.expires_at -= timedelta(days=1)


def test_tokens_and_passwords_are_nowhere_in_the_database(town: Town) -> None:
    setup, opened, link = new_token(), new_token(), new_token()
    town.act(partial(accounts.make_setup_link, token=setup))
    values = {"setup_token": setup, "login": "olga", "password": PASSWORD, "session_token": opened}
    town.act(partial(accounts.make_account, **values))  # type: ignore[arg-type]
    town.act(partial(conferences.make_link, role=Role.MODERATION, label="Mona", token=link))

    kept = stored(town.house.settings)

    assert hashed(link).encode() in kept and b"olga" in kept
    assert not [secret for secret in (setup, opened, link, PASSWORD) if secret.encode() in kept]
