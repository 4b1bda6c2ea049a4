"""What the machine reads out of a board while people sort: computed beside them, shown when it is there."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import ParamSpec, TypeVar

from app.analysis import MANY_CARDS, Wall, wall
from app.computing import computed, give_up
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

log = logging.getLogger(__name__)

REST = 3.0
"""So many times as long as it took, the machine rests before it reads the same board again."""
AFTER_FAILURE = 60.0
FEW_CARDS = 150
"""Up to here links and contradictions take less time than a process to start in."""
GROWTH = 1.25
"""With so many more sorted cards the themes are read anew before they get suggestions."""
MOST_BOARDS = 8
"""What was read of so many is kept."""

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
class Turn:
    """What is read of a board again and again: of which state last, and when it may be read anew."""

    state: int | None = None
    again_at: float = 0.0
    running: Future[None] | None = None

    def is_due(self, state: int) -> bool:
        is_running = self.running is not None and not self.running.done()
        return self.state != state and monotonic() >= self.again_at and not is_running

    def done(self, state: int, began: float) -> None:
        self.state = state
        self.again_at = monotonic() + REST * (monotonic() - began)


@dataclass
class Kept:
    """The last reading of a board, and what makes suggestions ready."""

    reading: Reading = field(default_factory=Reading)
    suggesting: Turn = field(default_factory=Turn)
    thinking: Turn = field(default_factory=Turn)
    sorter: Sorter | None = None
    sorted_by: tuple[frozenset[str], int] = (frozenset(), 0)

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
    """Two threads read, one the suggestions, one what takes longer; whoever looks gets what is there."""

    def __init__(self, database: Database, *, many: int = MANY_CARDS) -> None:
        """With more cards than `many` a process of its own reads them."""
        self._database = database
        self._many = many
        self.boards: dict[Place, Kept] = {}
        self._lock = threading.Lock()
        self._closing = False
        self._readers = [ThreadPoolExecutor(1, thread_name_prefix=name) for name in ("suggest", "think")]

    def of(self, conference_id: int, kind: str, *, state: int) -> tuple[Reading, str]:
        """What is known, and what is on its way: `soon` suggestions, `later` the rest, or nothing.

        `state` tells one state of the board from another.
        """
        place = (conference_id, kind)
        with self._lock:
            kept = self._kept(place)
            reads = ((kept.suggesting, self._suggest), (kept.thinking, self._think))
            for (turn, read), reader in zip(reads, self._readers, strict=True):
                if turn.is_due(state):
                    turn.running = reader.submit(self._read, place, kept, turn, state, read)
            awaits = "soon" if kept.suggesting.state != state else "later"
            return kept.reading, awaits if kept.thinking.state != state else ""

    def _kept(self, place: Place) -> Kept:
        """The board that was looked at longest ago goes when there are too many."""
        self.boards[place] = self.boards.pop(place) if place in self.boards else Kept()
        if len(self.boards) > MOST_BOARDS:
            del self.boards[next(iter(self.boards))]
        return self.boards[place]

    def settle(self) -> None:
        """Until all that was begun is done."""
        for future in self._running():
            future.result()

    def _running(self) -> list[Future[None]]:
        with self._lock:
            turns = [turn for kept in self.boards.values() for turn in (kept.suggesting, kept.thinking)]
            return [turn.running for turn in turns if turn.running is not None]

    def close(self) -> None:
        self._closing = True
        for reader in self._readers:
            reader.shutdown(wait=False, cancel_futures=True)
        while running := [future for future in self._running() if not future.done()]:
            give_up()
            wait(running, timeout=0.1)

    def _read(
        self, place: Place, kept: Kept, turn: Turn, state: int, read: Callable[[Kept, Wall, str], None]
    ) -> None:
        """What goes wrong here must not be tried again and again while people sort."""
        began = monotonic()
        try:
            with self._database.reading() as session:
                conference = session.get(Conference, place[0])
                seen = wall(session, conference) if conference is not None else None
            if seen is not None:
                read(kept, seen, place[1])
            turn.done(state, began)
        except Exception:
            if not self._closing:
                log.exception("hints_failed")
            turn.again_at = monotonic() + AFTER_FAILURE

    def _suggest(self, kept: Kept, seen: Wall, kind: str) -> None:
        pile = pile_of(seen, kind, many=self._many)
        kept.make_ready(pile)
        found = suggestions(pile, kept.sorter)
        with self._lock:
            kept.reading = replace(kept.reading, suggested=found)

    def _think(self, kept: Kept, seen: Wall, kind: str) -> None:
        pile = pile_of(seen, kind, many=self._many)
        found = beside(pile.is_large or len(seen.notes) > FEW_CARDS, insight, seen, pile)
        with self._lock:
            kept.reading = replace(found, suggested=kept.reading.suggested)


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
        several=frozenset(int(note.id) for note in mine if len(split_thoughts(note.text, strictly=True)) > 1),
        coverage={int(entry.theme_id): entry for entry in theme_coverage(themes, mine)},
        links={int(theme.id): linked_with(theme.id, links) for theme in themes.themes},
        opposed={int(theme): (int(one), int(other)) for theme, (one, other) in opposed.items()},
    )


def linked_with(theme: str, links: Sequence[Link]) -> list[Link]:
    return [link for link in links if theme in (link.theme_id, link.other_id)]
