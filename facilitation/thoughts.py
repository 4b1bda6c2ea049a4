"""Does one card carry several thoughts? A soft hint, never a barrier."""

import re

from facilitation.abbreviations import hide_abbreviations, show_abbreviations

_STRONG = re.compile(r"\s*;\s*|\s+/\s+|\s+\+\s+|\s*\n+\s*|\s+(?=[-•–]\s)")
_MOREOVER = re.compile(
    r",?\s+(?:und|and|sowie)\s+(?:außerdem|ausserdem|zudem|ferner|zusätzlich|also|in addition)\b[\s,:]*"
    r"|[,.]?\s+(?:außerdem|ausserdem|zudem|ferner|moreover|besides)[\s,:]+",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[^\W\d_][.!?…])[.!?…]*\s+(?=[^\W\d_]|\d|[„\"'(])")
_TRIM = " \t\n,;+/•–-"
_LETTER = re.compile(r"[^\W_]")


def split_thoughts(text: str) -> tuple[str, ...]:
    """The thoughts of a card in their order; one element if it looks like a single thought, none if empty.

    Rule of thumb for cards on a wall: ";", " / ", "+", "und … außerdem", a new line or a further sentence
    start a new thought. Words are never changed, only the joints between the thoughts are left out.
    """
    whole = text.strip()
    if not whole:
        return ()
    thoughts = [whole]
    for joint in (_STRONG, _MOREOVER):
        thoughts = [piece for thought in thoughts for piece in _pieces(joint, thought)]
    thoughts = [piece for thought in thoughts for piece in _sentences(thought)]
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
