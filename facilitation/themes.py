"""What a proposal of themes is, and what people decided that it must respect."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from facilitation.pairs import Pair


@dataclass(frozen=True, slots=True)
class Theme:
    """Cards that belong together. `typical` names up to three cards that stand for the theme."""

    id: str
    title: str
    keywords: tuple[str, ...]
    note_ids: tuple[str, ...]
    typical: tuple[str, ...]
    finished: bool = False


@dataclass(frozen=True, slots=True)
class Themes:
    """A proposal. Every card is in exactly one theme or in `unsorted`.

    duplicates: groups of cards that say the same; several_thoughts: cards that may be worth splitting.
    """

    themes: tuple[Theme, ...]
    unsorted: tuple[str, ...] = ()
    duplicates: tuple[tuple[str, ...], ...] = ()
    several_thoughts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people decided so far.

    placed: card id → theme id; that theme survives and the card comes out there.
    titles: theme id → title given by a person; kept, and the theme survives.
    finished: themes whose members do not change (a card that a person placed elsewhere leaves all the same).
    previous: theme id → card ids of the last proposal, so that themes keep their identity.
    together, apart: pairs of card ids that belong into one theme, or not into one. Where they contradict each
    other or a placement, see `pairs.settle`: the later word wins. Finished themes take no card in by a pair.
    """

    placed: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    finished: frozenset[str] = frozenset()
    previous: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    together: tuple[Pair | tuple[str, str], ...] = ()
    apart: tuple[Pair | tuple[str, str], ...] = ()
