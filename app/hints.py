"""What the machine reads out of a board while people sort: computed beside them, shown when it is there."""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import ParamSpec, TypeVar

from app.analysis import MANY_CARDS, Wall, wall
from app.computing import computed
from app.database import Database
from app.models import Conference
from facilitation import (
    Coverage,
    Link,
    Note,
    Sorter,
    find_contradictions,
    link_themes,
    split_thoughts,
    theme_coverage,
)
from facilitation import Themes as Bundles
from facilitation.duplicates import find_duplicates

REST = 3.0
"""So many times as long as it took, the machine rests before it reads the same board again."""
NOW_AND_THEN = 20.0
FEW_CARDS = 150
"""Up to here links and contradictions take less time than a process to start in."""
GROWTH = 1.25
"""With so many more sorted cards the themes are read anew before they get suggestions."""

P = ParamSpec("P")
T = TypeVar("T")
Place = tuple[int, str]
"""A conference and a kind of cards."""


@dataclass(frozen=True)
class Reading:
    """By ids of cards and themes. stacks: cards that say nearly the same; opposed: two that contradict."""

    suggested: Mapping[int, int] = field(default_factory=dict)
    stacks: Sequence[tuple[int, ...]] = ()
    several: frozenset[int] = frozenset()
    coverage: Mapping[int, Coverage] = field(default_factory=dict)
    links: Mapping[int, Sequence[Link]] = field(default_factory=dict)
    opposed: Mapping[int, tuple[int, int]] = field(default_factory=dict)


@dataclass
class Kept:
    """The last reading of a board: of which state, at which place in the log, and what makes suggestions."""

    state: int | None = None
    seq: int = -1
    read_at: float = 0.0
    reading: Reading = field(default_factory=Reading)
    sorter: Sorter | None = None
    sorted_by: tuple[frozenset[str], int] = (frozenset(), 0)
    again_at: float = 0.0
    running: Future[None] | None = None

    def make_ready(self, pile: "Pile") -> None:
        """The sorter of the last reading serves as long as the themes are the same and have hardly grown."""
        open_ones = [theme for theme in pile.themes.themes if not theme.finished]
        names = frozenset(theme.id for theme in open_ones)
        count = sum(len(theme.note_ids) for theme in open_ones)
        if not names:
            self.sorter = None
        elif self.sorter is None or self.sorted_by[0] != names or count > GROWTH * self.sorted_by[1]:
            self.sorter = beside(pile.is_large, Sorter, pile.notes, pile.themes, language=pile.language)
            self.sorted_by = names, count


class Hints:
    """One thread reads, one board after the other; whoever looks at a board gets what is there."""

    def __init__(self, database: Database, *, many: int = MANY_CARDS) -> None:
        """With more cards than `many` a process of its own reads them."""
        self._database = database
        self._many = many
        self._boards: dict[Place, Kept] = {}
        self._lock = threading.Lock()
        self._reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hints")

    def of(self, conference_id: int, kind: str, *, state: int, seq: int) -> tuple[Reading, bool]:
        """What is known, and whether more is on its way; `state` tells one state of the board from another.

        What else happens in the conference (cards of other kinds, dots) is looked at only now and then.
        """
        with self._lock:
            kept = self._boards.setdefault((conference_id, kind), Kept())
            is_behind = kept.state != state
            is_old = kept.seq < seq and monotonic() > kept.read_at + NOW_AND_THEN
            rests = monotonic() < kept.again_at or (kept.running is not None and not kept.running.done())
            if (is_behind or is_old) and not rests:
                kept.running = self._reader.submit(self._read, (conference_id, kind), kept, state)
            return kept.reading, is_behind

    def settle(self) -> None:
        """Until all that was begun is done."""
        with self._lock:
            running = [kept.running for kept in self._boards.values() if kept.running is not None]
        for future in running:
            future.result()

    def close(self) -> None:
        self._reader.shutdown(wait=True, cancel_futures=True)

    def _read(self, place: Place, kept: Kept, state: int) -> None:
        began = monotonic()
        with self._database.reading() as session:
            conference = session.get(Conference, place[0])
            if conference is None:
                return
            seq, seen = conference.seq, wall(session, conference)
        pile = pile_of(seen, place[1], many=self._many)
        kept.make_ready(pile)
        kept.reading = replace(kept.reading, suggested=suggestions(pile, kept.sorter))
        known = beside(pile.is_large or len(seen.notes) > FEW_CARDS, insight, seen, pile)
        kept.reading = replace(known, suggested=kept.reading.suggested)
        kept.state, kept.seq, kept.read_at = state, seq, monotonic()
        kept.again_at = kept.read_at + REST * (kept.read_at - began)


@dataclass(frozen=True)
class Pile:
    """The cards of one kind and the themes in which they lie."""

    notes: list[Note]
    themes: Bundles
    language: str
    is_large: bool


def pile_of(seen: Wall, kind: str, *, many: int) -> Pile:
    mine = [note for note in seen.notes if note.kind == kind]
    own = {note.id for note in mine}
    themes = tuple(theme for theme in seen.themes.themes if own.intersection(theme.note_ids))
    loose = tuple(card for card in seen.themes.unsorted if card in own)
    return Pile(mine, Bundles(themes, unsorted=loose), seen.language, len(seen.notes) > many)


def beside(is_long: bool, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """What takes long in a process of its own, so that the server keeps its own time for people."""
    if is_long:
        return computed(function, *args, **kwargs)
    return function(*args, **kwargs)


def suggestions(pile: Pile, sorter: Sorter | None) -> dict[int, int]:
    loose = set(pile.themes.unsorted)
    if sorter is None:
        return {}
    found = ((note.id, sorter.suggest(note).theme_id) for note in pile.notes if note.id in loose)
    return {int(card): int(theme) for card, theme in found if theme}


def insight(seen: Wall, pile: Pile) -> Reading:
    """Links and contradictions look at the cards of all kinds."""
    mine, themes = pile.notes, pile.themes
    links = link_themes(seen.themes, seen.notes, answers=seen.answers, language=seen.language)
    opposed = find_contradictions(themes, seen.notes, language=seen.language)
    alike = find_duplicates([note.text for note in mine])
    return Reading(
        stacks=[tuple(int(mine[at].id) for at in heap) for heap in alike],
        several=frozenset(int(note.id) for note in mine if len(split_thoughts(note.text)) > 1),
        coverage={int(entry.theme_id): entry for entry in theme_coverage(themes, mine)},
        links={int(theme.id): linked_with(theme.id, links) for theme in themes.themes},
        opposed={int(theme): (int(one), int(other)) for theme, (one, other) in opposed.items()},
    )


def linked_with(theme: str, links: Sequence[Link]) -> list[Link]:
    return [link for link in links if theme in (link.theme_id, link.other_id)]
