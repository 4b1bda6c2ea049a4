"""What the dictionary knows about a German or English word: its lemma, whether it is a noun, its parts."""

from functools import cache, lru_cache
from typing import Protocol

from facilitation.word_lists import listed

_LINKS = ("", "s", "n", "en", "es", "er", "e")
_SHORT_PARTS = frozenset(listed("bus rad weg tor amt zug ort see eis hof bad tee alt uhr bau rat"))
_NO_PARTS = frozenset(
    listed(
        """heit keit schaft lich isch ling chen nehmen stellen gehen kommen arbeit samer sicht stand
        setzung lage mann innen unter über ober zusammen gegen wieder zwischen neben hinter ende teil
        dern lern ungen nung rung lung"""
    )
)
_SHORTEST_COMPOUND = 6
_UMLAUTS = (("ae", "ä"), ("oe", "ö"), ("ue", "ü"))


class _Dictionary(Protocol):
    def get(self, key: str, /) -> str | None: ...


@cache
def _dictionary(language: str) -> _Dictionary:
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    return DefaultDictionaryFactory().get_dictionary(language)


@lru_cache(maxsize=65_536)
def noun_lemma(word: str) -> str:
    """The noun a German word is a form of, capitalised; "" if the dictionary knows no such noun."""
    capital = word[:1].upper() + word[1:].lower()
    if _is_infinitive(capital):
        return capital
    lemma = _dictionary("de").get(capital)
    if lemma is None:
        return ""
    if lemma[:1].islower():  # the dictionary lists some plurals under a verb or adjective: Tauben, taub
        return capital if _is_own_noun(capital) else ""
    return _masculine(lemma)


def _is_infinitive(capital: str) -> bool:
    """ "Parken" is what people do, not the plural of "Park"."""
    if not capital.endswith("en") or other_lemma(capital) != capital.lower():
        return False
    return _dictionary("de").get(capital) not in (None, capital[:-1])


def noun_exists(capital: str) -> bool:
    return _dictionary("de").get(capital) is not None


def _is_own_noun(capital: str) -> bool:
    return _dictionary("de").get(capital.lower()) is None


def _masculine(lemma: str) -> str:
    """ "Bürgerin" is counted with "Bürger"."""
    if lemma.endswith("erin") and _dictionary("de").get(lemma[:-2]) is not None:
        return lemma[:-2]
    return lemma


@lru_cache(maxsize=65_536)
def other_lemma(word: str, language: str = "de") -> str:
    """The lemma of a word written small; "" if the dictionary does not know it so."""
    lemma = _dictionary(language).get(word.lower())
    return lemma.lower() if lemma else ""


@lru_cache(maxsize=65_536)
def with_umlauts(word: str) -> str:
    """ "Baenke" becomes "Bänke" and "Strasse" "Straße", but "neue" and "Feuer" stay as they are."""
    spelled = word.replace("strass", "straß").replace("Strass", "Straß")
    if spelled != word or noun_lemma(word) or other_lemma(word):
        return spelled
    for written, umlaut in _UMLAUTS:
        spelled = spelled.replace(written, umlaut).replace(written.capitalize(), umlaut.upper())
    known = noun_lemma(spelled) or other_lemma(spelled) or compound_parts(spelled)
    return spelled if known else word


@lru_cache(maxsize=65_536)
def compound_parts(word: str) -> tuple[str, ...]:
    """The parts of a German compound noun as small lemmas, () if it is none: ("woche", "markt")."""
    small = word.lower()
    if len(small) < _SHORTEST_COMPOUND or not small.isalpha():
        return ()
    splits = [parts for at in range(3, len(small) - 2) if (parts := _split(small, at))]
    if not splits:
        return ()
    head, modifier = max(splits, key=lambda parts: (min(map(len, parts)) >= 4, len(parts[0]) + len(parts[1])))
    return (*(compound_parts(modifier) or (modifier,)), *(compound_parts(head) or (head,)))


def _split(small: str, at: int) -> tuple[str, str] | None:
    head = _part(small[at:])
    if not head:
        return None
    for link in _LINKS:
        left = small[:at]
        if link and not left.endswith(link):
            continue
        piece = left[: len(left) - len(link)] if link else left
        modifier = _part(piece) or (_verb_stem(piece) if not link else "")
        if modifier:
            return head, modifier
    return None


def _part(piece: str) -> str:
    if piece in _NO_PARTS or (len(piece) < 4 and piece not in _SHORT_PARTS):
        return ""
    lemma = noun_lemma(piece)
    return "" if len(lemma) < 3 or lemma.lower() in _NO_PARTS else lemma.lower()


def _verb_stem(piece: str) -> str:
    """The "liefer" of "Lieferverkehr", as its verb."""
    if len(piece) < 4 or piece in _NO_PARTS:
        return ""
    return next((piece + end for end in ("en", "n") if other_lemma(piece + end) == piece + end), "")


def is_known(word: str) -> bool:
    return bool(noun_lemma(word) or other_lemma(word) or other_lemma(word, "en"))
