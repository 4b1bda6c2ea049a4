"""A conference, its stakeholder groups and its phases."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel
from sqlmodel import Field, Session, SQLModel, col, select

from app.i18n import worded
from app.models.base import json_field, key, now, reference, text_field
from app.models.card import CardKind


class PhaseKind(StrEnum):
    LOBBY = "LOBBY"
    INFO = "INFO"
    COLLECT = "COLLECT"
    TIMELINE = "TIMELINE"
    MINDMAP = "MINDMAP"
    TABLE_WORK = "TABLE_WORK"
    CLUSTER = "CLUSTER"
    DOTS = "DOTS"
    SCALE = "SCALE"
    MATRIX = "MATRIX"
    CONSENT = "CONSENT"
    REPORT = "REPORT"
    MARKET = "MARKET"
    PLAN = "PLAN"
    COMMIT = "COMMIT"
    FEEDBACK = "FEEDBACK"
    BREAK = "BREAK"


LATE_FROM = (PhaseKind.COLLECT, PhaseKind.TIMELINE, PhaseKind.MINDMAP, PhaseKind.TABLE_WORK)
"""What may still be handed in during a break that follows."""


class PhaseState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class Conference(SQLModel, table=True):
    __tablename__ = "conference"

    id: int | None = key()
    code: str = Field(max_length=12, unique=True)
    title: str = Field(max_length=120)
    place: str = Field(default="", max_length=120)
    host: str = Field(default="", max_length=120)
    held_on: date | None = None
    starts_at: str = Field(default="18:00", max_length=5)
    guiding_question: str = text_field()
    scope_open: str = text_field()
    scope_fixed: str = text_field()
    decides: str = text_field()
    answer_on: date | None = None
    language: str = Field(default="de", max_length=8)
    agenda: str = Field(default="", max_length=60)
    wifi_name: str = Field(default="", max_length=64)
    wifi_password: str = Field(default="", max_length=64)
    seq: int = 0
    chain: str = Field(default="", max_length=64)
    epoch: str = Field(max_length=36)
    phase_id: int | None = None
    ends_at: datetime | None = None
    paused_left: int | None = None
    results_by_group: bool = False
    shown_measure_id: int | None = None
    dark: bool = False
    blank: bool = False
    input_frozen: bool = False
    door_open: bool = True
    poster_printed: bool = False
    results_public: bool = False
    shown_table_id: int | None = None
    shown_statement_id: int | None = None
    showing: str = Field(default="", max_length=20)
    """Which view of its phase is on the screen: a decade, the feedback; empty for the usual one."""
    room_depth: float | None = None
    screen_width: float | None = None
    pin_hash: str = Field(default="", max_length=200)
    held_words: str = text_field()
    event_id: int | None = reference("event.id", on_delete="SET NULL", nullable=True)
    track: str = Field(default="", max_length=80)
    meets_again_on: date | None = None
    meets_again_at: str = Field(default="", max_length=120)
    """The hour and the place, in the organisers' words."""
    ended_at: datetime | None = None
    created_at: datetime = Field(default_factory=now)

    @classmethod
    def with_code(cls, session: Session, code: str) -> Self | None:
        return session.exec(select(cls).where(cls.code == code)).first()

    @classmethod
    def newest_first(cls, session: Session) -> Sequence[Self]:
        return session.exec(select(cls).order_by(cls.id.desc())).all()  # type: ignore[union-attr]

    @classmethod
    def tracks_of(cls, session: Session, event_id: int) -> Sequence[Self]:
        """The conferences of an event, by the names of their tracks."""
        question = select(cls).where(cls.event_id == event_id)
        return session.exec(question.order_by(col(cls.track), col(cls.id))).all()

    @classmethod
    def positions(cls, session: Session, numbers: Sequence[int]) -> dict[int, tuple[int, str]]:
        """How far the log of each of these conferences has come, and in which epoch."""
        rows = session.exec(select(cls.id, cls.seq, cls.epoch).where(col(cls.id).in_(numbers))).all()
        return {number: (seq, epoch) for number, seq, epoch in rows if number is not None}


class StakeholderGroup(SQLModel, table=True):
    __tablename__ = "stakeholder_group"

    id: int | None = key()
    conference_id: int = reference("conference.id")
    position: int
    name: str = Field(max_length=80)
    name_en: str = Field(default="", max_length=80)
    short: str = Field(default="", max_length=20)
    short_en: str = Field(default="", max_length=20)

    @classmethod
    def of(cls, session: Session, conference_id: int) -> Sequence[Self]:
        return session.exec(
            select(cls).where(cls.conference_id == conference_id).order_by(col(cls.position))
        ).all()

    def named(self, language: str) -> str:
        return worded({"de": self.name, "en": self.name_en}, language)

    def shortly(self, language: str) -> str:
        return worded({"de": self.short, "en": self.short_en}, language) or self.named(language)[:14]


class CardType(BaseModel):
    """Which cards a phase opens, and how many a person may send (0: as many as they like)."""

    kind: str
    max_per_person: int = 0


MOST_DOTS, MOST_ITEMS, LEAST_STEPS = 20, 40, 2
"""Of one person, and of one ballot; a scale has so many steps at least."""


class Voting(BaseModel):
    """`mode` is dots, scale, matrix or consent; `of` says what of: themes, cards, measures, tables.

    Without a number of `dots` the published rule of a third holds; `most_items` 0 means all.
    """

    mode: str
    of: str = "themes"
    card_kind: str = ""
    most_items: int = 0
    dots: int = 0
    max_per_item: int = 2
    secret: bool = True
    body: str = ""
    """The group, by its German name, that answers in office: its sums are told beside those of everybody."""
    criterion: dict[str, str] = {}
    labels: list[dict[str, str]] = []


