"""What a new proposal would change in the themes on the board: values that people accept one by one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from facilitation.themes import Theme, Themes

CHANGE_KINDS = ("new", "split", "merged", "dissolved", "added", "moved", "loosened", "renamed", "described")
_TYPICAL = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a proposal changes.

    new: `theme` is made. split: `theme` is made, mostly of cards of `other`. merged: the cards of `other`,
    which ends, go mostly to `theme`. dissolved: `theme` ends. added: unsorted cards come to `theme`.
    moved: cards go from `other` to `theme`. loosened: cards of `theme` become unsorted. renamed: `theme` is
    now called `title`. described: only key words, typical cards or their order differ.

    title: that of `theme` afterwards, "" if it ends. moves: pairs of card id and the theme it goes to, "" for
    unsorted. results: the themes concerned as proposed. gone: concerned themes the proposal does not have.
    """

    kind: str
    theme: str
    other: str = ""
    title: str = ""
    moves: tuple[tuple[str, str], ...] = ()
    results: tuple[Theme, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Tells the changes of one proposal apart."""
        return " ".join(part for part in (self.kind, self.theme, self.other) if part)

    @property
    def cards(self) -> tuple[str, ...]:
        return tuple(card for card, _ in self.moves)


def changes(before: Themes, after: Themes) -> tuple[Change, ...]:
    """What makes `after` out of `before`, both of the same cards; the largest first, mere wording last.

    Every card that changes its place is in exactly one change, so they can be accepted in any order. Cards
    that only one of the two has are left out.
    """
    return _Comparison(before, after).changes()


def accept(before: Themes, change: Change) -> Themes:
    """The themes with one change made. A theme that loses its last card ends if the proposal ends it.

    Accepting all of `changes(before, after)` in any order gives `after`, but for the order of themes and of
    unsorted cards; hints at duplicates and at several thoughts stay those of `before`.
    """
    target = dict(change.moves)
    proposed = {theme.id: theme for theme in change.results}
    present = {theme.id: theme for theme in before.themes}
    missing = [
        replace(theme, note_ids=(), typical=()) for id_, theme in proposed.items() if id_ not in present
    ]
    themes = [
        _with_cards(theme, target, proposed.get(theme.id), change) for theme in [*before.themes, *missing]
    ]
    loose = [card for card in before.unsorted if card not in target]
    loose += [card for card, theme in change.moves if not theme]
    return replace(
        before,
        themes=tuple(theme for theme in themes if theme.note_ids or theme.id not in change.gone),
        unsorted=tuple(dict.fromkeys(loose)),
    )


def _with_cards(theme: Theme, target: Mapping[str, str], proposed: Theme | None, change: Change) -> Theme:
    cards = [card for card in theme.note_ids if target.get(card, theme.id) == theme.id]
    cards += [card for card, id_ in target.items() if id_ == theme.id and card not in theme.note_ids]
    if proposed is None:
        return theme if tuple(cards) == theme.note_ids else _looking_as(theme, theme, cards)
    if change.kind == "renamed":
        return replace(theme, title=change.title)
    return _looking_as(theme, proposed, cards)


def _looking_as(theme: Theme, model: Theme, cards: Iterable[str]) -> Theme:
    """The cards in the order of the model, with its key words and such typical cards as are there."""
    place = {card: at for at, card in enumerate(model.note_ids)}
    ordered = tuple(sorted(cards, key=lambda card: place.get(card, len(place))))
    typical = tuple(card for card in model.typical if card in ordered)
    return replace(
        theme,
        keywords=model.keywords,
        note_ids=ordered,
        typical=typical if typical or not model.typical else ordered[:_TYPICAL],
        finished=model.finished,
    )


class _Comparison:
    """Two states of one board, card by card."""

    def __init__(self, before: Themes, after: Themes) -> None:
        self.before = {theme.id: theme for theme in before.themes}
        self.after = {theme.id: theme for theme in after.themes}
        self.was = _places(before)
        self.moved = [
            (card, self.was[card], now)
            for card, now in _places(after).items()
            if self.was.get(card, now) != now
        ]

    def changes(self) -> tuple[Change, ...]:
        heaps: dict[tuple[str, str, str], list[tuple[str, str]]] = defaultdict(list)
        for card, was, now in self.moved:
            heaps[self._owner(was, now)].append((card, now))
        for id_ in self.after.keys() - self.before.keys():
            heaps.setdefault(("new", id_, ""), [])
        for id_ in self.before.keys() - self.after.keys():
            if not self.before[id_].note_ids:
                heaps.setdefault(("dissolved", id_, ""), [])
        found = [
            self._change(kind, theme, other, tuple(heap)) for (kind, theme, other), heap in heaps.items()
        ]
        touched = {theme.id for change in found for theme in change.results}
        return tuple(sorted([*found, *self._wordings(touched)], key=_weight))

    def _owner(self, was: str, now: str) -> tuple[str, str, str]:
        """The change that a card on its way belongs to: the making of a theme before its ending."""
        if now and now not in self.before:
            return "new", now, ""
        if was and was not in self.after:
            return "dissolved", was, ""
        if not now:
            return "loosened", was, ""
        return ("moved", now, was) if was else ("added", now, "")

    def _change(self, kind: str, theme: str, other: str, moves: tuple[tuple[str, str], ...]) -> Change:
        if kind == "new":
            kind, other = self._split_from(theme, moves)
        elif kind == "dissolved":
            kind, theme, other = self._merged_into(theme, moves)
        concerned = dict.fromkeys(
            [theme, other, *(now for _, now in moves), *(self.was[card] for card, _ in moves)]
        )
        title = self.after[theme].title if theme in self.after else ""
        return Change(
            kind,
            theme,
            other,
            title,
            moves,
            tuple(self.after[id_] for id_ in concerned if id_ in self.after),
            tuple(id_ for id_ in concerned if id_ in self.before and id_ not in self.after),
        )

    def _split_from(self, theme: str, moves: tuple[tuple[str, str], ...]) -> tuple[str, str]:
        source = _most([self.was[card] for card, _ in moves])
        return ("split", source) if source in self.after else ("new", "")

    def _merged_into(self, theme: str, moves: tuple[tuple[str, str], ...]) -> tuple[str, str, str]:
        target = _most([now for _, now in moves])
        return ("merged", target, theme) if target else ("dissolved", theme, "")

    def _wordings(self, touched: set[str]) -> list[Change]:
        found = []
        for id_ in self.before.keys() & self.after.keys():
            was, now = self.before[id_], self.after[id_]
            if was.title != now.title:
                found.append(Change("renamed", id_, "", now.title, results=(now,)))
            if id_ not in touched and replace(was, title=now.title) != now:
                found.append(Change("described", id_, "", now.title, results=(now,)))
        return found


def _places(themes: Themes) -> dict[str, str]:
    places = {card: theme.id for theme in themes.themes for card in theme.note_ids}
    return places | {card: "" for card in themes.unsorted}


def _most(names: list[str]) -> str:
    """The name that more than half of the list are, "" if there is none."""
    return next((name for name in sorted(set(names)) if names.count(name) * 2 > len(names)), "")


def _weight(change: Change) -> tuple[int, int, str]:
    wording = 0 if change.moves else 2 if change.kind == "described" else 1
    return wording, -len(change.moves), change.key
