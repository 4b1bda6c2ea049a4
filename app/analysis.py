"""Rows become values for the facilitation module and nowhere else; its results come back as values."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from sqlmodel import Session

from app.computing import apart
from app.database import Database
from app.extras import Extras, proposed
from app.i18n import LANGUAGES
from app.models import (
    SORTABLE,
    Ballot,
    BallotItem,
    Card,
    CardLine,
    Conference,
    Pair,
    PaperVote,
    Participant,
    StakeholderGroup,
    Theme,
    Vote,
)
from facilitation import (
    Change,
    Decisions,
    Ground,
    Link,
    Note,
    Perspective,
    PointOfView,
    Question,
    Themes,
    changes,
    find_common_ground,
    how_might_we,
    link_themes,
    perspectives,
    point_of_view,
)
from facilitation import Pair as Said
from facilitation import Theme as Bundle
from facilitation import Vote as Dots

DECIDED = ("person", "author")
"""Who put a card into its theme, if not the machine."""
MANY_CARDS = 400
"""Up to here computing takes less time than a process to start in."""
MOST_EARLIER_CARDS = 2_000
"""More cards of earlier conferences teach hardly more."""


Heaps = Mapping[tuple[str, str], list[int]]
"""Ids of cards by (the theme they lie in, the one they go to); "" for none."""


@dataclass(frozen=True)
class Proposal:
    """Themes for one kind of cards, as of a position in the log, and what they change on the board."""

    themes: tuple[Bundle, ...]
    unsorted: tuple[str, ...]
    as_of: int
    changes: tuple[Change, ...] = ()
    before: Themes = field(default_factory=lambda: Themes(()))
    begun: int = 0
    """If its cards were placed ahead: since which line of the log."""

    @cached_property
    def heaps(self) -> Heaps:
        """Cards that change their place."""
        was = {card: theme.id for theme in self.before.themes for card in theme.note_ids}
        goals = dict.fromkeys(self.unsorted, "")
        goals |= {card: theme.id for theme in self.themes for card in theme.note_ids}
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for card, goal in goals.items():
            if was.get(card, "") != goal:
                found[was.get(card, ""), goal].append(int(card))
        return found

    def portions(self, size: int) -> Iterator[Heaps]:
        """In portions of so many cards, neighbours together: each page of the file is written once."""
        moves = sorted((card, way) for way, ids in self.heaps.items() for card in ids)
        for first in range(0, len(moves), size):
            portion: dict[tuple[str, str], list[int]] = defaultdict(list)
            for card, way in moves[first : first + size]:
                portion[way].append(card)
            yield portion

    def placed_ahead(self, made: Mapping[str, int], begun: int) -> "Proposal":
        """What is left to write once its themes are made and its cards placed."""
        themes = tuple(replace(theme, id=str(made.get(theme.id, theme.id))) for theme in self.themes)
        return replace(self, themes=themes, begun=begun)


@dataclass(frozen=True)
class Thinking:
    """What design thinking makes of the cards."""

    questions: tuple[Question, ...]
    perspectives: tuple[Perspective, ...]
    points_of_view: tuple[PointOfView, ...]
    links: tuple[Link, ...] = ()


def propose(
    session: Session,
    conference: Conference,
    kind: str,
    *,
    count: int | None = None,
    learn: bool = False,
    extras: Extras | None = None,
) -> Proposal:
    """Computes only; a transaction writes the proposal later. The reading ends before the computing.

    `learn`: words get their meaning from the cards of earlier conferences as well. Many cards are read, too,
    where they are sorted: in a process beside the server.
    """
    assert conference.id is not None
    wishes = Wishes(kind, count, learn, extras or Extras())
    if Card.count_of(session, conference.id, kind) <= MANY_CARDS:
        return proposed_of(session, conference, wishes)
    engine = session.get_bind().engine
    session.close()
    return apart(proposed_from, engine.url.render_as_string(hide_password=False), conference.id, wishes)


@dataclass(frozen=True)
class Wishes:
    """What is to be sorted, and how."""

    kind: str
    count: int | None
    learn: bool
    extras: Extras


def proposed_from(address: str, conference_id: int, wishes: Wishes) -> Proposal:
    database = Database(address)
    try:
        with database.reading() as session:
            return proposed_of(session, session.get_one(Conference, conference_id), wishes)
    finally:
        database.close()


def proposed_of(session: Session, conference: Conference, wishes: Wishes) -> Proposal:
    assert conference.id is not None
    cards = Card.lines(session, conference.id, [wishes.kind])
    notes = as_notes(session, conference, cards)
    themes = Theme.of(session, conference.id, wishes.kind)
    before = bundles(themes, cards)
    earlier = Card.texts_before(session, conference.id, limit=MOST_EARLIER_CARDS) if wishes.learn else []
    keep = decisions(themes, cards, Pair.of(session, conference.id))
    session.close()
    after = proposed(
        notes, wishes.extras, count=wishes.count, keep=keep, language=conference.language, background=earlier
    )
    found = changes(before, without(after, taken_out(cards)))
    made = Proposal(after.themes, after.unsorted, as_of=conference.seq, changes=found, before=before)
    assert made.heaps is not None  # counted here, not while others wait for the writer
    return made


def taken_out(cards: Sequence[Card | CardLine]) -> frozenset[str]:
    """What a person has taken out of all themes stays in none."""
    return frozenset(str(card.id) for card in cards if card.theme_id is None and card.theme_by == "person")


def without(themes: Themes, aside: frozenset[str]) -> Themes:
    left = tuple(
        replace(theme, note_ids=tuple(card for card in theme.note_ids if card not in aside))
        for theme in themes.themes
    )
    return replace(themes, themes=left, unsorted=tuple(dict.fromkeys([*themes.unsorted, *aside])))


def as_notes(session: Session, conference: Conference, cards: Sequence[Card | CardLine]) -> list[Note]:
    assert conference.id is not None
    names = {group.id: group.name for group in StakeholderGroup.of(session, conference.id)}
    return [
        Note(
            id=str(card.id),
            text=card.text,
            kind=card.kind,
            group=names.get(card.group_id, ""),
            language=card.language if card.language in LANGUAGES else conference.language,
        )
        for card in cards
    ]


def decisions(
    themes: Sequence[Theme], cards: Sequence[Card | CardLine], pairs: Sequence[Pair] = ()
) -> Decisions:
    """What people have decided. A card that a person took out of all themes stays out: see `without`."""
    known = {card.id for card in cards}
    said = [pair for pair in pairs if {pair.one_id, pair.other_id} <= known]
    return Decisions(
        together=tuple(said_of(pair) for pair in said if pair.together),
        apart=tuple(said_of(pair) for pair in said if not pair.together),
        placed={
            str(card.id): str(card.theme_id) for card in cards if card.theme_by in DECIDED and card.theme_id
        },
        titles={str(theme.id): theme.title for theme in themes if theme.title_by == "person"},
        finished=frozenset(str(theme.id) for theme in themes if theme.finished),
        previous={
            str(theme.id): tuple(str(card.id) for card in cards if card.theme_id == theme.id)
            for theme in themes
        },
    )


def said_of(pair: Pair) -> Said:
    """A later word has a larger number."""
    return Said(str(pair.one_id), str(pair.other_id), when=pair.id or 0)


def bundles(themes: Sequence[Theme], cards: Sequence[Card | CardLine]) -> Themes:
    """Themes as people have left them."""
    known = tuple(
        Bundle(
            id=str(theme.id),
            title=theme.title,
            keywords=tuple(theme.keywords),
            note_ids=tuple(str(card.id) for card in cards if card.theme_id == theme.id),
            typical=tuple(str(card_id) for card_id in theme.typical),
            finished=theme.finished,
        )
        for theme in themes
    )
    return Themes(themes=known, unsorted=tuple(str(card.id) for card in cards if card.theme_id is None))


@dataclass(frozen=True)
class Wall:
    """All that is read of the cards and themes of a conference before anything is computed."""

    themes: Themes
    notes: list[Note]
    answers: Mapping[str, str]
    language: str


def wall(session: Session, conference: Conference) -> Wall:
    """The reading is over when it returns: what is computed of it holds no connection."""
    assert conference.id is not None
    cards = Card.lines(session, conference.id, SORTABLE)
    notes = as_notes(session, conference, cards)
    every = bundles(Theme.all_of(session, conference.id), cards)
    answers = {str(card.id): str(card.answers_theme_id) for card in cards if card.answers_theme_id}
    session.close()
    return Wall(every, notes, answers, conference.language)


def think(session: Session, conference: Conference) -> Thinking:
    """Ends the reading before it computes."""
    seen = wall(session, conference)
    return apart(thought, seen) if len(seen.notes) > MANY_CARDS else thought(seen)


def thought(seen: Wall) -> Thinking:
    return Thinking(
        questions=how_might_we(seen.themes, seen.notes, language=seen.language),
        perspectives=perspectives(seen.themes, seen.notes, language=seen.language),
        points_of_view=point_of_view(seen.themes, seen.notes, language=seen.language),
        links=linked(seen),
    )


def links(session: Session, conference: Conference) -> tuple[Link, ...]:
    """What the weakness themes can build on and what answers them; ends the reading before it computes."""
    seen = wall(session, conference)
    return apart(linked, seen) if len(seen.notes) > MANY_CARDS else linked(seen)


def linked(seen: Wall) -> tuple[Link, ...]:
    return link_themes(seen.themes, seen.notes, answers=seen.answers, language=seen.language)


def ground(session: Session, ballot: Ballot, names: Mapping[int | None, str]) -> tuple[Ground, ...]:
    """What the groups with names make of the items of a ballot with dots; other votes count in the total."""
    assert ballot.id is not None
    group_of = Participant.groups(session, ballot.conference_id)
    votes = [
        Dots(
            str(vote.participant_id),
            str(vote.item_id),
            vote.value,
            names.get(group_of[vote.participant_id], ""),
        )
        for vote in Vote.of(session, ballot.id)
    ]
    votes += [
        Dots(f"sheet {vote.sheet}", str(vote.item_id), vote.value, names.get(vote.group_id, ""))
        for vote in PaperVote.of(session, ballot.id)
    ]
    items = [str(item.id) for item in BallotItem.of(session, ballot.id)]
    return find_common_ground(votes, how="dots", items=items, groups=list(names.values()))


def tells_everybody(found: Ground) -> bool:
    """All of one group have put dots on it: telling that would tell each of them."""
    return any(voice.tally.carrying == voice.tally.seen > 0 for voice in found.voices)
