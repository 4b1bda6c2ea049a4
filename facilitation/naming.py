"""Titles that a person would write, and key words: both from the cards' own words."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from facilitation.fields import concepts_of
from facilitation.phrases import Phrase, Tagger, capital, phrases_of, usual_form
from facilitation.stop_words import TITLE_FILLERS
from facilitation.vectors import Board
from facilitation.words import Term, guess_language, words_of

_MOST_KEYWORDS = 5
_CARDS_READ = 60
_CONCEPT_WEIGHT, _SMOOTHING = 0.5, 0.03
_PHRASE_BONUS, _STRANGER, _PAIR_BALANCE = 0.1, 0.1, 0.35
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
            _candidates(board, rows, at, lexicon, keywords, language), keywords, taken, language
        )
        taken.add(title.casefold())
        names.append(Name(title, keywords))
    return names


class _Lexicon:
    """How much words and phrases say for a theme and against the others."""

    def __init__(self, board: Board, themes: Sequence[Sequence[int]]) -> None:
        self.board, self.themes = board, themes
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
            form = usual_form(key, forms[key], noun=self.board.speller.is_noun(key))
            chosen.setdefault(form.casefold(), form)
            if len(chosen) == _MOST_KEYWORDS:
                break
        return tuple(chosen.values())

    def _forms(self, at: int) -> dict[str, list[str]]:
        forms: dict[str, list[str]] = defaultdict(list)
        for row in self.themes[at]:
            for term in self.board.terms[row]:
                forms[term.key].append(term.written)
        return forms

    def _rate_key(self, key: str, at: int) -> float:
        worth = 0.2 if key in TITLE_FILLERS else 1.0 if self.board.speller.is_noun(key) else 0.3
        return worth * self.fit([Term(key, (), key)], at)

    def fit(self, terms: Sequence[Term], at: int) -> float:
        """Share of the theme's cards that the terms reach, times the log ratio to the share elsewhere.

        A card counts in full if it has one of the words, half if it only has one of the same concept.
        """
        by_key = set().union(*(self.rows_with_key[key] for term in terms for key in (term.key, *term.parts)))
        concepts = {concept for term in terms for concept in concepts_of(term)}
        by_concept = set().union(*(self.rows_with_concept[concept] for concept in concepts)) - by_key
        own = set(self.themes[at])
        inside = len(by_key & own) + _CONCEPT_WEIGHT * len(by_concept & own)
        outside = len(by_key - own) + _CONCEPT_WEIGHT * len(by_concept - own)
        share, elsewhere = inside / max(len(own), 1), outside / max(len(self.board.terms) - len(own), 1)
        return share * log((share + _SMOOTHING) / (elsewhere + _SMOOTHING))

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
    length = len(words_of(phrase.text))
    shape = _PHRASE_BONUS if 2 <= length <= 5 else 0.0
    too_long = 0.012 * max(0, len(phrase.text) - 26)
    numbers = 0.15 if any(sign.isdigit() for sign in phrase.text) else 0.0
    strange = _STRANGER * lexicon.strangers(phrase.terms, at)
    again = 0.3 * (count - 1) / max(len(lexicon.themes[at]), 1)
    return lexicon.fit(phrase.terms, at) + shape + again - too_long - numbers - strange


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
                pairs.append((lexicon.fit([first, second], at) - strange, title))
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
