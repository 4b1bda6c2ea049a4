"""From the text of a card to the words it is about."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from facilitation.fields import fields
from facilitation.lexicon import compound_parts, noun_lemma, other_lemma, with_umlauts
from facilitation.place_names import english_names, towns_like_words
from facilitation.spelling import clean, fold_gender, name_emoji, without_addresses, write_out
from facilitation.stop_words import ENGLISH_STOP_WORDS, STOP_WORDS
from facilitation.word_lists import listed

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_NEW_START = re.compile(r"[.!?:;„\"“»«(\n→>–/+|]\s*$|(?:^|\s)[-•*]\s*$")
_POSSESSIVE = re.compile(r"['’]s$|(?<=s)['’]$")
_LONGEST_WORD, _LONGEST_ACRONYM = 60, 5


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
    language: str = "de"


def readable(text: str) -> str:
    """The text of a card as the word finder sees it."""
    return _calm(write_out(fold_gender(clean(name_emoji(without_addresses(text))))))


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
        self._towns, self._names = towns_like_words(texts), english_names(texts)
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
            return (
                None
                if {written, written.upper()} & self._names
                else _read_english(_POSSESSIVE.sub("", written))
            )
        noun = noun_lemma(small)
        lemma = noun if self.is_noun(small) and noun else other_lemma(small) or noun or small
        key = lemma.lower()
        if key in STOP_WORDS:
            return None
        return Term(key, _parts(written, key), written)

    def terms(self, text: str, *, language: str = "de") -> list[Term]:
        """The terms of a readable text in their order."""
        return self.terms_of(words_of(text), language=language)

    def terms_of(self, words: Sequence[Word], *, language: str = "de") -> list[Term]:
        """The same for words in a row; in English two of them may be one name: "car park"."""
        found, at = list[Term](), 0
        while at < len(words):
            two = words[at : at + 2] if language == "en" else []
            name = _english_name(two)
            is_place = not name and " ".join(word.surface for word in two) in self._names
            term = name or (None if is_place else self.term(words[at].surface, language=language))
            found += [term] if term else []
            at += 2 if name or is_place else 1
        return found


def _read_english(written: str) -> Term | None:
    """ "Parking" stays what it is, for it is not about parks."""
    small = written.lower().replace("’", "'")
    kept = small.endswith("ing") and small in fields().english
    key = small if kept else other_lemma(small, "en") or small
    parts = tuple(other_lemma(piece, "en") or piece for piece in small.split("-") if len(piece) > 2)
    known = tuple(part for part in parts if part not in STOP_WORDS) if "-" in small else ()
    return None if {key, small} & ENGLISH_STOP_WORDS else Term(key, known, written, "en")


def _english_name(words: Sequence[Word]) -> Term | None:
    """Two words that the catalogue knows as one, with a hyphen: "car-park"."""
    if len(words) < 2 or words[0].end + 1 != words[1].begin:
        return None
    first, second = (word.surface.lower() for word in words)
    names = (f"{first}-{second}", f"{first}-{other_lemma(second, 'en') or second}")
    name = next((name for name in names if name in fields().english), "")
    parts = (other_lemma(first, "en") or first, other_lemma(second, "en") or second)
    return Term(name, parts, f"{words[0].surface} {words[1].surface}", "en") if name else None


def _is_rare_verb(small: str, other: str) -> bool:
    """ "Busse" could be a form of a verb as well, but on a card it is a noun."""
    return other.endswith("en") and other != small and not small.endswith(("t", "te", "ten"))


def _parts(written: str, key: str) -> tuple[str, ...]:
    if "-" in written:
        pieces = [piece for piece in written.split("-") if len(piece) > 2]
        lemmas = ((noun_lemma(piece) or other_lemma(piece) or piece).lower() for piece in pieces)
        return tuple(lemma for lemma in lemmas if lemma not in STOP_WORDS and lemma != key)
    return tuple(part for part in compound_parts(key) if part != key and part not in STOP_WORDS)


def _calm(text: str) -> str:
    """A card all in capitals as it is written else: "MEHR LICHT AM ZOB" is "mehr Licht am ZOB"."""
    return _WORD.sub(lambda word: _calm_word(word.group()), text) if _shouted(words_of(text)) else text


def _calm_word(word: str) -> str:
    known = noun_lemma(word) or other_lemma(word) or other_lemma(word, "en") or compound_parts(word)
    if not known and len(word) <= _LONGEST_ACRONYM:
        return word
    return word.capitalize() if not other_lemma(word) and not other_lemma(word, "en") else word.lower()


def _shouted(words: Sequence[Word]) -> bool:
    """Cards all in capitals tell nothing about nouns."""
    return bool(words) and sum(word.surface.isupper() for word in words) * 2 > len(words)


_ENGLISH_MARKS = frozenset(listed("the and of to is are for with more no not on at we our there too a"))
_GERMAN_MARKS = frozenset(
    listed("der die das und ist sind für mit mehr kein keine nicht im am zu wir es ein eine von den auf")
)


def guess_language(text: str, *, default: str = "de") -> str:
    """ "de" or "en", by the small words, else by words of one language only, else the default."""
    small = [word.surface.lower() for word in words_of(text)]
    english = sum(word in _ENGLISH_MARKS for word in small)
    german = sum(word in _GERMAN_MARKS or any(sign in word for sign in "äöüß") for word in small)
    if english == german:
        english += sum(map(_is_english_only, small))
        german += sum(map(_is_german_only, small))
    if english == german:
        return default
    return "en" if english > german else "de"


def _is_english_only(small: str) -> bool:
    return bool(other_lemma(small, "en")) and not _is_german(small)


def _is_german_only(small: str) -> bool:
    return _is_german(small) and not other_lemma(small, "en")


def _is_german(small: str) -> bool:
    return bool(noun_lemma(small) or other_lemma(small) or compound_parts(small))
