"""Ballots and statements: opened, answered, shown, reworded, decided."""

from app.actions import (
    ballots,
    paper,
    phases,
    statements,
    votes,
)
from app.models import Card, Vote
from app.reading.statements import mark_of_reason
from tests.trust.stage import Stage


def voting(stage: Stage) -> None:
    """A ballot after the cards; a dot, a reminder, a sheet of paper, the result."""
    stage.lead(ballots.open_vote)
    ballot, items = asked_now(stage)
    stage.say(1, votes.cast_vote, ballot_id=ballot, item_id=items[0], value=1, counter=1)
    stage.lead(ballots.remind)
    stage.come(1)
    sheet = stage.lead(paper.write_sheet, ballot_id=ballot, numbers="1", group_id=None)["sheet"]
    stage.lead(paper.remove_sheet, ballot_id=ballot, sheet=sheet)
    stage.lead(ballots.close_vote)
    stage.lead(phases.reveal)


def dotting(stage: Stage) -> None:
    """In a phase that is nothing but its ballot."""
    ballot, items = asked_now(stage)
    stage.say(2, votes.cast_vote, ballot_id=ballot, item_id=items[0], value=1, counter=1)
    stage.lead(phases.close_input)
    stage.lead(phases.reveal)


def asked_now(stage: Stage) -> tuple[int, list[int]]:
    """The ballot of now and its items."""
    ballot: int = stage.asked(lambda hall: hall.ballots.current and hall.ballots.current.id)
    items: list[int] = stage.asked(lambda hall: [item.id for item in hall.ballot_items])
    return ballot, items


def common_ground(stage: Stage) -> None:
    """Statements: made, put to the hall, answered with a reason, reworded, merged, decided."""
    stage.lead(statements.make_statements, source="cards", kind="common_ground")
    for text in ("Wir bauen Bänke", "Wir feiern mehr"):
        stage.lead(statements.add_statement, text=text)
    stage.enter("Ankommen, Stand nach der Nacht")
    shown = stage.asked(lambda hall: hall.conference.shown_statement_id)
    stage.lead(statements.show_statement, statement_id=stage.statement(0).id, shown=shown)
    stage.enter("Aufgabe 5b: Konsens prüfen")
    shown = stage.asked(lambda hall: hall.conference.shown_statement_id)
    stage.lead(statements.show_statement, statement_id=stage.statement(1).id, shown=shown)
    consenting(stage)
    rewording(stage)


def consenting(stage: Stage) -> None:
    ballot, items = asked_now(stage)
    said = {"ballot_id": ballot, "item_id": items[1], "value": 1, "counter": 1, "reason": "Zu teuer"}
    stage.say(1, votes.cast_vote, **said)
    stage.say(2, votes.cast_vote, **{**said, "item_id": items[0], "reason": ""})
    stage.lead(phases.reveal)
    for hidden in (True, False):
        stage.lead(statements.hide_reason, mark=mark_of(stage, ballot), hidden=hidden)
    stage.come(1)
    current = stage.statement(1)
    stage.lead(statements.decide, statement_id=current.id, state="agreed", version=current.version)


def mark_of(stage: Stage, ballot_id: int) -> str:
    given = stage.asked(lambda hall: [vote for vote in Vote.of(hall.session, ballot_id) if vote.reason])
    return mark_of_reason(given[0])


def rewording(stage: Stage) -> None:
    first, second, *_, last = (stage.statement(at) for at in range(4))
    stage.lead(statements.change_text, statement_id=second.id, text="Anders gesagt", version=second.version)
    card = stage.rows(Card, kind="common_ground")[0]
    stage.lead(statements.place_card, card_id=card.id, statement_id=last.id, seen_in=first.id)
    first = stage.statement(0)
    stage.lead(statements.merge, statement_id=first.id, into=last.id, version=first.version)
    last = stage.statement(-1)
    stage.lead(statements.remove_statement, statement_id=last.id, version=last.version)
