"""Shortcuts for votes of every kind: what is there to choose from, and who chooses what."""

from functools import partial
from typing import Any

from starlette.testclient import TestClient

from app.actions import measures
from app.models import Ballot, BallotItem, PaperVote, Vote
from app.reading.hall import Hall
from app.writing.transaction import Answer, Transaction
from tests.conftest import Town

QUESTION = {"de": "Was bringt uns voran?", "en": "What takes us further?"}
CONSENT = {"mode": "consent", "of": "measures", "secret": False, "criterion": {"de": "Tragen Sie das mit?"}}
MATRIX = {"mode": "matrix", "of": "measures", "criterion": QUESTION}
TITLES = ("Bänke aufstellen", "Licht am Bahnhof", "Feierabendmarkt")


def sheets(town: Town, *titles: str) -> None:
    for title in titles or TITLES:
        town.act(partial(measures.add_measure, title=title))


def ballot_of(town: Town) -> Ballot:
    with town.house.database.reading() as session:
        ballot = Hall(session, town.conference(session)).ballot
        assert ballot is not None
        return ballot


def items_of(town: Town) -> list[BallotItem]:
    with town.house.database.reading() as session:
        return list(Hall(session, town.conference(session)).ballot_items)


def item_named(town: Town, title: str, axis: str = "") -> int:
    """The item of this thing; in a matrix on one of its axes."""
    return next(
        item.id or 0 for item in items_of(town) if item.title == title and (not axis or item.axis == axis)
    )


def answer_named(town: Town, axis: str) -> int:
    return next(item.id or 0 for item in items_of(town) if item.axis == axis)


def vote(town: Town, phone: TestClient, item: int, value: int = 1, **more: Any) -> dict[str, Any]:
    more.setdefault("counter", 1)
    return town.say(phone, do="cast_vote", ballot=ballot_of(town).id, item=item, value=value, **more)


def answer(town: Town, axis: str, reason: str = "", *, group: str = "", people: int = 1) -> None:
    for _ in range(people):
        said = vote(town, town.phone(group), answer_named(town, axis), reason=reason)
        assert said["ok"], said


def votes_in(town: Town) -> list[Vote]:
    with town.house.database.reading() as session:
        return list(Vote.of(session, ballot_of(town).id or 0))


def on_paper(town: Town, item: int, value: int, *, sheet: int = 1) -> None:
    """What a scribe types in from a sheet of dots."""
    ballot = ballot_of(town).id or 0

    def typed(tx: Transaction) -> Answer:
        tx.session.add(PaperVote(ballot_id=ballot, sheet=sheet, item_id=item, value=value))
        tx.log("vote_cast", ballot=ballot)
        return {}

    town.act(typed, actor="test")
