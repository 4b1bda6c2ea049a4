"""A device votes: absolute values, limits checked in the same transaction; a retry changes nothing twice."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import select

from app.errors import N_, Refusal, not_found
from app.models import Ballot, BallotItem, BallotState, Receipt, Seat, Vote
from app.models.base import now
from app.writing.transaction import Answer, Transaction

LONGEST_REASON = 280
ONE_OF_ALL = ("scale", "consent")
NEEDS_REASON = ("concerns", "no")


def cast_vote(
    tx: Transaction,
    *,
    participant_id: int,
    ballot_id: int,
    item_id: int,
    value: int,
    counter: int,
    reason: str = "",
    written_at: datetime | None = None,
) -> Answer:
    """Sets the value of one item; an older counter than the stored one changes nothing."""
    ballot = ballot_taking(tx, ballot_id, written_at)
    item = item_of(tx, ballot, item_id)
    check_seat(tx, item, participant_id)
    votes = {vote.item_id: vote for vote in Vote.by(tx.session, ballot_id, participant_id)}
    known = votes.get(item_id)
    if is_older(ballot, votes, item_id, counter):
        return own_votes(ballot, votes)
    reason, before = checked_reason(item, value, reason), reason_of(votes.values())
    if value:
        leave_table(tx, item, votes)
    check_value(tx, ballot, item, value, votes)
    if ballot.mode in ONE_OF_ALL:
        clear_others(votes, item_id, counter)
    if known is None:
        known = Vote(ballot_id=ballot_id, participant_id=participant_id, item_id=item_id, value=value)
        tx.session.add(known)
    known.value, known.counter, known.voted_at, known.reason = value, counter, now(), reason
    tx.log("vote_cast", ballot=ballot_id)
    answer = own_votes(ballot, {**votes, item_id: known})
    if before and before != answer["reason"]:
        take_back_reason(tx, ballot_id, participant_id, answer["reason"])
    return answer


def take_back_reason(tx: Transaction, ballot_id: int, participant_id: int, reason: str) -> None:
    """The kept answers say what it is now: words that were taken back stand nowhere."""
    mine = sa.and_(Receipt.to(f"participant:{participant_id}"), Receipt.about_ballot(ballot_id))
    for receipt in tx.kept_receipts(mine):
        if receipt.answer.get("reason"):
            receipt.answer = {**receipt.answer, "reason": reason}


def cast_all(
    tx: Transaction, *, participant_id: int, ballot_id: int, values: Mapping[int, int], reason: str = ""
) -> Answer:
    """The whole sheet at once, for phones without JavaScript: first what becomes less, then the rest."""
    ballot = ballot_taking(tx, ballot_id, None)
    if ballot.mode in ONE_OF_ALL and sum(values.values()) > 1:
        raise no_dots_left(ballot)
    votes = {vote.item_id: vote for vote in Vote.by(tx.session, ballot_id, participant_id)}
    newest = 1 + max((vote.counter for vote in votes.values()), default=0)
    lower = {item: min(value, votes[item].value) for item, value in values.items() if item in votes}
    answer: Answer = {}
    steps = [entry for entry in lower.items() if votes[entry[0]].value > entry[1]]
    for item_id, value in (*steps, *values.items()):
        answer = cast_vote(
            tx,
            participant_id=participant_id,
            ballot_id=ballot_id,
            item_id=item_id,
            value=value,
            counter=newest,
            reason=reason,
        )
    return answer


def ballot_taking(tx: Transaction, ballot_id: int, written_at: datetime | None) -> Ballot:
    """An open ballot; what was tapped before it closed still counts as long as nobody has seen the result."""
    ballot = tx.session.get(Ballot, ballot_id, populate_existing=True)
    if ballot is None or ballot.conference_id != tx.conference_id:
        raise not_found()
    if tx.conference.input_frozen:
        raise ballot_closed()
    if ballot.state == BallotState.OPEN:
        return ballot
    in_time = written_at and ballot.closed_at and min(written_at, now()) <= ballot.closed_at
    if ballot.state == BallotState.REVEALED or not in_time:
        raise ballot_closed()
    return ballot


def ballot_closed() -> Refusal:
    return Refusal(
        "ballot_closed",
        N_("Die Abstimmung ist schon geschlossen. Diese Stimme zählt nicht mehr."),
        status=409,
    )


def item_of(tx: Transaction, ballot: Ballot, item_id: int) -> BallotItem:
    item = tx.session.get(BallotItem, item_id)
    if item is None or item.ballot_id != ballot.id:
        raise not_found()
    return item


def check_seat(tx: Transaction, item: BallotItem, participant_id: int) -> None:
    """Inside a table only those vote who sit at it."""
    if not (item.card_id and item.table_id):
        return
    seat = select(Seat.id).where(Seat.table_id == item.table_id, Seat.participant_id == participant_id)
    if tx.session.exec(seat).first() is None:
        raise Refusal("other_table", N_("Hier punkten nur die Menschen an diesem Tisch."), status=409)


def leave_table(tx: Transaction, item: BallotItem, votes: Mapping[int, Vote]) -> None:
    """Nobody chooses at two tables: who puts a dot at another one takes those from the last along."""
    if not (item.card_id and item.table_id):
        return
    every = BallotItem.of(tx.session, item.ballot_id)
    for other in every:
        vote = votes.get(other.id or 0)
        if vote is not None and other.table_id != item.table_id:
            vote.value = 0


def check_value(
    tx: Transaction, ballot: Ballot, item: BallotItem, value: int, votes: Mapping[int, Vote]
) -> None:
    if not 0 <= value <= ballot.max_per_item:
        raise Refusal("too_many_here", N_("Höchstens %(most)s Punkte je Thema."), most=ballot.max_per_item)
    if ballot.mode != "dots":
        return
    rivals = of_same_list(tx, item) if item.axis else votes.keys()
    spent = sum(votes[other].value for other in rivals if other in votes and other != item.id)
    if spent + value > ballot.dots:
        raise no_dots_left(ballot)


def no_dots_left(ballot: Ballot) -> Refusal:
    return Refusal(
        "no_dots_left",
        N_("Alle %(dots)s Punkte sind vergeben. Nehmen Sie erst einen zurück."),
        dots=ballot.dots,
    )


def of_same_list(tx: Transaction, item: BallotItem) -> list[int]:
    """The items that share their dots with this one."""
    every = BallotItem.of(tx.session, item.ballot_id)
    return [other.id or 0 for other in every if other.axis == item.axis and other.table_id == item.table_id]


def checked_reason(item: BallotItem, value: int, reason: str) -> str:
    """Who has concerns or says no says why; nobody else is asked."""
    if item.axis not in NEEDS_REASON or not value:
        return ""
    reason = " ".join(reason.replace("\x00", "").split())
    if not reason:
        raise Refusal("reason_missing", N_("Bitte schreiben Sie dazu, warum. Ein halber Satz genügt."))
    if len(reason) > LONGEST_REASON:
        raise Refusal(
            "reason_too_long",
            N_("Das sind %(length)s Zeichen. Bitte kürzen Sie den Grund auf höchstens %(most)s."),
            length=len(reason),
            most=LONGEST_REASON,
        )
    return reason


def is_older(ballot: Ballot, votes: Mapping[int, Vote], item_id: int, counter: int) -> bool:
    """Something newer stands there; where one of all is chosen, on whichever item it stands."""
    rivals = votes.values() if ballot.mode in ONE_OF_ALL else [votes[item_id]] if item_id in votes else []
    return any(vote.counter > counter for vote in rivals)


def clear_others(votes: Mapping[int, Vote], item_id: int, counter: int) -> None:
    for vote in votes.values():
        if vote.item_id != item_id and vote.counter <= counter:
            vote.value, vote.counter, vote.reason = 0, counter, ""


def own_votes(ballot: Ballot, votes: Mapping[int, Vote]) -> Answer:
    return {
        "ballot": ballot.id,
        "votes": {str(item_id): vote.value for item_id, vote in votes.items()},
        "reason": reason_of(votes.values()),
    }


def reason_of(votes: Iterable[Vote]) -> str:
    """What somebody has said to their choice."""
    return next((vote.reason for vote in votes if vote.value and vote.reason), "")
