"""Latent semantic analysis of words, their parts and their letters: what tolerates typing errors."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from facilitation.algebra import Matrix, reduced, unit_rows
from facilitation.bags import Bag, Vocabulary, card_term_matrix, vocabulary_of
from facilitation.words import Term

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_MOST_DIMENSIONS, _FEWEST_DIMENSIONS = 60, 8
_CHARACTERS = (3, 5)
_CHARACTER_SHARE = 0.7


class FormSpace:
    """The forms of words in a pile of cards, reduced (Deerwester et al. 1990); `cards`: rows of length 1."""

    def __init__(self, cards: Sequence[Sequence[Term]], bags: Sequence[Bag]) -> None:
        self._words = _Weighting(bags)
        self._letters = _Weighting.of_letters(cards)
        joined = _side_by_side(self._words.fitted, self._letters.fitted)
        dimensions = min(_MOST_DIMENSIONS, max(_FEWEST_DIMENSIONS, len(bags) // 3))
        left, strength = (
            reduced(joined, dimensions) if joined.nnz else (np.zeros((len(bags), 1)), np.zeros(1))
        )
        self._axes = np.asarray(joined.T @ left) / np.where(strength > 0, strength, np.inf)
        self.cards = unit_rows(left * strength)

    def of(self, terms: Sequence[Term], bag: Bag) -> Matrix:
        """The vector of one more card, shape (1, dimensions), length 1 or 0."""
        row = _side_by_side(self._words.of([bag]), self._letters.of([_letters_of(terms)]))
        return unit_rows(np.asarray(row @ self._axes))


def _side_by_side(words: "csr_array", letters: "csr_array") -> "csr_array":
    from scipy.sparse import csr_array, hstack

    return csr_array(hstack([words, letters * _CHARACTER_SHARE]))


class _Weighting:
    """Logarithmic counts times inverse document frequency, rows of length 1 (Salton and Buckley 1988).

    Keys that only one card has are left out, for they bind nothing.
    """

    def __init__(self, bags: Sequence[Bag]) -> None:
        self._fit(card_term_matrix(bags, every := vocabulary_of(bags)), every)

    @classmethod
    def of_letters(cls, cards: Sequence[Sequence[Term]]) -> "_Weighting":
        """The same as of the bags of all letters, but the letters of each word are counted once only."""
        plain: list[Bag] = [[(term.key, 1.0, 0) for term in terms] for terms in cards]
        words = vocabulary_of(plain)
        letters: list[Bag] = [_letters_of_word(word) for word in words]
        every = vocabulary_of(letters)
        weighting = cls.__new__(cls)
        weighting._fit(card_term_matrix(plain, words) @ card_term_matrix(letters, every), every)
        return weighting

    def _fit(self, counts: "csr_array", every: Vocabulary) -> None:
        cards = np.bincount(counts.indices, minlength=counts.shape[1])
        kept = np.flatnonzero(cards > 1)
        names = list(every)
        self._vocabulary = {names[column]: at for at, column in enumerate(kept.tolist())}
        self._rarity = np.log((1 + counts.shape[0]) / (1 + cards[kept])) + 1.0
        self.fitted = self._weighted(counts[:, kept].tocsr())

    def of(self, bags: Sequence[Bag]) -> "csr_array":
        return self._weighted(card_term_matrix(bags, self._vocabulary))

    def _weighted(self, counts: "csr_array") -> "csr_array":
        matrix = counts.copy()
        matrix.data = (1 + np.log(np.maximum(matrix.data, 0.2))).clip(0.1) * self._rarity[matrix.indices]
        lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
        matrix.data = matrix.data / np.repeat(np.where(lengths, lengths, 1.0), np.diff(matrix.indptr))
        return matrix


def _letters_of(terms: Sequence[Term]) -> Bag:
    return [entry for term in terms for entry in _letters_of_word(term.key)]


def _letters_of_word(key: str) -> Bag:
    low, high = _CHARACTERS
    word = f" {key} "
    lengths = range(low, high + 1)
    return [(word[at : at + size], 1.0, 0) for size in lengths for at in range(len(word) - size + 1)]
