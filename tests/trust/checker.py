"""Compares what devices were told with what is stored, in the words of Jepsen."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Protocol

from sqlmodel import col, select

from app.database import Database
from app.models import Card, Conference, Line
from app.rehearsal.phones import Ack
from app.stream.parts import AT_TABLE, EVENTS, Audience


class Device(Protocol):
    """What is asked of a phone or a screen."""

    seq: int
    epoch: str
    over: bool
    parts: dict[str, str]


class Author(Device, Protocol):
    name: str
    said: dict[str, dict[str, object]]
    acked: dict[str, Ack]
    refused: dict[str, Ack]


@dataclass(frozen=True)
class Stored:
    """What the database says once nothing is under way any more."""

    cards: Sequence[tuple[int, str]]
    """Number and text, in the order of the numbers."""
    log: Sequence[tuple[int, str]]
    """Position and type of each line."""
    seq: int
    epoch: str

    def last_seen_by(self, audience: Audience) -> int:
        """A device may rest at the last line that changes a part of it that is not for one table only."""
        return max(
            (seq for seq, type_ in self.log if EVENTS[type_][audience].difference(AT_TABLE)), default=0
        )


@dataclass(frozen=True)
class Verdict:
    """Each field names what is wrong; all of them empty is a promise kept."""

    lost: Sequence[str] = ()
    """Acknowledged, and not there."""
    unexpected: Sequence[str] = ()
    """There, though nobody said it."""
    duplicates: Sequence[str] = ()
    misnumbered: Sequence[str] = ()
    """There under another number than the one that was told."""
    disordered: Sequence[str] = ()
    """Authors whose cards do not stand in the order in which they were said."""
    refused: Sequence[str] = ()
    holes: Sequence[int] = ()
    """Positions that the log misses, or has twice, or that the counter does not know."""
    behind: Sequence[str] = ()
    """Devices that do not stand at the end of the log."""
    astray: Sequence[str] = ()
    """Devices that show something else than a fresh one."""

    @property
    def found(self) -> set[str]:
        return {entry.name for entry in fields(self) if getattr(self, entry.name)}

    def __str__(self) -> str:
        told = (f"{name}: {list(getattr(self, name))[:5]}" for name in sorted(self.found))
        return "; ".join(told) or "nothing found"


def stored(address: str, conference_id: int) -> Stored:
    database = Database(address)
    with database.reading() as session:
        conference = session.get_one(Conference, conference_id)
        cards = select(Card.number, Card.text).where(Card.conference_id == conference_id)
        lines = select(Line.seq, Line.type).where(Line.conference_id == conference_id)
        found = Stored(
            cards=[(number, text) for number, text in session.exec(cards.order_by(col(Card.number))).all()],
            log=[(seq, type_) for seq, type_ in session.exec(lines.order_by(col(Line.seq))).all()],
            seq=conference.seq,
            epoch=conference.epoch,
        )
    database.close()
    return found


def judged(
    stored: Stored,
    authors: Sequence[Author],
    devices: Mapping[Audience, Mapping[str, Device]],
    fresh: Mapping[Audience, Device],
) -> Verdict:
    """`fresh` devices came in when all was over; who was there all the time must show the same."""
    there = Counter(text for _, text in stored.cards)
    told = {str(author.said[key]["text"]): ack for author in authors for key, ack in author.acked.items()}
    said = {str(message["text"]) for author in authors for message in author.said.values()}
    numbers = {text: number for number, text in stored.cards}
    return Verdict(
        lost=[text for text in told if not there[text]],
        unexpected=[text for text in there if text not in said],
        duplicates=[text for text, count in there.items() if count > 1],
        misnumbered=[
            text for text, ack in told.items() if there[text] and ack.card["number"] != numbers[text]
        ],
        disordered=[author.name for author in authors if not in_order(author, numbers)],
        refused=[str(author.said[key]["text"]) for author in authors for key in author.refused],
        holes=holes(stored),
        behind=[name for name, device, audience in each(devices) if is_behind(device, stored, audience)],
        astray=[name for name, device, audience in each(devices) if device.parts != fresh[audience].parts],
    )


def recovered(stored: Stored, authors: Sequence[Author]) -> int:
    """Cards that are there although their acknowledgement never came: fine, the retry would have told."""
    told = {str(author.said[key]["text"]) for author in authors for key in author.acked}
    return sum(text not in told for _, text in stored.cards)


def in_order(author: Author, numbers: Mapping[str, int]) -> bool:
    texts = [str(message["text"]) for message in author.said.values()]
    mine = [numbers[text] for text in texts if text in numbers]
    return all(earlier < later for earlier, later in pairwise(mine))


def holes(stored: Stored) -> list[int]:
    positions = Counter(seq for seq, _ in stored.log)
    expected = range(1, max([stored.seq, *positions]) + 1)
    wrong = [seq for seq in expected if positions[seq] != 1]
    return wrong if wrong or stored.seq == len(positions) else [stored.seq]


def is_behind(device: Device, stored: Stored, audience: Audience) -> bool:
    up_to_date = stored.last_seen_by(audience) <= device.seq <= stored.seq
    return device.over or device.epoch != stored.epoch or not up_to_date


def each(devices: Mapping[Audience, Mapping[str, Device]]) -> Iterable[tuple[str, Device, Audience]]:
    for audience, named in devices.items():
        for name, device in named.items():
            yield name, device, audience
