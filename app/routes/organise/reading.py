"""What was typed into a field of the office, read as a number, a choice or a list."""

from app.errors import N_, Refusal
from app.routes.numbers import whole
from app.routes.organise.desk import Errors

MOST_LINES, LONGEST_LINE = 20, 60


def number(text: str, name: str, errors: Errors, *, least: int, most: int, default: int) -> int:
    if not text.strip():
        return default
    found = whole(text.strip())
    if found is not None and least <= found <= most:
        return found
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
    if time := time_in(text):
        return time
    errors[name] = Refusal("no_time", N_("Diese Uhrzeit ist nicht lesbar. Beispiel: 18:00"))
    return ""


def time_in(text: str) -> str:
    """`9:5` as `09:05`; nothing where it is no time."""
    hours, minutes = map(whole, text.strip().partition(":")[::2])
    is_time = hours is not None and minutes is not None and hours < 24 and minutes < 60
    return f"{hours:02d}:{minutes:02d}" if is_time else ""
