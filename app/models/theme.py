"""A theme: cards that belong together, with a heading."""

from collections.abc import Sequence
from typing import Self

from sqlmodel import Field, Session, SQLModel, col, select

from app.models.base import json_field, key, reference


class Theme(SQLModel, table=True):
    __tablename__ = "theme"

    id: int | None = key()
    conference_id: int = reference("conference.id")
    kind: str = Field(max_length=20)
    number: int
    title: str = Field(max_length=160)
    title_by: str = Field(default="machine", max_length=8)
    keywords: list[str] = json_field([])
    typical: list[int] = json_field([])
    reversal: str = Field(default="", max_length=160)
    """A weakness turned into what people wish for, as a person has worded it."""
    made_by: str = Field(default="machine", max_length=8)
    finished: bool = False
    released: bool = False
    removed: bool = False
    version: int = 1

    @property
    def wish(self) -> str:
        """What people dream from: the reversal, else the complaint itself."""
        return self.reversal or self.title

    @classmethod
    def of(cls, session: Session, conference_id: int, kind: str) -> Sequence[Self]:
        """The living themes of one kind of cards, in the order of their numbers."""
        question = select(cls).where(
            cls.conference_id == conference_id, cls.kind == kind, col(cls.removed).is_(False)
        )
        return session.exec(question.order_by(col(cls.number))).all()

    @classmethod
    def all_of(cls, session: Session, conference_id: int) -> Sequence[Self]:
        question = select(cls).where(cls.conference_id == conference_id, col(cls.removed).is_(False))
        return session.exec(question.order_by(col(cls.kind), col(cls.number))).all()
