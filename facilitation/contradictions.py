"""Cards that contradict a theme: only where two cards clearly can be set against each other."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from facilitation.notes import Note
from facilitation.reading import notes_by_id, notes_of
from facilitation.signs import GONE, LACKING, WITHOUT, signed_nouns
from facilitation.themes import Theme, Themes
from facilitation.words import Speller, readable

if TYPE_CHECKING:
    from facilitation.likeness import Likeness

_CLEAR, _NEAR = 0.7, 0.4
_MAIN = 0.2
"""What this share of a theme speaks of is what the theme is about."""
_OPPOSITES: Mapping[str, str] = {"strength": "weakness", "weakness": "strength"}


def find_contradictions(
    themes: Themes, notes: Sequence[Note], *, language: str = "de"
) -> dict[str, tuple[str, str]]:
    """Theme id → (card of the theme, card anywhere that says the opposite), where one clearly does.

    Either one wants more and the other less of the same thing ("mehr Parkplätze", "Parkplätze weg"). Or one
    is a strength and the other a weakness, they share a noun and another noun or concept, a fifth of the
    themes of both speaks of one of these, and their cosine is 0.7 at least.
    """
    from facilitation.likeness import Likeness

    by_id = notes_by_id(notes)
    likeness = Likeness(list(by_id.values()), language=language)
    wishes = {note.id: wishes_in(note) for note in by_id.values()}
    place = {id_: theme for theme in themes.themes for id_ in theme.note_ids}
    found = ((theme.id, _opposite(theme, by_id, wishes, likeness, place)) for theme in themes.themes)
    return {id_: pair for id_, pair in found if pair}


def _opposite(
    theme: Theme,
    by_id: Mapping[str, Note],
    wishes: Mapping[str, Mapping[str, int]],
    likeness: "Likeness",
    place: Mapping[str, Theme],
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
        if likeness.share_much(*pair) and _is_main(pair, likeness, place)
    ]
    return pairs[0] if pairs else None


def _is_main(pair: tuple[str, str], likeness: "Likeness", place: Mapping[str, Theme]) -> bool:
    """Whether what both cards speak of is what their themes are about."""
    common = likeness.common(*pair)
    themes = [place[id_] for id_ in pair if id_ in place]
    return all(common & likeness.subjects(theme.note_ids, share=_MAIN) for theme in themes)


def _of_kind(notes: Iterable[Note], kind: str) -> list[str]:
    return [note.id for note in notes if note.kind == kind]


def _are_opposed(one: Mapping[str, int], other: Mapping[str, int]) -> bool:
    return any(one[noun] == -other[noun] for noun in {*one} & {*other})


def wishes_in(note: Note) -> dict[str, int]:
    """Noun → 1 where the card wants more of it, -1 where it wants less or has enough.

    "Kein" and "weg" miss something on a weakness card and get rid of it in a proposal, as "ohne" does.
    """
    text = readable(note.text)
    return signed_nouns(text, Speller([text]), lambda word: _sign(word, note.kind))


def _sign(word: str, kind: str) -> int:
    if word in LACKING | GONE:
        return {"weakness": 1, "proposal": -1}.get(kind, 0)
    return -int(word in WITHOUT and kind == "proposal")
