"""A card: one contribution, kept word for word."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Self

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, func, select

from app.models.base import key, now, reference, text_field

SHORT_TEXT = 140
LONGEST_TEXT = 280
COST_STEPS = ("500", "2000", "5000", "more")


class CardKind(StrEnum):
    STRENGTH = "strength"
    WEAKNESS = "weakness"
    PROPOSAL = "proposal"
    MEASURE = "measure"
    QUESTION = "question"
    FEEDBACK = "feedback"
    CHECK_IN = "check_in"
    TIMELINE_ENTRY = "timeline_entry"
    STORY = "story"
    TREND = "trend"
    TABLE_NOTE = "table_note"
    PROUD = "proud"
    SORRY = "sorry"
    SCENARIO = "scenario"
    COMMON_GROUND = "common_ground"
    NOT_AGREED = "not_agreed"
    GUIDING_STATEMENT = "guiding_statement"
    NEED = "need"
    POINT_OF_VIEW = "pov"
    HOW_MIGHT_WE = "hmw"
    IDEA = "idea"
    PROTOTYPE = "prototype"
    LIKE = "like"
    WONDER = "wonder"
    CHANGE = "change"
    OFFER = "offer"
    ISSUE = "issue"
    PICTURE = "picture"


SORTABLE = (
    CardKind.STRENGTH,
    CardKind.WEAKNESS,
    CardKind.PROPOSAL,
    CardKind.IDEA,
    CardKind.TREND,
    CardKind.COMMON_GROUND,
)


class CardStatus(StrEnum):
    VISIBLE = "visible"
    HIDDEN = "hidden"
    HELD = "held"
    SPLIT = "split"
    """Its thoughts are cards of their own now."""
    WITHDRAWN = "withdrawn"


class CardLine(NamedTuple):
    """What sorting has to know of a card, read without an object that the session follows."""

    id: int
    text: str
    kind: str
    group_id: int | None
    language: str
    theme_id: int | None
    theme_by: str
    answers_theme_id: int | None


class Card(SQLModel, table=True):
    __tablename__ = "card"
    __table_args__ = (
        sa.UniqueConstraint("conference_id", "number"),
        sa.Index("ix_card_board", "conference_id", "kind", "status"),
    )

    id: int | None = key()
    conference_id: int = reference("conference.id", index=False)
    number: int
    phase_id: int | None = reference("phase.id", on_delete="SET NULL", nullable=True)
    participant_id: int | None = reference("participant.id", on_delete="SET NULL", nullable=True)
    group_id: int | None = reference("stakeholder_group.id", on_delete="SET NULL", nullable=True, index=False)
    kind: str = Field(max_length=20)
    text: str = text_field()
    language: str = Field(default="", max_length=8)
    channel: str = Field(default="handy", max_length=10)
    status: str = Field(default=CardStatus.VISIBLE, max_length=10)
    hidden_reason: str = Field(default="", max_length=200)
    pinned: bool = False
    late: bool = False
    theme_id: int | None = reference("theme.id", on_delete="SET NULL", nullable=True)
    theme_by: str = Field(default="", max_length=8)
    answers_theme_id: int | None = reference("theme.id", on_delete="SET NULL", nullable=True, index=False)
    source_id: str = Field(default="", max_length=80)
    table_id: int | None = reference("hall_table.id", on_delete="SET NULL", nullable=True)
    measure_id: int | None = reference("measure.id", on_delete="SET NULL", nullable=True, index=False)
    field: str = Field(default="", max_length=20)
    year: int | None = None
    place: str = Field(default="", max_length=120)
    cost: str = Field(default="", max_length=12)
    split_from_id: int | None = reference("card.id", on_delete="SET NULL", nullable=True, index=False)
    version: int = 1
    created_at: datetime = Field(default_factory=now)

    @classmethod
    def on_board(cls, session: Session, conference_id: int, kinds: Iterable[str] = ()) -> Sequence[Self]:
        """The visible cards, oldest first."""
        question = select(cls).where(cls.conference_id == conference_id, cls.status == CardStatus.VISIBLE)
        wanted = list(kinds)
        if wanted:
            question = question.where(col(cls.kind).in_(wanted))
        return session.exec(question.order_by(col(cls.number))).all()

    @classmethod
    def lines(cls, session: Session, conference_id: int, kinds: Iterable[str]) -> list[CardLine]:
        """The same for the machine, which may read thousands while people write."""
        columns = [SQLModel.metadata.tables["card"].c[name] for name in CardLine._fields]
        question = sa.select(*columns).where(
            col(cls.conference_id) == conference_id,
            col(cls.status) == CardStatus.VISIBLE,
            col(cls.kind).in_(list(kinds)),
        )
        return [CardLine(*row) for row in session.execute(question.order_by(col(cls.number)))]

    @classmethod
    def count_of(cls, session: Session, conference_id: int, kind: str) -> int:
        question = select(func.count()).where(cls.conference_id == conference_id, cls.kind == kind)
        return session.exec(question.where(cls.status == CardStatus.VISIBLE)).one()

    @classmethod
    def count_sortable(cls, session: Session, conference_id: int) -> int:
        """Visible cards that are sorted at some time, of all kinds."""
        question = select(func.count()).where(
            cls.conference_id == conference_id, cls.status == CardStatus.VISIBLE
        )
        return session.exec(question.where(col(cls.kind).in_(SORTABLE))).one()

    @classmethod
    def is_sorted_by(cls, session: Session, conference_id: int, kind: str, whom: Iterable[str]) -> bool:
        """Whether one of them has put a visible card into a theme, or taken it out."""
        question = select(cls.id).where(
            cls.conference_id == conference_id, cls.kind == kind, cls.status == CardStatus.VISIBLE
        )
        return session.exec(question.where(col(cls.theme_by).in_(list(whom))).limit(1)).first() is not None

    @classmethod
    def numbered(cls, session: Session, conference_id: int, numbers: Iterable[int]) -> Sequence[Self]:
        question = select(cls).where(cls.conference_id == conference_id, col(cls.number).in_(list(numbers)))
        return session.exec(question.order_by(col(cls.number))).all()

    @classmethod
    def themes_used(cls, session: Session, theme_ids: Sequence[int]) -> set[int | None]:
        """Those of the themes in which a visible card lies."""
        question = select(cls.theme_id).where(
            col(cls.theme_id).in_(theme_ids), cls.status == CardStatus.VISIBLE
        )
        return set(session.exec(question.distinct()).all())

    @classmethod
    def texts_before(cls, session: Session, conference_id: int, *, limit: int) -> list[str]:
        """Texts of the visible cards of conferences made before this one, the newest cards."""
        question = select(cls.text).where(cls.conference_id < conference_id, cls.status == CardStatus.VISIBLE)
        return list(session.exec(question.order_by(col(cls.id).desc()).limit(limit)).all())

    @classmethod
    def latest(
        cls, session: Session, conference_id: int, kinds: Iterable[str], *, limit: int
    ) -> Sequence[Self]:
        question = select(cls).where(
            cls.conference_id == conference_id,
            cls.status == CardStatus.VISIBLE,
            col(cls.kind).in_(list(kinds)),
        )
        return session.exec(question.order_by(col(cls.number).desc()).limit(limit)).all()

    @classmethod
    def latest_ids(
        cls, session: Session, conference_id: int, kinds: Iterable[str], *, limit: int
    ) -> Sequence[int | None]:
        """The same cards, for who wants to know only whether one of them is still there."""
        question = select(cls.id).where(
            cls.conference_id == conference_id,
            cls.status == CardStatus.VISIBLE,
            col(cls.kind).in_(list(kinds)),
        )
        return session.exec(question.order_by(col(cls.number).desc()).limit(limit)).all()

    @classmethod
    def pinned_of(cls, session: Session, conference_id: int, kinds: Iterable[str]) -> Sequence[Self]:
        question = select(cls).where(cls.conference_id == conference_id, cls.status == CardStatus.VISIBLE)
        question = question.where(cls.pinned, col(cls.kind).in_(list(kinds)))
        return session.exec(question.order_by(col(cls.number))).all()

    @classmethod
    def listed(cls, session: Session, conference_id: int, kind: str, show: str = "") -> Sequence[Self]:
        """Newest first: all visible ones, or `unsorted`, `pinned`, `late`, `hidden`, `held` ones."""
        status = {"hidden": CardStatus.HIDDEN, "held": CardStatus.HELD}.get(show, CardStatus.VISIBLE)
        question = select(cls).where(
            cls.conference_id == conference_id, cls.kind == kind, cls.status == status
        )
        if show == "unsorted":
            question = question.where(col(cls.theme_id).is_(None))
        elif show in ("pinned", "late"):
            question = question.where(cls.pinned if show == "pinned" else cls.late)
        return session.exec(question.order_by(col(cls.number).desc())).all()

    @classmethod
    def last_on(cls, session: Session, conference_id: int, channel: str, *, limit: int) -> Sequence[Self]:
        """What came this way, newest first, withdrawn ones left out."""
        question = select(cls).where(cls.conference_id == conference_id, cls.channel == channel)
        question = question.where(cls.status != CardStatus.WITHDRAWN)
        return session.exec(question.order_by(col(cls.number).desc()).limit(limit)).all()

    @classmethod
    def count_on(cls, session: Session, conference_id: int, channel: str) -> int:
        question = select(func.count()).where(cls.conference_id == conference_id, cls.channel == channel)
        return session.exec(question.where(cls.status != CardStatus.WITHDRAWN)).one()

    @classmethod
    def by(cls, session: Session, participant_id: int) -> Sequence[Self]:
        """All of one device, withdrawn ones left out."""
        question = select(cls).where(cls.participant_id == participant_id, cls.status != CardStatus.WITHDRAWN)
        return session.exec(question.order_by(col(cls.number))).all()

    @classmethod
    def count_by(
        cls,
        session: Session,
        participant_id: int,
        *,
        phase_id: int | None,
        kind: str,
        field: str | None = None,
        thing: tuple[int | None, int | None] | None = None,
    ) -> int:
        """What one device has sent; if given, only of one field, or about one table and measure."""
        question = select(func.count()).where(
            cls.participant_id == participant_id,
            cls.phase_id == phase_id,
            cls.kind == kind,
            cls.status != CardStatus.WITHDRAWN,
            col(cls.split_from_id).is_(None),
        )
        if field is not None:
            question = question.where(cls.field == field)
        if thing is not None:
            question = question.where(cls.table_id == thing[0], cls.measure_id == thing[1])
        return session.exec(question).one()

    @classmethod
    def count_at(
        cls, session: Session, table_id: int | None, *, phase_id: int | None, field: str, row: int | None
    ) -> int:
        """What stands in one field of a table's form, in the row of one theme if there is one."""
        question = select(func.count()).where(
            cls.table_id == table_id,
            cls.phase_id == phase_id,
            cls.field == field,
            col(cls.status).in_((CardStatus.VISIBLE, CardStatus.HELD)),
        )
        if row is not None:
            question = question.where(sa.or_(col(cls.theme_id) == row, col(cls.answers_theme_id) == row))
        return session.exec(question).one()

    @classmethod
    def count_since(cls, session: Session, participant_id: int, since: datetime) -> int:
        """What one device has sent lately, withdrawn ones too."""
        question = select(func.count()).where(cls.participant_id == participant_id, cls.created_at > since)
        return session.exec(question).one()

    @classmethod
    def places_of(cls, session: Session, conference_id: int, *, limit: int = 40) -> list[str]:
        """The places that visible cards name, the most frequent first."""
        question = (
            select(cls.place)
            .where(cls.conference_id == conference_id, cls.status == CardStatus.VISIBLE, cls.place != "")
            .group_by(col(cls.place))
            .order_by(func.count().desc(), col(cls.place))
        )
        return list(session.exec(question.limit(limit)).all())

    @classmethod
    def count_costs(cls, session: Session, conference_id: int, kinds: Iterable[str] = ()) -> Counter[str]:
        question = select(cls.cost, func.count()).where(
            cls.conference_id == conference_id, cls.status == CardStatus.VISIBLE, cls.cost != ""
        )
        wanted = list(kinds)
        if wanted:
            question = question.where(col(cls.kind).in_(wanted))
        return Counter(dict(session.exec(question.group_by(col(cls.cost))).all()))

    @classmethod
    def next_number(cls, session: Session, conference_id: int) -> int:
        return (
            session.exec(select(func.max(cls.number)).where(cls.conference_id == conference_id)).one() or 0
        ) + 1
