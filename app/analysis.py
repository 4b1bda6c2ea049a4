"""Rows become values for the facilitation module and nowhere else; its results come back as values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sqlmodel import Session

from app.computing import apart
from app.extras import Extras, proposed
from app.hall import Hall
from app.i18n import LANGUAGES
from app.models import (
    SORTABLE,
    Ballot,
    BallotItem,
    Card,
    Conference,
    Participant,
    StakeholderGroup,
    Theme,
    Vote,
)
from facilitation import (
    Decisions,
    Ground,
    Link,
    MeasureDraft,
    Note,
    Perspective,
    PointOfView,
    Question,
    Themes,
    draft_measures,
    find_common_ground,
    how_might_we,
    link_themes,
    perspectives,
    point_of_view,
    rank_by_dots,
)
from facilitation import Theme as Bundle
from facilitation import Vote as Dots

MANY_CARDS = 400
"""Up to here computing takes less time than a process to start in."""
MOST_EARLIER_CARDS = 2_000
"""More cards of earlier conferences teach hardly more."""


@dataclass(frozen=True)
class Proposal:
    """Themes for one kind of cards, as of a position in the log."""

    themes: tuple[Bundle, ...]
    unsorted: tuple[str, ...]
    as_of: int


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

    `learn`: words get their meaning from the cards of earlier conferences as well.
    """
    assert conference.id is not None
    cards = Card.on_board(session, conference.id, [kind])
    notes = as_notes(session, conference, cards)
    keep = decisions(Theme.of(session, conference.id, kind), cards)
    earlier = Card.texts_before(session, conference.id, limit=MOST_EARLIER_CARDS) if learn else []
    session.close()
    compute = partial(
        proposed,
        notes,
        extras or Extras(),
        count=count,
        keep=keep,
        language=conference.language,
        background=earlier,
    )
    result = apart(compute) if len(notes) > MANY_CARDS else compute()
    return Proposal(themes=result.themes, unsorted=result.unsorted, as_of=conference.seq)


def as_notes(session: Session, conference: Conference, cards: Sequence[Card]) -> list[Note]:
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


def decisions(themes: Sequence[Theme], cards: Sequence[Card]) -> Decisions:
    """What people have decided. A card that a person took out of all themes stays out: see `place`."""
    return Decisions(
        placed={
            str(card.id): str(card.theme_id) for card in cards if card.theme_by == "person" and card.theme_id
        },
        titles={str(theme.id): theme.title for theme in themes if theme.title_by == "person"},
        finished=frozenset(str(theme.id) for theme in themes if theme.finished),
        previous={
            str(theme.id): tuple(str(card.id) for card in cards if card.theme_id == theme.id)
            for theme in themes
        },
    )


def bundles(themes: Sequence[Theme], cards: Sequence[Card]) -> Themes:
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


def think(session: Session, conference: Conference) -> Thinking:
    assert conference.id is not None
    cards = Card.on_board(session, conference.id, SORTABLE)
    notes = as_notes(session, conference, cards)
    every = bundles(Theme.all_of(session, conference.id), cards)
    language = conference.language
    return Thinking(
        questions=how_might_we(every, notes, language=language),
        perspectives=perspectives(every, notes, language=language),
        points_of_view=point_of_view(every, notes, language=language),
        links=_links(every, notes, cards, language),
    )


def links(session: Session, conference: Conference) -> tuple[Link, ...]:
    """What the weakness themes can build on and what answers them, as the board stands."""
    assert conference.id is not None
    cards = Card.on_board(session, conference.id, SORTABLE)
    notes = as_notes(session, conference, cards)
    every = bundles(Theme.all_of(session, conference.id), cards)
    return _links(every, notes, cards, conference.language)


def _links(themes: Themes, notes: list[Note], cards: Sequence[Card], language: str) -> tuple[Link, ...]:
    answers = {str(card.id): str(card.answers_theme_id) for card in cards if card.answers_theme_id}
    compute = partial(link_themes, themes, notes, answers=answers, language=language)
    return apart(compute) if len(notes) > MANY_CARDS else compute()


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
    items = [str(item.id) for item in BallotItem.of(session, ballot.id)]
    return find_common_ground(votes, how="dots", items=items, groups=list(names.values()))


def drafts(session: Session, conference: Conference, ballot: Ballot, *, top: int) -> tuple[MeasureDraft, ...]:
    """Draft sheets for the items with the most dots, with nothing in them that the cards do not carry."""
    assert conference.id is not None and ballot.id is not None
    hall = Hall(session, conference)
    cards = Card.on_board(session, conference.id, ["strength", "weakness", "proposal"])
    themes = bundles(Theme.all_of(session, conference.id), cards)
    ballot_items = {result.item.id: result.item for result in hall.results_of(ballot)}
    votes = [
        Dots(voter=str(vote.participant_id), item=str(ballot_items[vote.item_id].theme_id), value=vote.value)
        for vote in Vote.of(session, ballot.id)
    ]
    ranked = rank_by_dots([str(item.theme_id) for item in ballot_items.values() if item.theme_id], votes)
    notes = as_notes(session, conference, cards)
    return draft_measures(themes, notes, ranked, top=top, language=conference.language)
