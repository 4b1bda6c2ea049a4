"""Shortcuts of the tests on actions: cards on the wall, rows and lines as they stand."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.actions import themes
from app.errors import Refusal
from app.models import Card, Line, Receipt, Theme
from app.reading.hall import Hall
from tests.conftest import Town

WEAKNESSES = (
    "Am Bahnhof fehlt Licht",
    "Die Bank vor der Post ist kaputt",
    "Zu wenig Bäume am Markt",
    "Der Bus kommt nur einmal in der Stunde",
    "Leere Läden in der Langen Straße",
    "Radwege enden im Nichts",
)


def write_cards(town: Town, texts: Sequence[str] = WEAKNESSES, *, kind: str = "weakness") -> list[int]:
    """Each card by a device of its own, sent in the phase that takes it; returns the ids."""
    town.enter({"weakness": "Schwächen sammeln", "strength": "Stärken sammeln"}[kind])
    answers = [town.say(town.phone(), do="post_card", kind=kind, text=text) for text in texts]
    return [int(answer["card"]["id"]) for answer in answers]


def make_theme(town: Town, title: str, cards: Sequence[int] = (), *, kind: str = "weakness") -> int:
    made = town.act(partial(themes.make_theme, kind=kind, title=title, card_ids=cards))
    return int(made["theme"])


def card_of(town: Town, card_id: int) -> Card:
    with town.house.database.reading() as session:
        return session.get_one(Card, card_id)


def theme_of(town: Town, theme_id: int) -> Theme:
    with town.house.database.reading() as session:
        return session.get_one(Theme, theme_id)


def hall_of(town: Town, session: Session) -> Hall:
    return Hall(session, town.conference(session))


def last_line(town: Town) -> Line:
    with town.house.database.reading() as session:
        question = select(Line).where(Line.conference_id == town.conference_id).order_by(col(Line.seq).desc())
        line = session.exec(question).first()
        assert line is not None
        return line


def refused(town: Town, act: Any, /, **values: Any) -> Refusal:
    """The refusal, and proof that nothing was logged with it."""
    before = last_line(town).seq
    with pytest.raises(Refusal) as told:
        town.act(partial(act, **values))
    assert last_line(town).seq == before
    return told.value


def receipts_with(town: Town, text: str) -> int:
    """How many kept answers hold these words."""
    with town.house.database.reading() as session:
        return sum(text in str(receipt.answer) for receipt in session.exec(select(Receipt)).all())
