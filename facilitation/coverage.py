"""How much a word, a concept or a phrase says for a theme and against the others."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import log

from facilitation.subjects import Subject, evidence_of, subjects
from facilitation.vectors import Board
from facilitation.words import Term

Reach = Mapping[int, float]
"""Row of the board → how clearly the card is reached, 0 to 1."""

_SMOOTHING, _CLEAR, _ENOUGH_TERMS = 0.05, 0.7, 3
_HEAD_WEIGHT, _MODIFIER_WEIGHT = 0.8, 0.4


class Coverage:
    """Which cards each key and each concept of a board reaches."""

    def __init__(self, board: Board, themes: Sequence[Sequence[int]]) -> None:
        self.board, self.themes = board, themes
        self._own = [frozenset(rows) for rows in themes]
        self._of_concepts: dict[frozenset[int], Reach] = {}
        self.by_key: dict[str, dict[int, float]] = defaultdict(dict)
        self.by_concept: dict[int, dict[int, float]] = defaultdict(dict)
        for row, terms in enumerate(board.terms):
            for term in terms:
                _raise(self.by_key[term.key], row, 1.0)
                for place, part in enumerate(term.parts):
                    head = place == len(term.parts) - 1
                    _raise(self.by_key[part], row, _HEAD_WEIGHT if head else _MODIFIER_WEIGHT)
                for concept, weight in evidence_of(term).items():
                    _raise(self.by_concept[concept], row, weight)

    def terms_in(self, at: int, language: str) -> list[Term]:
        """The terms of a theme's cards, only those of the board's language if there are three or more."""
        every = [term for row in self.themes[at] for term in self.board.terms[row]]
        own = [term for term in every if (term.language == "en") == (language == "en")]
        return own if len({term.key for term in own}) >= _ENOUGH_TERMS else every

    def of_key(self, key: str) -> Reach:
        return self.by_key.get(key, {})

    def of_subject(self, subject: Subject) -> Reach:
        if subject.concepts not in self._of_concepts:
            self._of_concepts[subject.concepts] = united(
                self.by_concept[at] for at in sorted(subject.concepts)
            )
        return self._of_concepts[subject.concepts]

    def of_terms(self, terms: Sequence[Term]) -> Reach:
        """Cards that have one of the terms or speak of a concept of one."""
        known = (pair for term in terms for pair in evidence_of(term).items())
        concepts = sorted({concept for concept, weight in known if weight >= _CLEAR})
        return united([*(self.of_key(term.key) for term in terms), *(self.by_concept[at] for at in concepts)])

    def inside(self, reach: Reach, at: int) -> float:
        """Share of a theme's cards that are reached, each card by its weight."""
        return sum(weight for row, weight in reach.items() if row in self._own[at]) / max(
            len(self._own[at]), 1
        )

    def worth(self, reach: Reach, at: int) -> float:
        """The share inside the theme times the log ratio to the share in all other cards."""
        others = max(len(self.board.terms) - len(self._own[at]), 1)
        outside = sum(weight for row, weight in reach.items() if row not in self._own[at]) / others
        share = self.inside(reach, at)
        return share * log((share + _SMOOTHING) / (outside + _SMOOTHING))

    def cards_with(self, key: str, at: int) -> int:
        """How many cards of a theme have exactly this word."""
        return sum(weight == 1.0 for row, weight in self.of_key(key).items() if row in self._own[at])

    def leading_subjects(self, at: int) -> list[tuple[Subject, Reach]]:
        """Subjects that cards of the theme speak of, in the order of the catalogue."""
        reached = ((subject, self.of_subject(subject)) for subject in subjects())
        return [(subject, reach) for subject, reach in reached if not self._own[at].isdisjoint(reach)]


def united(reaches: Iterable[Reach]) -> Reach:
    """Each card by its highest weight."""
    result: dict[int, float] = {}
    for reach in reaches:
        for row, weight in reach.items():
            _raise(result, row, weight)
    return result


def shared(one: Reach, other: Reach) -> Reach:
    """The cards that both reach, each by its lower weight."""
    return {row: min(weight, other[row]) for row, weight in one.items() if row in other}


def _raise(reach: dict[int, float], row: int, weight: float) -> None:
    reach[row] = max(weight, reach.get(row, 0.0))
