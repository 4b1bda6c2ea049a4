"""The moderation at the cards and at the board of themes."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from app import analysis
from app.actions import cards, themes
from app.deps import ModeratedHall, Moderator, TheHouse
from app.errors import not_found
from app.extras import extras_of
from app.models import SORTABLE
from app.routes.leading import Number, Text, lead, lead_later, number, numbers

router = APIRouter()

MOST_THEMES = 30


@router.post("/cards/move")
async def move_cards(request: Request, house: TheHouse, moderator: Moderator) -> Response:
    """Chosen cards into a theme, or out; `seen` is the theme they were seen in, 0 for none."""
    form = await request.form()
    return await lead_later(
        request, house, moderator, cards.move_cards, card_ids=numbers(form, "card"),
        theme_id=number(form, "theme", otherwise=0) or None, seen_in=seen_in(form), anchor="board",
    )  # fmt: skip


@router.post("/cards/{card_id}/hide")
def hide(
    request: Request, house: TheHouse, moderator: Moderator, card_id: int, reason: Text = "", quick: Text = ""
) -> Response:
    """A quick reason, or one's own words; the words win."""
    at = partial(lead, request, house, moderator, cards.hide_card, anchor="cards")
    return at(card_id=card_id, reason=reason.strip() or quick)


@router.post("/cards/{card_id}/release")
def release_card(request: Request, house: TheHouse, moderator: Moderator, card_id: int) -> Response:
    return lead(request, house, moderator, cards.release_card, card_id=card_id, anchor="cards")


@router.post("/cards/{card_id}/unhide")
def unhide(request: Request, house: TheHouse, moderator: Moderator, card_id: int) -> Response:
    return lead(request, house, moderator, cards.unhide_card, card_id=card_id, anchor="cards")


@router.post("/cards/{card_id}/pin")
def pin(
    request: Request, house: TheHouse, moderator: Moderator, card_id: int, pinned: Text = "1"
) -> Response:
    at = partial(lead, request, house, moderator, cards.pin_card, anchor=f"card-{card_id}")
    return at(card_id=card_id, pinned=pinned == "1")


@router.post("/cards/{card_id}/kind")
def kind_of_card(
    request: Request, house: TheHouse, moderator: Moderator, card_id: int, new: Text, seen: Text = ""
) -> Response:
    at = partial(lead, request, house, moderator, cards.change_kind, anchor="cards")
    return at(card_id=card_id, kind=new, seen=seen)


@router.post("/cards/{card_id}/move")
def move(
    request: Request,
    house: TheHouse,
    moderator: Moderator,
    card_id: int,
    theme: Text = "",
    seen: Annotated[int | None, Form()] = None,
) -> Response:
    theme_id = int(theme) if theme.isdecimal() else None
    at = partial(lead, request, house, moderator, cards.move_card, anchor=f"card-{card_id}")
    return at(card_id=card_id, theme_id=theme_id, seen_in=seen)


@router.post("/themes/propose")
def propose(
    request: Request, house: TheHouse, moderator: Moderator, hall: ModeratedHall, kind: Text, count: Text = ""
) -> Response:
    """Read, compute, write: nothing is held while the machine thinks."""
    check_sortable(kind)
    wanted = int(count) if count.isdecimal() and 2 <= int(count) <= MOST_THEMES else None
    learn, extras = house.settings.learn_from_earlier, extras_of(house.settings)
    proposal = analysis.propose(hall.session, hall.conference, kind, count=wanted, learn=learn, extras=extras)
    return lead(
        request, house, moderator, themes.accept_proposal, kind=kind, proposal=proposal, anchor="board"
    )


@router.post("/themes/release")
def release(
    request: Request, house: TheHouse, moderator: Moderator, kind: Text, released: Text = "1"
) -> Response:
    at = partial(lead, request, house, moderator, themes.release_themes, anchor="board")
    return at(kind=kind, released=released == "1")


@router.post("/themes")
async def make_theme(request: Request, house: TheHouse, moderator: Moderator) -> Response:
    form = await request.form()
    kind = str(form.get("kind", ""))
    check_sortable(kind)
    return await lead_later(
        request, house, moderator, themes.make_theme, kind=kind, title=str(form.get("title", "")),
        card_ids=numbers(form, "card"), seen_in=seen_in(form), anchor="board",
    )  # fmt: skip


def seen_in(form: FormData) -> int | None:
    """The theme in which the chosen cards stood when they were chosen."""
    return number(form, "seen") if "seen" in form else None


@router.post("/themes/{theme_id}/rename")
def rename(
    request: Request, house: TheHouse, moderator: Moderator, theme_id: int, version: Number, title: Text = ""
) -> Response:
    at = partial(lead, request, house, moderator, themes.rename_theme, anchor=f"theme-{theme_id}")
    return at(theme_id=theme_id, title=title, version=version)


@router.post("/themes/{theme_id}/merge")
def merge(
    request: Request, house: TheHouse, moderator: Moderator, theme_id: int, version: Number, into: Number
) -> Response:
    at = partial(lead, request, house, moderator, themes.merge_themes, anchor=f"theme-{into}")
    return at(theme_id=theme_id, into_id=into, version=version)


@router.post("/themes/{theme_id}/split")
async def split(request: Request, house: TheHouse, moderator: Moderator, theme_id: int) -> Response:
    form = await request.form()
    return await lead_later(
        request, house, moderator, themes.split_theme, theme_id=theme_id, card_ids=numbers(form, "card"),
        title=str(form.get("title", "")), version=number(form, "version"), anchor=f"theme-{theme_id}",
    )  # fmt: skip


@router.post("/themes/{theme_id}/finish")
def finish(
    request: Request,
    house: TheHouse,
    moderator: Moderator,
    theme_id: int,
    version: Number,
    finished: Text = "1",
) -> Response:
    at = partial(lead, request, house, moderator, themes.finish_theme, anchor=f"theme-{theme_id}")
    return at(theme_id=theme_id, finished=finished == "1", version=version)


@router.post("/themes/{theme_id}/remove")
def remove_theme(
    request: Request, house: TheHouse, moderator: Moderator, theme_id: int, version: Number
) -> Response:
    at = partial(lead, request, house, moderator, themes.remove_theme, anchor="board")
    return at(theme_id=theme_id, version=version)


def check_sortable(kind: str) -> None:
    if kind not in SORTABLE:
        raise not_found()
