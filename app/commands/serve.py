"""`zukunft serve`: migrates, prints the links, serves."""

import argparse
import os
import socket
import sys
from functools import partial

import sqlalchemy as sa

from app.actions import accounts
from app.addresses import own_address
from app.auth import new_token
from app.commands.opening import positive
from app.commands.server import drop_silent_readers, serve
from app.commands.workers import serve_together
from app.database import claimed
from app.errors import N_, Refusal
from app.house import House, close_house, open_house, take_time
from app.i18n import translate
from app.logs import open_log
from app.models import Account
from app.settings import Settings
from app.writing.transaction import Change


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="0.0.0.0", help="address to listen on (default: all)")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--workers",
        type=positive,
        default=1,
        metavar="N",
        help="processes that share the work; with PostgreSQL",
    )
    parser.add_argument(
        "--demo",
        action="store_true",
        help="open with an invented town in the middle of its evening, kept in demo/ in the data folder",
    )
    parser.add_argument(
        "--demo-phase",
        metavar="TITLE",
        default="",
        help="like --demo, a fresh evening in this phase, or “Ende”",
    )


UNSAFE = N_(
    "Dieser Server darf bei einem Stromausfall Karten verlieren (ZUKUNFT_UNSAFE_DURABILITY). "
    "Nur zum Ausprobieren."
)


def run(args: argparse.Namespace) -> int:
    os.umask(0o077)
    open_log()
    wants_demo = args.demo or bool(args.demo_phase)
    settings = demo_settings(Settings()) if wants_demo else Settings()
    try:
        if wants_demo and settings.database_url:
            raise no_demo_here()
        if args.workers > 1 and settings.is_embedded:
            raise needs_postgres()
        with claimed(settings.database_address), listen(args.host, args.port) as listening:
            take_time(settings.database_address)
            prepare(settings, args, wants_demo)
            if args.workers > 1:
                return serve_together(settings, listening, args.workers)
            serve(settings, listening)
    except Refusal as refusal:
        return told(refusal, settings)
    except sa.exc.OperationalError:
        return told(no_database(), settings)
    return 0


def told(refusal: Refusal, settings: Settings) -> int:
    print(translate(settings.language, refusal.message, **refusal.values), file=sys.stderr)
    return 2


def prepare(settings: Settings, args: argparse.Namespace, wants_demo: bool) -> None:
    """Migrates and welcomes, once for however many workers."""
    house = open_house(settings)
    try:
        demo = demo_links(house, args.demo_phase) if wants_demo else ""
        print(welcome(house, args.port, demo), flush=True)
        if settings.unsafe_durability:
            print(f"!!! {translate(settings.language, UNSAFE)} !!!", file=sys.stderr, flush=True)
    finally:
        close_house(house)


def listen(host: str, port: int) -> socket.socket:
    """Before anything is printed: a taken port is said at once."""
    try:
        listening = socket.create_server((host, port), backlog=2048)
    except OSError as error:
        raise Refusal(
            "port_taken", N_("Port %(port)s ist nicht frei. Nehmen Sie einen anderen mit --port."), port=port
        ) from error
    drop_silent_readers(listening)
    return listening


def demo_settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"data": settings.data / "demo"})


def demo_links(house: House, until: str) -> str:
    from app.demo.evening import ensure_demo

    return ensure_demo(house, until)


def welcome(house: House, port: int, demo: str) -> str:
    here = house.settings.origin or f"http://localhost:{port}"
    phones = house.settings.origin or f"http://{own_address()}:{port}"
    lines = ["", "Zukunftskonferenz", f"  Handys im selben Netz / phones in this network:  {phones}"]
    if demo:
        lines.append(demo.format(here=here))
    elif (token := setup_token(house)) is not None:
        lines.append(f"  Erste Anmeldung, einmalig gültig / first login, valid once:  {here}/setup#{token}")
    else:
        lines.append(f"  Anmelden / log in:  {here}/organise")
    return "\n".join([*lines, ""])


def setup_token(house: House) -> str | None:
    """A new one-time token as long as there is no account."""
    with house.database.reading() as session:
        if Account.any(session):
            return None
    token = new_token()
    house.writer.write_now(Change(partial(accounts.make_setup_link, token=token), actor="serve"))
    return token


def no_demo_here() -> Refusal:
    return Refusal(
        "no_demo_here",
        N_(
            "Die erfundene Stadt kommt in keine andere Datenbank (ZUKUNFT_DATABASE_URL), "
            "dort könnte eine echte Veranstaltung liegen. Starten Sie --demo ohne diesen Schalter."
        ),
    )


def needs_postgres() -> Refusal:
    return Refusal(
        "needs_postgres",
        N_("Mehrere Prozesse brauchen PostgreSQL (ZUKUNFT_DATABASE_URL); mit SQLite arbeitet genau einer."),
    )


def no_database() -> Refusal:
    return Refusal(
        "no_database",
        N_("Die Datenbank antwortet nicht. Ist sie gestartet, und stimmt ZUKUNFT_DATABASE_URL?"),
    )
