"""The phone: join, the page of a participant, and the same verbs as plain forms and as POST."""

import secrets
from datetime import date
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from app.actions import joining, measures, votes
from app.actions.cards import seen_by_author
from app.auth import hashed, new_token, plain_code
from app.deps import (
    ByCode,
    MaybeParticipant,
    PhoneHall,
    Reading,
    TheHouse,
    TheParticipant,
    WishedLanguage,
    participant_cookie,
    unknown_code,
)
from app.errors import N_, Refusal, not_found
from app.i18n import known_language
from app.messages import as_change, say, understood
from app.models import Card, Commitment, Conference, Participant, Vote
from app.pages import back_to, page, set_cookie
from app.routes.live import acknowledged
from app.security import network
from app.transaction import Change
from sqlmodel import Session, col, select

router = APIRouter()


@router.get("/", response_class=HTMLResponse)
def front_page(request: Request, language: WishedLanguage) -> HTMLResponse:
    return page(request, language, "screens/front.html")


@router.post("/", response_class=RedirectResponse)
def enter_code(request: Request, house: TheHouse, session: Reading, code: Annotated[str, Form()]) -> Response:
    """Only wrong codes are counted, never the hall behind one address."""
    conference = Conference.with_code(session, plain_code(code))
    if conference is not None:
        return back_to(f"/c/{conference.code}")
    if not house.limits.wrong_codes.allows(network(request)):
        raise Refusal("slow_down", N_("Zu viele Versuche. Bitte warten Sie ein paar Minuten."), status=429)
    raise unknown_code()


@router.get("/c/{code}", response_class=HTMLResponse)
def phone_page(
    request: Request, hall: PhoneHall, participant: MaybeParticipant, session: Reading, language: WishedLanguage
) -> HTMLResponse:
    if participant is None:
        return page(request, language, "screens/join.html", hall=hall)
    language = known_language(request.query_params.get("lang"), participant.language)
    return page(
        request, language, "screens/phone.html", hall=hall, participant=participant,
        mine=mine_of(session, hall, participant), key=secrets.token_urlsafe(12),
    )  # fmt: skip


@router.get("/c/{code}/mine", response_class=JSONResponse)
def mine(hall: PhoneHall, participant: TheParticipant, session: Reading) -> dict[str, Any]:
    """Everything this device has said; also the answer to "which data do you keep of me"."""
    return mine_of(session, hall, participant)


def mine_of(session: Session, hall: Any, participant: Participant) -> dict[str, Any]:
    assert participant.id is not None
    cards = [seen_by_author(card) for card in Card.by(session, participant.id)]
    votes_here = Vote.by(session, hall.ballot.id, participant.id) if hall.ballot else []
    commitments = session.exec(select(Commitment).where(col(Commitment.participant_id) == participant.id)).all()
    return {
        "cards": cards,
        "votes": {str(vote.item_id): vote.value for vote in votes_here},
        "counter": max((vote.counter for vote in votes_here), default=0),
        "commitments": [{"measure": entry.measure_id, "kind": entry.kind} for entry in commitments],
        "group": participant.group_id,
    }


@router.post("/c/{code}/join", response_class=RedirectResponse)
def join(
    request: Request,
    house: TheHouse,
    conference: ByCode,
    known: MaybeParticipant,
    language: WishedLanguage,
    group: Annotated[str, Form()] = "",
) -> Response:
    if known is not None:
        return back_to(f"/c/{conference.code}")
    if not house.limits.joins.allows(f"{conference.id}@{network(request)}"):
        raise Refusal("slow_down", N_("Gerade kommen sehr viele zugleich. Bitte versuchen Sie es gleich noch einmal."), status=503)
    token = new_token()
    group_id = int(group) if group.isdigit() else None
    act = partial(joining.join, token_hash=hashed(token), group_id=group_id, language=language)
    house.writer.write_now(Change(act, actor="door", conference_id=conference.id))
    response = back_to(f"/c/{conference.code}")
    set_cookie(response, house, participant_cookie(conference, house), token, strict=False)
    return response


