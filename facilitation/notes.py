"""The two things people in the hall produce: notes (cards) and votes (dots)."""

from dataclasses import dataclass

KINDS = ("strength", "weakness", "proposal", "measure", "question", "feedback")


@dataclass(frozen=True, slots=True)
class Note:
    """One card. `kind` is one of KINDS or any other word; `group` is the stakeholder group or ""."""

    id: str
    text: str
    kind: str = ""
    group: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Vote:
    """Dots (or a scale value) that one voter put on one item; for themes `item` is the theme id."""

    voter: str
    item: str
    value: int
    group: str = ""
