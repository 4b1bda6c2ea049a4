"""The moderation at what is shown one after the other: mind map, timeline, line-up, earlier measures."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from app.actions import branches, favourites, presenting
from app.deps import Moderator, TheHouse
from app.routes.leading import Number, Text, lead
from app.routes.numbers import whole

router = APIRouter()

OptionalNumber = Annotated[int | None, Form()]


@router.post("/branches")
def make_branch(
    request: Request,
    house: TheHouse,
    moderator: Moderator,
    title: Text = "",
    card: OptionalNumber = None,
    seen: Number = 0,
) -> Response:
    at = partial(lead, request, house, moderator, branches.make_branch, anchor="show")
    return at(title=title, card_id=card, seen=seen)


@router.post("/branches/freeze")
def freeze(request: Request, house: TheHouse, moderator: Moderator, frozen: Text = "1") -> Response:
    at = partial(lead, request, house, moderator, branches.freeze_branches, anchor="show")
    return at(frozen=frozen == "1")


@router.post("/branches/place")
def place_trend(
    request: Request, house: TheHouse, moderator: Moderator, card: Number, theme: Number, seen: Number
) -> Response:
    at = partial(lead, request, house, moderator, branches.place_trend, anchor="show")
    return at(card_id=card, theme_id=theme, seen=seen)


@router.post("/present")
def present(request: Request, house: TheHouse, moderator: Moderator, thing: Text = "") -> Response:
    return lead(request, house, moderator, presenting.present, thing_id=whole(thing) or None, anchor="show")


@router.post("/favourites")
def take_favourites(request: Request, house: TheHouse, moderator: Moderator) -> Response:
    return lead(request, house, moderator, favourites.take_favourites, anchor="favourites")


@router.post("/lineup")
def draw_lineup(request: Request, house: TheHouse, moderator: Moderator, diced: Text = "") -> Response:
    return lead(request, house, moderator, presenting.draw_lineup, diced=diced == "1", anchor="show")


@router.post("/view")
def show_view(request: Request, house: TheHouse, moderator: Moderator, view: Text = "") -> Response:
    return lead(request, house, moderator, presenting.show_view, view=view, anchor="show")


@router.post("/measures/earlier")
def add_earlier(request: Request, house: TheHouse, moderator: Moderator, titles: Text = "") -> Response:
    lines = titles.splitlines()
    return lead(request, house, moderator, presenting.add_earlier, titles=lines, anchor="show")


@router.post("/measures/{measure_id}/status")
def set_status(
    request: Request,
    house: TheHouse,
    moderator: Moderator,
    measure_id: int,
    version: Number,
    status: Text = "",
    reason: Text = "",
) -> Response:
    at = partial(lead, request, house, moderator, presenting.set_status, anchor=f"thing-{measure_id}")
    return at(measure_id=measure_id, version=version, status=status, reason=reason)


@router.post("/measures/{measure_id}/cost")
def set_cost(
    request: Request,
    house: TheHouse,
    moderator: Moderator,
    measure_id: int,
    version: Number,
    cost: Text = "",
    funding: Text = "",
) -> Response:
    at = partial(lead, request, house, moderator, presenting.set_cost, anchor=f"thing-{measure_id}")
    return at(measure_id=measure_id, version=version, cost=cost, funding=funding)
