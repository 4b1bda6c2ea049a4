"""The log of a conference: one line per change, and the receipts that make changes repeatable."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Self

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from app.models.base import json_field, now

PORTIONS = ("themes_begun", "cards_placed")
"""Lines of a step that is written in portions; its last line says from where on."""


class Line(SQLModel, table=True):
    """What happened, in the order of the conference's own counter; never holds the text of a card."""

    __tablename__ = "line"

    conference_id: int = Field(foreign_key="conference.id", ondelete="CASCADE", primary_key=True)
    seq: int = Field(primary_key=True)
    type: str = Field(max_length=40)
    actor: str = Field(max_length=40)
    payload: dict[str, Any] = json_field({})
    changes: list[dict[str, Any]] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    undone: bool = False
    at: datetime = Field(default_factory=now)
    hash: str = Field(default="", max_length=64)

    @classmethod
    def news_after(
        cls, session: Session, conference_id: int, seq: int, *, limit: int
    ) -> Sequence[tuple[str, Mapping[str, Any]]]:
        """Type and payload of the lines after a position, oldest first."""
        question = select(cls.type, cls.payload).where(cls.conference_id == conference_id, cls.seq > seq)
        return session.exec(question.order_by(col(cls.seq)).limit(limit)).all()

    @classmethod
    def last_undoable(cls, session: Session, conference_id: int) -> Self | None:
        question = (
            select(cls)
            .where(cls.conference_id == conference_id, col(cls.undone).is_(False))
            .where(col(cls.changes).is_not(None), col(cls.actor).startswith("moderation"))
            .order_by(col(cls.seq).desc())
            .limit(1)
        )
        return session.exec(question).first()

    @classmethod
    def portions_of(cls, session: Session, last: Self) -> Sequence[Self]:
        """What was written ahead of the last line of a step, newest first."""
        if "begun" not in last.payload:
            return []
        question = select(cls).where(
            cls.conference_id == last.conference_id,
            cls.actor == last.actor,
            col(cls.type).in_(PORTIONS),
            col(cls.undone).is_(False),
            col(cls.payload)["kind"].as_string() == last.payload["kind"],
            col(cls.seq).between(last.payload["begun"], last.seq),
        )
        return session.exec(question.order_by(col(cls.seq).desc())).all()

    @classmethod
    def last_steps(cls, session: Session, conference_id: int, *, limit: int = 8) -> Sequence[Self]:
        """What the moderation did, newest first."""
        question = select(cls).where(
            cls.conference_id == conference_id,
            col(cls.actor).startswith("moderation"),
            col(cls.type).not_in(PORTIONS),
        )
        return session.exec(question.order_by(col(cls.seq).desc()).limit(limit)).all()

    @classmethod
    def last_of(cls, session: Session, conference_id: int, *types: str) -> Sequence[Self]:
        """The last lines of these types, newest first."""
        question = select(cls).where(cls.conference_id == conference_id, col(cls.type).in_(types))
        return session.exec(question.order_by(col(cls.seq).desc()).limit(8)).all()


class Receipt(SQLModel, table=True):
    """The answer that a key was given; a retry gets the same answer."""

    __tablename__ = "receipt"

    conference_id: int = Field(foreign_key="conference.id", ondelete="CASCADE", primary_key=True)
    actor: str = Field(max_length=40, primary_key=True)
    key: str = Field(max_length=64, primary_key=True)
    refused: bool = False
    answer: dict[str, Any] = json_field({})

    @classmethod
    def where(
        cls, session: Session, conference_id: int, which: sa.ColumnElement[bool] | bool
    ) -> Sequence[Self]:
        return session.exec(select(cls).where(cls.conference_id == conference_id, which)).all()

    @classmethod
    def to(cls, actor: str) -> sa.ColumnElement[bool]:
        """Those of one device."""
        return col(cls.actor) == actor

    @classmethod
    def about_card(cls, card_id: int | None) -> sa.ColumnElement[bool]:
        """Those that tell of this card, whoever was told, refusals too."""
        answer = sa.type_coerce(cls.answer, sa.JSON)
        named = (answer["card"]["id"], answer["values"]["card"])
        return sa.or_(*(number.as_integer() == card_id for number in named))

    @classmethod
    def about_ballot(cls, ballot_id: int) -> sa.ColumnElement[bool]:
        """Those that tell what somebody has put."""
        told: sa.ColumnElement[bool] = sa.type_coerce(cls.answer, sa.JSON)["ballot"].as_integer() == ballot_id
        return told

    @classmethod
    def about_kind(cls, kind: str) -> sa.ColumnElement[bool]:
        """Those that tell of a card of this kind."""
        told: sa.ColumnElement[bool] = sa.type_coerce(cls.answer, sa.JSON)["card"]["kind"].as_string() == kind
        return told
