"""What all groups carry and what divides them, and which themes answer which."""

from collections.abc import Iterator
from typing import Any

from app import analysis
from app.exports.cards import counted_ballots, theme_numbers
from app.exports.measures import listed
from app.models import Ballot, Card, Theme
from app.reading.hall import Hall
from facilitation import Ground, Link, Tally, ground_sentence
from facilitation.conference_tables import EVERYBODY


def ground_rows(hall: Hall, language: str) -> Iterator[dict[str, Any]]:
    """What everybody makes of each item of a vote with dots, then each group that may be told apart."""
    phases = {phase.id: phase.titled(language) for phase in hall.phases}
    for ballot in counted_ballots(hall):
        if ballot.mode == "dots" and not hall.ballots.is_inside_tables(ballot):
            shared = {"phase": phases.get(ballot.phase_id, ""), "question": ballot.asked(language)}
            yield from ({**shared, **row} for row in rows_of_ballot(hall, ballot, language))


def rows_of_ballot(hall: Hall, ballot: Ballot, language: str) -> Iterator[dict[str, Any]]:
    items = {str(item.id): item for item in hall.ballots.items_of(ballot)}
    names = {group.id: group.named(language) for group in hall.ballots.told_groups(ballot)}
    for ground in analysis.ground(hall.session, ballot, names):
        item = items[ground.item]
        shared = {"item_number": item.position, "item": item.titled(language), "verdict": ground.verdict}
        yield {**shared, **row_of_everybody(ground, item.titled(language), language)}
        for voice in () if analysis.tells_everybody(ground) else ground.voices:
            interval = {"low": round(voice.low, 3), "high": round(voice.high, 3)}
            yield {**shared, "group": voice.group, **counts(voice.tally), **interval}


def row_of_everybody(ground: Ground, title: str, language: str) -> dict[str, Any]:
    return {
        "group": EVERYBODY[language],
        "sure": ground.sure,
        "consensus": round(ground.consensus, 4),
        "sentence": ground_sentence(ground, title, how="dots", language=language),
        **counts(ground.total),
    }


def counts(tally: Tally) -> dict[str, Any]:
    share = round(tally.carrying / tally.seen, 3) if tally.seen else None
    return {"carrying": tally.carrying, "seen": tally.seen, "share": share}


def link_rows(hall: Hall) -> Iterator[dict[str, Any]]:
    numbers = theme_numbers(hall)
    themes = {theme.id: theme for theme in Theme.all_of(hall.session, hall.id)}
    card_numbers = {str(card.id): card.number for card in Card.on_board(hall.session, hall.id)}
    for link in analysis.links(hall.session, hall.conference):
        theme, other = themes[int(link.theme_id)], themes.get(int(link.other_id or 0))
        yield {
            "number": numbers[theme.id],
            "title": theme.title,
            "relation": link.relation,
            "other_number": numbers[other.id] if other else None,
            "other_title": other.title if other else "",
            "likeness": round(link.likeness, 3),
            "said": link.said,
            "cards": listed([card_numbers[card] for card in cards_of(link)]),
        }


def cards_of(link: Link) -> list[str]:
    return list(dict.fromkeys([*link.cards, *link.other_cards]))
