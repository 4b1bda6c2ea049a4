"""Of which nouns a card wants more or less: "mehr Bänke", "zu viele Autos", "Kino weg"."""

from collections.abc import Callable, Sequence

from facilitation.nouns import DETERMINERS, PREPOSITIONS
from facilitation.word_lists import listed
from facilitation.words import Speller, words_of

MORE = frozenset(listed("mehr zusätzliche ausbauen erhalten fehlt fehlen wenig wenige more few missing"))
LESS = frozenset(listed("weniger abschaffen verbieten genug genügend fewer less ban enough"))
MANY, TOO = frozenset(listed("viel viele many much")), frozenset(listed("zu too"))
LACKING, GONE = frozenset(listed("kein keine keinen no")), frozenset(listed("weg raus away"))
WITHOUT = frozenset(listed("ohne without"))
_AGAIN, _TURNING = frozenset(listed("mehr more")), frozenset(listed("nicht not"))
_BEHIND = frozenset(listed("fehlt fehlen weg raus abschaffen verbieten ausbauen erhalten missing away"))
"""Signs that stand behind their noun; all others stand before it."""
_WHERE = PREPOSITIONS - WITHOUT
_REACH = 3


def signed_nouns(text: str, speller: Speller, signs: Callable[[str], int]) -> dict[str, int]:
    """Noun → 1 for more of it, -1 for less, in a readable text; {} if it says "nicht".

    signs: what "kein", "weg" and "ohne" stand for. "Viele" counts after "zu" only, "mehr" not after "kein".
    """
    words = words_of(text)
    small = [word.surface.lower() for word in words]
    found: dict[str, int] = {}
    for at in range(len(small) if not _TURNING & {*small} else 0):
        sign = _sign(small, at) or signs(small[at])
        nouns = (
            words[place].surface for place in _places(small, at) if speller.is_noun(words[place].surface)
        )
        term = speller.term(next(nouns, "")) if sign else None
        if term:
            found.setdefault(term.key, sign)
    return found


def _sign(small: Sequence[str], at: int) -> int:
    if small[at] in MANY:
        return -int(at > 0 and small[at - 1] in TOO)
    if small[at] in _AGAIN and LACKING & {*small[:at]}:
        return 0
    return int(small[at] in MORE) - int(small[at] in LESS)


def _places(small: Sequence[str], at: int) -> list[int]:
    """Where the noun of a sign may stand, the nearest first: not after "am" or "in der"."""
    ahead, behind = (
        range(at + 1, min(at + 1 + _REACH, len(small))),
        range(at - 1, max(at - 1 - _REACH, -1), -1),
    )
    return [place for place in (behind if small[at] in _BEHIND else ahead) if not _is_where(small, place)]


def _is_where(small: Sequence[str], place: int) -> bool:
    further, last = ["", "", *small[:place]][-2:]
    return last in _WHERE or (last in DETERMINERS and further in _WHERE)
