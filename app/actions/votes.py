"""A device puts dots: absolute values, limits checked in the same transaction."""

from app.errors import N_, Refusal, not_found
from app.models import Ballot, BallotItem, BallotState, Vote
from app.models.base import now
from app.transaction import Answer, Transaction


def cast_vote(
    tx: Transaction, *, participant_id: int, ballot_id: int, item_id: int, value: int, counter: int
) -> Answer:
    """Sets the dots on one item; an older counter than the stored one changes nothing."""
    ballot = open_ballot(tx, ballot_id)
    item = tx.session.get(BallotItem, item_id)
    if item is None or item.ballot_id != ballot_id:
        raise not_found()
    votes = {vote.item_id: vote for vote in Vote.by(tx.session, ballot_id, participant_id)}
    known = votes.get(item_id)
    if known is not None and known.counter > counter:
        return own_votes(ballot, votes)
    if not 0 <= value <= ballot.max_per_item:
        raise Refusal("too_many_here", N_("Höchstens %(most)s Punkte je Thema."), most=ballot.max_per_item)
    is_scale = ballot.mode == "scale"
    spent = 0 if is_scale else sum(vote.value for vote in votes.values() if vote.item_id != item_id)
    if spent + value > ballot.dots:
        raise Refusal(
            "no_dots_left",
            N_("Alle %(dots)s Punkte sind vergeben. Nehmen Sie erst einen zurück."),
            dots=ballot.dots,
        )
    if is_scale:
        clear_others(votes, item_id, counter)
    if known is None:
        known = Vote(ballot_id=ballot_id, participant_id=participant_id, item_id=item_id, value=value)
        tx.session.add(known)
    known.value, known.counter, known.voted_at = value, counter, now()
    tx.log("vote_cast", ballot=ballot_id)
    return own_votes(ballot, {**votes, item_id: known})


def cast_all(tx: Transaction, *, participant_id: int, ballot_id: int, values: dict[int, int]) -> Answer:
    """The whole sheet at once, for phones without JavaScript."""
    ballot = open_ballot(tx, ballot_id)
    if sum(values.values()) > ballot.dots:
        raise Refusal("no_dots_left", N_("Das sind mehr als %(dots)s Punkte."), dots=ballot.dots)
    votes = {vote.item_id: vote for vote in Vote.by(tx.session, ballot_id, participant_id)}
    newest = 1 + max((vote.counter for vote in votes.values()), default=0)
    answer: Answer = {}
    for item_id, value in sorted(values.items(), key=lambda entry: entry[1]):
        answer = cast_vote(
            tx,
            participant_id=participant_id,
            ballot_id=ballot_id,
            item_id=item_id,
            value=value,
            counter=newest,
        )
    return answer


def clear_others(votes: dict[int, Vote], item_id: int, counter: int) -> None:
    for vote in votes.values():
        if vote.item_id != item_id and vote.counter <= counter:
            vote.value, vote.counter = 0, counter


def open_ballot(tx: Transaction, ballot_id: int) -> Ballot:
    ballot = tx.session.get(Ballot, ballot_id, populate_existing=True)
    if ballot is None or ballot.conference_id != tx.conference_id:
        raise not_found()
    if ballot.state != BallotState.OPEN or tx.conference.input_frozen:
        raise Refusal(
            "ballot_closed",
            N_("Die Abstimmung ist schon geschlossen. Diese Stimme zählt nicht mehr."),
            status=409,
        )
    return ballot


def own_votes(ballot: Ballot, votes: dict[int, Vote]) -> Answer:
    return {"ballot": ballot.id, "votes": {str(item_id): vote.value for item_id, vote in votes.items()}}
