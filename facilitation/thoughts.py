"""Does one card carry several thoughts? A soft hint, never a barrier."""

import re

from facilitation.abbreviations import hide_abbreviations, show_abbreviations
from facilitation.stop_words import STOP_WORDS, TITLE_FILLERS
from facilitation.word_lists import listed

_STRONG = re.compile(r"\s*;\s*|\s+/\s+|\s+\+\s+|\s*\n+\s*|\s+(?=[-•–]\s)")
_MOREOVER = re.compile(
    r",?\s+(?:und|and|sowie)\s+(?:außerdem|ausserdem|zudem|ferner|zusätzlich|also|in addition)\b[\s,:]*"
    r"|[,.]?\s+(?:außerdem|ausserdem|zudem|ferner|moreover|besides)[\s,:]+",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[^\W\d_][.!?…])[.!?…]*\s+(?=[^\W\d_]|\d|[„\"'(])")
_TRIM = " \t\n,;+/•–-"
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")
_STEM = 5
_HEADING, _BELOW = 8, 7
_VERB = re.compile(r"\b[a-zäöüß]{3,}t\b|\b(?:am|are|been|does|gets|haben|needs|sind|waren?|werden|wird)\b")
_NO_VERBS = frozenset(listed("bitte dort echt fast gut jetzt laut leicht mit nicht oft selbst weit"))
_BACK = frozenset(
    listed(
        """aber dadurch daher damit dann das dem den denn der deshalb die dies diese dieser dieses dort es
        hier ja nein nur oder sie so somit sondern und warum weil wenn because but here it or so that there
        these they this which why"""
    )
)
"""How a sentence begins that goes on with the one before."""
_LETTER = re.compile(r"[^\W_]")


def split_thoughts(text: str, *, strictly: bool = False) -> tuple[str, ...]:
    """The thoughts of a card in their order; one element if it looks like a single thought, none if empty.

    Rule of thumb for cards on a wall: ";", " / ", "+", "und … außerdem", a new line or a further sentence
    start a new thought. Words are never changed, only the joints between the thoughts are left out.

    strictly: a sentence that explains the one before starts none. Phones ask authors by the simple rule;
    whoever divides what others wrote wants the strict one.
    """
    whole = text.strip()
    if not whole:
        return ()
    thoughts = [whole]
    for joint in (_STRONG, _MOREOVER):
        thoughts = [piece for thought in thoughts for piece in _pieces(joint, thought)]
    divide = _strict_sentences if strictly else _sentences
    thoughts = [piece for thought in thoughts for piece in divide(thought)]
    return tuple(thoughts) if len(thoughts) > 1 else (whole,)


def _pieces(joint: re.Pattern[str], thought: str) -> list[str]:
    """Parts of a thought; fewer than three letters are no thought of their own ("1 + 2", "zu / ab")."""
    parts = [part.strip(_TRIM) for part in joint.split(thought)]
    if any(len(_LETTER.findall(part)) < 3 for part in parts if part):
        return [thought]
    return [part for part in parts if part]


def _sentences(thought: str) -> list[str]:
    """Sentences of at least two words each: "Bücherei! Auch für Kinder" is one thought."""
    hidden = hide_abbreviations(thought)
    parts = [part.strip() for part in _SENTENCE_END.split(hidden)]
    if any(len(part.split()) < 2 for part in parts):
        return [thought]
    return [show_abbreviations(part) for part in parts]


def _strict_sentences(thought: str) -> list[str]:
    """ "Mehr Bäume. Am Markt sollen Bäume stehen" is one thought, told twice."""
    sentences = _sentences(thought)
    joined, before = [sentences[0]], sentences[0]
    for sentence in sentences[1:]:
        if _explains(sentence, before):
            joined[-1] = f"{joined[-1]} {sentence}"
        else:
            joined.append(sentence)
        before = sentence
    return joined


def _explains(sentence: str, before: str) -> bool:
    """It points back, takes up a word, or stands below a heading."""
    words = sentence.split()
    points_back = words[0].casefold().strip(",") in _BACK
    is_below = len(words) >= _BELOW and _is_heading(before)
    return points_back or is_below or bool(_stems(sentence) & _stems(before))


def _is_heading(sentence: str) -> bool:
    """Few words without a verb in the third person."""
    verbs = (word for word in _VERB.findall(sentence) if word not in _NO_VERBS)
    return len(sentence.split()) <= _HEADING and not any(verbs)


def _stems(sentence: str) -> set[str]:
    """The beginnings of its longer words; also of the parts of compounds with a hyphen."""
    words = (word.casefold() for word in _LONG_WORD.findall(sentence))
    return {word[:_STEM] for word in words if word not in STOP_WORDS and word not in TITLE_FILLERS}
