"""Who takes part and who leads: devices in the hall, accounts, capability links, sessions."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Self

from sqlmodel import Field, Session, SQLModel, col, func, select

from app.models.base import key, now, reference

GONE = "gone:"
"""Begins what stands in place of the hash of a device that was forgotten; no hash has a colon."""

AHEAD = "vorab"
"""The channel of who has written from home, and of what was written there."""


class Role(StrEnum):
    ORGANISER = "organiser"
    MODERATION = "moderation"
    PROJECTOR = "projector"
    SCRIBE = "scribe"
    SETUP = "setup"


class Participant(SQLModel, table=True):
    """A device in the hall: a random token and, if given, a group; never a name or an address."""

    __tablename__ = "participant"

    id: int | None = key()
    conference_id: int = reference("conference.id")
    token_hash: str = Field(max_length=64, unique=True)
    group_id: int | None = reference("stakeholder_group.id", on_delete="SET NULL", nullable=True)
    language: str = Field(default="de", max_length=8)
    channel: str = Field(default="handy", max_length=10)
    companion_id: int | None = None
    """Another device that this person wants to sit with."""
    joined_at: datetime = Field(default_factory=now)

    @classmethod
    def with_token_hash(cls, session: Session, conference_id: int, token_hash: str) -> Self | None:
        question = select(cls).where(cls.conference_id == conference_id, cls.token_hash == token_hash)
        return session.exec(question).first()

    @classmethod
    def of(cls, session: Session, conference_id: int) -> Sequence[Self]:
        return session.exec(select(cls).where(cls.conference_id == conference_id).order_by(col(cls.id))).all()

    @classmethod
    def numbers(cls, session: Session, conference_id: int) -> dict[int | None, int]:
        """The short number of each device: the how-manieth it was to join."""
        question = select(cls.id).where(cls.conference_id == conference_id).order_by(col(cls.id))
        return {
            participant_id: number for number, participant_id in enumerate(session.exec(question).all(), 1)
        }

    @classmethod
    def number_of(cls, session: Session, conference_id: int, participant_id: int) -> int:
        question = select(func.count()).where(
            cls.conference_id == conference_id, col(cls.id) <= participant_id
        )
        return session.exec(question).one()

    @classmethod
    def here(cls, session: Session, conference_id: int) -> set[int | None]:
        """Those in the hall; who has only written from home is not."""
        question = select(cls.id).where(cls.conference_id == conference_id, cls.channel != AHEAD)
        return set(session.exec(question).all())

    @classmethod
    def groups(cls, session: Session, conference_id: int) -> dict[int | None, int | None]:
        """The group of each device."""
        question = select(cls.id, cls.group_id).where(cls.conference_id == conference_id)
        return dict(session.exec(question).all())


class Account(SQLModel, table=True):
    __tablename__ = "account"

    id: int | None = key()
    login: str = Field(max_length=80, unique=True)
    password_hash: str = Field(max_length=200)
    created_at: datetime = Field(default_factory=now)

    @classmethod
    def named(cls, session: Session, login: str) -> Self | None:
        return session.exec(select(cls).where(cls.login == login)).first()

    @classmethod
    def all(cls, session: Session) -> Sequence[Self]:
        return session.exec(select(cls).order_by(cls.login)).all()

    @classmethod
    def all_locked(cls, session: Session) -> Sequence[Self]:
        return session.exec(select(cls).order_by(cls.login).with_for_update()).all()

    @classmethod
    def any(cls, session: Session) -> bool:
        return session.exec(select(cls.id).limit(1)).first() is not None


class Link(SQLModel, table=True):
    """A capability: whoever holds the token may act in the role; only its hash is kept."""

    __tablename__ = "link"

    id: int | None = key()
    conference_id: int | None = reference("conference.id", nullable=True)
    role: str = Field(max_length=12)
    label: str = Field(default="", max_length=60)
    token_hash: str = Field(max_length=64, unique=True)
    created_at: datetime = Field(default_factory=now)
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    used_at: datetime | None = None

    @classmethod
    def of(cls, session: Session, conference_id: int) -> Sequence[Self]:
        return session.exec(select(cls).where(cls.conference_id == conference_id).order_by(cls.id)).all()  # type: ignore[arg-type]

    @classmethod
    def with_token_hash(cls, session: Session, token_hash: str) -> Self | None:
        return session.exec(select(cls).where(cls.token_hash == token_hash)).first()

    @classmethod
    def locked(cls, session: Session, token_hash: str) -> Self | None:
        """For a link that works once: two processes may be asked for it in the same moment."""
        return session.exec(select(cls).where(cls.token_hash == token_hash).with_for_update()).first()

    @classmethod
    def for_setup(cls, session: Session) -> Sequence[Self]:
        """The first-run links that nobody has used."""
        return session.exec(select(cls).where(cls.role == Role.SETUP, cls.used_at == None)).all()  # noqa: E711

    def is_valid(self, at: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)


class StaffSession(SQLModel, table=True):
    """A browser that has shown a link or a password."""

    __tablename__ = "staff_session"

    id: int | None = key()
    token_hash: str = Field(max_length=64, unique=True)
    role: str = Field(max_length=12)
    account_id: int | None = reference("account.id", nullable=True)
    link_id: int | None = reference("link.id", nullable=True)
    conference_id: int | None = reference("conference.id", nullable=True)
    language: str = Field(default="de", max_length=8)
    created_at: datetime = Field(default_factory=now)
    expires_at: datetime

    @classmethod
    def of_account(cls, session: Session, account_id: int) -> Sequence[Self]:
        return session.exec(select(cls).where(cls.account_id == account_id)).all()

    @classmethod
    def without_link(cls, session: Session, conference_id: int) -> Sequence[Self]:
        """The browsers that lead this conference and came in by its PIN."""
        question = select(cls).where(cls.conference_id == conference_id, cls.role == Role.MODERATION)
        return session.exec(question.where(col(cls.link_id).is_(None))).all()

    @classmethod
    def living(cls, session: Session, conference_id: int) -> Sequence[int | None]:
        """The browsers that may act in this conference now."""
        question = select(cls.id).where(cls.conference_id == conference_id, cls.expires_at > now())
        return session.exec(question).all()

    @classmethod
    def with_token_hash(cls, session: Session, token_hash: str) -> Self | None:
        return session.exec(select(cls).where(cls.token_hash == token_hash)).first()
