"""How much cards and groups of cards are alike, over all kinds of cards on one board."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from facilitation.algebra import Matrix, unit_rows
from facilitation.notes import Note
from facilitation.subjects import evidence_of
from facilitation.title_words import NO_NAMES
from facilitation.vectors import card_vectors, read_board
from facilitation.words import Term

_LEAST_LIKENESS, _SPEAKS = 0.4, 0.7


class Likeness:
    """Card vectors of some notes, and what they are about."""

    def __init__(self, notes: Sequence[Note], *, language: str = "de") -> None:
        ordered = sorted(notes, key=lambda note: (note.text, note.id))
        self.row = {note.id: at for at, note in enumerate(ordered)}
        self.board = read_board(
            [note.text for note in ordered], languages=[note.language for note in ordered], language=language
        )

    @cached_property
    def vectors(self) -> Matrix:
        """Shape (notes, dimensions), rows of length 1 or 0."""
        return card_vectors(self.board)

    @cached_property
    def about(self) -> list[frozenset[str | int]]:
        """For each row its nouns and the concepts of the catalogue that it clearly speaks of."""
        return [
            frozenset(key for term in terms if self._is_noun(term) for key in (term.key, *term.parts[-1:]))
            | {at for term in terms for at, weight in evidence_of(term).items() if weight >= _SPEAKS}
            for terms in self.board.terms
        ]

    @cached_property
    def nouns(self) -> list[frozenset[str]]:
        """For each row its nouns as wholes."""
        return [frozenset(term.key for term in terms if self._is_noun(term)) for terms in self.board.terms]

    def share_much(self, one: str, other: str) -> bool:
        """Whether two cards have a whole noun and a second noun or concept in common."""
        first, second = (self.row[id_] for id_ in (one, other))
        return (
            bool(self.nouns[first] & self.nouns[second]) and len(self.about[first] & self.about[second]) >= 2
        )

    def subjects(self, ids: Sequence[str], *, share: float) -> frozenset[str | int]:
        """The whole nouns and the concepts of which this share of the cards speaks, and more than one."""
        rows = [self.row[id_] for id_ in ids]
        counted = Counter(key for row in rows for key in self._speaks_of(row))
        return frozenset(
            key for key, count in counted.items() if count >= max(share * len(rows), min(2, len(rows)))
        )

    def common(self, one: str, other: str) -> frozenset[str | int]:
        """The whole nouns and the concepts of which both cards speak."""
        return self._speaks_of(self.row[one]) & self._speaks_of(self.row[other])

    def _speaks_of(self, row: int) -> frozenset[str | int]:
        return self.nouns[row] | frozenset(key for key in self.about[row] if isinstance(key, int))

    def _is_noun(self, term: Term) -> bool:
        return term.key not in NO_NAMES and self.board.speller.is_noun(term.key)

    def of_groups(self, one: Sequence[str], other: Sequence[str]) -> float:
        """Cosine between the sums of the vectors of two groups of cards, -1 to 1; 0 for none."""
        first, second = (self._rows(ids).sum(axis=0) for ids in (one, other))
        lengths = float(np.linalg.norm(first) * np.linalg.norm(second))
        return round(float(first @ second) / lengths, 6) if lengths > 1e-9 else 0.0

    def pairs(
        self, one: Sequence[str], other: Sequence[str], *, least: float = _LEAST_LIKENESS
    ) -> list[tuple[str, str]]:
        """Pairs of cards that are alike and share a noun or a concept, each card at most once.

        least: the cosine they need. Those come first that are likest to each other and to the other group as
        a whole.
        """
        if not one or not other:
            return []
        first, second = self._rows(one), self._rows(other)
        values = first @ second.T
        centres = unit_rows(np.array([first.sum(axis=0), second.sum(axis=0)]))
        worth = (values + (first @ centres[1])[:, None] + (second @ centres[0])[None, :]).round(6)
        alike = zip(*np.nonzero(values.round(6) >= least), strict=True)
        order = sorted((-float(worth[a, b]), int(a), int(b)) for a, b in alike)
        found: dict[str, str] = {}
        for _, a, b in order:
            shared = self.about[self.row[one[a]]] & self.about[self.row[other[b]]]
            if shared and one[a] not in found and other[b] not in found.values():
                found[one[a]] = other[b]
        return list(found.items())

    def _rows(self, ids: Sequence[str]) -> Matrix:
        return self.vectors[[self.row[id_] for id_ in ids]]
