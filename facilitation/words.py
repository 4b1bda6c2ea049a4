"""From the text of a card to the words it is about."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from facilitation.lexicon import compound_parts, noun_lemma, other_lemma, with_umlauts
from facilitation.place_names import towns_like_words
from facilitation.spelling import clean, fold_gender, name_emoji, write_out
from facilitation.stop_words import STOP_WORDS
from facilitation.word_lists import listed

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_NEW_START = re.compile(r"[.!?:;„\"“»«(\n→>–/+|]\s*$|(?:^|\s)[-•*]\s*$")
_POSSESSIVE = re.compile(r"['’]s$")
_LONGEST_WORD = 60


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written in a card. `starts` tells whether a capital letter here means nothing."""

    surface: str
    starts: bool
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Term:
    """What a word counts as: `key` in lower case, its compound `parts`, and the way it was `written`."""

    key: str
    parts: tuple[str, ...]
    written: str


def readable(text: str) -> str:
    """The text of a card as the word finder sees it."""
    return write_out(fold_gender(clean(name_emoji(text))))


def words_of(text: str) -> list[Word]:
    """The words of a readable text with their places in it."""
    found: list[Word] = []
    first = len(text) - len(text.lstrip())
    for hit in _WORD.finditer(text):
        begin = hit.start()
        starts = begin == first or bool(_NEW_START.search(text[max(0, begin - 4) : begin]))
        found.append(Word(hit.group()[:_LONGEST_WORD], starts, begin, hit.end()))
    return found


class Speller:
    """Knows which words a board writes as nouns, and so what a word written small may be."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._capital: Counter[str] = Counter()
        self._small: Counter[str] = Counter()
        self._known: dict[tuple[str, str], Term | None] = {}
        texts = list(texts)
        self._towns = towns_like_words(texts)
        for text in texts:
            words = words_of(text)
            if _shouted(words):
                continue
            for word in words:
                self._count(word)

    def _count(self, word: Word) -> None:
        if word.surface[:1].islower():
            self._small[word.surface.lower()] += 1
        elif not word.starts:
            self._capital[word.surface.lower()] += 1

    def writes_large(self, word: str) -> bool:
        """Whether the board mostly writes this word with a capital inside sentences: "Lange Zeile"."""
        return word[:1].isupper() and self._capital[word.lower()] > self._small[word.lower()]

    def is_noun(self, word: str) -> bool:
        """Whether a word is a noun: as the board writes it, else as the dictionary has it."""
        small = word.lower()
        if small in STOP_WORDS:
            return False
        capital, plain = self._capital[small], self._small[small]
        if capital > plain:
            return bool(noun_lemma(small)) or not other_lemma(small)
        noun, other = noun_lemma(small), other_lemma(small)
        if noun and (capital or not other or noun.lower() == small != other or _is_rare_verb(small, other)):
            return True
        return self._is_compound(small)

    def _is_compound(self, small: str) -> bool:
        return not other_lemma(small) and bool(compound_parts(small))

    def term(self, word: str, *, language: str = "de") -> Term | None:
        """The term of one word, or None for stop words and single letters."""
        if (word, language) not in self._known:
            self._known[word, language] = self._read(word, language)
        return self._known[word, language]

    def _read(self, word: str, language: str) -> Term | None:
        written = with_umlauts(word) if language == "de" else word
        small = written.lower()
        if len(small) < 2 or small in STOP_WORDS or (small in self._towns and written[:1].isupper()):
            return None
        if language == "en":
            small = _POSSESSIVE.sub("", small)
            lemma = other_lemma(small, "en") or small
            return None if lemma in STOP_WORDS else Term(lemma, (), _POSSESSIVE.sub("", written))
        noun = noun_lemma(small)
        lemma = noun if self.is_noun(small) and noun else other_lemma(small) or noun or small
        key = lemma.lower()
        if key in STOP_WORDS:
            return None
        return Term(key, _parts(written, key), written)

    def terms(self, text: str, *, language: str = "de") -> list[Term]:
        """The terms of a readable text in their order."""
        found = (self.term(word.surface, language=language) for word in words_of(text))
        return [term for term in found if term]


def _is_rare_verb(small: str, other: str) -> bool:
    """ "Busse" could be a form of a verb as well, but on a card it is a noun."""
    return other.endswith("en") and other != small and not small.endswith(("t", "te", "ten"))


def _parts(written: str, key: str) -> tuple[str, ...]:
    if "-" in written:
        pieces = [piece for piece in written.split("-") if len(piece) > 2]
        lemmas = ((noun_lemma(piece) or other_lemma(piece) or piece).lower() for piece in pieces)
        return tuple(lemma for lemma in lemmas if lemma not in STOP_WORDS and lemma != key)
    return tuple(part for part in compound_parts(key) if part != key and part not in STOP_WORDS)


def _shouted(words: Sequence[Word]) -> bool:
    """Cards all in capitals tell nothing about nouns."""
    return bool(words) and sum(word.surface.isupper() for word in words) * 2 > len(words)


_ENGLISH_MARKS = frozenset(listed("the and of to in is are for with more no not on at we our there too it a"))
_GERMAN_MARKS = frozenset(
    listed("der die das und ist sind für mit mehr kein keine nicht im am zu wir es ein eine von den auf")
)


def guess_language(text: str, *, default: str = "de") -> str:
    """ "de" or "en", by the small words; the default where they say nothing."""
    small = [word.surface.lower() for word in words_of(text)]
    english = sum(word in _ENGLISH_MARKS for word in small)
    german = sum(word in _GERMAN_MARKS or any(sign in word for sign in "äöüß") for word in small)
    if english == german:
        return default
    return "en" if english > german else "de"
