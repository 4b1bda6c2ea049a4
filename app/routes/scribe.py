"""The desk of a scribe: paper cards and dot sheets by keyboard; sent as phones send, kept until answered."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from app.actions import paper
from app.actions.details import Details
from app.deps import Scribe, ScribedHall, TheHouse, check_json
from app.desk import Desk
from app.errors import N_, Refusal
from app.messages import Key, Number
from app.pages import back_to, page, spoken, told
from app.reading.hall import Hall
from app.routes.numbers import whole
from app.templating import render
from app.writing.transaction import Change

router = APIRouter()

PARTS = ("now", "entry", "last")
Text = Annotated[str, Form()]


class Message(BaseModel):
    key: Key


class WriteCard(Message):
    do: Literal["write_card"]
    kind: Annotated[str, Field(max_length=20)]
    text: Annotated[str, Field(max_length=4000)]
    group: Number | None = None
    field: Annotated[str, Field(max_length=20)] = ""
    year: Number | None = None
    about: Annotated[str, Field(max_length=20)] = ""
    place: Annotated[str, Field(max_length=600)] = ""
    cost: Annotated[str, Field(max_length=12)] = ""

    def act(self) -> Any:
        said = details(field=self.field, year=self.year, about=self.about, place=self.place, cost=self.cost)
        return partial(paper.write_card, kind=self.kind, text=self.text, group_id=self.group, said=said)


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
    version: Number | None = None

    def act(self) -> Any:
        return partial(paper.withdraw_card, card_id=self.card, version=self.version)


class ChangeCard(Message):
    do: Literal["change_card"]
    card: Number
    text: Annotated[str, Field(max_length=4000)]
    version: Number | None = None

    def act(self) -> Any:
        return partial(paper.change_card, card_id=self.card, text=self.text, version=self.version)


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
def desk(
    request: Request, scribe: Scribe, hall: ScribedHall, kind: str = "", group: str = "", field: str = ""
) -> HTMLResponse:
    values = desk_values(hall, {"kind": kind, "group": group, "field": field})
    return page(request, spoken(request, scribe), "screens/scribe.html", **values)


@router.get("/s/parts", response_class=JSONResponse)
def desk_parts(request: Request, scribe: Scribe, hall: ScribedHall, since: int = -1) -> Response:
    """The page asks again and again: nothing where nothing has happened since."""
    if since == hall.conference.seq:
        return Response(status_code=204)
    language, values = spoken(request, scribe), desk_values(hall, {})
    parts = {name: render(language, f"partials/scribe/{name}.html", **values) for name in PARTS}
    return JSONResponse({"seq": hall.conference.seq, "parts": parts})


def desk_values(hall: Hall, typed: Mapping[str, str], message: str = "") -> dict[str, Any]:
    return {"hall": hall, "desk": Desk(hall), "typed": typed, "message": message}


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
    field: Text = "", year: Text = "", about: Text = "", place: Text = "", cost: Text = "",
) -> Response:  # fmt: skip
    typed = {
        "kind": kind, "text": text.replace("\r\n", "\n"), "group": group,
        "field": field, "year": year, "about": about, "place": place, "cost": cost,
    }  # fmt: skip
    said = details(field=field[:20], year=whole(year), about=about, place=place, cost=cost)
    act = partial(paper.write_card, kind=kind, text=typed["text"], group_id=whole(group), said=said)
    return typed_in(request, house, scribe, hall, act, typed)


@router.post("/s/cards/{card_id}/change", response_class=RedirectResponse)
def change_card(
    request: Request, house: TheHouse, scribe: Scribe, hall: ScribedHall, card_id: int,
    text: Text = "", version: Text = "",
) -> Response:  # fmt: skip
    text = text.replace("\r\n", "\n")
    act = partial(paper.change_card, card_id=card_id, text=text, version=whole(version))
    return typed_in(request, house, scribe, hall, act, {"changed": text})


@router.post("/s/cards/{card_id}/withdraw", response_class=RedirectResponse)
def withdraw_card(
    request: Request, house: TheHouse, scribe: Scribe, hall: ScribedHall, card_id: int, version: Text = ""
) -> Response:
    act = partial(paper.withdraw_card, card_id=card_id, version=whole(version))
    return typed_in(request, house, scribe, hall, act, {})


@router.post("/s/sheets", response_class=RedirectResponse)
def write_sheet(
    request: Request, house: TheHouse, scribe: Scribe, hall: ScribedHall,
    ballot: Text = "", text: Text = "", group: Text = "",
) -> Response:  # fmt: skip
    act = partial(paper.write_sheet, ballot_id=whole(ballot) or 0, numbers=text, group_id=whole(group))
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
        values = desk_values(hall, typed, told(refusal, language))
        return page(request, language, "screens/scribe.html", status=refusal.status, **values)
    kept = {name: typed[name] for name in ("kind", "group", "field") if typed.get(name)}
    return back_to(f"/s?{urlencode(kept)}")


def details(*, field: str, year: int | None, about: str, place: str, cost: str) -> Details:
    """`about` is `table-3` or `measure-4`: what a card speaks about."""
    kind, _, number = about.partition("-")
    return Details(
        field=field,
        year=year,
        place=place,
        cost=cost,
        table_id=whole(number) if kind == "table" else None,
        measure_id=whole(number) if kind == "measure" else None,
    )


def not_understood() -> Refusal:
    return Refusal(
        "not_understood", N_("Diese Nachricht war nicht zu verstehen. Bitte laden Sie die Seite neu.")
    )
