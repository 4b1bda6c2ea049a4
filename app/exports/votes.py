"""What was chosen, and how many took part: counts only, never who."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from sqlmodel import col, select

from app.exports.cards import counted_ballots, kept_cards
from app.exports.privacy import Crowd, Key
from app.hall import Hall
from app.models import Ballot, BallotItem, Commitment, Measure, Phase, PhaseKind, Vote


def vote_rows(hall: Hall, crowd: Crowd, language: str) -> Iterator[dict[str, Any]]:
    phases = {phase.id: phase.titled(language) for phase in hall.phases}
    for ballot in counted_ballots(hall):
        shared = {
            "phase": phases.get(ballot.phase_id, ""),
            "question": ballot.asked(language),
            "mode": ballot.mode,
        }
        yield from ({**shared, **row} for row in rows_of_ballot(hall, crowd, ballot, language))
    yield from commitment_rows(hall, crowd, language)


def rows_of_ballot(hall: Hall, crowd: Crowd, ballot: Ballot, language: str) -> Iterator[dict[str, Any]]:
    """For each item and value how many put it; on a scale the value is the step."""
    assert ballot.id is not None
    votes = Vote.of(hall.session, ballot.id)
    channels = crowd.channels(sorted({vote.participant_id for vote in votes}))
    counts = Counter((vote.item_id, vote.value, channels[vote.participant_id]) for vote in votes)
    for item in BallotItem.of(hall.session, ballot.id):
        for value in range(1, ballot.max_per_item + 1):
            for channel in sorted(set(channels.values())):
                yield {
                    "item_number": item.position,
                    "item": item.titled(language),
                    "value": item.position if ballot.mode == "scale" else value,
                    "count": counts[item.id or 0, value, channel],
                    "channel": channel,
                }


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
                    "item": measure.title,
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
        written = Counter(card.participant_id for card in cards if card.phase_id == phase.id)
        yield from rows_of_phase(
            crowd, phase.titled(language), present(crowd, phase), acting[phase.id], written
        )


def present(crowd: Crowd, phase: Phase) -> list[int | None]:
    """Devices that had joined before the phase was over."""
    return [
        person.id for person in crowd.people if phase.closed_at is None or person.joined_at <= phase.closed_at
    ]


def rows_of_phase(
    crowd: Crowd, title: str, there: list[int | None], acting: set[int | None], written: Counter[int | None]
) -> Iterator[dict[str, Any]]:
    """A card whose device is forgotten counts in no group."""
    members: dict[Key, list[int | None]] = defaultdict(list)
    for person in there:
        members[crowd.key(crowd.group_of[person])].append(person)
    for key in crowd.keys:
        channels = crowd.channels(members[key])
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
