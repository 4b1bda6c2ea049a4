"""Subjects that towns talk about, and the words for them: what a small board cannot learn by itself."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from facilitation.lexicon import noun_lemma, other_lemma

if TYPE_CHECKING:
    from facilitation.words import Term

FINER = "&"
"""Starts a concept that has a name of its own, but is sorted with the one above."""
ENGLISH = " | "
"""Stands between the German and the English words of a concept; names of two words have a hyphen."""
SPOKEN = ("=", "~", ">", "+")
"""Lines that tell how people speak of the field or concept above: label, noun, effect, need."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The catalogue: which fields and which concepts (lines of a field) a word belongs to.

    `sorted_as`: for each concept the one that it counts as when cards are sorted.
    """

    names: tuple[str, ...]
    concepts: tuple[tuple[str, ...], ...]
    field_of_concept: tuple[int, ...]
    sorted_as: tuple[int, ...]
    concepts_of: Mapping[str, tuple[int, ...]]
    english: Mapping[str, tuple[int, ...]]

    def known_as(self, term: "Term") -> tuple[int, ...]:
        """The concepts of a term, by the language it was read in."""
        small = term.written.lower()
        if term.language == "en":
            return self.english.get(small.replace(" ", "-")) or self.english.get(term.key, ())
        return self.concepts_of.get(term.key) or self.concepts_of.get(small, ())

    def known_part(self, part: str, term: "Term") -> tuple[int, ...]:
        return (self.english if term.language == "en" else self.concepts_of).get(part, ())


def catalogue_lines() -> list[str]:
    text = files(__package__).joinpath("fields.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip()]


@cache
def fields() -> Fields:
    """The catalogue in `fields.txt`: "# name" starts a field, other lines but SPOKEN ones are concepts."""
    names: list[str] = []
    concepts: list[tuple[str, ...]] = []
    english: dict[str, list[int]] = defaultdict(list)
    owners: list[int] = []
    sorted_as: list[int] = []
    for line in catalogue_lines():
        if line.startswith("#"):
            names.append(line.removeprefix("#").strip())
        elif not line.startswith(SPOKEN):
            finer = line.startswith(FINER)
            sorted_as.append(sorted_as[-1] if finer else len(concepts))
            german, _, other = line.removeprefix(FINER).partition(ENGLISH)
            for word in other.split():
                english[word].append(len(concepts))
            concepts.append(tuple(german.split()))
            owners.append(len(names) - 1)
    places: dict[str, list[int]] = defaultdict(list)
    for at, words in enumerate(concepts):
        for key in dict.fromkeys(key for word in words for key in _keys(word)):
            places[key].append(at)
    return Fields(
        tuple(names),
        tuple(concepts),
        tuple(owners),
        tuple(sorted_as),
        {key: tuple(at) for key, at in places.items()},
        {word: tuple(at) for word, at in english.items()},
    )


def _keys(word: str) -> set[str]:
    return {word.lower(), noun_lemma(word).lower(), other_lemma(word)} - {""}


def concepts_of(term: "Term") -> Mapping[int, float]:
    """Concept → weight for one term: by the word itself, else by the parts of the compound."""
    known = fields()
    whole = known.known_as(term)
    if whole:
        return {concept: 1.0 / len(whole) for concept in whole}
    weights: dict[int, float] = defaultdict(float)
    for part in term.parts:
        found = known.known_part(part, term)
        for concept in found:
            weights[concept] += 0.6 / len(found) / len(term.parts)
    return weights
