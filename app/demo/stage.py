"""Hands for the players: the house, the conference, and everything written through the one writer."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.demo.town import Hands, Person
from app.house import House
from app.models import Conference
from app.reading.hall import Hall
from app.writing.transaction import Answer, Change, Transaction

MODERATOR = "moderation:0"

Act = Callable[[Transaction], Answer | None]


@dataclass
class Stage:
    house: House
    conference_id: int
    hands: Hands = field(default_factory=Hands)

    @property
    def people(self) -> Sequence[Person]:
        return self.hands.people

    @contextmanager
    def hall(self) -> Iterator[Hall]:
        with self.house.database.reading() as session:
            yield Hall(session, session.get_one(Conference, self.conference_id))

    def lead(self, *acts: Act) -> list[Answer]:
        """Steps of the moderation."""
        return self._write([(act, MODERATOR) for act in acts])

    def say(self, acts: Sequence[tuple[Person, Act]]) -> list[Answer]:
        """What people do on their devices."""
        return self._write([(act, f"participant:{person.id}") for person, act in acts])

    def arrive(self, acts: Sequence[Act]) -> list[Answer]:
        return self._write([(act, "joining") for act in acts])

    def _write(self, acts: Sequence[tuple[Act, str]]) -> list[Answer]:
        changes = [Change(act, actor=actor, conference_id=self.conference_id) for act, actor in acts]
        return self.house.writer.write_all(changes)
