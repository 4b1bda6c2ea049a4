"""What was chosen, and how many took part: counts only, never who."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from sqlmodel import col, select

from app.exports.cards import counted_ballots, kept_cards
from app.exports.privacy import TOGETHER, Crowd, Key, told_apart
from app.models import (
    Ballot,
    BallotItem,
    BallotState,
    Commitment,
    Measure,
    PaperVote,
    Phase,
    PhaseKind,
    Statement,
    StatementState,
    Vote,
)
from app.models.people import AHEAD
from app.reading.hall import SMALLEST_GROUP, Hall
from app.reading.outcomes import GONE
from app.reading.tally import PAPER

MIXED = "mixed"
ONE_OF_ALL = ("scale", "consent")
AXES = {"impact": ("Wirkung", "impact"), "effort": ("Aufwand", "effort")}


def vote_rows(hall: Hall, crowd: Crowd, language: str) -> Iterator[dict[str, Any]]:
    phases = {phase.id: phase.titled(language) for phase in hall.phases}
    put = {statement.id: statement.number for statement in hall.statements}
    for ballot in counted_ballots(hall):
        shared = {
            "phase": phases.get(ballot.phase_id, ""),
            "question": question_of(ballot, put.get(ballot.statement_id), language),
            "mode": ballot.mode,
        }
        yield from ({**shared, **row} for row in rows_of_ballot(hall, crowd, ballot, language))
    yield from commitment_rows(hall, crowd, language)


def question_of(ballot: Ballot, statement: int | None, language: str) -> str:
    """What was asked; of consent also about which statement, numbered as in its own table."""
    asked = ballot.asked(language)
    if statement is None:
        return asked
    about = f"statement {statement}" if language == "en" else f"Aussage {statement}"
    wording = f"wording {ballot.wording}" if language == "en" else f"Fassung {ballot.wording}"
    return f"{asked} ({about}, {wording})" if ballot.wording > 1 else f"{asked} ({about})"


def rows_of_ballot(hall: Hall, crowd: Crowd, ballot: Ballot, language: str) -> Iterator[dict[str, Any]]:
    """For each item and value how many put it, on phones and on paper; on a scale the value is the step."""
    counts, channels = counted_by_channel(hall, crowd, ballot)
    for item in hall.ballots.items_of(ballot):
        for value in range(1, ballot.max_per_item + 1):
            for channel in channels:
                yield {
                    "item_number": item.position,
                    "item": item_name(item, language),
                    "value": item.position if ballot.mode in ONE_OF_ALL else value,
                    "count": counts[item.id or 0, value, channel],
                    "channel": channel,
                }


def counted_by_channel(
    hall: Hall, crowd: Crowd, ballot: Ballot
) -> tuple[Counter[tuple[int, int, str]], list[str]]:
    """How many put which value on which item, by channel.

    Channels are not told apart where one has fewer than five people, or is of one mind: all have put the same
    on something, or everything on one thing.
    """
    votes = Vote.of(hall.session, ballot.id or 0)
    sheets = [vote for vote in PaperVote.of(hall.session, ballot.id or 0) if vote.value > 0]
    people = crowd.channels(sorted({vote.participant_id for vote in votes}))
    on_paper = {vote.sheet for vote in sheets}
    sizes = Counter(people.values()) + Counter({PAPER: len(on_paper)})
    put = Counter((people[vote.participant_id], vote.item_id, vote.value) for vote in votes)
    put += Counter((PAPER, vote.item_id, vote.value) for vote in sheets)
    chosen = Counter(channel for channel, _ in {(channel, item) for channel, item, _ in put})
    tells = 1 in chosen.values() or any(count == sizes[channel] for (channel, _, _), count in put.items())
    is_mixed = len(sizes) > 1 and (tells or min(sizes.values()) < SMALLEST_GROUP)
    named = {person: MIXED if is_mixed else channel for person, channel in people.items()}
    paper = MIXED if is_mixed else PAPER
    counts = Counter((vote.item_id, vote.value, named[vote.participant_id]) for vote in votes)
    counts += Counter((vote.item_id, vote.value, paper) for vote in sheets)
    return counts, sorted({*named.values(), *([paper] if on_paper else [])})


def item_name(item: BallotItem, language: str) -> str:
    """In a matrix the axis stands with the thing."""
    german, english = AXES.get(item.axis, ("", ""))
    axis = english if language == "en" else german
    return f"{item.titled(language)} – {axis}" if axis else item.titled(language)


def consent_rows(hall: Hall, language: str) -> Iterator[dict[str, Any]]:
    """Each wording of each statement, what the hall answered and why; nothing of a vote still open."""
    for statement in hall.statements:
        for wording in range(1, statement.wording + 1):
            consent = hall.statements.consent_of(statement, wording)
            if consent is not None and consent.ballot.state == BallotState.OPEN:
                consent = None
            yield {
                "number": statement.number,
                "wording": wording,
                "text": hall.echoes.told(statement.worded(wording)) or GONE[language == "en"],
                **({answer.axis: answer.count for answer in consent.answers} if consent else {}),
                "reasons": " · ".join(reason.text for reason in consent.shown_reasons) if consent else "",
                "result": result_of(hall, statement) if wording == statement.wording else "reworded",
                "cards": ", ".join(map(str, statement.card_numbers)),
            }


def result_of(hall: Hall, statement: Statement) -> str:
    """What is carried as a measure is recommended, as on the screens."""
    is_carried = statement.state == StatementState.AGREED
    return "recommended" if is_carried and hall.statements.of_measures else statement.state


def commitment_rows(hall: Hall, crowd: Crowd, language: str) -> Iterator[dict[str, Any]]:
    promises = commitments(hall)
    channels = crowd.channels(sorted({promise.participant_id for promise in promises}))
    counts = Counter((p.measure_id, p.kind, channels[p.participant_id]) for p in promises)
    phase = next((phase for phase in hall.phases if phase.kind == PhaseKind.COMMIT), None)
    for measure in hall.measures:
        for (measure_id, kind, channel), count in sorted(counts.items()):
            if measure_id == measure.id:
                yield {
                    "phase": phase.titled(language) if phase else "",
                    "question": phase.asked(language) if phase else "",
                    "mode": "commitment",
                    "item_number": measure.number,
                    "item": hall.echoes.told(measure.title) or GONE[language == "en"],
                    "value": kind,
                    "count": count,
                    "channel": channel,
                }


def commitments(hall: Hall) -> list[Commitment]:
    question = select(Commitment).join(Measure, col(Measure.id) == col(Commitment.measure_id))
    return list(hall.session.exec(question.where(Measure.conference_id == hall.id)).all())


def participation_rows(hall: Hall, crowd: Crowd, language: str) -> Iterator[dict[str, Any]]:
    """Who was there and who did something, by phase that has begun, group and channel."""
    acting, cards = acting_by_phase(hall), kept_cards(hall)
    for phase in hall.phases:
        if phase.opened_at is None and phase.id != hall.conference.phase_id and not acting[phase.id]:
            continue
        own = [card for card in cards if card.phase_id == phase.id]
        there = present(crowd, phase)
        ahead = {card.participant_id for card in own if card.channel == AHEAD}
        channel_of = {person: AHEAD if person in ahead else crowd.channel_of[person] for person in there}
        written = Counter(card.participant_id for card in own)
        yield from rows_of_phase(crowd, phase.titled(language), channel_of, acting[phase.id], written)


def present(crowd: Crowd, phase: Phase) -> list[int | None]:
    """Devices that had joined before the phase was over; those at home count before the evening only."""
    return [
        person.id
        for person in crowd.people
        if (phase.closed_at is None or person.joined_at <= phase.closed_at)
        and (person.channel != AHEAD or phase.kind == PhaseKind.LOBBY)
    ]


def rows_of_phase(
    crowd: Crowd,
    title: str,
    there: Mapping[int | None, str],
    acting: set[int | None],
    written: Counter[int | None],
) -> Iterator[dict[str, Any]]:
    """A card whose device is forgotten counts in no group; a group of which few had come yet has no row.

    there: who was there, with the channel of each.
    """
    small = crowd.small | crowd.small_of(Counter(crowd.group_of[person] for person in there))
    members: dict[Key, list[int | None]] = defaultdict(list)
    for person in there:
        group_id = crowd.group_of[person]
        members[TOGETHER if group_id in small else group_id].append(person)
    for key in dict.fromkeys([*crowd.keys, TOGETHER]):
        channels = told_apart({person: there[person] for person in members[key]})
        for channel in sorted(set(channels.values())):
            people = [person for person in members[key] if channels[person] == channel]
            yield {
                "phase": title,
                "group": crowd.name(key),
                "present": len(people),
                "active": len(acting.intersection(people)),
                "cards": sum(written[person] for person in people),
                "channel": channel,
            }


def acting_by_phase(hall: Hall) -> dict[int | None, set[int | None]]:
    """Devices that sent a card, voted or committed themselves."""
    acting: dict[int | None, set[int | None]] = defaultdict(set)
    for card in kept_cards(hall):
        acting[card.phase_id].add(card.participant_id)
    for ballot in Ballot.of(hall.session, hall.id):
        acting[ballot.phase_id].update(vote.participant_id for vote in Vote.of(hall.session, ballot.id or 0))
    committing = next((phase.id for phase in hall.phases if phase.kind == PhaseKind.COMMIT), None)
    acting[committing].update(promise.participant_id for promise in commitments(hall))
    return acting
