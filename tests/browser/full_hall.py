"""The longest texts and the largest crowd that a projector has to bear."""

from datetime import timedelta

from sqlmodel import select

from app.models import (
    Card,
    Measure,
    Participant,
    Phase,
    StakeholderGroup,
    Theme,
    Vote,
)
from app.models.base import now
from app.writing.transaction import Answer, Transaction

WORD = "Innenstadtentwicklungsgesellschaftsvertrag"
SENTENCE = "Am Bahnhof fehlt eine öffentliche Toilette, die auch abends und am Wochenende sauber ist, "


def words(length: int) -> str:
    return f"{WORD} {SENTENCE * 8}"[:length].strip()


def crowd(tx: Transaction) -> Answer:
    """Eighty people in nine groups and without one, and everything as long as it may be."""
    conference = tx.conference
    conference.title, conference.place = words(120), words(120)
    conference.guiding_question, conference.decides = words(200), words(200)
    conference.scope_open = conference.scope_fixed = words(300)
    conference.answer_on = now().date()
    conference.wifi_name, conference.wifi_password = "Schützenhaus-Saal-und-Foyer-Gast", "linde;2035" * 4
    groups = [group.id for group in StakeholderGroup.of(tx.session, tx.conference_id)]
    for number in range(80):
        group = groups[number % 10] if number % 10 < 9 else None
        tx.session.add(
            Participant(
                conference_id=tx.conference_id, token_hash=f"{tx.conference_id}-{number}", group_id=group
            )
        )
    return {}


def long_cards(tx: Transaction, *, pinned: int = 0) -> Answer:
    """Eight cards of 280 characters in the current phase."""
    phase = tx.session.get_one(Phase, tx.conference.phase_id)
    start = Card.next_number(tx.session, tx.conference_id)
    for place in range(8):
        tx.session.add(
            Card(
                conference_id=tx.conference_id,
                number=start + place,
                phase_id=phase.id,
                kind=phase.settings.card_types[0].kind,
                text=words(280),
                pinned=place < pinned,
            )
        )
    tx.log("cards_imported", cards=8)
    return {}


def long_themes(tx: Transaction, *, kind: str, count: int = 12) -> Answer:
    for number in range(1, count + 1):
        tx.session.add(
            Theme(conference_id=tx.conference_id, kind=kind, number=number, title=words(160), released=True)
        )
    tx.log("themes_released", kind=kind)
    return {}


def everybody_votes(tx: Transaction, *, ballot_id: int, item_ids: list[int]) -> Answer:
    people = tx.session.exec(
        select(Participant.id).where(Participant.conference_id == tx.conference_id)
    ).all()
    for number, person in enumerate(people):
        for item_id in {item_ids[number % len(item_ids)], item_ids[number % 3]}:
            tx.session.add(
                Vote(ballot_id=ballot_id, participant_id=person or 0, item_id=item_id, value=1, counter=1)
            )
    tx.log("vote_cast", ballot=ballot_id)
    return {}


def long_measures(tx: Transaction, *, count: int = 6) -> Answer:
    for number in range(1, count + 1):
        tx.session.add(
            Measure(
                conference_id=tx.conference_id,
                number=number,
                title=words(160),
                description=words(400),
                need=words(400),
                location=words(200),
                partners=words(300),
                first_step=words(300),
                lead_body=words(200),
                due_on=now().date(),
            )
        )
    tx.log("measures_taken", measures=count)
    return {}


def time_is_long_over(tx: Transaction) -> Answer:
    tx.conference.ends_at = now() - timedelta(minutes=12)
    tx.log("timer_set", do="start")
    return {}
