"""Propose themes for a pile of cards. The machine proposes; what people decided comes out untouched."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from facilitation.notes import Note
from facilitation.pairs import settle
from facilitation.themes import Decisions, Theme, Themes

if TYPE_CHECKING:
    from facilitation.algebra import Matrix
    from facilitation.background import Background, Terms
    from facilitation.communities import Labels
    from facilitation.naming import Name
    from facilitation.vectors import Board

__all__ = ["Decisions", "Theme", "Themes", "propose_themes"]

_TYPICAL = 3
_GROWTH_FOR_FRESH_START = 1.25
_MOST_TO_NAME_FROM = 120


def propose_themes(
    notes: Sequence[Note],
    *,
    count: int | None = None,
    keep: Decisions | None = None,
    language: str = "de",
    background: "Sequence[str] | Background" = (),
    embeddings: Path | str | None = None,
) -> Themes:
    """Sort notes into themes: 5 to 10 for 40 notes and more, fewer for fewer; or `count`, if possible.

    The same notes give the same themes in any order. New themes are called "new-1", "new-2", …; themes come
    largest first. `background`: other texts of the same kind, from which words learn what they mean, beside
    those the project ships. `embeddings`: a folder of word vectors, see `embeddings.load_embeddings`. Raises
    ValueError for two notes with one id or a count below 1.

    Method: docs/themes.md.
    """
    if len({note.id for note in notes}) < len(notes):
        raise ValueError("two notes have the same id")
    if count is not None and count < 1:
        raise ValueError("count must be at least 1")
    from facilitation.algebra import on_one_thread
    from facilitation.background import terms_of

    proposal = _Proposal(_in_fixed_order(notes), keep or Decisions(), count, language)
    with on_one_thread():
        return proposal.themes(terms_of(background, language=language), embeddings)


def _in_fixed_order(notes: Sequence[Note]) -> list[Note]:
    from facilitation.spelling import comparable

    return sorted(notes, key=lambda note: (comparable(note.text), note.text, note.id))


class _Proposal:
    """One run over one pile of notes; rows are places in the fixed order."""

    def __init__(self, notes: list[Note], keep: Decisions, count: int | None, language: str) -> None:
        self.notes, self.keep, self.count, self.language = notes, keep, count, language
        self.rows = {note.id: row for row, note in enumerate(notes)}
        self.placed = {self.rows[id_]: theme for id_, theme in keep.placed.items() if id_ in self.rows}
        self.words = settle(together=keep.together, apart=keep.apart, placed=keep.placed)
        self.previous = {
            theme: [self.rows[id_] for id_ in ids if id_ in self.rows and self._lives_in(id_, theme)]
            for theme, ids in sorted(keep.previous.items())
        }

    def _lives_in(self, id_: str, theme: str) -> bool:
        return self.keep.placed.get(id_, theme) == theme

    def themes(self, earlier: "Terms", embeddings: Path | str | None = None) -> Themes:
        from facilitation.background import shipped
        from facilitation.duplicates import find_duplicates
        from facilitation.thoughts import split_thoughts
        from facilitation.vectors import card_vectors, read_board

        texts = [note.text for note in self.notes]
        spoken = [note.language for note in self.notes]
        board = read_board(texts, languages=spoken, language=self.language)
        vectors = card_vectors(board, background=shipped().terms, earlier=earlier)
        if embeddings is not None:
            from facilitation.embeddings import joined_with

            vectors = joined_with(vectors, texts, embeddings)
        duplicates = find_duplicates(texts)
        members = self._members(vectors, self._heaps(duplicates))
        sorted_in = {row for rows in members.values() for row in rows}
        return Themes(
            self._named(members, board, vectors),
            tuple(note.id for row, note in enumerate(self.notes) if row not in sorted_in),
            tuple(tuple(self.notes[row].id for row in group) for group in duplicates),
            tuple(note.id for note in self.notes if len(split_thoughts(note.text, strictly=True)) > 1),
        )

    def _heaps(self, duplicates: Sequence[Sequence[int]]) -> list[list[str]]:
        """Joined cards, and cards that say the same as a placed one, unless a person parted them."""
        heaps = [[*heap] for heap in self.words.heaps]
        parted = {id_ for pair in self.words.apart for id_ in pair}
        home = {id_: heap for heap in heaps for id_ in heap}
        for group in duplicates:
            placed = [self.notes[row].id for row in group if row in self.placed]
            others = [self.notes[row].id for row in group if row not in self.placed]
            if len({self.keep.placed[id_] for id_ in placed}) == 1:
                heap = home.get(placed[0], [placed[0]])
                heap += [id_ for id_ in others if id_ not in home and id_ not in parted]
                heaps += [] if placed[0] in home else [heap]
        return heaps

    def _members(self, vectors: "Matrix", heaps: Sequence[Sequence[str]]) -> dict[str, list[int]]:
        """Theme id → rows."""
        members = {theme: self._finished_rows(theme) for theme in sorted(self.keep.finished)}
        closed = {row for rows in members.values() for row in rows}
        open_rows = [row for row in range(len(self.notes)) if row not in closed]
        touched = sorted(({*self.placed.values()} | {*self.keep.titles}) - self.keep.finished)
        members.update({theme: [] for theme in touched})
        if open_rows:
            members.update(self._grouped(vectors, open_rows, touched, heaps))
        return members

    def _finished_rows(self, theme: str) -> list[int]:
        placed = [row for row, where in self.placed.items() if where == theme]
        return sorted({*self.previous.get(theme, ()), *placed})

    def _grouped(
        self,
        vectors: "Matrix",
        open_rows: list[int],
        touched: list[str],
        said_together: Sequence[Sequence[str]],
    ) -> dict[str, list[int]]:
        from facilitation.grouping import Anchor, group_cards

        local = {row: at for at, row in enumerate(open_rows)}
        earlier = {
            theme: [local[row] for row in rows if row in local]
            for theme, rows in self.previous.items()
            if theme not in self.keep.finished
        }
        anchors = [
            Anchor(
                tuple(
                    local[row] for row in sorted(self.placed) if self.placed[row] == theme and row in local
                ),
                tuple(earlier.get(theme, ())),
            )
            for theme in touched
        ]
        others = [theme for theme, rows in earlier.items() if theme not in touched and rows]
        start = self._start([*touched, *others], earlier, len(open_rows))
        count = max(self.count - len(self.keep.finished), 1) if self.count is not None else None
        labels = group_cards(
            vectors[open_rows],
            anchors=anchors,
            count=count,
            start=start,
            heaps=self._among(local, said_together),
            apart=[(one, other) for one, other in self._among(local, self.words.apart)],
        )
        return self._identified(labels, touched, {theme: earlier[theme] for theme in others}, open_rows)

    def _among(self, local: dict[int, int], heaps: Sequence[Sequence[str]]) -> list[list[int]]:
        """Places of the cards of each heap that are on the open board, without those of fewer than two."""
        rows = [[self.rows[id_] for id_ in heap if id_ in self.rows] for heap in heaps]
        places = [[local[row] for row in heap if row in local] for heap in rows]
        return [heap for heap in places if len(heap) > 1]

    def _start(self, themes: list[str], earlier: dict[str, list[int]], size: int) -> "Labels | None":
        """The last proposal, if the pile has hardly grown since and no other number is wanted."""
        import numpy as np

        known = sum(map(len, earlier.values()))
        if size > known * _GROWTH_FOR_FRESH_START:
            return None
        if self.count is not None and self.count != len(themes) + len(self.keep.finished):
            return None
        labels = np.full(size, -1, dtype=np.int64)
        for at, theme in enumerate(themes):
            labels[earlier.get(theme, [])] = at
        return labels

    def _identified(
        self, labels: "Labels", touched: list[str], others: dict[str, list[int]], open_rows: list[int]
    ) -> dict[str, list[int]]:
        from facilitation.identity import match_groups

        groups: dict[int, list[int]] = {}
        for at, label in enumerate(labels.tolist()):
            if label >= 0:
                groups.setdefault(label, []).append(at)
        fresh = {label: places for label, places in groups.items() if label >= len(touched)}
        names = match_groups(fresh, others) | dict(enumerate(touched))
        free_names = self._free_names()
        in_order = sorted(groups, key=lambda label: (-len(groups[label]), groups[label][0]))
        return {
            names.get(label) or next(free_names): [open_rows[at] for at in groups[label]]
            for label in in_order
        }

    def _free_names(self) -> "_Names":
        keep = self.keep
        return _Names({*keep.previous, *keep.titles, *keep.finished, *keep.placed.values()})

    def _named(self, members: dict[str, list[int]], board: "Board", vectors: "Matrix") -> tuple[Theme, ...]:
        from facilitation.naming import name_themes

        order = sorted(members, key=lambda theme: (-len(members[theme]), members[theme][:1], theme))
        central = {theme: self._central_first(members[theme], vectors) for theme in order}
        given = [self.keep.titles.get(theme, "") for theme in order]
        chosen = [central[theme][:_MOST_TO_NAME_FROM] for theme in order]
        rows = sorted(row for each in chosen for row in each)
        place = {row: at for at, row in enumerate(rows)}
        speakers = [[place[row] for row in each] for each in chosen]
        names = name_themes(board.only(rows), speakers, given=given, language=self.language)
        return tuple(self._theme(id_, name, central[id_]) for id_, name in zip(order, names, strict=True))

    def _central_first(self, rows: list[int], vectors: "Matrix") -> list[int]:
        if not rows:
            return []
        closeness = (vectors[rows] @ vectors[rows].sum(axis=0)).round(6).tolist()
        return [row for _, row in sorted(zip((-value for value in closeness), rows, strict=True))]

    def _theme(self, id_: str, name: "Name", rows: list[int]) -> Theme:
        ids = tuple(self.notes[row].id for row in rows)
        return Theme(id_, name.title, name.keywords, ids, ids[:_TYPICAL], id_ in self.keep.finished)


class _Names:
    """new-1, new-2, … except those that are taken."""

    def __init__(self, taken: set[str]) -> None:
        self._taken, self._number = taken, 0

    def __iter__(self) -> "_Names":
        return self

    def __next__(self) -> str:
        self._number += 1
        while f"new-{self._number}" in self._taken:
            self._number += 1
        return f"new-{self._number}"
