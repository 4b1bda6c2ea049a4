"""What a measure is called: by a verb out of the cards where one fits."""

import re
from collections.abc import Sequence

from facilitation.reading import quoted
from facilitation.word_lists import listed

LONGEST_TITLE = 80
_MOST_CARDS, _AS_TYPICAL = 40, 8
"""So many cards, the most typical first, are asked for a title; so many count as equally typical."""
_INFINITIVE_END = re.compile(r"(?:en|eln|ern|tun)$")
_OPENINGS = re.compile(
    r"^(?:die|der|das|den|ein|eine|einen|wir (?:sollten|müssen|könnten)|man (?:sollte|könnte)|bitte)\s+",
    re.IGNORECASE,
)


def measure_title(title: str, texts: Sequence[str], *, language: str = "de") -> str:
    """A title with a verb: from a card that has one ("Bänke aufstellen"), else the theme "voranbringen"."""
    if _has_verb(title, language):
        return title[:LONGEST_TITLE]
    spoken = [
        (at // _AS_TYPICAL, len(clause), clause)
        for at, text in enumerate(texts[:_MOST_CARDS])
        for clause in _verb_clauses(text, language)
    ]
    words = {word.casefold().strip(",.") for word in title.split() if len(word) > 3}
    fitting = [each for each in spoken if words & {word.casefold() for word in each[-1].split()}]
    if fitting:
        return min(fitting)[-1]
    return _with_verb(title, language)[:LONGEST_TITLE]


_STRONG_MASCULINE = re.compile(r"[a-zäöüß]+er\s+[A-ZÄÖÜ]", re.IGNORECASE)


def _with_verb(title: str, language: str) -> str:
    first, _, rest = title.partition(" ")
    if language == "en":
        return f"Make progress on {quoted(title, language='en', longest=LONGEST_TITLE - 22)}"
    if first == "Mehr" and rest:
        return f"{title} schaffen"
    if first == "Weniger" and rest:
        return f"Für weniger {rest} sorgen"
    plain = _noun_follows(title) and not _STRONG_MASCULINE.match(title)
    return f"{title if plain else quoted(title, longest=LONGEST_TITLE - 16)} voranbringen"


def _noun_follows(title: str) -> bool:
    """Whether a title is a noun phrase that a verb can take as its object as it stands."""
    from facilitation.lexicon import compound_parts, noun_lemma

    first = title.split()[0] if title else ""
    return bool(noun_lemma(first) or compound_parts(first)) and len(title) < LONGEST_TITLE - 14


def _verb_clauses(text: str, language: str) -> list[str]:
    from facilitation.nouns import Tagger
    from facilitation.phrases import phrases_of
    from facilitation.words import Speller, readable

    ready = readable(text)
    tagger = Tagger(Speller([ready]), language=language)
    whole = (phrase.text for phrase in phrases_of(ready, tagger) if phrase.whole)
    bare = (_OPENINGS.sub("", clause) for clause in whole)
    return [clause[:1].upper() + clause[1:] for clause in bare if _has_verb(clause, language)]


_NOBODY_DOES = frozenset(
    listed(
        """bestehen brauchen dürfen entstehen fehlen gehören geschehen haben heißen können kosten liegen
        müssen passieren sein sollen stehen werden wollen"""
    )
)
"""Verbs of what happens or is wished for; a measure is what somebody does."""
_ABSOLUTE = re.compile(
    r"\b(?:alle[mnrs]?|jede[mnrs]?|nie|niemals|nur|überall|komplett|sofort)\b", re.IGNORECASE
)
"""What a card demands without any exception is no title for what many have said."""
_POINTING = frozenset({"this", "that", "these", "those", "it", "them", "same"})


def _has_verb(clause: str, language: str) -> bool:
    """Whether a German clause ends with an infinitive or an English one opens with a verb."""
    from facilitation.english import ENGLISH_VERBS, is_english_noun
    from facilitation.lexicon import noun_lemma, other_lemma
    from facilitation.stop_words import STOP_WORDS

    words = clause.split()
    if language == "en":
        first = words[0].casefold() if words else ""
        if _POINTING & {word.casefold() for word in words}:
            return False
        return 2 <= len(words) <= 8 and first in ENGLISH_VERBS and not is_english_noun(first)
    if (
        len(words) < 2
        or _ABSOLUTE.search(clause)
        or re.search(r"\b(?:ist|sind|wird|werden|wurde|ich|zu)\b", clause, re.IGNORECASE)
    ):
        return False
    last = words[-1].strip(".!?…")
    if not last[:1].islower() or not _INFINITIVE_END.search(last) or last in STOP_WORDS | _NOBODY_DOES:
        return False
    return other_lemma(last) == last and not noun_lemma(last).endswith("ung")
