"""What waits for a person's word while cards are sorted, and what people have said of two cards."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from app.models.base import json_field, key, now, reference


class Proposal(SQLModel, table=True):
    """The machine's changes for one kind of cards that nobody has taken or left yet."""

    __tablename__ = "proposal"

    id: int | None = key()
    conference_id: int = reference("conference.id")
    kind: str = Field(max_length=20)
    as_of: int
    changes: dict[str, Any] = json_field({})
    answers: dict[str, str] = json_field({})
    """What people said to each change, by its number: `accepted` or `left`."""
    removed: bool = False
    version: int = 1
    made_at: datetime = Field(default_factory=now)

    @classmethod
    def waiting(cls, session: Session, conference_id: int, kind: str) -> Self | None:
        question = select(cls).where(
            cls.conference_id == conference_id, cls.kind == kind, col(cls.removed).is_(False)
        )
        return session.exec(question.order_by(col(cls.id).desc())).first()


class Pair(SQLModel, table=True):
    """Two cards of which a person has said that they belong together, or that they do not."""

    __tablename__ = "pair"
    __table_args__ = (sa.UniqueConstraint("one_id", "other_id"),)

    id: int | None = key()
    conference_id: int = reference("conference.id")
    one_id: int = reference("card.id", index=False)
    other_id: int = reference("card.id", index=False)
    together: bool

    @classmethod
    def of(cls, session: Session, conference_id: int) -> Sequence[Self]:
        return session.exec(select(cls).where(cls.conference_id == conference_id).order_by(col(cls.id))).all()
