"""The picture of a card: what a group drew, photographed and taken in by the program."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

import sqlalchemy as sa
from sqlalchemy.orm import defer
from sqlmodel import Field, Session, SQLModel, col, select

from app.models.base import key, now, reference
from app.models.card import Card


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
    def of_cards(cls, session: Session, card_ids: Iterable[int | None]) -> dict[int, Self]:
        """Without their contents, which are read only when they are sent; by the ids of the cards."""
        wanted = [card_id for card_id in card_ids if card_id is not None]
        if not wanted:
            return {}
        question = select(cls).where(col(cls.card_id).in_(wanted)).options(defer(cls.content))  # type: ignore[arg-type]
        return {picture.card_id: picture for picture in session.exec(question)}

    @classmethod
    def of_conference(cls, session: Session, conference_id: int) -> list[Self]:
        question = select(cls).join(Card, col(cls.card_id) == col(Card.id))
        return list(session.exec(question.where(Card.conference_id == conference_id).order_by(col(cls.id))))
