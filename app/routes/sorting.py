"""The moderation at the cards and at the board of themes."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from app import analysis
from app.actions import curation, dividing, pairs, proposals, themes
from app.deps import ModeratedHall, Moderator, TheHouse
from app.errors import not_found
from app.extras import extras_of
from app.models import SORTABLE, PhaseKind
from app.routes.leading import Number, Text, lead, lead_later, number, numbers, written
from app.routes.numbers import whole

router = APIRouter()

MOST_THEMES = 30


@router.post("/cards/move")
async def move_cards(request: Request, house: TheHouse, moderator: Moderator) -> Response:
    """Chosen cards into a theme, or out; `seen` is the theme they were seen in, 0 for none."""
    form = await request.form()
    return await lead_later(
        request, house, moderator, curation.move_cards, card_ids=chosen_cards(form),
        theme_id=number(form, "theme", otherwise=0) or None, seen_in=seen_in(form), anchor="board",
    )  # fmt: skip


def chosen_cards(form: FormData) -> list[int]:
    """The cards that are ticked one by one, and those of stacks that are ticked as a whole."""
    heaps = " ".join(str(value) for value in form.getlist("cards")).split()
    return list(dict.fromkeys([*numbers(form, "card"), *filter(None, map(whole, heaps))]))


@router.post("/cards/take")
async def take_suggestions(request: Request, house: TheHouse, moderator: Moderator) -> Response:
    """`take` names a card and the theme it was shown with; one is a person's word, all of them a round."""
    form = await request.form()
    wanted = suggested(form)
    if "all" in form or len(wanted) != 1:
        return await lead_later(
            request, house, moderator, themes.take_suggestions, wanted=wanted, anchor="board"
        )
    card_id, theme_id = wanted[-1]
    return await lead_later(
        request, house, moderator, curation.move_cards, card_ids=[card_id], theme_id=theme_id, seen_in=0,
        anchor="loose",
    )  # fmt: skip


def suggested(form: FormData) -> list[tuple[int, int]]:
    words = [str(value).partition(":")[::2] for value in form.getlist("take")]
    pairs = ((whole(card), whole(theme)) for card, theme in words)
    return [(card, theme) for card, theme in pairs if card and theme]


@router.post("/cards/{card_id}/divide")
async def divide(request: Request, house: TheHouse, moderator: Moderator, card_id: int) -> Response:
    form = await request.form()
    return await lead_later(
        request, house, moderator, dividing.divide_card, card_id=card_id,
        texts=[str(text) for text in form.getlist("part")], version=number(form, "seen_version"),
        anchor="board",
    )  # fmt: skip


@router.post("/pairs")
async def pair(request: Request, house: TheHouse, moderator: Moderator) -> Response:
    """Two cards that are ticked, or named by their numbers."""
    form = await request.form()
    together = form.get("together") == "1"
    if "number" in form:
        act = partial(pairs.pair_numbers, numbers=numbers(form, "number"), together=together)
    else:
        act = partial(pairs.pair_cards, card_ids=chosen_cards(form), together=together)
    return await lead_later(request, house, moderator, act, anchor="pairs")


@router.post("/pairs/{pair_id}/remove")
def unpair(request: Request, house: TheHouse, moderator: Moderator, pair_id: int) -> Response:
    return lead(request, house, moderator, pairs.unpair_cards, pair_id=pair_id, anchor="pairs")


@router.post("/changes/{proposal_id}/rest")
def answer_rest(
    request: Request, house: TheHouse, moderator: Moderator, proposal_id: int, accepted: Text = ""
) -> Response:
    at = partial(lead, request, house, moderator, proposals.answer_rest, anchor="board")
    return at(proposal_id=proposal_id, accepted=accepted == "1")


@router.post("/changes/{proposal_id}/{number}")
def answer_change(
    request: Request,
    house: TheHouse,
    moderator: Moderator,
    proposal_id: int,
    number: int,
    accepted: Text = "",
) -> Response:
    act = proposals.accept_change if accepted == "1" else proposals.leave_change
    return lead(request, house, moderator, act, proposal_id=proposal_id, number=number, anchor="changes")


@router.post("/cards/{card_id}/hide")
def hide(
    request: Request, house: TheHouse, moderator: Moderator, card_id: int, reason: Text = "", quick: Text = ""
) -> Response:
    """A quick reason, or one's own words; the words win."""
    at = partial(lead, request, house, moderator, curation.hide_card, anchor="cards")
    return at(card_id=card_id, reason=reason.strip() or quick)


@router.post("/cards/{card_id}/release")
def release_card(request: Request, house: TheHouse, moderator: Moderator, card_id: int) -> Response:
    return lead(request, house, moderator, curation.release_card, card_id=card_id, anchor="cards")


@router.post("/cards/{card_id}/unhide")
def unhide(request: Request, house: TheHouse, moderator: Moderator, card_id: int) -> Response:
    return lead(request, house, moderator, curation.unhide_card, card_id=card_id, anchor="cards")


@router.post("/cards/{card_id}/pin")
def pin(
    request: Request, house: TheHouse, moderator: Moderator, card_id: int, pinned: Text = "1"
) -> Response:
    at = partial(lead, request, house, moderator, curation.pin_card, anchor=f"card-{card_id}")
    return at(card_id=card_id, pinned=pinned == "1")


@router.post("/cards/{card_id}/kind")
def kind_of_card(
    request: Request, house: TheHouse, moderator: Moderator, card_id: int, new: Text, seen: Text = ""
) -> Response:
    at = partial(lead, request, house, moderator, curation.change_kind, anchor="cards")
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
    at = partial(lead, request, house, moderator, curation.move_card, anchor=f"card-{card_id}")
    return at(card_id=card_id, theme_id=whole(theme), seen_in=seen)


@router.post("/themes/propose")
def propose(
    request: Request, house: TheHouse, moderator: Moderator, hall: ModeratedHall, kind: Text, count: Text = ""
) -> Response:
    """Read, compute, write: nothing is held while the machine thinks."""
    check_sortable(kind)
    typed = whole(count) or 0
    wanted = typed if 2 <= typed <= MOST_THEMES else None
    learn, extras = house.settings.learn_from_earlier, extras_of(house.settings)
    proposal = analysis.propose(hall.session, hall.conference, kind, count=wanted, learn=learn, extras=extras)
    write = partial(written, house, moderator)
    proposal = proposals.place_ahead(write, kind=kind, proposal=proposal)
    at = partial(lead, request, house, moderator, proposals.receive_proposal, kind=kind, proposal=proposal)
    return at(anchor="show" if hall.kind == PhaseKind.MINDMAP else "board")


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
        card_ids=chosen_cards(form), seen_in=seen_in(form), anchor="board",
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
        request, house, moderator, themes.split_theme, theme_id=theme_id, card_ids=chosen_cards(form),
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
