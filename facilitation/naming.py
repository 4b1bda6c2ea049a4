"""Titles that a person would write, and key words: both from the cards' own words."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from facilitation.phrases import Phrase, Tagger, capital, phrases_of, surface_form
from facilitation.stop_words import TITLE_FILLERS
from facilitation.vectors import Board
from facilitation.words import Term, guess_language, words_of

_MOST_KEYWORDS = 5
_CARDS_READ = 60
_WITHOUT_WORDS = {"de": "Ohne Worte", "en": "Without words"}
_OTHER = {"de": "Weiteres", "en": "Further points"}


@dataclass(frozen=True, slots=True)
class Name:
    title: str
    keywords: tuple[str, ...]


def name_themes(
    board: Board, themes: Sequence[Sequence[int]], *, given: Sequence[str] = (), language: str = "de"
) -> list[Name]:
    """Title and three to five key words for each theme (rows of the board, most typical first).

    A title given by a person is kept as it is; no two titles are the same otherwise.
    """
    titles = list(given) or [""] * len(themes)
    lexicon = _Lexicon(board, themes)
    taken = {title.casefold() for title in titles if title}
    names = []
    for at, rows in enumerate(themes):
        keywords = lexicon.keywords(at)
        title = titles[at] or _free_title(
            _candidates(board, rows, at, lexicon, language), keywords, taken, language
        )
        taken.add(title.casefold())
        names.append(Name(title, keywords))
    return names


class _Lexicon:
    """How much each key says for a theme and against the others."""

    def __init__(self, board: Board, themes: Sequence[Sequence[int]]) -> None:
        self.board, self.themes = board, themes
        self.keys_of_card = [_keys(terms) for terms in board.terms]
        self.cards_with = Counter(key for keys in self.keys_of_card for key in keys)
        self.inside = [Counter(key for row in rows for key in self.keys_of_card[row]) for rows in themes]
        self.scores = [self._scores(at) for at in range(len(themes))]

    def _scores(self, at: int) -> dict[str, float]:
        """Share of the theme's cards with the key times the log ratio to the share elsewhere."""
        size, total = len(self.themes[at]), len(self.board.terms)
        scores = {}
        for key, count in self.inside[at].items():
            share = count / size
            elsewhere = (self.cards_with[key] - count + 0.5) / (total - size + 1.0)
            scores[key] = (
                share * max(log((share + 0.02) / (elsewhere + 0.02)), 0.0) if total > size else share
            )
        return scores

    def keywords(self, at: int) -> tuple[str, ...]:
        terms, forms = self._terms(at)
        ranked = sorted(terms, key=lambda key: (-self.scores[at][key] * self._worth(key), key))
        chosen: list[str] = []
        for key in ranked:
            noun = self.board.speller.is_noun(terms[key].written)
            form = surface_form(terms[key], forms[key], noun=noun)
            if form.casefold() not in {word.casefold() for word in chosen}:
                chosen.append(form)
            if len(chosen) == _MOST_KEYWORDS:
                break
        return tuple(chosen)

    def _worth(self, key: str) -> float:
        if key in TITLE_FILLERS:
            return 0.2
        return 1.0 if self.board.speller.is_noun(key) else 0.5

    def _terms(self, at: int) -> tuple[dict[str, Term], dict[str, list[str]]]:
        terms: dict[str, Term] = {}
        forms: dict[str, list[str]] = defaultdict(list)
        for row in self.themes[at]:
            for term in self.board.terms[row]:
                terms.setdefault(term.key, term)
                forms[term.key].append(term.written)
        return terms, forms

    def fit(self, phrase: Phrase, at: int) -> float:
        """How well the words of a phrase tell this theme from all others: strongest words first."""
        values = sorted(
            (self.scores[at].get(key, 0.0) * self._worth(key) for key in phrase.keys), reverse=True
        )
        strength = sum(value / (1 + place) for place, value in enumerate(values))
        strange = sum(value <= 0.0 for value in values)
        return strength - 0.04 * strange


def _keys(terms: Sequence[Term]) -> set[str]:
    return {key for term in terms for key in (term.key, *term.parts)}


def _candidates(
    board: Board, rows: Sequence[int], at: int, lexicon: _Lexicon, language: str
) -> list[tuple[float, Phrase]]:
    taggers = {name: Tagger(board.speller, language=name) for name in ("de", "en")}
    found: Counter[Phrase] = Counter()
    for row in rows[:_CARDS_READ]:
        spoken = guess_language(board.texts[row], default=language)
        found.update(set(phrases_of(board.texts[row], taggers[spoken])))
    rated = [(_rate(phrase, count, at, lexicon), phrase) for phrase, count in found.items()]
    return sorted(rated, key=lambda pair: (-pair[0], len(pair[1].text), pair[1].text))


def _rate(phrase: Phrase, count: int, at: int, lexicon: _Lexicon) -> float:
    size = max(len(lexicon.themes[at]), 1)
    length = len(words_of(phrase.text))
    too_long = 0.01 * max(0, len(phrase.text) - 28)
    says_something = 0.06 if 2 <= length <= 5 else 0.0
    return lexicon.fit(phrase, at) + says_something - too_long + 0.3 * (count - 1) / size


def _free_title(
    candidates: Sequence[tuple[float, Phrase]], keywords: Sequence[str], taken: set[str], language: str
) -> str:
    titles = [phrase.text for _, phrase in candidates]
    titles += [capital(word) for word in keywords]
    other = (
        _OTHER.get(language, _OTHER["de"]) if keywords else _WITHOUT_WORDS.get(language, _WITHOUT_WORDS["de"])
    )
    free = next((title for title in titles if title.casefold() not in taken), other)
    number = 2
    while free.casefold() in taken:
        free, number = f"{other} {number}", number + 1
    return free
