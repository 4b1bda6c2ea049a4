"""What was put on the items of a ballot: phones and sheets of paper, added up here and nowhere else."""

from collections import Counter
from collections.abc import Iterable

from sqlmodel import Session, col, func, select

from app.models import Ballot, BallotItem, PaperVote, Participant, Vote

PAPER = "papier"

Voting = tuple[int | None, str, int]


def voting(session: Session, ballot: Ballot) -> list[Voting]:
    """Group, channel, and how many of these have put something."""
    by_phone = (
        select(Participant.group_id, Participant.channel, func.count(func.distinct(Vote.participant_id)))
        .join(Vote, col(Vote.participant_id) == col(Participant.id))
        .where(Vote.ballot_id == ballot.id, Vote.value > 0)
        .group_by(col(Participant.group_id), col(Participant.channel))
    )
    on_paper = (
        select(PaperVote.group_id, func.count(func.distinct(PaperVote.sheet)))
        .where(PaperVote.ballot_id == ballot.id, PaperVote.value > 0)
        .group_by(col(PaperVote.group_id))
    )
    sheets = [(group_id, PAPER, count) for group_id, count in session.exec(on_paper).all()]
    return [*session.exec(by_phone).all(), *sheets]


def sums(
    session: Session, ballot: Ballot, items: Iterable[BallotItem]
) -> dict[int | None, Counter[int | None]]:
    """Of each item its values added up, by group."""
    found: dict[int | None, Counter[int | None]] = {item.id: Counter() for item in items}
    by_phone = (
        select(Vote.item_id, Participant.group_id, func.sum(Vote.value))
        .join(Participant, col(Participant.id) == col(Vote.participant_id))
        .where(Vote.ballot_id == ballot.id)
        .group_by(col(Vote.item_id), col(Participant.group_id))
    )
    on_paper = (
        select(PaperVote.item_id, PaperVote.group_id, func.sum(PaperVote.value))
        .where(PaperVote.ballot_id == ballot.id)
        .group_by(col(PaperVote.item_id), col(PaperVote.group_id))
    )
    for question in (by_phone, on_paper):
        for item_id, group_id, total in session.exec(question).all():
            found[item_id][group_id] += int(total or 0)
    return found


def totals(session: Session, ballot: Ballot) -> Counter[int | None]:
    """Of each item its values added up; what nobody has put anything on is not in it."""
    found: Counter[int | None] = Counter()
    for table in (Vote, PaperVote):
        question = select(table.item_id, func.sum(table.value)).where(table.ballot_id == ballot.id)
        for item_id, total in session.exec(question.group_by(col(table.item_id))).all():
            found[item_id] += int(total or 0)
    return found


def values(session: Session, ballot: Ballot) -> list[tuple[str, int, int]]:
    """Who (a device or a sheet of paper) gave which item which value."""
    by_phone = Vote.of(session, ballot.id or 0)
    on_paper = (vote for vote in PaperVote.of(session, ballot.id or 0) if vote.value > 0)
    return [
        *((str(vote.participant_id), vote.item_id, vote.value) for vote in by_phone),
        *((f"sheet {vote.sheet}", vote.item_id, vote.value) for vote in on_paper),
    ]
