"""`zukunft serve`: migrates, prints the links, serves."""

import argparse
import contextlib
import os
import socket
import sys
from functools import partial

import uvicorn

from app.actions import accounts
from app.addresses import own_address
from app.auth import new_token
from app.errors import N_, Refusal
from app.house import House, close_house, open_house
from app.i18n import translate
from app.models import Account
from app.settings import Settings
from app.transaction import Change


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="0.0.0.0", help="address to listen on (default: all)")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--demo", action="store_true", help="open with an invented town in the middle of its evening"
    )
    parser.add_argument(
        "--demo-phase",
        metavar="TITLE",
        default="",
        help="like --demo, a fresh evening in this phase, or “Ende”",
    )


def run(args: argparse.Namespace) -> int:
    os.umask(0o077)
    wants_demo = args.demo or bool(args.demo_phase)
    settings = demo_settings(Settings()) if wants_demo else Settings()
    try:
        with listen(args.host, args.port) as listening:
            house = open_house(settings)
            try:
                demo = demo_links(house, args.demo_phase) if wants_demo else ""
                print(welcome(house, args.port, demo), flush=True)
            finally:
                close_house(house)
            serve(settings, listening)
    except Refusal as refusal:
        print(translate(settings.language, refusal.message, **refusal.values), file=sys.stderr)
        return 2
    return 0


def listen(host: str, port: int) -> socket.socket:
    """Before anything is printed: a taken port is said at once."""
    try:
        return socket.create_server((host, port), backlog=2048)
    except OSError as error:
        raise Refusal(
            "port_taken", N_("Port %(port)s ist nicht frei. Nehmen Sie einen anderen mit --port."), port=port
        ) from error


def serve(settings: Settings, listening: socket.socket) -> None:
    from app.main import create_app

    config = uvicorn.Config(
        create_app(settings), ws="websockets-sansio", ws_max_size=16 * 1024, ws_per_message_deflate=False,
        ws_ping_interval=20, ws_ping_timeout=20, timeout_graceful_shutdown=8, server_header=False,
        access_log=False, log_level="warning", forwarded_allow_ips=settings.forwarded_allow_ips,
    )  # fmt: skip
    drop_silent_readers(listening)
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def drop_silent_readers(listening: socket.socket) -> None:
    """A device that stops reading is gone after 15 seconds; otherwise its buffer is kept for minutes."""
    with contextlib.suppress(OSError, AttributeError):
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 15_000)


def demo_settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"data": settings.data / "demo"})


def demo_links(house: House, until: str) -> str:
    from app.demo.evening import ensure_demo

    return ensure_demo(house, until)


def welcome(house: House, port: int, demo: str) -> str:
    here = f"http://localhost:{port}"
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
