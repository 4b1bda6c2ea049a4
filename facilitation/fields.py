"""Subjects that towns talk about, and the words for them: what a small board cannot learn by itself."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from facilitation.lexicon import noun_lemma, other_lemma
from facilitation.words import Term

FINER = "&"
"""Starts a concept that has a name of its own, but is sorted with the one above."""
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


def catalogue_lines() -> list[str]:
    text = files(__package__).joinpath("fields.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip()]


@cache
def fields() -> Fields:
    """The catalogue in `fields.txt`: "# name" starts a field, other lines but SPOKEN ones are concepts."""
    names: list[str] = []
    concepts: list[tuple[str, ...]] = []
    owners: list[int] = []
    sorted_as: list[int] = []
    for line in catalogue_lines():
        if line.startswith("#"):
            names.append(line.removeprefix("#").strip())
        elif not line.startswith(SPOKEN):
            finer = line.startswith(FINER)
            sorted_as.append(sorted_as[-1] if finer else len(concepts))
            concepts.append(tuple(line.removeprefix(FINER).split()))
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
    )


def _keys(word: str) -> set[str]:
    return {word.lower(), noun_lemma(word).lower(), other_lemma(word)} - {""}


def concepts_of(term: Term) -> Mapping[int, float]:
    """Concept → weight for one term: by the word itself, else by the parts of the compound."""
    known = fields().concepts_of
    whole = known.get(term.key) or known.get(term.written.lower())
    if whole:
        return {concept: 1.0 / len(whole) for concept in whole}
    weights: dict[int, float] = defaultdict(float)
    for part in term.parts:
        for concept in known.get(part, ()):
            weights[concept] += 0.6 / len(known[part]) / len(term.parts)
    return weights
