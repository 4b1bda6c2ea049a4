"""A measure sheet, who joins in, and what design thinking made of the themes."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Self

from sqlmodel import Field, Session, SQLModel, col, select

from app.models.base import json_field, key, now, reference, text_field


class Measure(SQLModel, table=True):
    __tablename__ = "measure"

    id: int | None = key()
    conference_id: int = reference("conference.id")
    number: int
    title: str = Field(max_length=160)
    description: str = text_field()
    need: str = text_field()
    location: str = text_field()
    partners: str = text_field()
    first_step: str = text_field()
    lead_body: str = text_field()
    due_on: date | None = None
    status: str = Field(default="idea", max_length=12)
    status_reason: str = Field(default="", max_length=200)
    cost: int | None = None
    funding: str = Field(default="", max_length=160)
    is_earlier: bool = False
    """Agreed in an earlier round, and here only to be reported on."""
    theme_id: int | None = reference("theme.id", on_delete="SET NULL", nullable=True, index=False)
    card_numbers: list[int] = json_field([])
    dots: int = 0
    scribe_id: int | None = reference("participant.id", on_delete="SET NULL", nullable=True, index=False)
    removed: bool = False
    version: int = 1

    @classmethod
    def of(cls, session: Session, conference_id: int) -> Sequence[Self]:
        question = select(cls).where(
            cls.conference_id == conference_id, col(cls.removed).is_(False), col(cls.is_earlier).is_(False)
        )
        return session.exec(question.order_by(col(cls.number))).all()

    @classmethod
    def earlier_of(cls, session: Session, conference_id: int) -> Sequence[Self]:
        """Those of an earlier round, on which this conference reports."""
        question = select(cls).where(
            cls.conference_id == conference_id, col(cls.removed).is_(False), cls.is_earlier
        )
        return session.exec(question.order_by(col(cls.number))).all()


class Commitment(SQLModel, table=True):
    """Somebody's device says "I am in"; who it is stands in `contact`, if anywhere."""

    __tablename__ = "commitment"

    measure_id: int = Field(foreign_key="measure.id", ondelete="CASCADE", primary_key=True)
    participant_id: int = Field(foreign_key="participant.id", ondelete="CASCADE", primary_key=True)
    kind: str = Field(max_length=12, primary_key=True)
    committed_at: datetime = Field(default_factory=now)


class Contact(SQLModel, table=True):
    """A way to reach somebody, given with consent for one measure; kept apart and deleted on its own day."""

    __tablename__ = "contact"

    id: int | None = key()
    measure_id: int = reference("measure.id")
    participant_id: int | None = reference("participant.id", on_delete="SET NULL", nullable=True)
    contact: str = Field(max_length=200)
    kinds: list[str] = json_field([])
    consented_at: datetime = Field(default_factory=now)
    delete_on: date

    @classmethod
    def given(cls, session: Session, measure_id: int, participant_id: int) -> Self | None:
        question = select(cls).where(cls.measure_id == measure_id, cls.participant_id == participant_id)
        return session.exec(question).first()

    @classmethod
    def by(cls, session: Session, participant_id: int | None) -> Sequence[Self]:
        return session.exec(select(cls).where(cls.participant_id == participant_id)).all()


RELATIONS = ("builds_on", "answered_by")


class Artefact(SQLModel, table=True):
    """An output of design thinking: perspective, point of view, how-might-we question, link of two themes."""

    __tablename__ = "artefact"

    id: int | None = key()
    conference_id: int = reference("conference.id")
    art: str = Field(max_length=16)
    number: int
    group_name: str = Field(default="", max_length=80)
    fields: dict[str, Any] = json_field({})
    theme_id: int | None = reference("theme.id", on_delete="SET NULL", nullable=True, index=False)
    card_numbers: list[int] = json_field([])
    removed: bool = False

    @classmethod
    def of(cls, session: Session, conference_id: int) -> Sequence[Self]:
        question = select(cls).where(cls.conference_id == conference_id, col(cls.removed).is_(False))
        return session.exec(question.order_by(col(cls.art), col(cls.number))).all()
