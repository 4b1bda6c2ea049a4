"""How every step of the moderation is written and answered."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from app.deps import Moderator
from app.house import House
from app.i18n import translate
from app.models import CardKind, Line
from app.pages import back_to, spoken
from app.routes.numbers import whole
from app.templating import render
from app.writing.transaction import Answer, Change, Transaction

Number = Annotated[int, Form()]
Text = Annotated[str, Form()]

SHOWN = ("", "unsorted", "pinned", "late", "held", "hidden")


def lead(
    request: Request,
    house: House,
    moderator: Moderator,
    act: Callable[..., Answer],
    *,
    anchor: str = "",
    **values: Any,
) -> Response:
    """Writes one step and says so: as a fragment for the script, as the console again for a plain form."""
    answer = written(house, moderator, partial(act, **values))
    language = spoken(request, moderator)
    if not request.headers.get("hx-request"):
        return back_to(f"/m{filter_query(request)}#{anchor}")
    kept = answer.get("kept")
    if kept:
        return HTMLResponse(render(language, "partials/_refusal.html", message=translate(language, kept)))
    with house.database.reading() as session:
        lines = Line.last_steps(session, moderator.conference_id, limit=1)
    return HTMLResponse(render(language, "partials/moderation/_told.html", lines=lines))


def written(house: House, moderator: Moderator, act: Callable[[Transaction], Answer]) -> Answer:
    change = Change(act, actor=moderator.actor, conference_id=moderator.conference_id)
    return house.writer.write_now(change)


async def lead_later(
    request: Request, house: House, moderator: Moderator, act: Callable[..., Answer], **values: Any
) -> Response:
    """For routes that had to wait for a form of many fields."""
    return await asyncio.to_thread(lead, request, house, moderator, act, **values)


def chosen_filter(request: Request) -> Mapping[str, str]:
    """What this browser has filtered the cards for; the card whose menu is open, the one being divided."""
    asked = request.query_params
    kind, show = asked.get("kind", ""), asked.get("show", "")
    card, split = asked.get("card", ""), asked.get("split", "")
    return {
        "kind": kind if kind in set(CardKind) else "",
        "show": show if show in SHOWN else "",
        "card": card if card.isdecimal() else "",
        "split": split if split.isdecimal() else "",
    }


def filter_query(request: Request, **changed: str) -> str:
    chosen = {name: value for name, value in {**chosen_filter(request), **changed}.items() if value}
    return f"?{urlencode(chosen)}" if chosen else ""


def numbers(form: FormData, name: str) -> list[int]:
    return [number for value in form.getlist(name) if (number := whole(value)) is not None]


def number(form: FormData, name: str, *, otherwise: int = -1) -> int:
    return next(iter(numbers(form, name)), otherwise)
