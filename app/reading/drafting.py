"""Draft sheets for what leads in a ballot, with nothing in them that the cards do not carry."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session

from app.analysis import as_notes, bundles
from app.models import (
    SORTABLE,
    Ballot,
    BallotItem,
    Card,
    CardKind,
    CardStatus,
    Conference,
    PhaseKind,
    Theme,
)
from app.reading.hall import Hall
from facilitation import MeasureDraft, Note, Ranked, Themes, draft_measures
from facilitation import Theme as Bundle

CHOOSING = (PhaseKind.DOTS, PhaseKind.MATRIX)
"""What is chosen there becomes sheets."""
USUAL_TOP = 6
"""So many things become sheets where the run of show does not say how many."""
PLANNED = (CardKind.PROPOSAL, CardKind.IDEA)
LONGEST_HEADING = 160
ALONE = "card-"
"""Begins the id of a bundle that is a single card."""


def drafts(session: Session, conference: Conference, ballot: Ballot, *, top: int) -> tuple[MeasureDraft, ...]:
    """The leading items first: by dots, or the quick wins of a matrix."""
    assert conference.id is not None
    leading = foremost(Hall(session, conference), ballot)
    cards = cards_for(session, conference.id, [item for item, _, _ in leading if item.card_id])
    told = {card.id for card in cards}
    first = [entry for entry in leading if entry[0].theme_id or entry[0].card_id in told]
    alone = [item for item, _, _ in first if item.card_id]
    themes = bundles(Theme.all_of(session, conference.id), cards)
    notes = as_proposals(as_notes(session, conference, cards), {str(item.card_id) for item in alone})
    ranked = [Ranked(id_of(item), rank, total, {}, 0) for item, rank, total in first]
    if alone:
        themes = Themes((*map(as_bundle, alone), *themes.themes), themes.unsorted)
        top = min(top, len(alone))
    found = draft_measures(themes, notes, ranked, top=top, language=conference.language)
    return found or tuple(bare(item, total) for item, _, total in first[:top])


def bare(item: BallotItem, dots: int) -> MeasureDraft:
    """Of a theme that nobody has put a card into only the heading is known."""
    return MeasureDraft(
        theme_id=id_of(item), title=item.title, description="", need="", location="", partners="",
        first_step="", lead_body="", due="", evidence=(), dots=dots,
    )  # fmt: skip


def choices(hall: Hall) -> list[Ballot]:
    """The ballots in which something was chosen from, oldest first."""
    kinds = {phase.id: phase.kind for phase in hall.phases}
    chosen = [ballot for ballot in hall.ballots.all if kinds.get(ballot.phase_id) in CHOOSING]
    return [ballot for ballot in chosen if foremost(hall, ballot)]


def of_common_ground(hall: Hall) -> tuple[MeasureDraft, ...]:
    """A sheet for each statement that all carry, with the guiding sentence that was written about it."""
    ids = {card.number: str(card.id) for card in hall.cards([])}
    sentences = {
        hall.seats.table_by_id[card.table_id].theme_id: card.text
        for card in hall.cards([CardKind.GUIDING_STATEMENT])
        if card.table_id in hall.seats.table_by_id
    }
    return tuple(
        MeasureDraft(
            theme_id=str(statement.theme_id) if statement.theme_id else f"{ALONE}{statement.id}",
            title=statement.text,
            description=sentences.get(statement.theme_id, "") if statement.theme_id else "",
            need="", location="", partners="", first_step="", lead_body="", due="",
            evidence=tuple(ids[number] for number in statement.card_numbers if number in ids),
        )
        for statement in hall.statements.agreed
        if not statement.measure_id
    )  # fmt: skip


def of_prototypes(hall: Hall) -> tuple[MeasureDraft, ...]:
    """A sheet for each table that has built something."""
    built: dict[int | None, list[Card]] = defaultdict(list)
    for card in hall.cards([CardKind.PROTOTYPE]):
        built[card.table_id].append(card)
    return tuple(of_prototype(cards) for _, cards in sorted(built.items(), key=lambda entry: entry[0] or 0))


def of_prototype(cards: Sequence[Card]) -> MeasureDraft:
    """Its title, for whom it is, how it will be tried out; all else describes it."""
    said: dict[str, list[str]] = defaultdict(list)
    for card in cards:
        said[card.field].append(card.text)
    titles = said.pop("title", [cards[0].text])
    need, first_step = said.pop("whom", []), said.pop("test", [])
    rest = [text for texts in said.values() for text in texts if text not in titles]
    return MeasureDraft(
        theme_id=f"{ALONE}{cards[0].id}", title=titles[0], description="\n".join(rest), need="\n".join(need),
        location="", partners="", first_step="\n".join(first_step), lead_body="", due="",
        evidence=tuple(str(card.id) for card in cards),
    )  # fmt: skip


def themes_to_plan(hall: Hall) -> list[Theme]:
    """Where nothing was voted on: the themes that the hall knows, those of ideas before all others."""
    found = [theme for theme in Theme.all_of(hall.session, hall.id) if theme.released]
    wanted = [theme for theme in found if theme.kind in PLANNED]
    return sorted(wanted or found, key=lambda theme: -hall.theme_sizes[theme.id])


def ideas_to_plan(hall: Hall) -> list[Card]:
    return sorted(hall.cards(PLANNED), key=lambda card: not card.pinned)


def unvoted(hall: Hall, *, top: int) -> tuple[MeasureDraft, ...]:
    """The largest themes, or single ideas where nobody has sorted them."""
    if themes := themes_to_plan(hall)[:top]:
        cards = cards_for(hall.session, hall.id, [])
        notes = as_proposals(as_notes(hall.session, hall.conference, cards), set())
        ranked = [Ranked(str(theme.id), rank, 0, {}, 0) for rank, theme in enumerate(themes, start=1)]
        language = hall.conference.language
        return draft_measures(bundles(themes, cards), notes, ranked, top=top, language=language)
    return tuple(
        MeasureDraft(
            theme_id=f"{ALONE}{card.id}", title=card.text[:LONGEST_HEADING],
            description=card.text if len(card.text) > LONGEST_HEADING else "", need="", location="",
            partners="", first_step="", lead_body="", due="", evidence=(str(card.id),),
        )
        for card in ideas_to_plan(hall)[:top]
    )  # fmt: skip


def foremost(hall: Hall, ballot: Ballot) -> list[tuple[BallotItem, int, int]]:
    """Themes and cards with rank and dots; in a matrix impact less effort decides within a field."""
    if ballot.mode == "matrix":
        placed = [place for place in hall.ballots.placed_of([ballot]) if place.idea.estimates]
        found = [(place.item, rank, 0) for rank, place in enumerate(placed, start=1)]
    else:
        found = [(result.item, result.rank, result.total) for result in hall.results_of(ballot)]
    return [entry for entry in found if entry[0].theme_id or entry[0].card_id]


def cards_for(session: Session, conference_id: int, alone: Sequence[BallotItem]) -> list[Card]:
    """What can be sorted, and the single cards that were voted on, as far as they may still be read."""
    known = list(Card.on_board(session, conference_id, SORTABLE))
    ids = {card.id for card in known}
    others = (session.get(Card, item.card_id) for item in alone if item.card_id not in ids)
    readable = (CardStatus.VISIBLE, CardStatus.SPLIT)
    return [*known, *(card for card in others if card is not None and card.status in readable)]


def as_proposals(notes: Sequence[Note], chosen: set[str]) -> list[Note]:
    """Ideas are proposals; so is every card that people have voted on by itself."""
    kinds = (CardKind.IDEA, CardKind.COMMON_GROUND)
    return [
        replace(note, kind="proposal") if note.kind in kinds or note.id in chosen else note for note in notes
    ]


def id_of(item: BallotItem) -> str:
    return str(item.theme_id) if item.theme_id else f"{ALONE}{item.card_id}"


def as_bundle(item: BallotItem) -> Bundle:
    return Bundle(id_of(item), item.title, keywords=(), note_ids=(str(item.card_id),), typical=())


def theme_of(draft: MeasureDraft) -> int | None:
    """None for a sheet that comes from a single card or a statement."""
    return int(draft.theme_id) if draft.theme_id.isdecimal() else None
