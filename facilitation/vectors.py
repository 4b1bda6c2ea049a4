"""Cards as vectors: word vectors from the cards, latent semantic analysis and the catalogue of fields."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from facilitation.algebra import Matrix, unit_rows
from facilitation.bags import Bag, bag_of
from facilitation.earlier import leaning, trust_in
from facilitation.fields import concepts_of, fields
from facilitation.word_forms import FormSpace
from facilitation.word_vectors import MOST_DIMENSIONS, WordSpace
from facilitation.words import Speller, Term, guess_language, readable

_FORM_SHARE, _DIMENSIONS_WITH_EARLIER = 0.5, 30
_FIELD_SHARE, _FIELD_SHARE_OF_SMALL_BOARDS, _SMALL_BOARD = 1.0, 0.6, 60
_FIELD_OVER_CONCEPT = 1.5
_MOST_OF_A_CONCEPT = 2.0


@dataclass(frozen=True, slots=True)
class Board:
    """The cards made ready: readable texts, their terms, and who knows how the board spells."""

    texts: tuple[str, ...]
    terms: tuple[tuple[Term, ...], ...]
    speller: Speller

    def only(self, rows: Sequence[int]) -> "Board":
        """A board of some of the cards, spelled as the whole board does."""
        texts, terms = tuple(self.texts[row] for row in rows), tuple(self.terms[row] for row in rows)
        return Board(texts, terms, self.speller)


def read_board(texts: Sequence[str], *, languages: Sequence[str] = (), language: str = "de") -> Board:
    """`languages`: of who wrote each card, "" if unknown; they count where the words do not tell."""
    ready = tuple(readable(text) for text in texts)
    given = languages or [""] * len(ready)
    speller = Speller(ready)
    terms = tuple(
        tuple(speller.terms(text, language=guess_language(text, default=known or language)))
        for text, known in zip(ready, given, strict=True)
    )
    return Board(ready, terms, speller)


def lonely_cards(board: Board, vectors: Matrix) -> list[int]:
    """Rows of cards that share no word with any other card and that the catalogue knows nothing about.

    With the cards that have no vector anyway at most a tenth of the board, those with the fewest words first.
    """
    keys = [{key for term in terms for key in (term.key, *term.parts)} for terms in board.terms]
    count = Counter(key for row in keys for key in row)
    known = np.linalg.norm(vectors, axis=1) > 0.5
    lonely = [
        row
        for row, terms in enumerate(board.terms)
        if known[row] and all(count[key] == 1 for key in keys[row]) and not any(map(concepts_of, terms))
    ]
    most = max(0, len(keys) // 10 - int((~known).sum()))
    return sorted(sorted(lonely, key=lambda row: (len(keys[row]), row))[:most])


def card_vectors(
    board: Board, *, background: Sequence[Sequence[Term]] = (), earlier: Sequence[Sequence[Term]] = ()
) -> Matrix:
    """One row per card, length 1, or all zeros for a card without words or a lonely one.

    Shape (cards, dimensions). `background`: terms of other texts, from which word vectors learn as well;
    `earlier`: those of texts of the same kind, on which cards lean besides.
    """
    return Space(board, background=background, earlier=earlier).cards


class Space:
    """The cards of a board as vectors, shape (cards, dimensions), and room for cards that come later."""

    def __init__(
        self,
        board: Board,
        *,
        background: Sequence[Sequence[Term]] = (),
        earlier: Sequence[Sequence[Term]] = (),
    ) -> None:
        bags, others = [bag_of(terms) for terms in board.terms], [bag_of(terms) for terms in earlier]
        most = _DIMENSIONS_WITH_EARLIER if earlier else MOST_DIMENSIONS
        self._words = WordSpace(bags, [*others, *(bag_of(terms) for terms in background)], most=most)
        self._forms = FormSpace(board.terms, bags)
        self._fields = _FieldSpace(board.terms)
        said = self._words.of(others), self._fields.of(earlier)
        self._trust = trust_in(np.hstack(said), np.hstack([self._words.cards, self._fields.cards]))
        self._field_share = _field_share(len(bags), trust=self._trust)
        self._texts = self._meant(*said)
        self.cards = self._joined(self._words.cards, self._forms.cards, self._fields.cards)
        self.cards[lonely_cards(board, self.cards)] = 0.0

    def of(self, terms: Sequence[Term]) -> Matrix:
        """The vector of one more card, shape (dimensions,), length 1 or 0."""
        bag: Bag = bag_of(terms)
        parts = self._words.of([bag]), self._forms.of(terms, bag), self._fields.of([terms])
        return np.asarray(self._joined(*parts)[0])

    def _joined(self, words: Matrix, forms: Matrix, of_fields: Matrix) -> Matrix:
        meant = leaning(self._meant(words, of_fields), self._texts, trust=self._trust)
        return unit_rows(np.hstack([meant, _FORM_SHARE * forms]))

    def _meant(self, words: Matrix, of_fields: Matrix) -> Matrix:
        return np.hstack([words, self._field_share * of_fields])


def _field_share(size: int, *, trust: float) -> float:
    """A small board knows few words of its own, so the catalogue counts more, unless earlier texts help."""
    return _FIELD_SHARE + (1 - trust) * _FIELD_SHARE_OF_SMALL_BOARDS * min(1.0, _SMALL_BOARD / max(size, 1))


class _FieldSpace:
    """What the catalogue knows about each card: its concepts and, summed up, their fields."""

    def __init__(self, cards: Sequence[Sequence[Term]]) -> None:
        counted = _counted_subjects(cards)
        self._rarity = np.log((1 + len(counted)) / (1 + (counted > 0).sum(axis=0)))
        self.cards = unit_rows(counted * self._rarity)

    def of(self, cards: Sequence[Sequence[Term]]) -> Matrix:
        return unit_rows(_counted_subjects(cards) * self._rarity)


def _counted_subjects(cards: Sequence[Sequence[Term]]) -> Matrix:
    known = fields()
    concepts = np.zeros((len(cards), len(known.concepts)))
    for row, terms in enumerate(cards):
        for term in terms:
            for concept, weight in concepts_of(term).items():
                concepts[row, known.sorted_as[concept]] += weight
    concepts = np.minimum(concepts, _MOST_OF_A_CONCEPT)
    of_field = np.zeros((len(known.concepts), len(known.names)))
    of_field[np.arange(len(known.concepts)), known.field_of_concept] = _FIELD_OVER_CONCEPT
    return np.hstack([concepts, concepts @ of_field])
