"""What was typed into a field of the office, read as a number, a choice or a list."""

from app.errors import N_, Refusal
from app.routes.organise.desk import Errors

MOST_LINES, LONGEST_LINE = 20, 60


def number(text: str, name: str, errors: Errors, *, least: int, most: int, default: int) -> int:
    if not text.strip():
        return default
    if text.strip().isdecimal() and least <= int(text) <= most:
        return int(text)
    errors[name] = Refusal(
        "no_number", N_("Bitte eine Zahl zwischen %(least)s und %(most)s."), least=least, most=most
    )
    return default


def lines(text: str) -> list[str]:
    """One thing a line."""
    found = [" ".join(line.split())[:LONGEST_LINE] for line in text.splitlines()]
    return [line for line in found if line][:MOST_LINES]


def clock_time(text: str, name: str, errors: Errors) -> str:
    """As `18:00`, or nothing."""
    if not text.strip():
        return ""
    hours, _, minutes = text.strip().partition(":")
    if hours.isdecimal() and minutes.isdecimal() and int(hours) < 24 and int(minutes) < 60:
        return f"{int(hours):02d}:{int(minutes):02d}"
    errors[name] = Refusal("no_time", N_("Diese Uhrzeit ist nicht lesbar. Beispiel: 18:00"))
    return ""
