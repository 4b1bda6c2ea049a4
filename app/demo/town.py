"""What is known of the invented town: its people, its cards, how it leans; and who writes which card."""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@cache
def town() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / "town.json").read_text("utf-8"))
    return loaded


@dataclass(frozen=True)
class Written:
    """A card of the file; `hint` is paper, late, hide or nothing."""

    kind: str
    text: str
    group: str
    hint: str
    language: str


@cache
def written_cards() -> tuple[Written, ...]:
    with (FOLDER / "cards.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter=";", strict=True)
        return tuple(
            Written(row["kind"], row["text"], row["group"], row["phase_hint"], row["language"])
            for row in rows
        )


@dataclass(frozen=True)
class Person:
    id: int
    group: str
    language: str
    channel: str


@dataclass(frozen=True)
class Place:
    """A seat in the hall before somebody has taken it."""

    group: str
    language: str
    channel: str


def places() -> list[Place]:
    """Everybody who comes, groups mixed; the last of each group have no phone."""
    speakers = {(card.group, card.language) for card in written_cards() if card.language == "en"}
    rows = []
    for entry in town()["participants"]:
        phones = entry["count"] - entry["without_phone"]
        languages = ["en" if (entry["group"], "en") in speakers else "de", *["de"] * (entry["count"] - 1)]
        rows += [
            (
                number / entry["count"],
                Place(entry["group"], language, "handy" if number < phones else "papier"),
            )
            for number, language in enumerate(languages)
        ]
    return [place for _, place in sorted(rows, key=lambda row: row[0])]


@dataclass
class Hands:
    """Deals cards to people of the right group, as many to each as a phase allows."""

    people: Sequence[Person] = ()
    _written: Counter[tuple[int, int, str]] = field(default_factory=Counter)

    def writer(self, card: Written, *, phase_id: int, most: int) -> Person:
        free = [
            person
            for person in self.able(card)
            if not most or self._written[phase_id, person.id, card.kind] < most
        ]
        chosen = min(
            free,
            key=lambda person: (person.channel == "papier", self._written[phase_id, person.id, card.kind]),
        )
        self._written[phase_id, chosen.id, card.kind] += 1
        return chosen

    def able(self, card: Written) -> Iterable[Person]:
        """Of the group and the language; what was written on paper comes from somebody without a phone."""
        for person in self.people:
            fits = person.group == card.group and person.language == card.language
            if fits and (card.hint != "paper" or person.channel == "papier"):
                yield person
