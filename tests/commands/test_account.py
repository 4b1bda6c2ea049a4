"""zukunft account: a forgotten password, and accounts of those who have left."""

import io
import sys
from functools import partial

import pytest

from app.actions import accounts
from app.auth import is_password, new_token
from app.cli import main
from app.commands import account as command
from app.models import Account, Role, StaffSession
from tests.conftest import Town

OLD = "Am Markt steht eine Linde"
NEW = "Unter der Linde steht eine Bank"


@pytest.fixture
def olga(beside: Town) -> Town:
    beside.act(partial(accounts.provide_account, login="olga", password=OLD))
    for _ in range(2):
        act = partial(
            accounts.open_session, token=new_token(), role=Role.ORGANISER, account_id=found(beside, "olga").id
        )
        beside.act(act)
    return beside


def found(town: Town, login: str) -> Account:
    with town.house.database.reading() as session:
        account = Account.named(session, login)
        assert account is not None
        return account


def sessions(town: Town) -> int:
    with town.house.database.reading() as session:
        return len(StaffSession.of_account(session, found(town, "olga").id or 0))


def test_a_new_password_from_the_input_ends_all_sessions(
    olga: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{NEW}\n"))
    assert sessions(olga) == 2

    assert main(["account", "password", "olga", "--stdin"]) == 0

    assert is_password(found(olga, "olga").password_hash, NEW)
    assert sessions(olga) == 0
    assert NEW not in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("typed", "status", "kept", "said"),
    [
        ([NEW, NEW], 0, NEW, "Das neue Passwort gilt."),
        ([NEW, OLD], 2, OLD, "nicht zweimal dasselbe"),
        (["kurz", "kurz"], 2, OLD, "mindestens 10 Zeichen"),
    ],
)
def test_at_the_terminal_it_is_asked_for_twice(
    olga: Town,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    typed: list[str],
    status: int,
    kept: str,
    said: str,
) -> None:
    given = iter(typed)
    monkeypatch.setattr(command, "getpass", lambda _prompt: next(given))

    assert main(["account", "password", "olga"]) == status

    assert said in "".join(capsys.readouterr())
    assert is_password(found(olga, "olga").password_hash, kept)


def test_nobody_is_asked_for_the_password_of_an_unknown_account(
    olga: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "getpass", None)

    assert main(["account", "password", "carl"]) == 2
    assert main(["account", "delete", "carl"]) == 2

    assert capsys.readouterr().err.count("„carl“ gibt es hier nicht") == 2


def test_an_account_goes_with_its_sessions_but_never_the_last(
    olga: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["account", "delete", "olga"]) == 2
    assert "Das letzte Konto bleibt." in capsys.readouterr().err and sessions(olga) == 2

    olga.act(partial(accounts.provide_account, login="ole", password=OLD))
    olga_id = found(olga, "olga").id or 0
    assert main(["account", "delete", "olga"]) == 0
    assert main(["account", "list"]) == 0

    assert capsys.readouterr().out == "Das Konto „olga“ ist gelöscht.\nole\n"
    with olga.house.database.reading() as session:
        assert not StaffSession.of_account(session, olga_id)
