"""zukunft account: for whoever runs the machine and has lost a password."""

import argparse
import sys
from collections.abc import Callable
from functools import partial
from getpass import getpass

from app.actions import accounts
from app.commands.opening import PROBLEMS, SUCCESS, opened, refused
from app.errors import N_, Refusal
from app.house import House
from app.i18n import translate
from app.models import Account
from app.settings import Settings
from app.writing.transaction import Answer, Change

ACTOR = "command"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "Also while the server is running. Nobody is asked for the old password here."
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="list|password|delete")
    deeds.add_parser("list", help="one login per line").set_defaults(act=listed)
    password = deeds.add_parser("password", help="asks for a new password; all sessions of the account end")
    password.add_argument("login", metavar="LOGIN")
    password.add_argument("--stdin", action="store_true", help="the password is the first line of the input")
    password.set_defaults(act=given_password)
    delete = deeds.add_parser("delete", help="deletes the account and ends its sessions; never the last one")
    delete.add_argument("login", metavar="LOGIN")
    delete.set_defaults(act=deleted)


def run(args: argparse.Namespace) -> int:
    """Exit code 2 and one sentence on stderr if nothing was changed."""
    settings = Settings()
    act: Callable[[House, argparse.Namespace, str], str] = args.act
    try:
        with opened(settings) as house:
            print(act(house, args, settings.language))
    except PROBLEMS as problem:
        return refused(problem, settings.language)
    return SUCCESS


def listed(house: House, _args: argparse.Namespace, language: str) -> str:
    with house.database.reading() as session:
        logins = [account.login for account in Account.all(session)]
    return "\n".join(logins) or translate(language, N_("Es gibt noch kein Konto."))


def given_password(house: House, args: argparse.Namespace, language: str) -> str:
    account_id = known(house, args.login)
    password = typed_password(language, from_stdin=args.stdin)
    write(house, partial(accounts.change_password, account_id=account_id, password=password, keep=None))
    return translate(
        language,
        N_("Das neue Passwort gilt. Alle Anmeldungen mit „%(login)s“ sind beendet."),
        login=args.login,
    )


def deleted(house: House, args: argparse.Namespace, language: str) -> str:
    write(house, partial(accounts.remove_account, account_id=known(house, args.login)))
    return translate(language, N_("Das Konto „%(login)s“ ist gelöscht."), login=args.login)


def known(house: House, login: str) -> int:
    with house.database.reading() as session:
        account = Account.named(session, login.strip())
    if account is None or account.id is None:
        message = N_("Ein Konto „%(login)s“ gibt es hier nicht. Alle nennt: zukunft account list")
        raise Refusal("no_account", message, login=login)
    return account.id


def typed_password(language: str, *, from_stdin: bool) -> str:
    """Never an argument: other users of the machine could see those."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass(translate(language, N_("Neues Passwort: ")))
    if getpass(translate(language, N_("Noch einmal: "))) != password:
        raise Refusal("different", N_("Das war nicht zweimal dasselbe. Es wurde nichts geändert."))
    return password


def write(house: House, act: Callable[..., Answer]) -> None:
    house.writer.write_now(Change(act, actor=ACTOR))
