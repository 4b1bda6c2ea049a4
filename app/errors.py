"""Refusals: answers that a person can read, with a status and a message of the catalogue."""

from collections.abc import Mapping
from typing import Any


class Refusal(Exception):
    """Somebody may not, or cannot, do this; `message` is a German msgid of the catalogue."""

    def __init__(self, code: str, message: str, *, status: int = 422, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.status = status
        self.values: Mapping[str, Any] = values


class Unavailable(Refusal):
    """Nothing was decided: the same request with the same key may be tried again."""

    def __init__(self) -> None:
        super().__init__(
            "unavailable",
            N_("Der Server ist gerade beschäftigt. Ihr Text bleibt auf diesem Gerät."),
            status=503,
        )


def N_(message: str) -> str:
    """Marks a message for the catalogue; it is translated where it is shown."""
    return message


def not_found() -> Refusal:
    return Refusal("not_found", N_("Diese Seite gibt es nicht, oder der Link gilt nicht mehr."), status=404)


def stale() -> Refusal:
    return Refusal(
        "stale",
        N_("Inzwischen hat jemand anderes etwas geändert. Bitte sehen Sie den neuen Stand an."),
        status=409,
    )
