"""Names of places: they tell where, and a theme is about what."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from facilitation.lexicon import noun_lemma, other_lemma
from facilitation.word_lists import listed

if TYPE_CHECKING:
    from facilitation.words import Speller

_ALSO_WORDS = frozenset(
    listed(
        """aue baden bergen bitterfeld buchen bühl bünde burg calau essen felsberg forst geldern gießen haar
        hagen hall halle hof kamen kehl lage lauf laufen leer melle münster plauen rain regen schleife seelze
        seesen siegen singen stade stein waren wehr werne wetter wolfen worms zug"""
    )
)
"""Towns whose names are, or look like forms of, everyday words."""
_INSIDE = re.compile(r"\b(?:[Ii]n|[Nn]ach|Stadt|Gemeinde|Kreis|Landkreis)\s+([A-ZÄÖÜ][a-zäöüß]+)(?!\w|-)")
_WHERE = re.compile(
    r"\b(?:in|nach|aus)\s+(?:(?:Bad|Sankt|[A-ZÄÖÜ]\w*\.)\s+)?([A-ZÄÖÜ][a-zäöüß]+(?:-[A-ZÄÖÜ][a-zäöüß]+)*)"
)
_OF_PLACE = re.compile(r"\b([A-ZÄÖÜ][a-zäöüß]{3,}er)\s+[A-ZÄÖÜ]")
_LEAST, _OF_UNKNOWN, _OF_KNOWN, _OF_TOWN = 2, 0.2, 0.5, 0.3


class PlaceNames:
    """Words that a board uses as Germans use the names of towns: "in Garbsen", without an article."""

    def __init__(self, texts: Sequence[str], speller: "Speller") -> None:
        self._bare: Counter[str] = Counter()
        self._adjectives = {name.lower() for text in texts for name in _OF_PLACE.findall(text)}
        for text in texts:
            for word in _WHERE.findall(text):
                term = speller.term(word)
                if term and noun_lemma(word) in ("", word):  # a plural needs no article: "in Schulen"
                    self._bare[term.key] += 1

    def is_place(self, key: str, count: int) -> bool:
        """Whether a word that `count` cards have is mostly a place, "Hamburger" as well."""
        bare = self._bare[key]
        share = _OF_KNOWN if noun_lemma(key) else _OF_UNKNOWN
        if bare >= _LEAST and bare >= share * count:
            return True
        if f"{key}er" in self._adjectives and not noun_lemma(key):
            return True  # "Bahrenfelder Straße" tells that Bahrenfeld is a place
        return key.endswith("er") and self._bare[key.removesuffix("er")] >= _LEAST


_NAME = re.compile(r"\b(?=([A-Z][a-z]+ [A-Z][a-z]+|[A-Z]{2,4})\b)")
_WRITTEN = re.compile(r"[^\W\d_]+")
_NAMED = 0.04


def english_names(texts: Sequence[str]) -> frozenset[str]:
    """Names of two words or letters that many cards have, "Mill Haven", "MH": most likely the town."""
    counted: Counter[str] = Counter()
    for text in texts:
        words = _WRITTEN.findall(text)
        if any(word.islower() and len(word) > 3 for word in words):  # else capitals are a headline's
            counted.update(set(_NAME.findall(text)))
    everything = " ".join(texts)
    often = (name for name, count in counted.items() if count >= max(_LEAST + 1, _NAMED * len(texts)))
    names = (name for name in often if everything.count(name.lower()) < counted[name])
    return frozenset(name for name in names if not name.isupper() or not other_lemma(name.lower(), "en"))


def towns_like_words(texts: Sequence[str]) -> frozenset[str]:
    """Words, written small, that are the name of a town on this board: "in Geldern" is not about money."""
    inside = Counter(word.lower() for text in texts for word in _INSIDE.findall(text))
    asked = {word for word in inside if word in _ALSO_WORDS and inside[word] >= _LEAST}
    written = Counter(
        word.lower()
        for text in texts
        for word in re.findall(r"\b[A-ZÄÖÜ][a-zäöüß]+", text)
        if word.lower() in asked
    )
    return frozenset(word for word in asked if inside[word] >= _OF_TOWN * written[word])
