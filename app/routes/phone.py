"""The phone of somebody who is in: its page, and its verbs as plain forms and as POST."""

import json
import secrets
from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from sqlmodel import Session, col, select
from starlette.datastructures import FormData

from app.actions import joining, votes
from app.actions.cards import seen_by_author
from app.actions.details import NEW_BRANCH
from app.deps import (
    ByCode,
    MaybeParticipant,
    PhoneHall,
    PhoneLanguage,
    Reading,
    TheHouse,
    TheParticipant,
    check_json,
    is_shared,
)
from app.errors import Refusal
from app.i18n import PHONE_LANGUAGES, known_language, translate
from app.messages import change_by, check_pace, say, understood
from app.models import Card, Commitment, Contact, Participant, Vote
from app.models.base import now
from app.pages import back_to, page, told
from app.reading.hall import Hall
from app.routes.live import acknowledged
from app.routes.numbers import whole
from app.routes.sent import SentBody, SentForm
from app.writing.transaction import Change

router = APIRouter()


@router.get("/c/{code}", response_class=HTMLResponse)
def phone_page(
    request: Request,
    hall: PhoneHall,
    participant: MaybeParticipant,
    session: Reading,
    language: PhoneLanguage,
    leaf: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> HTMLResponse:
    if participant is None:
        return page(request, language, "screens/join.html", hall=hall, chosen=None)
    response = phone_screen(request, hall, participant, session, leaf=leaf)
    if leaf == 1:
        response.headers["X-Keep"] = "page"  # for the worker: this one, and no door or refusal
    return response


def phone_screen(
    request: Request,
    hall: Hall,
    participant: Participant,
    session: Session,
    *,
    leaf: int = 1,
    refused: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HTMLResponse:
    """The page of a device; `refused` is what could not be taken, so that nobody types it twice."""
    return page(
        request, participant.language, "screens/phone.html", status=status, hall=hall, leaf=leaf,
        refused=refused, participant=participant, mine=mine_of(session, hall, participant),
        key=secrets.token_urlsafe(12), at=now(), table=hall.seats.of(participant.id),
        shared=is_shared(request, session, request.app.state.house, hall.conference),
    )  # fmt: skip


@router.get("/c/{code}/mine", response_class=JSONResponse)
def mine(
    request: Request, hall: PhoneHall, participant: TheParticipant, session: Reading, form: str = ""
) -> Response:
    """Everything this device has said; also the answer to "which data do you keep of me"."""
    contacts = Contact.by(session, participant.id)
    given = [entry.model_dump(mode="json", include={"contact", "delete_on"}) for entry in contacts]
    said = {**mine_of(session, hall, participant), "contacts": given}
    if form == "json" or "text/html" not in request.headers.get("accept", ""):
        return JSONResponse(said)
    return page(request, participant.language, "screens/mine.html", hall=hall, mine=said, contacts=contacts)


def mine_of(session: Session, hall: Hall, participant: Participant) -> dict[str, Any]:
    assert participant.id is not None
    written = [seen_by_author(card) for card in Card.by(session, participant.id)]
    cards = [{**card, "reason": translate(participant.language, card["reason"])} for card in written]
    votes_here = Vote.by(session, hall.ballot.id, participant.id) if hall.ballot and hall.ballot.id else []
    commitments = session.exec(
        select(Commitment).where(col(Commitment.participant_id) == participant.id)
    ).all()
    return {
        "cards": cards,
        "votes": {str(vote.item_id): vote.value for vote in votes_here},
        "ballot": hall.ballot.id if hall.ballot else None,
        "reason": votes.reason_of(votes_here),
        "counter": max((vote.counter for vote in votes_here), default=0),
        "commitments": [{"measure": entry.measure_id, "kind": entry.kind} for entry in commitments],
        "corners": [measure.id for measure in hall.measures if measure.scribe_id == participant.id],
        "group": participant.group_id,
        **hall.seats.own(participant),
    }


@router.post("/c/{code}/say", response_class=JSONResponse)
async def say_by_post(
    request: Request, body: SentBody, house: TheHouse, participant: TheParticipant
) -> JSONResponse:
    """The same message as by socket, for networks that block it."""
    check_json(request)
    ack = await acknowledged(body, house, participant, participant.language)
    if not ack.get("retry"):
        return JSONResponse(ack)
    return JSONResponse(ack, 429 if ack["code"] == "slow_down" else 503, headers={"Retry-After": "2"})


@router.post("/c/{code}/form", response_class=RedirectResponse)
async def say_by_form(
    request: Request,
    form: SentForm,
    house: TheHouse,
    hall: PhoneHall,
    participant: TheParticipant,
    session: Reading,
) -> Response:
    """A plain form: its fields are the message; what is refused comes back with everything typed."""
    fields = as_message(form)
    try:
        await say(house, participant, understood(json.dumps(fields)))
    except Refusal as refusal:
        refused = {"text": "", "kind": "", "do": "", **fields, "message": told(refusal, participant.language)}
        return await run_in_threadpool(
            phone_screen, request, hall, participant, session, refused=refused, status=refusal.status
        )
    return back_to(f"/c/{hall.conference.code}#task-title")


def as_message(form: FormData) -> dict[str, Any]:
    """Empty fields are left out; browsers end lines with two characters."""
    fields: dict[str, Any] = {
        name: str(value).replace("\r\n", "\n") for name, value in form.items() if value != ""
    }
    fields["kinds"] = [str(kind) for kind in form.getlist("kinds")]
    fields["consent"] = "consent" in form
    if theme := fields.get(f"theme-{fields.get('kind', '')}"):
        fields["theme"] = theme
    if fields.get("theme") == NEW_BRANCH:
        fields["field"] = fields.pop("theme")
    fields.setdefault("key", secrets.token_urlsafe(12))
    return fields


@router.post("/c/{code}/votes", response_class=RedirectResponse)
async def vote_by_form(
    request: Request,
    form: SentForm,
    house: TheHouse,
    hall: PhoneHall,
    participant: TheParticipant,
    session: Reading,
) -> Response:
    """The whole sheet of dots at once, for phones without JavaScript."""
    check_pace(house.limits.votes, participant)
    act = partial(
        votes.cast_all, participant_id=participant.id or 0, values=as_votes(form),
        reason=str(form.get("reason", "")),
        ballot_id=whole(form.get("ballot")) or 0,
    )  # fmt: skip
    try:
        await house.writer.write(change_by(participant, act))
    except Refusal as refusal:
        typed = {"reason": str(form.get("reason", "")), "choice": str(form.get("choice", ""))}
        told_so = told(refusal, participant.language)
        refused = {"text": "", "kind": "", "do": "cast_vote", "message": told_so, **typed}
        return await run_in_threadpool(
            phone_screen, request, hall, participant, session, refused=refused, status=refusal.status
        )
    return back_to(f"/c/{hall.conference.code}#task-title")


def as_votes(form: FormData) -> dict[int, int]:
    """Dots by item: one chosen step of a scale, or a number for each item."""
    if chosen := str(form.get("choice", "")):
        return {item: 1} if (item := whole(chosen)) is not None else {}
    numbers = (
        (whole(name.removeprefix("item-")), whole(value or "0"))
        for name, value in form.items()
        if name.startswith("item-")
    )
    return {item: value for item, value in numbers if item is not None and value is not None}


@router.post("/c/{code}/language", response_class=RedirectResponse)
def choose_language(
    house: TheHouse, conference: ByCode, participant: TheParticipant, lang: Annotated[str, Form()]
) -> Response:
    check_pace(house.limits.cards, participant)
    language = known_language(lang, participant.language, among=PHONE_LANGUAGES)
    act = partial(joining.choose_language, participant_id=participant.id or 0, language=language)
    house.writer.write_now(Change(act, actor=f"participant:{participant.id}", conference_id=conference.id))
    return back_to(f"/c/{conference.code}")
