"""Who speaks in a theme and whom we have not heard."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from facilitation.ground_sentences import joined
from facilitation.notes import Note
from facilitation.reading import notes_by_id, notes_of, quoted
from facilitation.themes import Theme, Themes

FEW = 5
"""A group with fewer cards in all is not missed in a single theme."""
_MISSED = 3.0


@dataclass(frozen=True, slots=True)
class Coverage:
    """Shares (0 to 1) of the cards of a theme by group and by kind; "" stands for none given.

    unheard: groups that wrote cards elsewhere and none here, although about three or more could be expected.
    """

    theme_id: str
    note_count: int
    by_group: Mapping[str, float]
    by_kind: Mapping[str, float]
    unheard: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """How many cards each group wrote in all; silent: none at all; few: fewer than five."""

    by_group: Mapping[str, int]
    silent: tuple[str, ...]
    few: tuple[str, ...]


def theme_coverage(themes: Themes, notes: Sequence[Note]) -> tuple[Coverage, ...]:
    """For each theme in order who wrote its cards.

    A group is unheard where its cards, dealt out to the themes by size, would be three or more in this one:
    with so many expected, none at all happens by chance in fewer than one of twenty cases (Poisson, e^-3).
    """
    by_id = notes_by_id(notes)
    written = Counter(note.group for note in notes if note.group)
    sorted_in = sum(len(notes_of(theme, by_id)) for theme in themes.themes)
    return tuple(_coverage(theme, by_id, written, sorted_in) for theme in themes.themes)


def who_was_heard(notes: Sequence[Note], *, groups: Sequence[str] = ()) -> Heard:
    """Cards by group; `groups` are all that were invited, those without a card too."""
    written = Counter(note.group for note in notes if note.group)
    named = list(dict.fromkeys([*groups, *sorted(written)]))
    counts = {group: written[group] for group in named}
    return Heard(
        counts,
        silent=tuple(group for group in named if not counts[group]),
        few=tuple(group for group in named if 0 < counts[group] < FEW),
    )


def coverage_sentence(coverage: Coverage, title: str, *, language: str = "de") -> str:
    """Whom we have not heard on a theme; "" where nobody is missed."""
    if not coverage.unheard:
        return ""
    if language == "en":
        return f"On {quoted(title, language='en')} we have not heard {joined(coverage.unheard, 'en')} yet."
    return f"Zu {quoted(title)} haben wir von {joined(coverage.unheard, 'de')} noch nichts gehört."


def _coverage(theme: Theme, by_id: Mapping[str, Note], written: Counter[str], sorted_in: int) -> Coverage:
    mine = notes_of(theme, by_id)
    groups, kinds = Counter(note.group for note in mine), Counter(note.kind for note in mine)
    expected = {group: count * len(mine) / max(sorted_in, 1) for group, count in sorted(written.items())}
    unheard = [
        group
        for group, count in expected.items()
        if not groups[group] and count >= _MISSED and written[group] >= FEW
    ]
    return Coverage(theme.id, len(mine), _shares(groups), _shares(kinds), tuple(unheard))


def _shares(counts: Counter[str]) -> dict[str, float]:
    total = sum(counts.values())
    return {
        name: count / total for name, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    }
