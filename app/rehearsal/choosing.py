"""How a person of the rehearsal votes: whatever the ballot, within its rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from app.rehearsal.task import Sheet
from app.rehearsal.words import thought

CARRIES = 0.8
"""How likely somebody carries a statement without a concern."""


@dataclass(frozen=True)
class Choice:
    item: int
    value: int
    reason: str = ""


def choices(chance: Random, sheet: Sheet, said: set[str]) -> Iterator[Choice]:
    """What somebody puts on the sheet; reasons are never the same twice."""
    if sheet.mode == "matrix":
        for item in sheet.items:
            yield Choice(item, chance.randint(1, sheet.most))
    elif sheet.mode == "consent":
        yield answer(chance, sheet, said)
    else:
        for items in sheet.lists:
            yield from dots(chance, sheet, items)


def dots(chance: Random, sheet: Sheet, items: tuple[int, ...]) -> Iterator[Choice]:
    """Each list has dots of its own."""
    left = sheet.dots
    for item in chance.sample(items, len(items)):
        value = min(left, chance.randint(1, sheet.most))
        if value:
            yield Choice(item, value)
        left -= value


def answer(chance: Random, sheet: Sheet, said: set[str]) -> Choice:
    """Most people carry it; who does not says why."""
    item = sheet.items[0] if chance.random() < CARRIES else chance.choice(sheet.items)
    return Choice(item, 1, thought(chance, "reason", said) if item in sheet.reasons else "")
