"""Phrases in cards that could stand as a title: noun phrases and short statements, spelled as German is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from facilitation.lexicon import other_lemma
from facilitation.nouns import DETERMINERS, PREPOSITIONS, Tagger
from facilitation.stop_words import STOP_WORDS
from facilitation.word_lists import listed
from facilitation.words import Term, Word, words_of

QUANTITIES = frozenset(
    listed("kein keine keinen mehr weniger zu wenig viel viele wenige fehlende fehlender fehlendes zu")
)
_DATIVE = frozenset(listed("mit von bei aus nach zu zwischen im am beim vom zum in an auf"))
_JOINTS = ',;:.!?–—+|→>=()[]"„“”…*•'
_LONGEST, _MOST_WORDS = 48, 7
AUXILIARIES = frozenset(
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
_PERSONAL = frozenset(
    listed(
        "ich du er ihn ihm wir uns mir mich mein meine meinen meinem man i my me we he she him her they them"
    )
)
_NO_ENDS = (
    PREPOSITIONS
    | DETERMINERS
    | AUXILIARIES
    | _JOINING
    | _PRONOUNS
    | frozenset(
        listed(
            """sofort unbedingt dringend endlich asap now
            zu sehr so nur noch usw etc bzw ca nicht mehr kein keine keinen viel viele wenig weniger the
            a an of to in on at for with more no too very my our"""
        )
    )
)
_NO_STARTS = (
    (PREPOSITIONS - {"ohne", "zu"})
    | AUXILIARIES
    | _JOINING
    | _PRONOUNS
    | frozenset(
        listed(
            """of to in on at for with as by from into about after before during while until unless since
            although though through don't doesn't let's i'd i'm we'd we'll i've"""
        )
    )
)
_ENGLISH_ARTICLES = frozenset(listed("the a an our some this these"))


@dataclass(frozen=True, slots=True)
class Phrase:
    """A candidate for a title and the terms it is about."""

    text: str
    terms: tuple[Term, ...]
    whole: bool = False


def phrases_of(text: str, tagger: Tagger) -> Iterator[Phrase]:
    """Candidates from one readable text: short clauses as written and the noun phrases in them."""
    for clause, is_whole in _clauses(text):
        words = words_of(clause)
        while words and words[0].surface.lower() in _ENGLISH_ARTICLES:
            clause = clause[words[0].end :].lstrip()
            words = words_of(clause)
        if not words:
            continue
        statement = _statement(clause, words, tagger)
        if statement and is_whole:
            yield statement
        yield from _noun_phrases(clause, words, tagger)


def _clauses(text: str) -> Iterator[tuple[str, bool]]:
    """Clauses, and whether each is whole: "mend the walking" of "mend the walking/cycling paths" is not."""
    marked = "".join("\n" if sign in _JOINTS else sign for sign in text).replace(" - ", "\n")
    for clause in marked.split("\n"):
        pieces = [piece.strip() for piece in clause.split("/") if piece.strip()]
        yield from ((piece, len(pieces) == 1) for piece in pieces)


def _statement(clause: str, words: Sequence[Word], tagger: Tagger) -> Phrase | None:
    """A whole clause, if short enough and if it neither starts nor ends in the middle of something."""
    small = [word.surface.lower() for word in words]
    if not 2 <= len(words) <= _MOST_WORDS or small[0] in _NO_STARTS or small[-1] in _NO_ENDS:
        return None
    if min(len(small[0]), len(small[-1])) < 2:
        return None
    if _PERSONAL.intersection(small) or (
        small[-2] in DETERMINERS and not tagger.is_noun(words, len(words) - 1)
    ):
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
    while begin and words[begin - 1].surface.lower() in QUANTITIES:
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
    if place < len(words) and (small[place] in PREPOSITIONS or small[place] in {"und", "&"}):
        place += 1
        place += place < len(words) and small[place] in DETERMINERS
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
