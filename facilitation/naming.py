"""Titles that a person would write, and key words: both from what the cards speak of."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from facilitation.coverage import Coverage
from facilitation.english import is_english_noun
from facilitation.headings import Headings
from facilitation.lexicon import noun_lemma, other_lemma
from facilitation.nouns import most_usual, usual_form
from facilitation.phrases import capital
from facilitation.stop_words import TITLE_FILLERS
from facilitation.title_words import UNIT_WORDS
from facilitation.vectors import Board
from facilitation.words import Term

_LEAST_KEYWORDS, _MOST_KEYWORDS = 3, 5
_LONGEST_SHORT = 4
"""A longer word in capitals is shouted, a shorter one is an abbreviation."""
_FILLER_WORTH, _OTHER_WORTH = 0.2, 0.3
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
    coverage = Coverage(board, themes)
    headings = Headings(coverage, language=language)
    taken = {title.casefold() for title in titles if title}
    names = []
    for at in range(len(themes)):
        keywords = _keywords(coverage, at, language)
        title = titles[at] or _free_title(headings.of_theme(at), keywords, taken, language)
        taken.add(title.casefold())
        names.append(Name(title, keywords))
    return names


def _keywords(coverage: Coverage, at: int, language: str) -> tuple[str, ...]:
    forms: dict[str, list[str]] = defaultdict(list)
    for term in coverage.terms_in(at, language):
        forms[term.key].append(term.written)
    named = {key for key in forms if _is_name(coverage, key, forms[key], language)}
    keys = named if len(named) >= _LEAST_KEYWORDS else forms.keys()
    rated = {key: _rate_key(coverage, key, key in named, at, language) for key in keys}
    chosen: dict[str, str] = {}
    for key in sorted(rated, key=lambda key: (-rated[key], key)):
        noun = coverage.board.speller.is_noun(key)
        form = (
            most_usual(key, forms[key], coverage.board.speller)
            if language == "en"
            else usual_form(key, forms[key], noun=noun)
        )
        if form.isupper() and len(form) > _LONGEST_SHORT:
            form = form.capitalize()
        if not (language == "en" and _singular(form) in map(_singular, chosen)):
            chosen.setdefault(form.casefold(), form)
        if len(chosen) == _MOST_KEYWORDS:
            break
    return tuple(chosen.values())


def _singular(form: str) -> str:
    return form.casefold().removesuffix("s")


def _is_name(coverage: Coverage, key: str, forms: Sequence[str], language: str) -> bool:
    return is_english_noun(key) if language == "en" else _names_something(coverage, key, forms)


def _rate_key(coverage: Coverage, key: str, named: bool, at: int, language: str) -> float:
    worth = _FILLER_WORTH if key in TITLE_FILLERS | UNIT_WORDS else 1.0 if named else _OTHER_WORTH
    return worth * coverage.worth(coverage.of_terms([Term(key, (), key, language)]), at)


def _names_something(coverage: Coverage, key: str, forms: Sequence[str]) -> bool:
    """Whether a word is a noun, and not the verb of "errichtet" and "gebaut" on most cards."""
    large = sum(form[:1].isupper() and bool(noun_lemma(form)) for form in forms)
    return coverage.board.speller.is_noun(key) and (other_lemma(key) != key or large * 2 > len(forms))


def _free_title(headings: Sequence[str], keywords: Sequence[str], taken: set[str], language: str) -> str:
    """The best heading no other theme has; then a key word; "Weiteres 2" if all else is taken."""
    words = [capital(word) for word in keywords if word.casefold() not in UNIT_WORDS | TITLE_FILLERS]
    other = (_OTHER if keywords else _WITHOUT_WORDS).get(language, _OTHER["de"] if keywords else "Ohne Worte")
    free = next((title for title in [*headings, *words] if title.casefold() not in taken), other)
    number = 2
    while free.casefold() in taken:
        free, number = f"{other} {number}", number + 1
    return free
