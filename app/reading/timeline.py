"""A timeline as it stands: what happened when, lane by lane, so few at a time that a hall can read it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from app.models import Card, CardKind, Lane
from app.reading.venue import Venue

MOST_DECADES = 8
USUAL_DECADES = 6
BEFORE = "before"
STORIES = "stories"
"""What the view begins with once the tables write what they read in the timeline; a decade may follow."""


@dataclass(frozen=True)
class Decade:
    """Ten years; the first one of a long timeline stands for all that came before `end` as well."""

    begin: int
    end: int
    is_before: bool = False

    @property
    def key(self) -> str:
        return BEFORE if self.is_before else str(self.begin)

    def holds(self, year: int) -> bool:
        return year < self.end and (self.is_before or year >= self.begin)


class Timeline:
    """The visible entries of a conference, oldest year first."""

    def __init__(self, hall: Venue, *, until: int) -> None:
        self._hall = hall
        self._until = until

    @cached_property
    def entries(self) -> list[Card]:
        cards = Card.on_board(self._hall.session, self._hall.id, [CardKind.TIMELINE_ENTRY])
        names = {lane.name for lane in self._hall.all_lanes}
        dated = [card for card in cards if card.year is not None and card.field in names]
        return sorted(dated, key=lambda card: (card.year or 0, card.number))

    @property
    def lanes(self) -> Sequence[Lane]:
        return self._hall.all_lanes

    @cached_property
    def decades(self) -> list[Decade]:
        """As many columns as a hall can read; the usual ones as long as nobody has written anything."""
        last = max([self._until, *(card.year or 0 for card in self.entries)]) // 10 * 10
        first = min((card.year or last for card in self.entries), default=last - 10 * (USUAL_DECADES - 1))
        first = min(first // 10 * 10, last - 10 * (USUAL_DECADES - 1))
        begins = list(range(first, last + 1, 10))
        shown = begins[-MOST_DECADES:]
        is_long = len(begins) > MOST_DECADES
        return [Decade(begin, begin + 10, is_before=is_long and begin == shown[0]) for begin in shown]

    @property
    def is_at_tables(self) -> bool:
        return self._hall.conference.showing.startswith(STORIES)

    @property
    def shown(self) -> Decade | None:
        """The decade that the hall reads; none for the overview."""
        key = self._hall.conference.showing.removeprefix(STORIES).strip()
        return next((decade for decade in self.decades if decade.key == key), None)

    @cached_property
    def counts(self) -> Counter[tuple[str, str]]:
        """How many entries, by lane and decade."""
        return Counter(
            (card.field, decade.key)
            for card in self.entries
            for decade in self.decades
            if decade.holds(card.year or 0)
        )

    @property
    def most(self) -> int:
        """The fullest place, for the bars; at least one."""
        return max(self.counts.values(), default=1)

    def within(self, decade: Decade, lane: str = "") -> list[Card]:
        return [
            card for card in self.entries if decade.holds(card.year or 0) and (not lane or card.field == lane)
        ]

    def chosen(self, decade: Decade, lane: str, most: int) -> list[Card]:
        """What fits: the pinned ones and then the last ones, in the order of their years."""
        cards = self.within(decade, lane)
        first = sorted(cards, key=lambda card: (not card.pinned, -card.number))[:most]
        return [card for card in cards if card in first]

    def told(self, most: int) -> list[Card]:
        """A few of all, for the edge of the overview."""
        return sorted(self.entries, key=lambda card: (not card.pinned, -card.number))[:most]
