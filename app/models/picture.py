"""The picture of a card: what a group drew, photographed and taken in by the program."""

from datetime import datetime
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.orm import defer
from sqlmodel import Field, Session, SQLModel, col, delete, select

from app.models.base import key, now, reference
from app.models.card import Card, CardKind


class Picture(SQLModel, table=True):
    """Its description is the text of its card, which is shown, hidden and taken back like any other."""

    __tablename__ = "picture"

    id: int | None = key()
    card_id: int = reference("card.id")
    token: str = Field(max_length=32, unique=True)
    """Its address, which nobody can guess."""
    media_type: str = Field(max_length=20)
    width: int
    height: int
    content: bytes = Field(sa_type=sa.LargeBinary, nullable=False)
    taken_in_at: datetime = Field(default_factory=now)

    @classmethod
    def with_token(cls, session: Session, token: str) -> Self | None:
        return session.exec(select(cls).where(cls.token == token)).first()

    @classmethod
    def by_card(cls, session: Session, conference_id: int) -> dict[int, Self]:
        """Without their contents, which are read only when they are sent."""
        question = select(cls).join(Card, col(cls.card_id) == col(Card.id))
        question = question.where(Card.conference_id == conference_id, Card.kind == CardKind.PICTURE)
        found = session.exec(question.options(defer(cls.content)))  # type: ignore[arg-type]
        return {picture.card_id: picture for picture in found}

    @classmethod
    def forget(cls, session: Session, which: Any) -> None:
        """Those of the cards for which this holds; the cards stay."""
        gone = select(Card.id).where(Card.kind == CardKind.PICTURE, which)
        session.execute(delete(cls).where(col(cls.card_id).in_(gone)))
