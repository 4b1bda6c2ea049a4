"""What a listener at some position has to be told: its parts as they are now, rendered once for all alike."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.models import Line
from app.models.base import now
from app.reading.hall import Hall
from app.reading.seats import NOWHERE
from app.stream.parts import AT_TABLE, PARTS, Audience, tables_named, touched
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

    def __init__(
        self, place: Place, news: "News", parts: dict[str, Any], tables: "AtTables | None" = None
    ) -> None:
        self.tables = tables
        self.seq = news.seq
        self.epoch = news.epoch
        self.concerned = news.concerned
        self.is_new = news.seq != place.seq or news.epoch != place.epoch
        self.has_content = news.too_many or any(parts.values())
        self._fields = {"from": place.seq, "to": news.seq, "epoch": news.epoch, "now": iso(now()), **parts}
        if news.too_many:
            self._fields["reset"] = True
        self._texts: dict[tuple[bool, int | None], str] = {}

    def table_of(self, participant_id: int | None) -> int | None:
        """The table whose parts this device gets with the frame; None where there are none for it."""
        if self.tables is None or participant_id is None:
            return None
        return self.tables.table_of(participant_id)

    def concerns(self, participant_id: int | None) -> bool:
        """Something of this device's own has changed."""
        return participant_id in self.concerned

    def text(self, *, mine: bool = False, table: int | None = None) -> str:
        """As it is sent; `mine` tells a device that something of its own has changed."""
        if (mine, table) not in self._texts:
            fields = {**self._fields, "mine": True} if mine else self._fields
            if table is not None and self.tables is not None:
                fields = {**fields, "parts": {**fields["parts"], **self.tables.parts[table]}}
            self._texts[mine, table] = json.dumps(fields, ensure_ascii=False)
        return self._texts[mine, table]


@dataclass(frozen=True)
class AtTables:
    """Parts that differ from table to table, drawn once for each; those of NOWHERE for who has no seat.

    `concerned` are the tables whose parts are old, None for all of them; who has moved hears of the own one.
    """

    seats: Mapping[int, int]
    parts: Mapping[int, Mapping[str, str]]
    concerned: frozenset[int] | None
    moved: frozenset[int]

    def table_of(self, participant_id: int) -> int | None:
        table = self.seats.get(participant_id, NOWHERE)
        is_old = self.concerned is None or table in self.concerned or participant_id in self.moved
        return table if is_old and table in self.parts else None


def nothing_new(place: Place) -> str:
    """For a device that has asked, and was told nothing for a while."""
    return json.dumps(
        {"from": place.seq, "to": place.seq, "epoch": place.epoch, "now": iso(now()), "parts": {}}
    )


class Fragments:
    """Rendered at most once per part and language, or per part, language and table."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._drawn: dict[tuple[Audience, str, str, int], str] = {}

    def __call__(self, audience: Audience, part: str, language: str, *, table: int = NOWHERE) -> str:
        place = (audience, part, language, table)
        if place not in self._drawn:
            more = {"table": self._hall.seats.table_at(table)} if part in AT_TABLE else {}
            self._drawn[place] = render(language, f"live/{audience}/{part}.html", hall=self._hall, **more)
        return self._drawn[place]


class Screens:
    """What all who have followed so far have before them: a part that has become the same again is not sent.

    Known of one position of the log, for whoever is just there; everybody else is told everything.
    """

    def __init__(self) -> None:
        self._place: dict[tuple[Audience, str], tuple[int, str]] = {}
        self._parts: dict[tuple[Audience, str], dict[str, str]] = {}
        self._drawn: dict[tuple[Audience, str], dict[str, str]] = {}

    def news(self, place: Place, parts: dict[str, str]) -> dict[str, str]:
        """Of these parts those that this place does not show already."""
        who = place.audience, place.language
        drawn = self._drawn.setdefault(who, {})
        if self._place.get(who) != (place.seq, place.epoch):
            drawn.update(parts)
            return parts
        known = self._parts[who]
        self._drawn[who] = known | drawn | parts
        return {name: html for name, html in parts.items() if known.get(name) != html}

    def move_on(self, seq: int, epoch: str) -> None:
        """All have been told; what is not drawn anew stays known only to those who have followed."""
        self._parts = self._drawn
        self._place = dict.fromkeys(self._drawn, (seq, epoch))
        self._drawn = {}


def framed(
    hall: Hall,
    draw: Fragments,
    place: Place,
    people: Iterable[int | None] = (),
    screens: Screens | None = None,
) -> Frame:
    """The one function behind joining, coming back, live and polling; `people` are the devices there."""
    news = news_after(hall, place)
    names = list(PARTS[place.audience]) if news.too_many else touched(news.types, place.audience)
    if place.audience is Audience.MODERATION:
        return Frame(place, news, {"changed": names})
    parts = {name: draw(place.audience, name, place.language) for name in names if name not in AT_TABLE}
    if screens is not None and not news.too_many:
        parts = screens.news(place, parts)
    own = [name for name in names if name in AT_TABLE]
    return Frame(place, news, {"parts": parts}, at_tables(hall, draw, place, news, own, people))


def at_tables(
    hall: Hall, draw: Fragments, place: Place, news: "News", names: list[str], people: Iterable[int | None]
) -> AtTables | None:
    """The parts of the tables that the news concern, as far as somebody at this place sits there."""
    if not names or (news.tables is not None and not news.tables):
        return None
    seats = hall.seats.table_of_person
    old = {
        seats.get(person, NOWHERE)
        for person in people
        if person is not None
        and (news.tables is None or person in news.concerned or seats.get(person) in news.tables)
    }
    parts = {
        table: {name: draw(place.audience, name, place.language, table=table) for name in names}
        for table in old
    }
    return AtTables(seats, parts, news.tables, news.concerned)


@dataclass(frozen=True)
class News:
    """The log after a position, with what is needed to render it."""

    seq: int
    epoch: str
    types: tuple[str, ...]
    concerned: frozenset[int]
    too_many: bool
    tables: frozenset[int] | None = None
    """Whose parts are old; None for those of every table."""


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
        tables=readers(hall, tables_named(lines)) if known and len(lines) <= MOST_LINES else None,
    )


def readers(hall: Hall, tables: frozenset[int] | None) -> frozenset[int] | None:
    """These, with those whose form shows what they wrote: in a later round, or as the other one of a pair."""
    if not tables:
        return tables
    seats, settings = hall.seats, hall.settings
    numbers = {seats.table_by_id[table].number for table in tables if table in seats.table_by_id}
    here = [table for table in seats.tables if table.number in numbers]
    later = here if settings.rounds > 1 else []
    others = [seats.partner(table) for table in here] if settings.is_paired else []
    return tables.union(table.id or NOWHERE for table in (*later, *others) if table is not None)
