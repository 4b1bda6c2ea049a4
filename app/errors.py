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

    def __reduce__(self) -> tuple[Any, ...]:
        """So that it can come back from another process."""
        return told_elsewhere, (self.code, self.message, self.status, dict(self.values))


def told_elsewhere(code: str, message: str, status: int, values: dict[str, Any]) -> Refusal:
    return Refusal(code, message, status=status, **values)


class Unavailable(Refusal):
    """Nothing was decided: the same request with the same key may be tried again."""

    def __init__(self) -> None:
        super().__init__(
            "unavailable",
            N_("Der Server ist gerade beschäftigt. Ihr Text bleibt auf diesem Gerät."),
            status=503,
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return Unavailable, ()


def N_(message: str) -> str:
    """Marks a message for the catalogue; it is translated where it is shown."""
    return message


def unreadable() -> Refusal:
    return Refusal(
        "incomplete", N_("Da fehlt etwas, oder ein Feld war nicht lesbar. Bitte prüfen Sie die Angaben.")
    )


def not_found() -> Refusal:
    return Refusal("not_found", N_("Diese Seite gibt es nicht, oder der Link gilt nicht mehr."), status=404)


def stale() -> Refusal:
    return Refusal(
        "stale",
        N_("Inzwischen hat jemand anderes etwas geändert. Bitte sehen Sie den neuen Stand an."),
        status=409,
    )
