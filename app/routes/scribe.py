"""The desk of a scribe: paper cards and dot sheets by keyboard; sent as phones send, kept until answered."""

from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from app.actions import paper
from app.deps import Scribe, ScribedHall, TheHouse, check_json
from app.errors import N_, Refusal
from app.hall import Hall
from app.messages import Key, Number
from app.models import Ballot, BallotItem, BallotState, Card, PaperVote
from app.pages import back_to, page, spoken, told
from app.tally import PAPER
from app.transaction import Change

router = APIRouter()

LAST = 8
Text = Annotated[str, Form()]


class Message(BaseModel):
    key: Key


class WriteCard(Message):
    do: Literal["write_card"]
    kind: Annotated[str, Field(max_length=20)]
    text: Annotated[str, Field(max_length=4000)]
    group: Number | None = None

    def act(self) -> Any:
        return partial(paper.write_card, kind=self.kind, text=self.text, group_id=self.group)


class WriteSheet(Message):
    do: Literal["write_sheet"]
    ballot: Number
    text: Annotated[str, Field(max_length=400)]
    group: Number | None = None

    def act(self) -> Any:
        return partial(paper.write_sheet, ballot_id=self.ballot, numbers=self.text, group_id=self.group)


class WithdrawCard(Message):
    do: Literal["withdraw_card"]
    card: Number

    def act(self) -> Any:
        return partial(paper.withdraw_card, card_id=self.card)


class ChangeCard(Message):
    do: Literal["change_card"]
    card: Number
    text: Annotated[str, Field(max_length=4000)]

    def act(self) -> Any:
        return partial(paper.change_card, card_id=self.card, text=self.text)


class RemoveSheet(Message):
    do: Literal["remove_sheet"]
    ballot: Number
    sheet: Number

    def act(self) -> Any:
        return partial(paper.remove_sheet, ballot_id=self.ballot, sheet=self.sheet)


Spoken = Annotated[
    WriteCard | WriteSheet | WithdrawCard | ChangeCard | RemoveSheet, Field(discriminator="do")
]
_spoken: TypeAdapter[Spoken] = TypeAdapter(Spoken)


@router.get("/s", response_class=HTMLResponse)
def desk(request: Request, scribe: Scribe, hall: ScribedHall) -> HTMLResponse:
    return page(request, spoken(request, scribe), "screens/scribe.html", **desk_values(hall))


@router.get("/s/part/{part}", response_class=HTMLResponse)
def desk_part(
    request: Request, scribe: Scribe, hall: ScribedHall, part: Literal["entry", "last"]
) -> HTMLResponse:
    return page(request, spoken(request, scribe), f"partials/scribe/{part}.html", **desk_values(hall))


def desk_values(hall: Hall) -> dict[str, Any]:
    cards = Card.last_on(hall.session, hall.id, PAPER, limit=LAST)
    ballots = [ballot for ballot in Ballot.of(hall.session, hall.id) if on_paper(hall, ballot)]
    return {
        "hall": hall,
        "kinds": kinds_so_far(hall),
        "cards": cards,
        "ballots": [(ballot, BallotItem.of(hall.session, ballot.id or 0)) for ballot in ballots],
        "sheets": {ballot.id: sheets_of(hall, ballot) for ballot in ballots},
        "count": Card.count_on(hall.session, hall.id, PAPER),
        "typed": {},
        "message": "",
    }


def kinds_so_far(hall: Hall) -> list[str]:
    """Of the phases that have been opened; those of the present one first."""
    begun = [phase for phase in reversed(hall.phases) if paper.fits_paper(phase)]
    here = sorted(begun, key=lambda phase: phase != hall.phase)
    kinds = [entry.kind for phase in here for entry in phase.settings.card_types]
    return list(dict.fromkeys(kind for kind in kinds if kind != "measure"))


def on_paper(hall: Hall, ballot: Ballot) -> bool:
    """Not yet shown, and the same for everybody: tables vote on their own lists."""
    items = hall.ballots.items_of(ballot)
    at_tables = any(item.table_id and item.card_id for item in items)
    return ballot.state != BallotState.REVEALED and not at_tables