@router.post("/c/{code}/say", response_class=JSONResponse)
async def say_by_post(request: Request, house: TheHouse, participant: TheParticipant) -> JSONResponse:
    """The same message as by socket, for networks that block it."""
    ack = await acknowledged(await request.body(), house, participant, participant.language)
    return JSONResponse(ack, 503 if ack.get("retry") else 200, headers={"Retry-After": "2"} if ack.get("retry") else {})


@router.post("/c/{code}/form", response_class=RedirectResponse)
async def say_by_form(request: Request, house: TheHouse, conference: ByCode, participant: TheParticipant) -> Response:
    """A plain form: its fields are the message."""
    form = await request.form()
    fields: dict[str, Any] = {name: value for name, value in form.items() if value != ""}
    fields["kinds"] = [str(kind) for kind in form.getlist("kinds")]
    fields["consent"] = "consent" in form
    fields.setdefault("key", secrets.token_urlsafe(12))
    import json

    await say(house, participant, understood(json.dumps(fields)))
    return back_to(f"/c/{conference.code}#task")


@router.post("/c/{code}/votes", response_class=RedirectResponse)
async def vote_by_form(
    request: Request, house: TheHouse, conference: ByCode, participant: TheParticipant, ballot: Annotated[int, Form()]
) -> Response:
    """The whole sheet of dots at once, for phones without JavaScript."""
    form = await request.form()
    values = {
        int(name.removeprefix("item-")): int(str(value) or 0)
        for name, value in form.items()
        if name.startswith("item-") and name.removeprefix("item-").isdigit() and str(value or 0).isdigit()
    }
    if chosen := str(form.get("choice", "")):
        values = {int(chosen): 1} if chosen.isdigit() else {}
    act = partial(votes.cast_all, participant_id=participant.id or 0, ballot_id=ballot, values=values)
    await house.writer.write(Change(act, actor=f"participant:{participant.id}", conference_id=conference.id))
    return back_to(f"/c/{conference.code}#task")


@router.post("/c/{code}/language", response_class=RedirectResponse)
def choose_language(house: TheHouse, conference: ByCode, participant: TheParticipant, lang: Annotated[str, Form()]) -> Response:
    act = partial(joining.choose_language, participant_id=participant.id or 0, language=known_language(lang))
    house.writer.write_now(Change(act, actor=f"participant:{participant.id}", conference_id=conference.id))
    return back_to(f"/c/{conference.code}")


@router.get("/c/{code}/measures/{measure_id}", response_class=HTMLResponse)
def corner_page(request: Request, hall: PhoneHall, participant: TheParticipant, measure_id: int) -> HTMLResponse:
    """The sheet of one corner: to be filled in by its device, to be read by the others."""
    measure = next((measure for measure in hall.measures if measure.id == measure_id), None)
    if measure is None:
        raise not_found()
    return page(
        request, participant.language, "screens/corner.html", hall=hall, measure=measure, participant=participant
    )


@router.post("/c/{code}/measures/{measure_id}/claim", response_class=RedirectResponse)
def claim_corner(
    house: TheHouse, conference: ByCode, participant: TheParticipant, measure_id: int, give: Annotated[str, Form()] = ""
) -> Response:
    act = partial(measures.claim_measure, measure_id=measure_id, participant_id=participant.id)
    house.writer.write_now(Change(act, actor=f"participant:{participant.id}", conference_id=conference.id))
    return back_to(f"/c/{conference.code}/measures/{measure_id}")


@router.post("/c/{code}/measures/{measure_id}", response_class=RedirectResponse)
async def fill_in_corner(
    request: Request, house: TheHouse, conference: ByCode, participant: TheParticipant, measure_id: int
) -> Response:
    form = await request.form()
    fields = {name: str(form.get(name, "")) for name in measures.FIELDS if name in form}
    act = partial(
        measures.change_measure, measure_id=measure_id, version=int(str(form.get("version", "0")) or 0),
        fields=fields, due_on=as_day(str(form.get("due_on", ""))), participant_id=participant.id,
    )  # fmt: skip
    await house.writer.write(Change(act, actor=f"participant:{participant.id}", conference_id=conference.id))
    return back_to(f"/c/{conference.code}/measures/{measure_id}?saved=1")


def as_day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refusal("no_date", N_("Das Datum ist nicht lesbar. Bitte schreiben Sie es als Tag, Monat, Jahr.")) from error
