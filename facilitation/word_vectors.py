"""Word vectors without a model: what stands together in cards means something alike."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from facilitation.algebra import Matrix, first_direction, reduced, unit_rows
from facilitation.bags import Bag, Vocabulary, card_term_matrix, vocabulary_of

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_WINDOW = 25
_CONTEXT_SMOOTHING = 0.75
_FREQUENCY_SMOOTHING = 0.1
MOST_DIMENSIONS, _FEWEST_DIMENSIONS = 40, 8
_OWN_WEIGHT = 5.0
_FEW_CARDS = 20
_MANY_WORDS = 8_000


class WordSpace:
    """Word vectors learnt from cards and other texts, and the cards as their frequency-weighted means.

    Means less the first component: Arora, Liang and Ma 2017, "A simple but tough-to-beat baseline".
    """

    def __init__(
        self, bags: Sequence[Bag], background: Sequence[Bag] = (), *, most: int = MOST_DIMENSIONS
    ) -> None:
        self.vocabulary = _vocabulary(bags, background)
        dimensions = max(_FEWEST_DIMENSIONS, len(bags) // 4 + len(background) // 20)
        counts = _pair_counts(bags, self.vocabulary, _OWN_WEIGHT)
        counts = counts + _pair_counts(background, self.vocabulary, 1.0)
        vectors = _word_vectors(counts, min(most, dimensions))
        weights = card_term_matrix(bags, self.vocabulary)
        share = np.asarray(weights.sum(axis=0)).ravel()
        share = share / max(share.sum(), 1.0)
        self.words = vectors * (_FREQUENCY_SMOOTHING / (_FREQUENCY_SMOOTHING + share * 10))[:, None]
        cards = np.asarray(weights @ self.words)
        self.common = _common_direction(cards)
        self.cards = self._without_common(cards)

    def of(self, bags: Sequence[Bag]) -> Matrix:
        """The vectors of more texts, shape (bags, dimensions), length 1 or 0."""
        return self._without_common(np.asarray(card_term_matrix(bags, self.vocabulary) @ self.words))

    def _without_common(self, cards: Matrix) -> Matrix:
        return unit_rows(cards - (cards @ self.common.T) @ self.common)


def _common_direction(cards: Matrix) -> Matrix:
    """What all cards share says nothing; on few cards it would be a theme and stays (zeros)."""
    filled = unit_rows(cards)
    if len(cards) < _FEW_CARDS or not filled.any():
        return np.zeros((1, cards.shape[1]))
    return first_direction(filled)


def _vocabulary(bags: Sequence[Bag], background: Sequence[Bag]) -> Vocabulary:
    """All words; where there are very many, those of a single text are left out, for they bind nothing."""
    every = vocabulary_of([*bags, *background])
    return every if len(every) <= _MANY_WORDS else vocabulary_of([*bags, *background], least=2)


def _pair_counts(bags: Sequence[Bag], vocabulary: Vocabulary, factor: float) -> "csr_array":
    """Symmetric counts of words that meet in a text, falling linearly with their distance.

    Shape (words, words).
    """
    from scipy.sparse import csr_array

    size = len(vocabulary)
    counts = csr_array((size, size), dtype=np.float64)
    for some in _portions(bags):
        counts = counts + _meetings(some, vocabulary, factor)
    return csr_array(counts + counts.T)


_PORTION = 2_000


def _portions(bags: Sequence[Bag]) -> Iterator[Sequence[Bag]]:
    """Few at a time keeps memory low."""
    return (bags[begin : begin + _PORTION] for begin in range(0, len(bags), _PORTION))


def _meetings(bags: Sequence[Bag], vocabulary: Vocabulary, factor: float) -> "csr_array":
    from scipy.sparse import coo_array, csr_array

    known = [
        (vocabulary[key], weight, place, text)
        for text, bag in enumerate(bags)
        for key, weight, place in bag
        if key in vocabulary
    ]
    table = np.array(known, dtype=np.float64).reshape(-1, 4)
    word, weight, place, text = table[:, 0].astype(np.int64), table[:, 1], table[:, 2], table[:, 3]
    found: list[tuple[NDArray[np.int64], NDArray[np.int64], Matrix]] = []
    for step in range(1, len(table)):
        distance = place[step:] - place[:-step]
        near = (text[step:] == text[:-step]) & (distance <= _WINDOW)
        if not near.any():
            break
        near &= word[step:] != word[:-step]
        value = factor * weight[step:] * weight[:-step] * (1 - distance / (_WINDOW + 1))
        found.append((word[:-step][near], word[step:][near], value[near]))
    size = len(vocabulary)
    if not found:
        return csr_array((size, size), dtype=np.float64)
    rows, columns, values = (np.concatenate(each) for each in zip(*found, strict=True))
    return coo_array((values, (rows, columns)), shape=(size, size)).tocsr()


def _word_vectors(counts: "csr_array", dimensions: int) -> Matrix:
    """Positive pointwise mutual information, contexts smoothed (Levy, Goldberg and Dagan 2015), reduced."""
    pairs = counts.tocoo()
    total = pairs.data.sum()
    if not total:
        return np.zeros((counts.shape[0], 1))
    word = np.asarray(counts.sum(axis=1)).ravel()
    context = np.asarray(counts.sum(axis=0)).ravel() ** _CONTEXT_SMOOTHING
    expected = (word / total)[pairs.row] * (context / context.sum())[pairs.col]
    pairs.data = np.maximum(np.log((pairs.data / total) / expected), 0.0)
    information = pairs.tocsr()
    information.eliminate_zeros()
    left, strength = reduced(information, dimensions)
    return np.asarray(left * np.sqrt(strength))
