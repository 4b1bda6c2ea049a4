"""Several conferences under one roof, and run-of-shows that an organiser has kept for the next time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self

from sqlmodel import Field, Session, SQLModel, col, select

from app.models.base import json_field, key, now


class Event(SQLModel, table=True):
    """Parallel conferences (tracks) whose results are read together and apart."""

    __tablename__ = "event"

    id: int | None = key()
    code: str = Field(max_length=12, unique=True)
    title: str = Field(max_length=120)
    results_public: bool = False
    created_at: datetime = Field(default_factory=now)

    @classmethod
    def with_code(cls, session: Session, code: str) -> Self | None:
        return session.exec(select(cls).where(cls.code == code)).first()

    @classmethod
    def newest_first(cls, session: Session) -> Sequence[Self]:
        return session.exec(select(cls).order_by(col(cls.id).desc())).all()


class OwnAgenda(SQLModel, table=True):
    """A run of show made from a conference or read from a file, in the form of the shipped ones."""

    __tablename__ = "own_agenda"

    id: int | None = key()
    name: str = Field(max_length=120)
    agenda: dict[str, Any] = json_field({})
    made_at: datetime = Field(default_factory=now)

    @classmethod
    def by_name(cls, session: Session) -> Sequence[Self]:
        return session.exec(select(cls).order_by(col(cls.name), col(cls.id))).all()
