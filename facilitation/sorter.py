"""Where a card that has just arrived may belong, told at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from facilitation.algebra import on_one_thread, unit_rows
from facilitation.notes import Note
from facilitation.spelling import comparable
from facilitation.themes import Themes
from facilitation.words import guess_language, readable

if TYPE_CHECKING:
    from facilitation.background import Background

_LEAST_LIKENESS = 0.2


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The theme that a card is most like, "" for none; `likeness`: cosine to the theme's centre, -1 to 1."""

    theme_id: str
    likeness: float


class Sorter:
    """Themes made ready once, so that a suggestion takes milliseconds. Finished themes get no suggestions."""

    def __init__(
        self,
        notes: Sequence[Note],
        themes: Themes,
        *,
        language: str = "de",
        background: "Sequence[str] | Background" = (),
    ) -> None:
        from facilitation.background import shipped, terms_of
        from facilitation.vectors import Space, read_board

        ordered = sorted(notes, key=lambda note: (comparable(note.text), note.text, note.id))
        row = {note.id: at for at, note in enumerate(ordered)}
        spoken = [note.language for note in ordered]
        self._board = read_board([note.text for note in ordered], languages=spoken, language=language)
        with on_one_thread():
            earlier = terms_of(background, language=language)
            self._space = Space(self._board, background=shipped().terms, earlier=earlier)
        self._language = language
        cards = [
            (theme.id, [row[id_] for id_ in theme.note_ids if id_ in row])
            for theme in themes.themes
            if not theme.finished
        ]
        self._themes = [id_ for id_, rows in cards if rows]
        vectors = self._space.cards
        sums = [vectors[rows].sum(axis=0) for _, rows in cards if rows]
        self._centres = unit_rows(np.array(sums).reshape(len(sums), vectors.shape[1]))

    def suggest(self, note: Note) -> Suggestion:
        """The theme whose centre is nearest; none if the card has no word or is like no theme."""
        text = readable(note.text)
        language = guess_language(text, default=note.language or self._language)
        likeness = (self._centres @ self._space.of(self._board.speller.terms(text, language=language))).round(
            6
        )
        if not len(likeness) or likeness.max() < _LEAST_LIKENESS:
            return Suggestion("", float(likeness.max(initial=0.0)))
        best = int(np.argmax(likeness))
        return Suggestion(self._themes[best], float(likeness[best]))


def suggest(note: Note, themes: Themes, notes: Sequence[Note], *, language: str = "de") -> Suggestion:
    """The same for a single card; for several build one `Sorter`."""
    return Sorter(notes, themes, language=language).suggest(note)
