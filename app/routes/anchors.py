"""The moderation words what the hall wishes for instead of what it complains about."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.actions.anchors import Anchor, word_anchors
from app.deps import Moderator, TheHouse
from app.routes.leading import lead_later, number, numbers

router = APIRouter()


@router.post("/anchors")
async def anchors(request: Request, house: TheHouse, moderator: Moderator) -> Response:
    """One line for each theme: its words, and the version of the theme that was seen."""
    form = await request.form()
    given = [
        Anchor(theme, str(form.get(f"words-{theme}", "")), number(form, f"version-{theme}"))
        for theme in numbers(form, "theme")
    ]
    return await lead_later(request, house, moderator, word_anchors, anchors=given, anchor="anchors")
