"""Cards that contradict a theme: only where two cards clearly can be set against each other."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from facilitation.notes import Note
from facilitation.nouns import DETERMINERS, PREPOSITIONS
from facilitation.reading import notes_by_id, notes_of
from facilitation.themes import Theme, Themes
from facilitation.word_lists import listed
from facilitation.words import Speller, readable, words_of

if TYPE_CHECKING:
    from facilitation.likeness import Likeness

_CLEAR, _NEAR = 0.7, 0.4
_OPPOSITES: Mapping[str, str] = {"strength": "weakness", "weakness": "strength"}
_MORE = frozenset(listed("mehr zusätzliche ausbauen erhalten fehlt fehlen wenig wenige more few missing"))
_LESS = frozenset(listed("weniger abschaffen verbieten genug genügend fewer less ban enough"))
_MANY, _TOO = frozenset(listed("viel viele many much")), frozenset(listed("zu too"))
_GONE = frozenset(listed("kein keine keinen weg raus no away"))
_AGAIN = frozenset(listed("mehr more"))
_WITHOUT = frozenset(listed("ohne without"))
_BEHIND = frozenset(listed("fehlt fehlen weg raus abschaffen verbieten ausbauen erhalten missing away"))
"""Signs that stand behind their noun; all others stand before it."""
_TURNING = frozenset(listed("nicht not"))
_WHERE = PREPOSITIONS - _WITHOUT
_REACH = 3


def find_contradictions(
    themes: Themes, notes: Sequence[Note], *, language: str = "de"
) -> dict[str, tuple[str, str]]:
    """Theme id → (card of the theme, card anywhere that says the opposite), where one clearly does.

    Either one wants more and the other less of the same thing ("mehr Parkplätze", "Parkplätze weg"), or one
    is a strength and the other a weakness, they share a noun and
    another noun or concept, and their cosine is 0.7 at least.
    """
    from facilitation.likeness import Likeness

    by_id = notes_by_id(notes)
    likeness = Likeness(list(by_id.values()), language=language)
    wishes = {note.id: wishes_in(note) for note in by_id.values()}
    found = ((theme.id, _opposite(theme, by_id, wishes, likeness)) for theme in themes.themes)
    return {id_: pair for id_, pair in found if pair}


def _opposite(
    theme: Theme, by_id: Mapping[str, Note], wishes: Mapping[str, Mapping[str, int]], likeness: "Likeness"
) -> tuple[str, str] | None:
    mine = notes_of(theme, by_id)
    for note in mine:
        against = [id_ for id_, wish in wishes.items() if _are_opposed(wishes[note.id], wish)]
        pairs = likeness.pairs([note.id], against, least=_NEAR)
        if pairs:
            return pairs[0]
    pairs = [
        pair
        for kind, opposite in _OPPOSITES.items()
        for pair in likeness.pairs(_of_kind(mine, kind), _of_kind(by_id.values(), opposite), least=_CLEAR)
        if likeness.share_much(*pair)
    ]
    return pairs[0] if pairs else None


def _of_kind(notes: Iterable[Note], kind: str) -> list[str]:
    return [note.id for note in notes if note.kind == kind]


def _are_opposed(one: Mapping[str, int], other: Mapping[str, int]) -> bool:
    return any(one[noun] == -other[noun] for noun in {*one} & {*other})


def wishes_in(note: Note) -> dict[str, int]:
    """Noun → 1 where the card wants more of it, -1 where it wants less or has enough; {} if it says "nicht".

    "Kein" and "weg" miss something on a weakness card and get rid of it in a proposal, as "ohne" does;
    "viele" counts after "zu" only, "mehr" not after "kein".
    """
    text = readable(note.text)
    speller, words = Speller([text]), words_of(text)
    small = [word.surface.lower() for word in words]
    wishes: dict[str, int] = {}
    for at, word in enumerate(small if not _TURNING & {*small} else ()):
        sign = _sign(word, small[:at], note.kind)
        nouns = (
            words[place].surface for place in _places(small, at) if speller.is_noun(words[place].surface)
        )
        term = speller.term(next(nouns, "")) if sign else None
        if term:
            wishes.setdefault(term.key, sign)
    return wishes


def _places(small: Sequence[str], at: int) -> list[int]:
    """Where the noun of a sign may stand, the nearest first: not after "am" or "in der"."""
    ahead, behind = (
        range(at + 1, min(at + 1 + _REACH, len(small))),
        range(at - 1, max(at - 1 - _REACH, -1), -1),
    )
    return [place for place in (behind if small[at] in _BEHIND else ahead) if not _is_where(small, place)]


def _is_where(small: Sequence[str], place: int) -> bool:
    *further, last = ["", "", *small[:place]][-2:]
    return last in _WHERE or (last in DETERMINERS and further[0] in _WHERE)


def _sign(word: str, before: Sequence[str], kind: str) -> int:
    if word in _GONE:
        return {"weakness": 1, "proposal": -1}.get(kind, 0)
    if word in _WITHOUT:
        return -int(kind == "proposal")
    if word in _MANY:
        return -int(bool(before) and before[-1] in _TOO)
    if word in _AGAIN and _GONE & {*before}:
        return 0
    return int(word in _MORE) - int(word in _LESS)
