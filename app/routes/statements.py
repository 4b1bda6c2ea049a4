"""The moderation at the statements that are put to the hall, and at those who have not voted yet."""

from collections.abc import Callable
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from app.actions import ballots, statements
from app.deps import Moderator, TheHouse
from app.errors import stale
from app.models import StatementState
from app.reading.hall import Hall
from app.routes.leading import Number, Text, lead
from app.routes.numbers import whole
from app.writing.transaction import Answer

router = APIRouter()

OptionalNumber = Annotated[int | None, Form()]
DECISIONS = {"agree": StatementState.AGREED, "disagree": StatementState.NOT_AGREED}


def asking(hall: Hall, verb: str, thing: str) -> Callable[..., Answer] | None:
    """What the big button does while statements are put to the hall."""
    if verb == "statements":
        return partial(statements.make_statements, source=source_of(hall))
    if verb == "ask":
        shown = hall.conference.shown_statement_id
        return partial(statements.show_statement, statement_id=whole(thing), shown=shown)
    if verb not in DECISIONS:
        return None
    current = hall.statements.current
    if current is None or current.id != whole(thing) or current.state != StatementState.OPEN:
        raise stale()
    return partial(
        statements.decide, statement_id=current.id or 0, state=DECISIONS[verb], version=current.version
    )


def source_of(hall: Hall) -> str:
    """What the run of show makes statements of."""
    voting = hall.settings.voting
    return voting.of if voting is not None and voting.of in statements.SOURCES else "themes"


@router.post("/remind")
def remind(request: Request, house: TheHouse, moderator: Moderator) -> Response:
    return lead(request, house, moderator, ballots.remind, anchor="vote")


@router.post("/statements/make")
def make(
    request: Request, house: TheHouse, moderator: Moderator, source: Text = "themes", kind: Text = ""
) -> Response:
    at = partial(lead, request, house, moderator, statements.make_statements, anchor="ground")
    return at(source=source if source in statements.SOURCES else "themes", kind=kind)


@router.post("/statements")
def add(request: Request, house: TheHouse, moderator: Moderator, text: Text = "") -> Response:
    return lead(request, house, moderator, statements.add_statement, text=text, anchor="ground")


@router.post("/statements/show")
def show(
    request: Request,
    house: TheHouse,
    moderator: Moderator,
    statement: Text = "",
    shown: Text = "",
) -> Response:
    at = partial(lead, request, house, moderator, statements.show_statement, anchor="vote")
    return at(statement_id=whole(statement), shown=whole(shown))


@router.post("/statements/source")
def place_card(
    request: Request,
    house: TheHouse,
    moderator: Moderator,
    card: Number,
    statement: Text = "",
    seen: Text = "",
) -> Response:
    at = partial(lead, request, house, moderator, statements.place_card, anchor="ground")
    return at(card_id=card, statement_id=whole(statement), seen_in=whole(seen))


@router.post("/statements/reason")
def hide_reason(
    request: Request, house: TheHouse, moderator: Moderator, mark: Text, hidden: Text = "1"
) -> Response:
    return lead(
        request, house, moderator, statements.hide_reason, mark=mark, hidden=hidden == "1", anchor="vote"
    )


@router.post("/statements/{statement_id}/text")
def change_text(
    request: Request,
    house: TheHouse,
    moderator: Moderator,
    statement_id: int,
    version: Number,
    text: Text = "",
) -> Response:
    at = partial(lead, request, house, moderator, statements.change_text, anchor=f"statement-{statement_id}")
    return at(statement_id=statement_id, text=text, version=version)


@router.post("/statements/{statement_id}/decide")
def decide(
    request: Request,
    house: TheHouse,
    moderator: Moderator,
    statement_id: int,
    version: Number,
    state: Text = "",
) -> Response:
    at = partial(lead, request, house, moderator, statements.decide, anchor="vote")
    return at(statement_id=statement_id, state=state, version=version)


@router.post("/statements/{statement_id}/merge")
def merge(
    request: Request,
    house: TheHouse,
    moderator: Moderator,
    statement_id: int,
    into: Number,
    version: Number,
) -> Response:
    at = partial(lead, request, house, moderator, statements.merge, anchor="ground")
    return at(statement_id=statement_id, into=into, version=version)


@router.post("/statements/{statement_id}/remove")
def remove(
    request: Request, house: TheHouse, moderator: Moderator, statement_id: int, version: Number
) -> Response:
    at = partial(lead, request, house, moderator, statements.remove_statement, anchor="ground")
    return at(statement_id=statement_id, version=version)