def sheets_of(hall: Hall, ballot: Ballot) -> list[tuple[int, str]]:
    """The last sheets, newest first, as they were typed."""
    names = {item.id: item for item in hall.ballots.items_of(ballot)}
    typed: dict[int, list[str]] = {}
    for row in PaperVote.of(hall.session, ballot.id or 0):
        item = names[row.item_id]
        if ballot.mode == "matrix" and item.axis == "effort":
            typed[row.sheet][-1] += f"/{row.value}"
            continue
        word = f"{item.position}:{row.value}" if ballot.mode == "matrix" else str(item.position)
        typed.setdefault(row.sheet, []).extend([word] * (row.value if ballot.mode == "dots" else 1))
    return [(sheet, " ".join(words)) for sheet, words in sorted(typed.items(), reverse=True)][:LAST]


@router.post("/s/say", response_class=JSONResponse)
async def say(request: Request, house: TheHouse, scribe: Scribe) -> JSONResponse:
    """An ack as phones get it: after the commit, the same again for the same key."""
    check_json(request)
    language = spoken(request, scribe)
    try:
        message = understood(await request.body())
        act = message.act()
        change = Change(act, actor=scribe.actor, conference_id=scribe.conference_id, key=message.key)
        return JSONResponse({"ok": True, **await house.writer.write(change)})
    except Refusal as refusal:
        if refusal.status in (429, 503):
            raise
        return JSONResponse({"ok": False, "code": refusal.code, "message": told(refusal, language)})


def understood(raw: bytes) -> Spoken:
    try:
        return _spoken.validate_json(raw)
    except ValidationError as error:
        raise not_understood() from error


@router.post("/s/cards", response_class=RedirectResponse)
def write_card(
    request: Request, house: TheHouse, scribe: Scribe, hall: ScribedHall,
    kind: Text = "", text: Text = "", group: Text = "",
) -> Response:  # fmt: skip
    act = partial(paper.write_card, kind=kind, text=text.replace("\r\n", "\n"), group_id=as_number(group))
    return typed_in(request, house, scribe, hall, act, {"kind": kind, "text": text, "group": group})


@router.post("/s/cards/{card_id}/withdraw", response_class=RedirectResponse)
def withdraw_card(
    request: Request, house: TheHouse, scribe: Scribe, hall: ScribedHall, card_id: int
) -> Response:
    return typed_in(request, house, scribe, hall, partial(paper.withdraw_card, card_id=card_id), {})


@router.post("/s/sheets", response_class=RedirectResponse)
def write_sheet(
    request: Request, house: TheHouse, scribe: Scribe, hall: ScribedHall,
    ballot: Text = "", text: Text = "", group: Text = "",
) -> Response:  # fmt: skip
    act = partial(
        paper.write_sheet, ballot_id=as_number(ballot) or 0, numbers=text, group_id=as_number(group)
    )
    return typed_in(request, house, scribe, hall, act, {"numbers": text, "group": group})


@router.post("/s/ballots/{ballot_id}/sheets/{sheet}/remove", response_class=RedirectResponse)
def remove_sheet(
    request: Request, house: TheHouse, scribe: Scribe, hall: ScribedHall, ballot_id: int, sheet: int
) -> Response:
    act = partial(paper.remove_sheet, ballot_id=ballot_id, sheet=sheet)
    return typed_in(request, house, scribe, hall, act, {})


def typed_in(
    request: Request, house: TheHouse, scribe: Scribe, hall: Hall, act: Any, typed: dict[str, str]
) -> Response:
    """The way without scripts: what is refused comes back with everything typed."""
    try:
        house.writer.write_now(Change(act, actor=scribe.actor, conference_id=scribe.conference_id))
    except Refusal as refusal:
        language = spoken(request, scribe)
        values = {**desk_values(hall), "typed": typed, "message": told(refusal, language)}
        return page(request, language, "screens/scribe.html", status=refusal.status, **values)
    return back_to(f"/s?kind={typed.get('kind', '')}&group={typed.get('group', '')}")


def as_number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


def not_understood() -> Refusal:
    return Refusal(
        "not_understood", N_("Diese Nachricht war nicht zu verstehen. Bitte laden Sie die Seite neu.")
    )
