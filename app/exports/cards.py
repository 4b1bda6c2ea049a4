"""Every card once, and the themes they are in."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlmodel import col, select

from app.exports.privacy import TOGETHER, Crowd, Key
from app.i18n import worded
from app.models import Ballot, BallotState, Card, CardKind, CardStatus, Theme
from app.reading.hall import Hall, Result
from facilitation.duplicates import find_duplicates


def kept_cards(hall: Hall) -> Sequence[Card]:
    """All that were not withdrawn, hidden ones too; introductions stay in the hall."""
    question = select(Card).where(Card.conference_id == hall.id, Card.status != CardStatus.WITHDRAWN)
    return hall.session.exec(question.where(Card.kind != CardKind.CHECK_IN).order_by(col(Card.number))).all()


def card_rows(hall: Hall, crowd: Crowd, language: str) -> Iterator[dict[str, Any]]:
    phases = {phase.id: phase.titled(language) for phase in hall.phases}
    themes = {theme.id: theme for theme in Theme.all_of(hall.session, hall.id)}
    numbers = theme_numbers(hall)
    tables = hall.seats.table_by_id
    lanes = lanes_and_fields(hall, language)
    kept = kept_cards(hall)
    number_of = {card.id: card.number for card in kept}
    first_of = duplicates(kept)
    for card in kept:
        theme = themes.get(card.theme_id)
        yield {
            "number": card.number,
            "conference": hall.conference.title,
            "phase": phases.get(card.phase_id, ""),
            "kind": card.kind,
            "text": card.text,
            "original": card.text,
            "language": card.language,
            "group": crowd.group_of_card(card),
            "table": tables[card.table_id].number if card.table_id in tables else None,
            "channel": card.channel,
            "place": card.place,
            "year": card.year,
            "track": lanes.get((card.phase_id, card.field), ""),
            "cost_level": card.cost,
            "theme_number": numbers.get(card.theme_id),
            "theme_title": theme.title if theme else "",
            "answers_theme": numbers.get(card.answers_theme_id),
            "duplicate_of": first_of.get(card.number),
            "split_from": number_of.get(card.split_from_id) if card.split_from_id else None,
            "status": card.status,
            "hidden_reason": card.hidden_reason,
        }


def lanes_and_fields(hall: Hall, language: str) -> dict[tuple[int | None, str], str]:
    """What stood above a card when it was written: a lane of the timeline, a field of the form of a table."""
    labels = {(phase.id, lane.name): lane.label for phase in hall.phases for lane in hall.all_lanes} | {
        (phase.id, asked.name): asked.label for phase in hall.phases for asked in phase.settings.fields
    }
    return {key: worded(label, language) for key, label in labels.items()}


def duplicates(cards: Sequence[Card]) -> dict[int, int]:
    """Number of a card → number of the first one that says nearly the same in the same words."""
    found: dict[int, int] = {}
    visible = [card for card in cards if card.status == CardStatus.VISIBLE]
    for kind in {card.kind for card in visible}:
        alike = [card for card in visible if card.kind == kind]
        for first, *others in find_duplicates([card.text for card in alike]):
            found.update({alike[other].number: alike[first].number for other in others})
    return found


def theme_rows(hall: Hall, crowd: Crowd) -> Iterator[dict[str, Any]]:
    results = results_by_theme(hall)
    numbers = theme_numbers(hall)
    for theme in Theme.all_of(hall.session, hall.id):
        result = results.get(theme.id)
        yield {
            "number": numbers[theme.id],
            "title": theme.title,
            "kind": theme.kind,
            "cards": hall.theme_sizes[theme.id],
            "summary": ", ".join(theme.keywords),
            "machine": theme.made_by == "machine",
            "confirmed_by": "moderation" if is_confirmed(theme) else "",
            **(dots(hall, *result, crowd) if result else {}),
        }


def theme_numbers(hall: Hall) -> dict[int | None, int]:
    """One count over all kinds: in the tables a theme is found by its number alone."""
    return {theme.id: number for number, theme in enumerate(Theme.all_of(hall.session, hall.id), start=1)}


def is_confirmed(theme: Theme) -> bool:
    """Somebody has named, finished or released it."""
    return theme.title_by == "person" or theme.finished or theme.released


def results_by_theme(hall: Hall) -> dict[int | None, tuple[Ballot, Result]]:
    """The last finished ballot counts."""
    finished = [ballot for ballot in counted_ballots(hall) if ballot.mode == "dots"]
    return {
        result.item.theme_id: (ballot, result) for ballot in finished for result in hall.results_of(ballot)
    }


def counted_ballots(hall: Hall) -> list[Ballot]:
    """Dots are secret as long as they are being put."""
    return [ballot for ballot in Ballot.of(hall.session, hall.id) if ballot.state != BallotState.OPEN]


def dots(hall: Hall, ballot: Ballot, result: Result, crowd: Crowd) -> dict[Any, Any]:
    """In all, and of the groups by which this vote may be told; the rest goes to those put together."""
    row: dict[Any, Any] = {"dots": result.total, "rank": result.rank}
    told = [group for group in hall.ballots.told_groups(ballot) if group.id not in crowd.small]
    if told:
        *known, rest = hall.in_public_groups(result.by_group, told)
        found: dict[Key, int] = {entry.group.id: entry.count for entry in known if entry.group}
        found[TOGETHER] = rest.count
        row |= {("dots_of", crowd.name(key)): found.get(key) for key in crowd.keys}
    return row
