"""How a word is spelled inside a phrase: nouns with a capital letter, in the nominative, all else small."""

from collections import Counter
from collections.abc import Sequence

from facilitation.fields import fields
from facilitation.lexicon import noun_lemma, other_lemma, with_umlauts
from facilitation.stop_words import STOP_WORDS
from facilitation.word_lists import listed
from facilitation.words import Speller, Term, Word

DETERMINERS = frozenset(
    listed(
        """der die das den dem des ein eine einen einem einer eines unser unsere unseren unserem unserer
        ihre ihren alle allen diese dieser dieses diesen diesem jede jeder jedes jeden jedem"""
    )
)
PREPOSITIONS = frozenset(
    listed(
        """in im am an auf aus bei beim für gegen mit nach ohne über um unter vom von vor zu zum zur
        zwischen neben hinter durch entlang rund ins ans aufs"""
    )
)
_NOUN_HERALDS = (
    DETERMINERS
    | PREPOSITIONS
    | frozenset(listed("kein keine keinen keinem keiner mehr weniger viel viele wenig und"))
)


class Tagger:
    """Spells the words of one board and tells nouns from the rest."""

    def __init__(self, speller: Speller, *, language: str) -> None:
        self.speller, self.language = speller, language

    def is_noun(self, words: Sequence[Word], at: int) -> bool:
        """By the board and the dictionary, by a capital letter inside a sentence, or by the word before."""
        word = words[at]
        small = word.surface.lower()
        if self.language == "en" or small in STOP_WORDS or len(small) < 2:
            return False
        before = words[at - 1].surface.lower() if at else ""
        heralded = self.is_noun(words, at - 2) if before == "und" and at > 1 else before in _NOUN_HERALDS
        if word.surface[:1].islower() and not heralded and other_lemma(small) == small:
            return False  # "Bäume pflanzen und gießen", not "Bäume Pflanzen"
        if word.surface[:1].islower() and other_lemma(small) and self._is_adjective(small, words, at):
            return False
        if self.speller.is_noun(with_umlauts(word.surface)):
            return True
        if word.surface[:1].isupper() and (not word.starts or not other_lemma(small)):
            return not word.surface.isupper() or len(word.surface) <= 4 or bool(noun_lemma(small))
        before = words[at - 1].surface.lower() if at else ""
        return (
            before in _NOUN_HERALDS and bool(noun_lemma(small)) and not self._is_adjective(small, words, at)
        )

    def _is_adjective(self, small: str, words: Sequence[Word], at: int) -> bool:
        follows = words[at + 1].surface if at + 1 < len(words) else ""
        inflected = small.endswith(("e", "en", "er", "es", "em"))
        return inflected and bool(follows) and bool(noun_lemma(follows)) and follows.lower() not in STOP_WORDS

    def spelled(self, words: Sequence[Word], at: int) -> str:
        """A word as it stands inside a sentence."""
        surface = with_umlauts(words[at].surface) if self.language == "de" else words[at].surface
        if self.is_noun(words, at):
            return surface if _keeps_capitals(surface) else surface[:1].upper() + surface[1:].lower()
        if self.language == "en" and ((surface.isupper() and len(surface) <= 4) or not words[at].starts):
            return surface
        return surface if self.speller.writes_large(surface) else surface.lower()

    def nominative(self, words: Sequence[Word], at: int) -> str:
        """A noun taken out of its phrase: "mit Bänken" gives "Bänke", "des Platzes" gives "Platz"."""
        word = self.spelled(words, at)
        lemma = noun_lemma(word)
        before = {words[place].surface.lower() for place in range(max(0, at - 2), at)}
        if word != without_dative(word):
            return without_dative(word)
        return lemma if lemma and before & {"des", "eines"} and word.endswith("s") else word

    def terms(self, words: Sequence[Word]) -> tuple[Term, ...]:
        return tuple(dict.fromkeys(self.speller.terms_of(words, language=self.language)))


def _keeps_capitals(surface: str) -> bool:
    """ZOB, WLAN, ÖPNV, E-Bike."""
    return (surface.isupper() and 2 <= len(surface) <= 5) or ("-" in surface and surface[:1].isupper())


_WEAK = frozenset(("bett", "hemd", "insekt", "mensch", "ohr", "passant", "staat", "student", "tourist"))
"""Their plural ends in n in all cases: "Insekten" is no dative."""


def usual_form(key: str, forms: Sequence[str], *, noun: bool) -> str:
    """How a key word is written: a noun as most cards have it, all else as its lemma."""
    if not noun:
        return key
    forms = [form for form in forms if noun_lemma(form) or not other_lemma(form)] or [key]
    counted = Counter(
        form if _keeps_capitals(form) else form[:1].upper() + form[1:].lower() for form in forms
    )
    best = min(counted, key=lambda form: (-counted[form], len(form), form))
    if noun_lemma(best).lower() in _WEAK:
        return best
    without_n = best[:-1] if best.endswith("n") else best
    return without_n if without_n in counted else without_dative(best)


def most_usual(key: str, forms: Sequence[str], speller: Speller) -> str:
    """How an English word is written: in the plural if a sixth do so, large as the board writes names."""
    common = forms[0].islower() or bool({key, forms[0].lower()} & fields().english.keys())
    large = not common and all(form[:1].isupper() for form in forms) and speller.writes_large(forms[0])
    plurals = [form for form in forms if form.endswith("s") and form.lower() != key]
    chosen = plurals if len(plurals) * 6 >= len(forms) else forms
    counted = Counter(form if large else form.lower() for form in chosen)
    return min(counted, key=lambda form: (-counted[form], len(form), form))


def without_dative(word: str) -> str:
    """ "Bänken" becomes "Bänke": without the n it is still a plural of the same noun."""
    lemma = noun_lemma(word)
    plural = word.endswith("n") and lemma not in ("", word, word[:-1]) and noun_lemma(word[:-1]) == lemma
    collective = (
        word.startswith("Ge") and lemma == word[:-1] and lemma.endswith("e") and lemma not in _SINGULARS
    )
    return word[:-1] if plural or collective or _is_changed_plural(word) else word


def _is_changed_plural(word: str) -> bool:
    """ "Plätzen" could be a verb by its letters, but is the dative of "Plätze", whose noun has no umlaut."""
    plural = word[:-1]
    single = noun_lemma(plural)
    changed = bool(set("äöü") & {*plural.lower()}) and not set("äöü") & {*single.lower()}
    return word.endswith("en") and single not in ("", plural) and changed


_SINGULARS = frozenset({"Gemeinde", "Geschichte", "Geste", "Generation"})
"""These have a plural of their own, while "Gebäude" and "Gelände" have "Gebäuden" for a dative only."""
