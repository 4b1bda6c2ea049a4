"""A statement that the hall is asked to carry: its wordings, and what became of it."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Self

from sqlmodel import Field, Session, SQLModel, col, select

from app.models.base import json_field, key, reference, text_field


class StatementState(StrEnum):
    OPEN = "open"
    AGREED = "agreed"
    NOT_AGREED = "not_agreed"


class Statement(SQLModel, table=True):
    """`earlier` holds the wordings before the present one, `card_numbers` the cards it was merged from."""

    __tablename__ = "statement"

    id: int | None = key()
    conference_id: int = reference("conference.id")
    number: int
    text: str = text_field()
    earlier: list[str] = json_field([])
    theme_id: int | None = reference("theme.id", on_delete="SET NULL", nullable=True, index=False)
    measure_id: int | None = reference("measure.id", on_delete="SET NULL", nullable=True, index=False)
    card_numbers: list[int] = json_field([])
    state: str = Field(default=StatementState.OPEN, max_length=12)
    removed: bool = False
    version: int = 1

    @property
    def wording(self) -> int:
        """The number of the present wording, as ballots name it."""
        return len(self.earlier) + 1

    def worded(self, wording: int) -> str:
        """The text of a wording."""
        return [*self.earlier, self.text][wording - 1]

    @classmethod
    def of(cls, session: Session, conference_id: int) -> Sequence[Self]:
        question = select(cls).where(cls.conference_id == conference_id, col(cls.removed).is_(False))
        return session.exec(question.order_by(col(cls.number))).all()
