"""`zukunft serve`: migrates, prints the links, serves."""

import argparse
import contextlib
import os
import socket
from functools import partial
from pathlib import Path

import uvicorn

from app.actions import accounts
from app.auth import new_token
from app.house import House, close_house, open_house
from app.models import Account
from app.settings import Settings
from app.transaction import Change


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="0.0.0.0", help="address to listen on (default: all)")  # noqa: S104
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--demo", action="store_true", help="open with an invented town in the middle of its evening")


def run(args: argparse.Namespace) -> int:
    os.umask(0o077)
    settings = demo_settings(Settings()) if args.demo else Settings()
    house = open_house(settings)
    try:
        print(welcome(house, args.port, demo_links(house) if args.demo else ""), flush=True)
    finally:
        close_house(house)
    serve(settings, args.host, args.port)
    return 0


def serve(settings: Settings, host: str, port: int) -> None:
    from app.main import create_app

    config = uvicorn.Config(
        create_app(settings), host=host, port=port, ws="websockets-sansio", ws_max_size=16 * 1024,
        ws_per_message_deflate=False, ws_ping_interval=20, ws_ping_timeout=20, timeout_graceful_shutdown=8,
        server_header=False, access_log=False, log_level="warning", forwarded_allow_ips=settings.forwarded_allow_ips,
    )  # fmt: skip
    listening = config.bind_socket()
    drop_silent_readers(listening)
    uvicorn.Server(config).run(sockets=[listening])


def drop_silent_readers(listening: socket.socket) -> None:
    """A device that stops reading is gone after 15 seconds; otherwise its buffer is kept for minutes."""
    with contextlib.suppress(OSError, AttributeError):
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 15_000)


def demo_settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"data": settings.data / "demo"})


def demo_links(house: House) -> str:
    from app.demo.evening import ensure_demo

    return ensure_demo(house)


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


def own_address() -> str:
    """The address of this machine in its network; nothing is sent."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])
    return "localhost"


