"""Phrases in cards that could stand as a title: noun phrases and short statements, spelled as German is."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from facilitation.lexicon import noun_lemma, other_lemma, with_umlauts
from facilitation.stop_words import STOP_WORDS
from facilitation.word_lists import listed
from facilitation.words import Speller, Term, Word, words_of

_QUANTITIES = frozenset(
    listed("kein keine keinen mehr weniger zu wenig viel viele wenige fehlende fehlender fehlendes zu")
)
_DETERMINERS = frozenset(
    listed(
        """der die das den dem des ein eine einen einem einer eines unser unsere unseren unserem unserer
        ihre ihren alle allen diese dieser dieses diesen diesem jede jeder jedes jeden jedem"""
    )
)
_PREPOSITIONS = frozenset(
    listed(
        """in im am an auf aus bei beim für gegen mit nach ohne über um unter vom von vor zu zum zur
        zwischen neben hinter durch entlang rund ins ans aufs"""
    )
)
_DATIVE = frozenset(listed("mit von bei aus nach zu zwischen im am beim vom zum in an auf"))
_NOUN_HERALDS = (
    _DETERMINERS
    | _PREPOSITIONS
    | frozenset(listed("kein keine keinen keinem keiner mehr weniger viel viele wenig und"))
)
_JOINTS = ',;:.!?–—/+|→>=()[]"„“”…*•'
_LONGEST, _MOST_WORDS = 48, 7
_AUXILIARIES = frozenset(
    listed(
        """ist sind war waren wird werden wurde wurden würde würden kann können könnte könnten soll sollen
        sollte sollten muss müssen müsste darf dürfen will wollen möchte hat haben hatte hatten habe
        wäre wären gibt geht macht machen gehen geben sein bleibt kommt steht is are was were be been
        have has can should could would will must"""
    )
)
_JOINING = frozenset(
    listed("""und oder aber sondern dass daß weil wenn wo wie als ob sodass damit dann auch denn sowie
    and or but because if that which than so""")
)
_PRONOUNS = frozenset(
    listed(
        """ich du er sie es wir ihr man wer was wem wen wann warum wieso wohin hier da dort ja nein bitte
        mir mich uns i you he she it we they who what when why how please there this"""
    )
)
_NO_ENDS = (
    _PREPOSITIONS
    | _DETERMINERS
    | _AUXILIARIES
    | _JOINING
    | _PRONOUNS
    | frozenset(
        listed(
            """zu sehr so nur noch nicht mehr kein keine keinen viel viele wenig weniger the a an of to in
            on at for with more no too very my our"""
        )
    )
)
_NO_STARTS = (
    (_PREPOSITIONS - {"ohne", "zu"})
    | _AUXILIARIES
    | _JOINING
    | _PRONOUNS
    | frozenset(listed("of to in on at for with"))
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A candidate for a title and the terms it is about."""

    text: str
    terms: tuple[Term, ...]
    whole: bool = False


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
        if word.surface[:1].islower() and before not in _NOUN_HERALDS and other_lemma(small) == small:
            return False  # "Bäume pflanzen", not "Bäume Pflanzen"
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
        found = (self.speller.term(word.surface, language=self.language) for word in words)
        return tuple(dict.fromkeys(term for term in found if term))


def _keeps_capitals(surface: str) -> bool:
    """ZOB, WLAN, ÖPNV, E-Bike."""
    return (surface.isupper() and 2 <= len(surface) <= 5) or ("-" in surface and surface[:1].isupper())


def phrases_of(text: str, tagger: Tagger) -> Iterator[Phrase]:
    """Candidates from one readable text: short clauses as written and the noun phrases in them."""
    for clause in _clauses(text):
        words = words_of(clause)
        if not words:
            continue
        statement = _statement(clause, words, tagger)
        if statement:
            yield statement
        yield from _noun_phrases(clause, words, tagger)


def _clauses(text: str) -> list[str]:
    marked = "".join("\n" if sign in _JOINTS else sign for sign in text).replace(" - ", "\n")
    return [clause.strip() for clause in marked.split("\n") if clause.strip()]


