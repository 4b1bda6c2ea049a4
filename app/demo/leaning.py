"""How the people of the invented town vote: the same dots at every start, leaning as the town leans."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from app.demo.town import Person, town

TAKES_PART = 0.94


@dataclass(frozen=True)
class Choice:
    """An item of a ballot and the texts of the cards behind it."""

    item_id: int
    texts: Sequence[str]


def moods(people: Sequence[Person], wanted: Mapping[str, int]) -> Iterator[tuple[Person, int]]:
    """Who chooses which step of the scale, in a mixed order."""
    steps = [int(step) for step, count in wanted.items() for _ in range(count)]
    Random(2035).shuffle(steps)
    yield from zip(people, steps, strict=False)


def dots(
    people: Sequence[Person], choices: Sequence[Choice], kind: str, *, each: int, most: int
) -> Iterator[tuple[Person, dict[int, int]]]:
    """The whole sheet of everybody who votes: item and number of dots."""
    chance = Random(2035)
    for person in people:
        weights = [pull(choice, kind, person.group) for choice in choices]
        if chance.random() < TAKES_PART:
            yield person, sheet(chance, [choice.item_id for choice in choices], weights, each=each, most=most)


def sheet(
    chance: Random, items: Sequence[int], weights: Sequence[float], *, each: int, most: int
) -> dict[int, int]:
    put: Counter[int] = Counter()
    while put.total() < min(each, most * len(items)):
        item = chance.choices(items, weights)[0]
        if put[item] < most:
            put[item] += 1
    return dict(put)


def pull(choice: Choice, kind: str, group: str) -> float:
    """What draws this group to a theme: the words in its cards, weighted by how many carry them."""
    ordinary: float = town()["dots"]["ordinary_pull"]
    leanings: list[dict[str, Any]] = town()["dots"][kind]
    more = (
        share(choice.texts, leaning["words"]) * (leaning["by_group"].get(group, leaning["pull"]) - ordinary)
        for leaning in leanings
    )
    drawn: float = max(0.1, ordinary + sum(more))
    return drawn**2


def share(texts: Sequence[str], words: Sequence[str]) -> float:
    return sum(speaks_of(text, words) for text in texts) / len(texts) if texts else 0.0


def speaks_of(text: str, words: Sequence[str]) -> bool:
    return any(word in text.casefold() for word in words)
