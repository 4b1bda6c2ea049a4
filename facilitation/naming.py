"""Titles that a person would write, and key words: both from the cards' own words."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from facilitation.fields import concepts_of
from facilitation.nouns import Tagger, most_usual, usual_form
from facilitation.phrases import Phrase, capital, phrases_of
from facilitation.stop_words import TITLE_FILLERS
from facilitation.vectors import Board
from facilitation.word_lists import listed
from facilitation.words import Term, guess_language, words_of

_MOST_KEYWORDS = 5
_CARDS_READ = 60
_CONCEPT_WEIGHT, _SMOOTHING = 0.4, 0.03
_PHRASE_BONUS, _STRANGER, _TORN_OUT, _PAIR_BALANCE = 0.2, 0.12, 0.2, 0.35
_CONTRASTS = frozenset(listed("zu kein keine mehr weniger viel too no more less fewer"))
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
    lexicon = _Lexicon(board, themes, language=language)
    taken = {title.casefold() for title in titles if title}
    names = []
    for at, rows in enumerate(themes):
        keywords = lexicon.keywords(at)
        title = titles[at] or _free_title(
            _candidates(board, rows, at, lexicon, keywords, language), keywords, taken, language
        )
        taken.add(title.casefold())
        names.append(Name(title, keywords))
    return names


class _Lexicon:
    """How much words and phrases say for a theme and against the others."""

    def __init__(self, board: Board, themes: Sequence[Sequence[int]], *, language: str) -> None:
        self.board, self.themes, self.language = board, themes, language
        self._best: dict[int, float] = {}
        self.rows_with_key: dict[str, set[int]] = defaultdict(set)
        self.rows_with_concept: dict[int, set[int]] = defaultdict(set)
        for row, terms in enumerate(board.terms):
            for term in terms:
                for key in (term.key, *term.parts):
                    self.rows_with_key[key].add(row)
                for concept in concepts_of(term):
                    self.rows_with_concept[concept].add(row)

    def keywords(self, at: int) -> tuple[str, ...]:
        forms = self._forms(at)
        rated = {key: self._rate_key(key, at) for key in forms}
        chosen: dict[str, str] = {}
        for key in sorted(rated, key=lambda key: (-rated[key], key)):
            form = self._form(key, forms[key])
            chosen.setdefault(form.casefold(), form)
            if len(chosen) == _MOST_KEYWORDS:
                break
        return tuple(chosen.values())

    def _form(self, key: str, forms: Sequence[str]) -> str:
        if self.language == "en":
            return most_usual(forms)
        return usual_form(key, forms, noun=self.board.speller.is_noun(key))

    def _forms(self, at: int) -> dict[str, list[str]]:
        forms: dict[str, list[str]] = defaultdict(list)
        for row in self.themes[at]:
            for term in self.board.terms[row]:
                forms[term.key].append(term.written)
        return forms

    def _rate_key(self, key: str, at: int) -> float:
        named = self.language == "en" or self.board.speller.is_noun(key)
        worth = 0.2 if key in TITLE_FILLERS else 1.0 if named else 0.3
        return worth * self.fit([Term(key, (), key)], at)

    def fit(self, terms: Sequence[Term], at: int) -> float:
        """Share of the theme's cards that the terms reach, times the log ratio to the share elsewhere.

        A card counts in full if it has one of the words, less if it only has one of the same concept.
        """
        by_key = set().union(*(self.rows_with_key[key] for term in terms for key in (term.key, *term.parts)))
        concepts = {concept for term in terms for concept in concepts_of(term)}
        by_concept = set().union(*(self.rows_with_concept[concept] for concept in concepts)) - by_key
        own = set(self.themes[at])
        inside = len(by_key & own) + _CONCEPT_WEIGHT * len(by_concept & own)
        outside = len(by_key - own) + _CONCEPT_WEIGHT * len(by_concept - own)
        share, elsewhere = inside / max(len(own), 1), outside / max(len(self.board.terms) - len(own), 1)
        return share * log((share + _SMOOTHING) / (elsewhere + _SMOOTHING))

    def best_fit(self, at: int) -> float:
        """The fit of the best single word, never below a small number."""
        if at not in self._best:
            terms = {term.key: term for row in self.themes[at] for term in self.board.terms[row]}
            self._best[at] = max([0.1, *(self.fit([term], at) for term in terms.values())])
        return self._best[at]

    def strangers(self, terms: Sequence[Term], at: int) -> int:
        """How many of the terms only one card of the theme has, if the theme is not tiny."""
        own = set(self.themes[at])
        return sum(len(self.rows_with_key[term.key] & own) < 2 for term in terms) if len(own) > 5 else 0


def _candidates(
    board: Board, rows: Sequence[int], at: int, lexicon: _Lexicon, keywords: Sequence[str], language: str
) -> list[tuple[float, str]]:
    """Titles with their ratings, best first: phrases from the cards and pairs of key words."""
    taggers = {name: Tagger(board.speller, language=name) for name in ("de", "en")}
    found: Counter[Phrase] = Counter()
    for row in rows[:_CARDS_READ]:
        spoken = guess_language(board.texts[row], default=language)
        found.update(set(phrases_of(board.texts[row], taggers[spoken])))
    rated = [(_rate(phrase, count, at, lexicon), phrase.text) for phrase, count in found.items()]
    rated += _pairs(keywords, at, lexicon, language)
    return sorted(rated, key=lambda pair: (-pair[0], len(pair[1]), pair[1]))


def _rate(phrase: Phrase, count: int, at: int, lexicon: _Lexicon) -> float:
    """How well a phrase would do as the title, relative to the best single word of the theme."""
    length = len(words_of(phrase.text))
    shape = _PHRASE_BONUS if 2 <= length <= 5 else 0.0
    contrast = phrase.text.split()[0].casefold() in _CONTRASTS
    shape -= _TORN_OUT if contrast and count == 1 and not phrase.whole else 0.0
    too_long = 0.01 * max(0, len(phrase.text) - 28)
    numbers = 0.15 if any(sign.isdigit() for sign in phrase.text) else 0.0
    strange = _STRANGER * lexicon.strangers(phrase.terms, at)
    again = 0.5 * (count - 1) / max(len(lexicon.themes[at]), 1)
    return lexicon.fit(phrase.terms, at) / lexicon.best_fit(at) + shape + again - too_long - numbers - strange


def _pairs(keywords: Sequence[str], at: int, lexicon: _Lexicon, language: str) -> list[tuple[float, str]]:
    """ "Parkplätze und Baustellen": two nouns among the key words that are about different things."""
    joint = "and" if language == "en" else "und"
    speller = lexicon.board.speller
    terms = [(word, speller.term(word, language=language)) for word in keywords[:4]]
    nouns = [(word, term) for word, term in terms if term and (language == "en" or speller.is_noun(word))]
    fits = {term.key: lexicon.fit([term], at) for _, term in nouns}
    least = _PAIR_BALANCE * max(fits.values(), default=0.0)
    nouns = [
        (word, term) for word, term in nouns if fits[term.key] >= least and term.key not in TITLE_FILLERS
    ]
    pairs = []
    for place, (one, first) in enumerate(nouns):
        for other, second in nouns[place + 1 :]:
            if not _related(first, second):
                title = capital(f"{one} {joint} {other}")
                strange = _STRANGER * lexicon.strangers([first, second], at)
                pairs.append((lexicon.fit([first, second], at) / lexicon.best_fit(at) - strange, title))
    return pairs


def _related(one: Term, other: Term) -> bool:
    words, others = {one.key, *one.parts}, {other.key, *other.parts}
    return (
        bool(words & others)
        or one.key[:4] == other.key[:4]
        or bool({*concepts_of(one)} & {*concepts_of(other)})
    )


def _free_title(
    candidates: Sequence[tuple[float, str]], keywords: Sequence[str], taken: set[str], language: str
) -> str:
    titles = [title for _, title in candidates]
    titles += [capital(word) for word in keywords]
    other = (
        _OTHER.get(language, _OTHER["de"]) if keywords else _WITHOUT_WORDS.get(language, _WITHOUT_WORDS["de"])
    )
    free = next((title for title in titles if title.casefold() not in taken), other)
    number = 2
    while free.casefold() in taken:
        free, number = f"{other} {number}", number + 1
    return free
