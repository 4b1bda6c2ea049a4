"""Where phones find this server: the public address, or the one of this machine in its own network."""

import contextlib
import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

from app.settings import Settings


def public_address(settings: Settings, here: str) -> str:
    """The address that phones can open; `here` is the one that this browser has used."""
    if settings.origin:
        return settings.origin
    asked = urlsplit(here)
    if not is_this_machine(asked.hostname or ""):
        return f"{asked.scheme}://{asked.netloc}"
    port = f":{asked.port}" if asked.port else ""
    return f"{asked.scheme}://{own_address()}{port}"


def is_this_machine(host: str) -> bool:
    with contextlib.suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost" or host.endswith(".localhost")


def own_address() -> str:
    """The address of this machine in its network; nothing is sent."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])
    return "localhost"


def wifi_code(name: str, password: str) -> str:
    """What a QR code holds so that a phone offers to join a network."""
    if not password:
        return f"WIFI:T:nopass;S:{escaped(name)};;"
    return f"WIFI:T:WPA;S:{escaped(name)};P:{escaped(password)};;"


def escaped(text: str) -> str:
    return "".join(f"\\{letter}" if letter in '\\;,:"' else letter for letter in text)
