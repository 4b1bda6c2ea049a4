"""What people wrote on paper, typed in by a scribe: cards, and dot sheets until the result is shown."""

from sqlmodel import col, select

from app.actions.cards import card_of, take_back_all, tell_retries
from app.actions.details import Details, Form, checked_details
from app.actions.intake import checked_text
from app.actions.joining import known_group
from app.actions.market import is_issue, open_group
from app.errors import N_, Refusal, not_found
from app.models import (
    Ballot,
    BallotItem,
    BallotState,
    Card,
    CardKind,
    CardStatus,
    PaperVote,
    Phase,
)
from app.reading.outcomes import is_inside_tables
from app.reading.sheets import understood
from app.reading.tally import PAPER
from app.writing.transaction import Answer, Transaction

NOBODY = 0
"""In place of a device: what came on paper belongs to none."""


def write_card(
    tx: Transaction, *, kind: str, text: str, group_id: int | None, said: Details | None = None
) -> Answer:
    """Into the last phase so far that takes this kind; written in time, typed when there is time."""
    text = checked_text(text)
    phase = phase_so_far(tx, kind)
    details = checked_details(tx, Form(phase, phase.settings, kind, NOBODY), said or Details())
    table_id = details.table_id
    if is_issue(phase, kind):
        table_id = open_group(tx, participant_id=None, text=text)
    number = tx.next_card_number()
    group_id = known_group(tx, group_id)
    card_id = tx.insert(
        Card,
        conference_id=tx.conference_id,
        number=number,
        phase_id=phase.id,
        group_id=group_id,
        kind=kind,
        text=text,
        language=tx.conference.language,
        channel=PAPER,
        table_id=table_id,
        measure_id=details.measure_id,
        field=details.field,
        year=details.year,
        place=details.place,
        cost=details.cost,
    )
    tx.log("card_posted", card=card_id, number=number)
    return {"card": {"id": card_id, "number": number, "kind": kind, "text": text, "group": group_id}}


def fits_paper(phase: Phase) -> bool:
    """It has begun: before that nobody could have written anything."""
    return phase.opened_at is not None


def phase_so_far(tx: Transaction, kind: str) -> Phase:
    """The latest phase that has been opened and takes this kind."""
    if kind not in set(CardKind):
        raise not_found()
    begun = [phase for phase in Phase.of(tx.session, tx.conference_id) if fits_paper(phase)]
    taking = [phase for phase in begun if any(entry.kind == kind for entry in phase.settings.card_types)]
    if not taking:
        raise Refusal("too_early", N_("Diese Karten sind noch nicht dran."), status=409)
    return taking[-1]


def change_card(tx: Transaction, *, card_id: int, text: str, version: int | None = None) -> Answer:
    card = paper_card(tx, card_id, version)
    card.text = checked_text(text)
    card.version += 1
    tell_retries(tx, card)
    tx.log("card_changed", card=card.id, number=card.number)
    return {"card": card.id}


def withdraw_card(tx: Transaction, *, card_id: int, version: int | None = None) -> Answer:
    card = paper_card(tx, card_id, version)
    take_back_all(tx, card)
    tx.log("card_withdrawn", card=card.id, number=card.number)
    return {"card": card.id}


def paper_card(tx: Transaction, card_id: int, version: int | None) -> Card:
    """Scribes touch only what came on paper, as they have seen it, and nothing hidden or divided."""
    card = card_of(tx, card_id)
    if card.channel != PAPER or card.status != CardStatus.VISIBLE:
        raise not_found()
    if version not in (None, card.version):
        raise Refusal(
            "card_changed",
            N_("Diese Karte wurde inzwischen geändert in: „%(text)s“. Bitte schauen Sie noch einmal hin."),
            status=409,
            text=card.text,
            card=card.id,
        )
    return card


def write_sheet(tx: Transaction, *, ballot_id: int, numbers: str, group_id: int | None) -> Answer:
    """One sheet is one person."""
    ballot = countable(tx, ballot_id)
    items = BallotItem.of(tx.session, ballot_id)
    if is_inside_tables(items):
        raise Refusal(
            "at_tables",
            N_(
                "Hier wählt jeder Tisch mit dem Handy unter seinen eigenen Karten. Bögen gibt es dafür nicht."
            ),
            status=409,
        )
    values = understood(ballot, items, numbers)
    ballot.last_sheet = sheet = ballot.last_sheet + 1
    group_id = known_group(tx, group_id)
    for item_id, value in values.items():
        row = PaperVote(ballot_id=ballot_id, sheet=sheet, item_id=item_id, group_id=group_id, value=value)
        tx.session.add(row)
    tx.log("vote_cast", ballot=ballot_id)
    return {"sheet": sheet}


def remove_sheet(tx: Transaction, *, ballot_id: int, sheet: int) -> Answer:
    """Typed wrongly: away with it, and typed anew as another one; no number is given twice."""
    countable(tx, ballot_id)
    question = select(PaperVote).where(PaperVote.ballot_id == ballot_id, col(PaperVote.sheet) == sheet)
    rows = tx.session.exec(question).all()
    if not rows:
        raise Refusal("sheet_gone", N_("Diesen Bogen hat schon jemand zurückgenommen."), status=409)
    for row in rows:
        tx.session.delete(row)
    tx.log("vote_cast", ballot=ballot_id)
    return {"sheet": sheet, "removed": True}


def countable(tx: Transaction, ballot_id: int) -> Ballot:
    ballot = tx.session.get(Ballot, ballot_id, populate_existing=True)
    if ballot is None or ballot.conference_id != tx.conference_id:
        raise not_found()
    if ballot.state == BallotState.REVEALED:
        raise Refusal(
            "ballot_closed",
            N_("Das Ergebnis ist schon gezeigt. Bitte sagen Sie der Moderation, dass noch Bögen da sind."),
            status=409,
        )
    return ballot