def _statement(clause: str, words: Sequence[Word], tagger: Tagger) -> Phrase | None:
    """A whole clause, if short enough and if it neither starts nor ends in the middle of something."""
    small = [word.surface.lower() for word in words]
    if not 2 <= len(words) <= _MOST_WORDS or small[0] in _NO_STARTS or small[-1] in _NO_ENDS:
        return None
    if small[-2] in _DETERMINERS and not tagger.is_noun(words, len(words) - 1):
        return None
    text = _joined(clause, words, [tagger.spelled(words, at) for at in range(len(words))])
    terms = tagger.terms(words)
    return Phrase(text, terms, whole=True) if terms and len(text) <= _LONGEST else None


def _joined(clause: str, words: Sequence[Word], spelled: Sequence[str]) -> str:
    """Words with what stood between them, numbers for example; the first letter large."""
    pieces = [spelled[0]]
    for at in range(1, len(words)):
        pieces += [clause[words[at - 1].end : words[at].begin], spelled[at]]
    pieces.append(
        clause[words[-1].end :] if clause[words[-1].end :].strip().replace(" ", "").isalnum() else ""
    )
    return capital(" ".join("".join(pieces).split()))


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _noun_phrases(clause: str, words: Sequence[Word], tagger: Tagger) -> Iterator[Phrase]:
    nouns = [tagger.is_noun(words, at) for at in range(len(words))]
    for at, noun in enumerate(nouns):
        if not noun:
            continue
        tail = _tail(words, nouns, at)
        for begin in _beginnings(words, nouns, at, tagger):
            for end in {at + 1, tail}:
                yield from _phrase(words, range(begin, end), at, tagger)


def _beginnings(words: Sequence[Word], nouns: Sequence[bool], at: int, tagger: Tagger) -> set[int]:
    """Where a phrase around a noun may begin: at itself, or with quantity and adjectives before it."""
    begin = at
    while begin and not nouns[begin - 1] and _is_attribute(words[begin - 1].surface.lower()):
        begin -= 1
    attributed = begin
    while begin and words[begin - 1].surface.lower() in _QUANTITIES:
        begin -= 1
    if begin < attributed:
        return {at, begin}
    strong = words[attributed].surface.lower().endswith(("e", "es", "er")) and attributed == 0
    return {at, attributed} if strong else {at}


def _is_attribute(small: str) -> bool:
    inflected = len(small) > 3 and small.endswith(("e", "en", "er", "es"))
    return inflected and small not in STOP_WORDS and bool(other_lemma(small))


def _tail(words: Sequence[Word], nouns: Sequence[bool], at: int) -> int:
    """The end of "… in der Bahnhofstraße" or "… und Schatten" after a noun, else the noun's own end."""
    place = at + 1
    small = [word.surface.lower() for word in words]
    if place < len(words) and (small[place] in _PREPOSITIONS or small[place] in {"und", "&"}):
        place += 1
        place += place < len(words) and small[place] in _DETERMINERS
        while place < len(words) and not nouns[place] and _is_attribute(small[place]):
            place += 1
        if place < len(words) and nouns[place]:
            return place + 1
    return at + 1


def _phrase(words: Sequence[Word], places: range, noun: int, tagger: Tagger) -> Iterator[Phrase]:
    chosen = [words[at] for at in places]
    if places.stop < len(words) and any(
        words[at].end != words[at + 1].begin - 1 for at in range(places.start, places.stop - 1)
    ):
        return
    bare = places.start == noun
    spelled = [
        tagger.nominative(words, at) if bare and at == noun else tagger.spelled(words, at) for at in places
    ]
    text = capital(" ".join(spelled))
    terms = tagger.terms(chosen)
    if terms and len(text) <= _LONGEST and chosen[-1].surface.lower() not in _NO_ENDS:
        yield Phrase(text, terms)


def usual_form(key: str, forms: Sequence[str], *, noun: bool) -> str:
    """How a key word is written: a noun as most cards have it, all else as its lemma."""
    if not noun:
        return key
    counted = Counter(
        form if _keeps_capitals(form) else form[:1].upper() + form[1:].lower() for form in forms
    )
    best = min(counted, key=lambda form: (-counted[form], len(form), form))
    without_n = best[:-1] if best.endswith("n") else best
    return without_n if without_n in counted else without_dative(best)


def without_dative(word: str) -> str:
    """ "Bänken" becomes "Bänke": without the n it is still a plural of the same noun."""
    lemma = noun_lemma(word)
    plural = word.endswith("n") and lemma not in ("", word, word[:-1]) and noun_lemma(word[:-1]) == lemma
    return word[:-1] if plural else word