MOST_PICTURES = 4


class FormField(BaseModel):
    """A field of a form that a table fills in together; what is written in it are cards of its kind.

    With `most` 1 it holds one text, with 0 as many as the table likes, see `room`; with `per` it stands once
    for each of the first themes of that kind.
    """

    name: str
    kind: str
    label: dict[str, str]
    help: dict[str, str] = {}
    most: int = 0
    per: str = ""
    passes_on: bool = False
    """Asked before each change of tables; whoever comes to the table next reads it first."""
    last_round: bool = False
    """Asked in the last round only, and what the table then presents."""

    @property
    def is_picture(self) -> bool:
        """A sketch or a photograph with its description; it may stay empty."""
        return self.kind == CardKind.PICTURE

    @property
    def room(self) -> int:
        """How much it takes of each table; 0 is any number, but of pictures never."""
        return self.most or (MOST_PICTURES if self.is_picture else 0)


class Lane(BaseModel):
    """A track of a timeline."""

    name: str
    label: dict[str, str]


class PhaseSettings(BaseModel):
    """What a phase lets happen: the parameters of its kind."""

    card_types: list[CardType] = []
    theme_kind: str = ""
    theme_choice: bool = False
    voting: Voting | None = None
    top_n: int = 0
    allow_late: bool = False
    soft_close_seconds: int = 30
    wall: bool = False
    fields: list[FormField] = []
    lanes: list[Lane] = []
    rule: dict[str, str] = {}
    """What holds while people write, in one sentence on the wall."""
    asks: list[str] = []
    """What else a card may say: `place`, `cost`."""
    seating: str = ""
    """The plan that is drawn up when the phase is entered: `max_mix`, `groups`, `market`, or none."""
    table_size: int = 8
    rooms: list[str] = []
    slots: list[str] = []
    """The grid of a market: its places and its times."""
    in_groups: bool = False
    """Each table has its own ideas, and chooses among them; without a plan of tables all are together."""
    second_prompt: dict[str, str] = {}
    """What is asked in the second half; only then the second kind of cards is written."""
    is_paired: bool = False
    """Tables 1 and 2, 3 and 4 … read each other's form."""
    rounds: int = 1
    host_stays: bool = False
    shows: str = ""
    """What is presented one after the other: `measures`, `tables`, or the measures of an `earlier` round."""
    seconds_each: int = 60
    listening: dict[str, str] = {}
    """What everybody is asked while tables present; with it the cards open only then, the forms before."""
    budget: int = 0
    """In euros: what the costs of the presented measures are held against."""
    pre_moderation: str = ""
    """`all`: the moderation sees each card first; `held`: only what looks like a name, number or link."""
    least_minutes: int = 0
    day: int = 1
    begins: str = ""
    """On the first phase of a day after the first: when that day begins, as `09:00`; a lobby lies before."""
    planned_minutes: int = 0
    """What it had before the moderation shortened it; 0 where nobody did."""


class Phase(SQLModel, table=True):
    __tablename__ = "phase"

    id: int | None = key()
    conference_id: int = reference("conference.id")
    position: int
    kind: str = Field(max_length=12)
    minutes: int
    title: str = Field(max_length=120)
    title_en: str = Field(default="", max_length=120)
    prompt: str = text_field()
    prompt_en: str = text_field()
    announcement: str = text_field()
    announcement_en: str = text_field()
    other_texts: dict[str, dict[str, str]] = json_field({})
    params: dict[str, Any] = json_field({})
    lineup: list[int] = json_field([])
    """The ids of what is presented, in the order of their turns."""
    state: str = Field(default=PhaseState.PLANNED, max_length=10)
    opened_at: datetime | None = None
    closed_at: datetime | None = None

    @classmethod
    def of(cls, session: Session, conference_id: int) -> Sequence[Self]:
        return session.exec(
            select(cls).where(cls.conference_id == conference_id).order_by(col(cls.position))
        ).all()

    @property
    def settings(self) -> PhaseSettings:
        return PhaseSettings.model_validate(self.params)

    def taking(self, phases: Sequence["Phase"]) -> PhaseSettings:
        """What it takes; a break for late cards that names none takes what was open before it."""
        settings = self.settings
        if self.kind != PhaseKind.BREAK or not settings.allow_late:
            return settings
        before = [
            entry.settings
            for entry in phases
            if entry.position < self.position and entry.opened_at and entry.kind in LATE_FROM
        ]
        opened = {card_type.kind: card_type for entry in before for card_type in entry.card_types}
        lanes = next((entry.lanes for entry in reversed(before) if entry.lanes), [])
        return settings.model_copy(
            update={
                "card_types": settings.card_types or list(opened.values()),
                "lanes": settings.lanes or lanes,
                "asks": settings.asks or sorted({word for entry in before for word in entry.asks}),
                "theme_choice": settings.theme_choice or any(entry.theme_choice for entry in before),
            }
        )

    def titled(self, language: str) -> str:
        return self._worded("title", self.title, self.title_en, language)

    def asked(self, language: str) -> str:
        return self._worded("prompt", self.prompt, self.prompt_en, language)

    def announced(self, language: str) -> str:
        return self._worded("announcement", self.announcement, self.announcement_en, language)

    def _worded(self, name: str, german: str, english: str, language: str) -> str:
        """What the organiser wrote for this language, or what the shipped text is called there."""
        other = self.other_texts.get(language, {}).get(name, "")
        return worded(
            {"de": german, "en": english, language: other} if other else {"de": german, "en": english},
            language,
        )
