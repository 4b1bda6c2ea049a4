"""What a listener at some position has to be told: its parts as they are now, rendered once for all alike."""

import json
from dataclasses import dataclass
from typing import Any

from app.hall import Hall
from app.models import Line
from app.models.base import now
from app.parts import PARTS, Audience, touched
from app.templating import iso, render

MOST_LINES = 2000


@dataclass(frozen=True)
class Place:
    """Where listeners stand; those at the same place get the same frame."""

    audience: Audience
    language: str
    seq: int
    epoch: str


class Frame:
    """The news after a place. What came between a device's own position and its `from` concerns no part."""

    def __init__(self, place: Place, news: "News", parts: dict[str, Any]) -> None:
        self.seq = news.seq
        self.epoch = news.epoch
        self.concerned = news.concerned
        self.is_new = news.seq != place.seq or news.epoch != place.epoch
        self.has_content = news.too_many or any(parts.values())
        self._fields = {"from": place.seq, "to": news.seq, "epoch": news.epoch, "now": iso(now()), **parts}
        if news.too_many:
            self._fields["reset"] = True
        self._texts: dict[bool, str] = {}

    def text(self, *, mine: bool = False) -> str:
        """As it is sent; `mine` tells a device that something of its own has changed."""
        if mine not in self._texts:
            fields = {**self._fields, "mine": True} if mine else self._fields
            self._texts[mine] = json.dumps(fields, ensure_ascii=False)
        return self._texts[mine]


def nothing_new(place: Place) -> str:
    """For a device that has asked, and was told nothing for a while."""
    return json.dumps(
        {"from": place.seq, "to": place.seq, "epoch": place.epoch, "now": iso(now()), "parts": {}}
    )


class Fragments:
    """Rendered at most once per part and language."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._drawn: dict[tuple[Audience, str, str], str] = {}

    def __call__(self, audience: Audience, part: str, language: str) -> str:
        place = (audience, part, language)
        if place not in self._drawn:
            self._drawn[place] = render(language, f"live/{audience}/{part}.html", hall=self._hall)
        return self._drawn[place]


def framed(hall: Hall, draw: Fragments, place: Place) -> Frame:
    """The one function behind joining, coming back, live and polling."""
    news = news_after(hall, place)
    names = list(PARTS[place.audience]) if news.too_many else touched(news.types, place.audience)
    if place.audience is Audience.MODERATION:
        return Frame(place, news, {"changed": names})
    parts = {name: draw(place.audience, name, place.language) for name in names}
    return Frame(place, news, {"parts": parts})


@dataclass(frozen=True)
class News:
    """The log after a position, with what is needed to render it."""

    seq: int
    epoch: str
    types: tuple[str, ...]
    concerned: frozenset[int]
    too_many: bool


def news_after(hall: Hall, place: Place) -> News:
    conference = hall.conference
    known = place.epoch == conference.epoch and 0 <= place.seq <= conference.seq
    lines = Line.news_after(hall.session, hall.id, place.seq, limit=MOST_LINES + 1) if known else []
    return News(
        seq=conference.seq,
        epoch=conference.epoch,
        types=tuple({type_ for type_, _ in lines}),
        concerned=frozenset(payload["participant"] for _, payload in lines if payload.get("participant")),
        too_many=not known or len(lines) > MOST_LINES,
    )
