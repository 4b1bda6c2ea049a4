"""A ballot: dots, a scale, impact and effort, or the consent to a statement; what was put on its items."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Self

from sqlmodel import Field, Session, SQLModel, col, select

from app.i18n import worded
from app.models.base import key, now, reference, text_field


class BallotState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    REVEALED = "revealed"


class Ballot(SQLModel, table=True):
    __tablename__ = "ballot"

    id: int | None = key()
    conference_id: int = reference("conference.id")
    phase_id: int = reference("phase.id")
    mode: str = Field(max_length=8)
    statement_id: int | None = reference("statement.id", nullable=True, index=False)
    wording: int = 1
    """Of the statement that it asks."""
    criterion: str = text_field()
    criterion_en: str = text_field()
    dots: int = 1
    max_per_item: int = 1
    last_sheet: int = 0
    """How many sheets of paper have been typed in: what was taken away again keeps its number."""
    state: str = Field(default=BallotState.OPEN, max_length=10)
    opened_at: datetime = Field(default_factory=now)
    closed_at: datetime | None = None
    reminded_at: datetime | None = None

    def asked(self, language: str) -> str:
        return worded({"de": self.criterion, "en": self.criterion_en}, language)

    @classmethod
    def of_phase(cls, session: Session, phase_id: int) -> Self | None:
        return session.exec(select(cls).where(cls.phase_id == phase_id).order_by(col(cls.id).desc())).first()

    @classmethod
    def all_of_phase(cls, session: Session, phase_id: int) -> Sequence[Self]:
        return session.exec(select(cls).where(cls.phase_id == phase_id).order_by(col(cls.id))).all()

    @classmethod
    def of_statement(cls, session: Session, statement_id: int) -> Sequence[Self]:
        """One for each wording that was put to the hall, the last one newest."""
        return session.exec(select(cls).where(cls.statement_id == statement_id).order_by(col(cls.id))).all()

    @classmethod
    def of(cls, session: Session, conference_id: int) -> Sequence[Self]:
        return session.exec(select(cls).where(cls.conference_id == conference_id).order_by(col(cls.id))).all()


class BallotItem(SQLModel, table=True):
    """What can be chosen, worded as it was when the ballot opened."""

    __tablename__ = "ballot_item"

    id: int | None = key()
    ballot_id: int = reference("ballot.id")
    theme_id: int | None = reference("theme.id", on_delete="SET NULL", nullable=True, index=False)
    card_id: int | None = reference("card.id", on_delete="SET NULL", nullable=True, index=False)
    measure_id: int | None = reference("measure.id", on_delete="SET NULL", nullable=True, index=False)
    table_id: int | None = reference("hall_table.id", on_delete="SET NULL", nullable=True, index=False)
    axis: str = Field(default="", max_length=20)
    """`impact` or `effort`; `yes`, `concerns` or `no`; of cards at tables their kind: a list has own dots."""
    position: int
    title: str = Field(max_length=300)
    title_en: str = Field(default="", max_length=300)

    def titled(self, language: str) -> str:
        """Steps have names in each language; what people wrote keeps its own."""
        is_written = self.theme_id or self.card_id or self.measure_id or self.table_id
        if is_written and not self.title_en:
            return self.title
        return worded({"de": self.title, "en": self.title_en}, language)

    @classmethod
    def of(cls, session: Session, ballot_id: int) -> Sequence[Self]:
        return session.exec(
            select(cls).where(cls.ballot_id == ballot_id).order_by(col(cls.position), col(cls.id))
        ).all()

    @classmethod
    def by_ballot(cls, session: Session, ballot_ids: Sequence[int]) -> dict[int | None, list[Self]]:
        question = select(cls).where(col(cls.ballot_id).in_(ballot_ids))
        found: dict[int | None, list[Self]] = {ballot_id: [] for ballot_id in ballot_ids}
        for item in session.exec(question.order_by(col(cls.position), col(cls.id))).all():
            found[item.ballot_id].append(item)
        return found


class Vote(SQLModel, table=True):
    """What a device has put on an item: an absolute value; an older counter never overwrites a newer one."""

    __tablename__ = "vote"

    ballot_id: int = Field(foreign_key="ballot.id", ondelete="CASCADE", primary_key=True)
    participant_id: int = Field(foreign_key="participant.id", ondelete="CASCADE", primary_key=True)
    item_id: int = Field(foreign_key="ballot_item.id", ondelete="CASCADE", primary_key=True)
    value: int
    counter: int = 0
    reason: str = text_field()
    reason_hidden: bool = False
    voted_at: datetime = Field(default_factory=now)

    @classmethod
    def of(cls, session: Session, ballot_id: int) -> Sequence[Self]:
        return session.exec(select(cls).where(cls.ballot_id == ballot_id, cls.value > 0)).all()

    @classmethod
    def with_reason(cls, session: Session, conference_id: int) -> Sequence[Self]:
        """Those that say why, of every ballot of the conference."""
        question = select(cls).join(Ballot, col(Ballot.id) == col(cls.ballot_id))
        return session.exec(question.where(Ballot.conference_id == conference_id, cls.reason != "")).all()

    @classmethod
    def by(cls, session: Session, ballot_id: int, participant_id: int) -> Sequence[Self]:
        return session.exec(
            select(cls).where(cls.ballot_id == ballot_id, cls.participant_id == participant_id)
        ).all()


class PaperVote(SQLModel, table=True):
    """What stands on a dot sheet of paper: the dots of one person on one item, typed in by a scribe."""

    __tablename__ = "paper_vote"

    ballot_id: int = Field(foreign_key="ballot.id", ondelete="CASCADE", primary_key=True)
    sheet: int = Field(primary_key=True)
    item_id: int = Field(foreign_key="ballot_item.id", ondelete="CASCADE", primary_key=True)
    group_id: int | None = reference("stakeholder_group.id", on_delete="SET NULL", nullable=True, index=False)
    value: int
    typed_at: datetime = Field(default_factory=now)

    @classmethod
    def of(cls, session: Session, ballot_id: int) -> Sequence[Self]:
        question = select(cls).where(cls.ballot_id == ballot_id)
        return session.exec(question.order_by(col(cls.sheet), col(cls.item_id))).all()
