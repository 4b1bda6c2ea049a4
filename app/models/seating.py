"""Who sits where: plans for the tables of the hall, and markets whose groups people choose themselves."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Self

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from app.models.base import key, now, reference, text_field
from app.models.conference import Phase


class SeatingKind(StrEnum):
    MAX_MIX = "max_mix"
    GROUPS = "groups"
    MARKET = "market"


class Seating(SQLModel, table=True):
    """One plan; the newest is the one that holds."""

    __tablename__ = "seating"

    id: int | None = key()
    conference_id: int = reference("conference.id")
    number: int
    kind: str = Field(max_length=12)
    phase_id: int | None = reference("phase.id", on_delete="SET NULL", nullable=True, index=False)
    size: int = 8
    """How many people a table is meant for."""
    seed: int = 0
    """With it and the same people the same plan is drawn again."""
    is_free: bool = False
    """Everybody may choose another table."""
    redrawn: bool = False
    """Drawn instead of the plan before it, not for another round."""
    removed: bool = False
    made_at: datetime = Field(default_factory=now)

    @classmethod
    def newest(cls, session: Session, conference_id: int) -> Self | None:
        question = select(cls).where(cls.conference_id == conference_id, col(cls.removed).is_(False))
        return session.exec(question.order_by(col(cls.number).desc())).first()

    @classmethod
    def of(cls, session: Session, conference_id: int) -> Sequence[Self]:
        question = select(cls).where(cls.conference_id == conference_id, col(cls.removed).is_(False))
        return session.exec(question.order_by(col(cls.number))).all()


class HallTable(SQLModel, table=True):
    """A table, a group of a video meeting, or a group of a market with its place and time."""

    __tablename__ = "hall_table"

    id: int | None = key()
    conference_id: int = reference("conference.id")
    seating_id: int = reference("seating.id")
    number: int
    title: str = Field(default="", max_length=160)
    about: str = text_field()
    room: str = Field(default="", max_length=80)
    slot: str = Field(default="", max_length=40)
    group_id: int | None = reference("stakeholder_group.id", on_delete="SET NULL", nullable=True, index=False)
    theme_id: int | None = reference("theme.id", on_delete="SET NULL", nullable=True, index=False)
    removed: bool = False
    version: int = 1

    @classmethod
    def of(cls, session: Session, seating_id: int) -> Sequence[Self]:
        question = select(cls).where(cls.seating_id == seating_id, col(cls.removed).is_(False))
        return session.exec(question.order_by(col(cls.number))).all()

    @classmethod
    def all_of(cls, session: Session, conference_id: int) -> Sequence[Self]:
        """Of every plan, also those that are gone: cards may still name them."""
        return session.exec(select(cls).where(cls.conference_id == conference_id).order_by(col(cls.id))).all()


class Seat(SQLModel, table=True):
    """A person's place at a table; `role` is leader, timekeeper, recorder, reporter, host or convener."""

    __tablename__ = "seat"
    __table_args__ = (sa.UniqueConstraint("table_id", "participant_id"),)

    id: int | None = key()
    seating_id: int = reference("seating.id")
    table_id: int = reference("hall_table.id", index=False)
    participant_id: int = reference("participant.id")
    role: str = Field(default="", max_length=12)

    @classmethod
    def of(cls, session: Session, seating_id: int) -> Sequence[Self]:
        return session.exec(select(cls).where(cls.seating_id == seating_id).order_by(col(cls.id))).all()

    @classmethod
    def by(cls, session: Session, seating_id: int, participant_id: int) -> Sequence[Self]:
        question = select(cls).where(cls.seating_id == seating_id, cls.participant_id == participant_id)
        return session.exec(question.order_by(col(cls.id))).all()

    @classmethod
    def tables_of(cls, session: Session, seating_id: int) -> dict[int, int]:
        """The table of each person; of several the one taken last."""
        question = select(cls.participant_id, cls.table_id).where(cls.seating_id == seating_id)
        return dict(session.exec(question.order_by(col(cls.id))).all())

    @classmethod
    def earlier(cls, session: Session, conference_id: int) -> Sequence[tuple[int, int, int, str]]:
        """Plan, table, person and role of every seat there is or was."""
        question = (
            select(cls.seating_id, cls.table_id, cls.participant_id, cls.role)
            .join(Seating, col(Seating.id) == col(cls.seating_id))
            .where(Seating.conference_id == conference_id, col(Seating.removed).is_(False))
        )
        return session.exec(question.order_by(col(cls.id))).all()


def round_in(plans: Sequence[Seating], phase: Phase) -> int:
    """Which round it is: each change of tables within the phase made a plan of its own."""
    drawn = sum(plan.phase_id == phase.id and not plan.redrawn for plan in plans)
    return max(1, drawn if phase.settings.seating else drawn + 1)
