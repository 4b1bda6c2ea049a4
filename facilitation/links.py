"""Across kinds of cards: the strengths a weakness theme can build on and the proposals that answer it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from facilitation.notes import Note
from facilitation.reading import is_about, notes_by_id, notes_of
from facilitation.themes import Theme, Themes

if TYPE_CHECKING:
    from facilitation.likeness import Likeness

Relation = Literal["builds_on", "answered_by"]
_KINDS: Mapping[Relation, tuple[str, ...]] = {
    "builds_on": ("strength",),
    "answered_by": ("proposal", "measure"),
}
_LEAST_LIKENESS, _LEAST_PAIRS, _MOST_LINKS, _MOST_PAIRS = 0.35, 2, 3, 3


@dataclass(frozen=True, slots=True)
class Link:
    """A weakness theme and a theme of strengths or proposals (it may be the same) that speak of one thing.

    other_id is "" for cards that are in no theme.

    likeness: cosine between the sums of their card vectors, -1 to 1. said: how many cards name the theme they
    answer. cards and other_cards are the evidence: what was said first, then pairs, the likest first.
    """

    theme_id: str
    other_id: str
    relation: Relation
    likeness: float
    cards: tuple[str, ...]
    other_cards: tuple[str, ...]
    said: int = 0


def link_themes(
    themes: Themes, notes: Sequence[Note], *, answers: Mapping[str, str] | None = None, language: str = "de"
) -> tuple[Link, ...]:
    """Links of every theme with weaknesses, in the order of the themes: strengths first, then proposals.

    answers: card id → id of the theme that its author says it answers; such a link always stands and comes
    first. Other links need a likeness of 0.35 and two pairs of cards that share a noun or a concept (one pair
    where a theme has but one such card). At most three links of each relation for a theme;
    cards in no theme count as one more theme, each of them as like the weakness theme as others in sum.
    """
    from facilitation.likeness import Likeness

    by_id = notes_by_id(notes)
    weak = [theme for theme in themes.themes if is_about(theme, by_id, "weakness")]
    if not weak:
        return ()
    finder = _Finder(themes, by_id, answers or {}, Likeness(list(by_id.values()), language=language))
    return tuple(
        link
        for theme in weak
        for relation in _KINDS
        for link in finder.links_of(theme, relation)[:_MOST_LINKS]
    )


def unanswered(themes: Themes, notes: Sequence[Note], links: Sequence[Link]) -> tuple[Theme, ...]:
    """Weakness themes that no proposal answers."""
    by_id = notes_by_id(notes)
    answered = {link.theme_id for link in links if link.relation == "answered_by"}
    weak = (theme for theme in themes.themes if is_about(theme, by_id, "weakness"))
    return tuple(theme for theme in weak if theme.id not in answered)


class _Finder:
    def __init__(
        self, themes: Themes, by_id: Mapping[str, Note], answers: Mapping[str, str], likeness: "Likeness"
    ) -> None:
        self.themes, self.by_id, self.answers, self.likeness = themes, by_id, answers, likeness

    def links_of(self, theme: Theme, relation: Relation) -> list[Link]:
        found = [link for other in self.themes.themes for link in self._link(theme, other, relation)]
        found += self._to_loose_cards(theme, relation)
        return sorted(found, key=lambda link: (-link.said, -link.likeness, link.other_id))

    @cached_property
    def loose(self) -> list[Note]:
        placed = {id_ for theme in self.themes.themes for id_ in theme.note_ids}
        return [note for note in self.by_id.values() if note.id not in placed]

    def _to_loose_cards(self, theme: Theme, relation: Relation) -> Iterator[Link]:
        own = [note.id for note in notes_of(theme, self.by_id, "weakness")]
        loose = [note.id for note in self.loose if note.kind in _KINDS[relation]]
        said = [id_ for id_ in loose if self.answers.get(id_) == theme.id and relation == "answered_by"]
        near = [id_ for id_ in loose if self.likeness.of_groups(own, [id_]) >= _LEAST_LIKENESS]
        pairs = self.likeness.pairs(own, near)[:_MOST_PAIRS]
        others = tuple(dict.fromkeys([*said[:_MOST_PAIRS], *(two for _, two in pairs)]))
        if others:
            likeness = self.likeness.of_groups(own, others)
            yield Link(theme.id, "", relation, likeness, tuple(one for one, _ in pairs), others, len(said))

    def _link(self, theme: Theme, other: Theme, relation: Relation) -> Iterator[Link]:
        own = [note.id for note in notes_of(theme, self.by_id, "weakness")]
        theirs = [note.id for note in notes_of(other, self.by_id, *_KINDS[relation])]
        if not theirs:
            return
        said = [id_ for id_ in theirs if self.answers.get(id_) == theme.id and relation == "answered_by"]
        pairs = self.likeness.pairs(own, theirs)[:_MOST_PAIRS]
        likeness = self.likeness.of_groups(own, theirs)
        enough = len(pairs) >= min(_LEAST_PAIRS, len(own), len(theirs)) and likeness >= _LEAST_LIKENESS
        if said or enough:
            cards = tuple(one for one, _ in pairs)
            other_cards = tuple(dict.fromkeys([*said[:_MOST_PAIRS], *(two for _, two in pairs)]))
            yield Link(theme.id, other.id, relation, likeness, cards, other_cards, len(said))
