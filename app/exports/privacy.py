"""Which groups a table may name: nobody shall be found again among fewer than five people."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

from sqlmodel import select

from app.models import Card, Participant
from app.reading.hall import SMALLEST_GROUP, Hall
from facilitation.conference_tables import FEW, NOT_GIVEN, OTHERS

TOGETHER = "small groups"
Key = int | str | None  # a group, TOGETHER, or None for those who gave none


class Crowd:
    """The people of a conference as tables see them.

    Groups of fewer than five are put together. Where these would still be fewer than five in all, the next
    smallest group joins them, because otherwise a total minus the other groups would show them.
    """

    def __init__(self, hall: Hall, language: str) -> None:
        self.hall = hall
        self.language = language

    @cached_property
    def people(self) -> Sequence[Participant]:
        question = select(Participant).where(Participant.conference_id == self.hall.id)
        return self.hall.session.exec(question).all()

    @cached_property
    def group_of(self) -> dict[int | None, int | None]:
        return {person.id: person.group_id for person in self.people}

    @cached_property
    def channel_of(self) -> dict[int | None, str]:
        return {person.id: person.channel for person in self.people}

    @cached_property
    def sizes(self) -> Counter[int | None]:
        return Counter(person.group_id for person in self.people)

    @cached_property
    def small(self) -> frozenset[int | None]:
        """The groups that no table names, none given among them."""
        return self.small_of(self.sizes)

    def small_of(self, sizes: Counter[int | None]) -> frozenset[int | None]:
        """The same of some of the people."""
        everybody: list[int | None] = [*(group.id for group in self.hall.groups), None]
        by_size = sorted(everybody, key=lambda group_id: sizes[group_id])
        small = [group_id for group_id in by_size if sizes[group_id] < SMALLEST_GROUP]
        together = sum(sizes[group_id] for group_id in small)
        for group_id in by_size[len(small) :]:
            if together == 0 or together >= SMALLEST_GROUP:
                break
            small.append(group_id)
            together += sizes[group_id]
        return frozenset(small)

    @cached_property
    def keys(self) -> list[Key]:
        """The groups that tables have rows and columns for, in their order; those put together come last."""
        named: list[Key] = [group.id for group in self.hall.groups if group.id not in self.small]
        none: list[Key] = [] if None in self.small else [None]
        others: list[Key] = [TOGETHER] if any(self.sizes[group_id] for group_id in self.small) else []
        return [*named, *none, *others]

    def name(self, key: Key) -> str:
        if key == TOGETHER:
            return OTHERS[self.language]
        group = self.hall.group_by_id.get(key) if isinstance(key, int) else None
        return group.named(self.language) if group else NOT_GIVEN[self.language]

    @cached_property
    def _alike(self) -> Counter[tuple[int | None, str, str]]:
        return Counter((person.group_id, person.channel, person.language) for person in self.people)

    def group_of_card(self, card: Card) -> str:
        """The group, unless it or those who share its channel and language in it are fewer than five."""
        alike = self._alike[card.group_id, card.channel, card.language]
        too_few = card.participant_id is not None and alike < SMALLEST_GROUP
        if card.group_id in self.small or too_few:
            return FEW[self.language]
        return self.name(card.group_id) if card.group_id is not None else ""

    def group_named(self, name: str) -> str:
        """For what carries the name of a group instead of the group."""
        group = next((group for group in self.hall.groups if group.name == name), None)
        if group is None:
            return ""
        return FEW[self.language] if group.id in self.small else group.named(self.language)

    def channels(self, people: Sequence[int | None]) -> dict[int | None, str]:
        """The channel of each of these people, as far as it may be told."""
        return told_apart({person: self.channel_of[person] for person in people})


def told_apart(channel_of: Mapping[int | None, str]) -> dict[int | None, str]:
    """The same channels, or "mixed" where one of them has fewer than five people."""
    counts = Counter(channel_of.values())
    mixed = len(counts) > 1 and any(count < SMALLEST_GROUP for count in counts.values())
    return {person: "mixed" if mixed else channel for person, channel in channel_of.items()}
