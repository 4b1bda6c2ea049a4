"""Words of cards that the moderation has hidden, and what repeats them: statements and sheets."""

from collections.abc import Iterable
from functools import cached_property

from sqlmodel import Session, col, select

from app.models import Card, CardStatus, Measure

HARMLESS = ("gehört nicht zum Thema", "ist doppelt")
"""Why a card may be hidden although nothing is wrong with its words."""
SHORTEST, LONGEST = 12, 80
QUOTES = str.maketrans(dict.fromkeys("„“”‚‘’\"'", "'"))
SHEET = ("title", "description", "need", "location", "partners", "first_step", "lead_body", "funding")


class Echoes:
    """The words of a conference that are no longer shown, in one reading."""

    def __init__(self, session: Session, conference_id: int) -> None:
        self._session = session
        self._conference_id = conference_id

    def told(self, text: str) -> str:
        """The text, or nothing where it repeats what is hidden."""
        return "" if self.repeats(text) else text

    def repeats(self, text: str) -> bool:
        """It is the same, quotes it, or holds it word for word."""
        if not text or not self._silenced:
            return False
        line = one_line(text)
        return any(
            card == line or f"'{card[:LONGEST]}" in line or (len(card) >= SHORTEST and card in line)
            for card in self._silenced
        )

    @cached_property
    def _silenced(self) -> set[str]:
        """What another card says that may be read is not silenced."""
        question = select(Card.text).where(
            Card.conference_id == self._conference_id,
            Card.status == CardStatus.HIDDEN,
            Card.text != "",
            col(Card.hidden_reason).not_in(HARMLESS),
        )
        hidden = {one_line(text) for text in self._session.exec(question)}
        if not hidden:
            return hidden
        shown = select(Card.text).where(
            Card.conference_id == self._conference_id, Card.status == CardStatus.VISIBLE
        )
        return hidden - {one_line(text) for text in self._session.exec(shown)}

    def in_sheets(self, measures: Iterable[Measure]) -> list[Measure]:
        return [
            measure for measure in measures if any(self.repeats(getattr(measure, name)) for name in SHEET)
        ]


def one_line(text: str) -> str:
    """As sheets quote a card: on one line, whatever its quotation marks."""
    return " ".join(text.split()).translate(QUOTES).casefold()
