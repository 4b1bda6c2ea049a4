"""A form that a table fills in together: its fields, its rows, and how far it has come."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.models import Card, FormField, HallTable, Theme

ROW = "row-"
"""Begins the name of the view in which one row of a form has the screen to itself."""


@dataclass(frozen=True)
class Slot:
    """A field of a form, or one of its rows: what stands in it so far."""

    field: FormField
    theme: Theme | None
    entries: Sequence[Card]

    @property
    def name(self) -> str:
        """Of its own in the whole form."""
        return f"{self.field.name}-{self.theme.id}" if self.theme else self.field.name

    @property
    def is_full(self) -> bool:
        return 0 < self.field.room <= len(self.entries)


@dataclass(frozen=True)
class Row:
    """Fields that belong together: those of the whole form, or those about one theme."""

    theme: Theme | None
    slots: Sequence[Slot]


@dataclass(frozen=True)
class Form:
    """What a table writes in one phase."""

    table: HallTable
    rows: Sequence[Row]

    @property
    def slots(self) -> list[Slot]:
        return [slot for row in self.rows for slot in row.slots]

    @property
    def presented(self) -> list[Slot]:
        """The harvest where there is one, else everything."""
        harvest = [slot for slot in self.slots if slot.field.last_round and slot.entries]
        return harvest or self.slots

    @property
    def asked(self) -> list[Slot]:
        """What counts for how far a table has come; pictures may be left out."""
        return [slot for slot in self.slots if not slot.field.is_picture]

    @property
    def pictures(self) -> list[Card]:
        return [card for slot in self.slots if slot.field.is_picture for card in slot.entries]

    @property
    def count(self) -> int:
        return len(self.asked)

    @property
    def filled(self) -> int:
        return sum(bool(slot.entries) for slot in self.asked)


@dataclass(frozen=True)
class Progress:
    """How many of its fields a table has begun, and how many entries that makes."""

    filled: int
    count: int
    entries: int

    @property
    def share(self) -> int:
        return round(100 * self.filled / self.count) if self.count else 0


def row_id(theme: Theme | None) -> int | None:
    return theme.id if theme else None
