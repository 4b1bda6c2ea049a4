"""Names of places: they tell where, and a theme is about what."""

import re
from collections import Counter
from collections.abc import Sequence

from facilitation.lexicon import noun_lemma
from facilitation.words import Speller

_WHERE = re.compile(
    r"\b(?:in|nach|aus)\s+(?:(?:Bad|Sankt|[A-ZÄÖÜ]\w*\.)\s+)?([A-ZÄÖÜ][a-zäöüß]+(?:-[A-ZÄÖÜ][a-zäöüß]+)*)"
)
_LEAST, _OF_UNKNOWN, _OF_KNOWN = 2, 0.2, 0.5


class PlaceNames:
    """Words that a board uses as Germans use the names of towns: "in Garbsen", without an article."""

    def __init__(self, texts: Sequence[str], speller: Speller) -> None:
        self._bare: Counter[str] = Counter()
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
        return key.endswith("er") and self._bare[key.removesuffix("er")] >= _LEAST
