"""A proposal that waits for a person's word: its changes one by one, as they stand on the board of now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from sqlmodel import Session, col, select

from app.analysis import DECIDED
from app.analysis import Proposal as Computed
from app.models import Card, CardStatus, Line, Proposal, Theme
from app.reading.venue import Venue
from facilitation import Change
from facilitation import Theme as Bundle

MERE_WORDING = "described"
"""Other key words are nothing to ask people about."""


def stored(proposal: Computed) -> list[dict[str, Any]]:
    """The changes that people are asked about, as values for JSON; no text of a card is in them."""
    was = {card: theme.id for theme in proposal.before.themes for card in theme.note_ids}
    titles = {theme.id: theme.title for theme in proposal.before.themes}
    return [stored_change(change, was, titles) for change in proposal.changes if change.kind != MERE_WORDING]


def stored_change(change: Change, was: Mapping[str, str], titles: Mapping[str, str]) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "theme": change.theme,
        "other": change.other,
        "title": change.title,
        "before": titles.get(change.theme, ""),
        "moves": [[int(card), was.get(card, ""), now] for card, now in change.moves],
        "results": [stored_theme(theme) for theme in change.results],
        "gone": list(change.gone),
    }


def stored_theme(theme: Bundle) -> dict[str, Any]:
    return {
        "id": theme.id,
        "title": theme.title,
        "keywords": list(theme.keywords),
        "typical": [int(card) for card in theme.typical],
    }


@dataclass(frozen=True)
class Step:
    """One change: `cards` are those it still moves, `overtaken` is how many people have placed since.

    state: open, accepted, left, or outdated where nothing is left to do.
    """

    number: int
    kind: str
    state: str
    title: str
    other: str
    cards: tuple[Card, ...] = ()
    overtaken: int = 0
    goals: Mapping[int, str] = field(default_factory=dict)
    """The theme to which each of the cards goes, as the proposal names it; "" for none."""
    told: Mapping[str, Any] = field(default_factory=dict)


class Waiting:
    """The proposal for one kind of cards that nobody has answered in full."""

    def __init__(self, session: Session, row: Proposal) -> None:
        self.session = session
        self.row = row

    @classmethod
    def of(cls, session: Session, conference_id: int, kind: str) -> Self | None:
        row = Proposal.waiting(session, conference_id, kind)
        return cls(session, row) if row else None

    @property
    def told(self) -> Sequence[dict[str, Any]]:
        found: Sequence[dict[str, Any]] = self.row.changes["list"]
        return found

    @cached_property
    def themes(self) -> Mapping[str, Theme]:
        """Those that live, by the names that a proposal gives them."""
        living = Theme.of(self.session, self.row.conference_id, self.row.kind)
        return {str(theme.id): theme for theme in living}

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Of all themes that are spoken of: those that live, and those that would be made."""
        made = {entry["id"]: entry["title"] for told in self.told for entry in told["results"]}
        earlier = {told["theme"]: told["before"] for told in self.told if told["before"]}
        return {**made, **earlier, **{name: theme.title for name, theme in self.themes.items()}}

    @cached_property
    def cards(self) -> Mapping[int, Card]:
        wanted = [move[0] for told in self.told for move in told["moves"]]
        question = select(Card).where(
            Card.conference_id == self.row.conference_id,
            Card.kind == self.row.kind,
            Card.status == CardStatus.VISIBLE,
        )
        if len(wanted) < MANY:
            question = question.where(col(Card.id).in_(wanted))
        return {card.id or 0: card for card in self.session.exec(question.order_by(col(Card.number)))}

    @cached_property
    def steps(self) -> list[Step]:
        return [self.step(number) for number in range(len(self.told))]

    @property
    def open(self) -> list[Step]:
        return [step for step in self.steps if step.state == "open"]

    @property
    def shown(self) -> list[Step]:
        """What still asks for a word, and what was overtaken while it did."""
        return [step for step in self.steps if step.state in ("open", "outdated")]

    def step(self, number: int) -> Step:
        told = self.told[number]
        still = {card: now for card, was, now in told["moves"] if self.is_current(card, was, now)}
        answered = self.row.answers.get(str(number), "")
        return Step(
            number=number,
            kind=told["kind"],
            state=answered or ("open" if still or self.is_only_words(told) else "outdated"),
            title=self.said_title(told),
            other=told["before"] if told["kind"] == "renamed" else self.titles.get(told["other"], ""),
            cards=tuple(sorted((self.cards[card] for card in still), key=lambda card: card.number)),
            overtaken=len(told["moves"]) - len(still),
            goals=still,
            told=told,
        )

    def said_title(self, told: Mapping[str, Any]) -> str:
        """A theme has its present name until its new one is taken."""
        present = "" if told["kind"] == "renamed" else self.titles.get(told["theme"], "")
        return present or told["title"] or self.titles.get(told["theme"], "")

    def is_current(self, card_id: int, was: str, now: str) -> bool:
        """The card lies where the machine saw it, no person put it there, and both themes are still open."""
        card = self.cards.get(card_id)
        if card is None or card.theme_by in DECIDED or str(card.theme_id or "") != was:
            return False
        return self.is_there(was) and self.is_there(now)

    def is_there(self, name: str) -> bool:
        """No theme at all, one to be made, or one that lives and is not finished."""
        if not name.isdecimal():
            return True
        return name in self.themes and not self.themes[name].finished

    def is_only_words(self, told: Mapping[str, Any]) -> bool:
        """A heading that nobody has written since, or an empty theme that would end."""
        theme = self.themes.get(told["theme"])
        if theme is None or theme.finished or theme.title_by != "machine":
            return False
        if told["kind"] == "renamed":
            return bool(theme.title == told["before"])
        return bool(told["kind"] == "dissolved" and not told["moves"])


MANY = 900
"""More ids than this in one question would be more than some databases take."""


def last_proposed(hall: Venue, kind: str) -> Line | None:
    lines = Line.last_of(hall.session, hall.id, "themes_proposed", "changes_proposed")
    return next((line for line in lines if line.payload["kind"] == kind and not line.undone), None)


def new_since_proposal(hall: Venue, kind: str) -> int:
    """Cards of this kind in no theme that came after the machine had looked."""
    proposed = last_proposed(hall, kind)
    if proposed is None:
        return 0
    seen = hall.session.get(Line, (hall.id, proposed.payload["as_of"]))
    since = (seen or proposed).at
    unsorted = Card.listed(hall.session, hall.id, kind, "unsorted")
    return sum(card.created_at > since for card in unsorted)
