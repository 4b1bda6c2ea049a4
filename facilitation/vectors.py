"""Cards as vectors: word vectors from the cards, latent semantic analysis and the catalogue of fields."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from facilitation.algebra import Matrix, reduced, unit_rows
from facilitation.fields import concepts_of, fields
from facilitation.words import Speller, Term, guess_language, readable

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_WINDOW = 25
_CONTEXT_SMOOTHING = 0.75
_FREQUENCY_SMOOTHING = 0.1
_PART_WEIGHT = 0.5
_LSA_SHARE = 0.7
_FIELD_SHARE, _FIELD_SHARE_OF_SMALL_BOARDS, _SMALL_BOARD = 1.0, 0.6, 60
_FIELD_OVER_CONCEPT = 1.5
_MOST_WORD_DIMENSIONS, _MOST_LSA_DIMENSIONS = 60, 60
_OWN_WEIGHT = 5.0
_CHARACTERS = (3, 5)


@dataclass(frozen=True, slots=True)
class Board:
    """The cards made ready: readable texts, their terms, and who knows how the board spells."""

    texts: tuple[str, ...]
    terms: tuple[tuple[Term, ...], ...]
    speller: Speller


def read_board(texts: Sequence[str], *, languages: Sequence[str] = (), language: str = "de") -> Board:
    """`languages` gives the language of each card where it is known, else it is guessed."""
    ready = tuple(readable(text) for text in texts)
    given = languages or [""] * len(ready)
    speller = Speller(ready)
    terms = tuple(
        tuple(speller.terms(text, language=known or guess_language(text, default=language)))
        for text, known in zip(ready, given, strict=True)
    )
    return Board(ready, terms, speller)


def lonely_cards(board: Board) -> list[int]:
    """Rows of cards that share no word with any other card and that the catalogue knows nothing about.

    At most a tenth of the board, those with the fewest words first: a pile of strangers is no theme.
    """
    keys = [{key for term in terms for key in (term.key, *term.parts)} for terms in board.terms]
    count = Counter(key for row in keys for key in row)
    lonely = [
        row
        for row, terms in enumerate(board.terms)
        if terms and all(count[key] == 1 for key in keys[row]) and not any(map(concepts_of, terms))
    ]
    return sorted(sorted(lonely, key=lambda row: (len(keys[row]), row))[: len(keys) // 10])


def card_vectors(board: Board, *, background: Sequence[Sequence[Term]] = ()) -> Matrix:
    """One row per card, length 1, or all zeros for a card without words or a lonely one.

    Shape (cards, dimensions). `background`: terms of other texts, from which word vectors learn as well.
    """
    bags = [_bag(terms) for terms in board.terms]
    by_words = unit_rows(_co_occurrence_vectors(bags, [_bag(terms) for terms in background]))
    by_forms = unit_rows(_form_vectors(board, bags))
    by_fields = unit_rows(_field_vectors(board))
    joined = unit_rows(np.hstack([by_words, _LSA_SHARE * by_forms, _field_share(len(bags)) * by_fields]))
    joined[lonely_cards(board)] = 0.0
    return joined


def _field_share(size: int) -> float:
    """A small board knows few words of its own, so the catalogue counts more."""
    return _FIELD_SHARE + _FIELD_SHARE_OF_SMALL_BOARDS * min(1.0, _SMALL_BOARD / max(size, 1))


Bag = list[tuple[str, float, int]]
"""The terms of a card: key, weight, place."""


def _bag(terms: Sequence[Term]) -> Bag:
    bag: Bag = []
    for place, term in enumerate(terms):
        bag.append((term.key, 1.0, place))
        bag.extend((part, _PART_WEIGHT, place) for part in term.parts)
    return bag


def _co_occurrence_vectors(bags: Sequence[Bag], background: Sequence[Bag]) -> Matrix:
    """Frequency-weighted means of word vectors less the first component (Arora, Liang and Ma 2017)."""
    vocabulary = _vocabulary([*bags, *background])
    if not vocabulary:
        return np.zeros((len(bags), 1))
    counts = _pair_counts(bags, vocabulary, _OWN_WEIGHT) + _pair_counts(background, vocabulary, 1.0)
    words = _word_vectors(counts, min(_MOST_WORD_DIMENSIONS, max(8, len(bags) // 4 + len(background) // 20)))
    weights = _card_term_matrix(bags, vocabulary)
    share = np.asarray(weights.sum(axis=0)).ravel()
    share = share / max(share.sum(), 1.0)
    smoothed = _FREQUENCY_SMOOTHING / (_FREQUENCY_SMOOTHING + share * 10)
    cards = weights.multiply(smoothed).tocsr() @ words
    return _without_first_component(np.asarray(cards))


def _vocabulary(bags: Sequence[Bag]) -> dict[str, int]:
    return {key: at for at, key in enumerate(sorted({key for bag in bags for key, _, _ in bag}))}


def _pair_counts(bags: Sequence[Bag], vocabulary: dict[str, int], factor: float) -> "csr_array":
    """Symmetric counts of terms that meet in a card, falling linearly with their distance."""
    from scipy.sparse import csr_array

    rows, columns, values = [], [], []
    for bag in bags:
        if len(bag) < 2:
            continue
        index = np.array([vocabulary[key] for key, _, _ in bag])
        weight = np.array([weight for _, weight, _ in bag])
        place = np.array([place for _, _, place in bag])
        left, right = np.triu_indices(len(bag), k=1)
        distance = np.abs(place[left] - place[right])
        near = (distance <= _WINDOW) & (index[left] != index[right])
        left, right, distance = left[near], right[near], distance[near]
        value = factor * weight[left] * weight[right] * (1 - distance / (_WINDOW + 1))
        rows += [index[left], index[right]]
        columns += [index[right], index[left]]
        values += [value, value]
    size = len(vocabulary)
    if not rows:
        return csr_array((size, size), dtype=np.float64)
    parts = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    return csr_array(parts, shape=(size, size), dtype=np.float64)


def _word_vectors(counts: "csr_array", dimensions: int) -> Matrix:
    """Positive pointwise mutual information, contexts smoothed (Levy, Goldberg and Dagan 2015), reduced."""
    pairs = counts.tocoo()
    total = pairs.data.sum()
    if not total:
        return np.zeros((counts.shape[0], 1))
    word = np.asarray(counts.sum(axis=1)).ravel()
    context = np.asarray(counts.sum(axis=0)).ravel() ** _CONTEXT_SMOOTHING
    expected = (word / total)[pairs.row] * (context / context.sum())[pairs.col]
    information = np.log((pairs.data / total) / expected)
    pairs.data = np.maximum(information, 0.0)
    left, strength = reduced(pairs.tocsr(), dimensions)
    return np.asarray(left * np.sqrt(strength))


def _card_term_matrix(bags: Sequence[Bag], vocabulary: dict[str, int]) -> "csr_array":
    from scipy.sparse import csr_array

    rows = [row for row, bag in enumerate(bags) for _ in bag]
    columns = [vocabulary[key] for bag in bags for key, _, _ in bag]
    values = [weight for bag in bags for _, weight, _ in bag]
    return csr_array((values, (rows, columns)), shape=(len(bags), len(vocabulary)), dtype=np.float64)


def _form_vectors(board: Board, bags: Sequence[Bag]) -> Matrix:
    """LSA of lemmas, compound parts and character n-grams: what tolerates typing errors."""
    from scipy.sparse import hstack

    terms = _tf_idf(bags)
    characters = _tf_idf([_character_bag(terms) for terms in board.terms])
    joined = hstack([terms, characters * 0.7]).tocsr()
    if not joined.nnz:
        return np.zeros((len(bags), 1))
    left, strength = reduced(joined, min(_MOST_LSA_DIMENSIONS, max(8, len(bags) // 3)))
    return np.asarray(left * strength)


def _field_vectors(board: Board) -> Matrix:
    """What the catalogue of fields knows about each card: its concepts and, summed up, their fields."""
    known = fields()
    concepts = np.zeros((len(board.terms), len(known.concepts)))
    for row, terms in enumerate(board.terms):
        for term in terms:
            for concept, weight in concepts_of(term).items():
                concepts[row, concept] += weight
    concepts = np.minimum(concepts, 2.0)
    of_field = np.zeros((len(known.concepts), len(known.names)))
    of_field[np.arange(len(known.concepts)), known.field_of_concept] = _FIELD_OVER_CONCEPT
    counted = np.hstack([concepts, concepts @ of_field])
    cards = (counted > 0).sum(axis=0)
    return np.asarray(counted * np.log((1 + len(counted)) / (1 + cards)))


def _character_bag(terms: Sequence[Term]) -> Bag:
    low, high = _CHARACTERS
    words = [f" {term.key} " for term in terms]
    return [
        (word[at : at + length], 1.0, 0)
        for word in words
        for length in range(low, high + 1)
        for at in range(len(word) - length + 1)
    ]


def _tf_idf(bags: Sequence[Bag]) -> "csr_array":
    """Rows of length 1; terms that only one card has are left out, for they bind nothing."""
    matrix = _card_term_matrix(bags, _vocabulary(bags)).tocsr()
    matrix.sum_duplicates()
    cards = np.bincount(matrix.indices, minlength=matrix.shape[1])
    matrix = matrix[:, np.flatnonzero(cards > 1)].tocsr()
    inverse = np.log((1 + len(bags)) / (1 + cards[cards > 1])) + 1.0
    matrix.data = (1 + np.log(np.maximum(matrix.data, 0.2))).clip(0.1) * inverse[matrix.indices]
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    matrix.data = matrix.data / np.repeat(np.where(lengths, lengths, 1.0), np.diff(matrix.indptr))
    return matrix


def _without_first_component(cards: Matrix) -> Matrix:
    """What all cards share says nothing; on few cards the component would be a theme and stays."""
    filled = unit_rows(cards)
    if len(cards) < 20 or not filled.any():
        return cards
    _, _, right = np.linalg.svd(filled, full_matrices=False)
    first = right[:1]
    return np.asarray(cards - (cards @ first.T) @ first)
