"""The stakeholder groups that people may choose from."""

from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from app.actions.groups import MOST_GROUPS, GroupNames, set_groups
from app.deps import Organiser, OwnConference, Reading, TheHouse
from app.errors import Refusal
from app.house import House
from app.marks import mark_of, unless_changed
from app.models import Conference, StakeholderGroup
from app.pages import back_to
from app.routes.numbers import whole
from app.routes.organise.desk import by_field, conference_page, write

router = APIRouter(prefix="/organise/{conference_id}/groups")


@router.get("", response_class=HTMLResponse)
def groups_page(
    request: Request, organiser: Organiser, conference: OwnConference, session: Reading
) -> HTMLResponse:
    rows = stored_rows(session, conference)
    return conference_page(
        request, organiser, session, conference, "groups", rows=with_blank(rows), moved=moved(request),
        seen=mark_of(rows),
    )  # fmt: skip


def stored_rows(session: Session, conference: Conference) -> list[GroupNames]:
    return [
        GroupNames(group.id, group.name, group.short, group.name_en, group.short_en)
        for group in StakeholderGroup.of(session, conference.id or 0)
    ]


@router.post("", response_class=RedirectResponse)
async def change_groups(
    request: Request, house: TheHouse, organiser: Organiser, conference: OwnConference, session: Reading
) -> Response:
    """One form holds all rows; its button may also move or remove one of them."""
    form = await request.form()
    rows = as_rows(form)
    do, _, word = str(form.get("do", "")).partition(":")
    place = whole(word)
    wanted = arranged(rows, do, -1 if place is None else place)
    seen = str(form.get("seen", ""))
    change = partial(set_groups, names=wanted)
    act = partial(
        unless_changed, seen=seen, state=lambda tx: stored_rows(tx.session, tx.conference), act=change
    )
    try:
        await run_in_threadpool(write, house, organiser, act, conference_id=conference.id)
    except Refusal as refusal:
        if refusal.code == "stale":  # rows have come or gone: only the new state can be worked on
            rows, seen = await run_in_threadpool(fresh_rows, house, conference)
        errors = {"": refusal} if refusal.code == "stale" else by_field(refusal)
        return conference_page(
            request, organiser, session, conference, "groups", rows=with_blank(rows), errors=errors, moved="",
            seen=seen, refused_with=refusal.status,
        )  # fmt: skip
    return back_to(address_after(conference, do, place or 0))


def fresh_rows(house: House, conference: Conference) -> tuple[list[GroupNames], str]:
    with house.database.reading() as session:
        rows = stored_rows(session, conference)
    return rows, mark_of(rows)


def as_rows(form: FormData) -> list[GroupNames]:
    names = ("id", "name", "short", "name_en", "short_en")
    columns = [[str(value) for value in form.getlist(name)] for name in names]
    return [GroupNames(whole(group_id), *texts) for group_id, *texts in zip(*columns, strict=False)]


def arranged(rows: list[GroupNames], do: str, place: int) -> list[GroupNames]:
    """The rows with one moved up, moved down or removed."""
    rows = list(rows)
    if not 0 <= place < len(rows):
        return rows
    row = rows.pop(place)
    if do == "remove":
        return rows
    step = {"up": -1, "down": 1}.get(do, 0)
    rows.insert(max(0, place + step), row)
    return rows


def address_after(conference: Conference, do: str, place: int) -> str:
    """Back to the row that was moved, so that the keyboard stays where it was."""
    address = f"/organise/{conference.id}/groups"
    if do not in ("up", "down"):
        return f"{address}?saved"
    return f"{address}?moved={do}:{max(0, place + (1 if do == 'down' else -1))}"


def moved(request: Request) -> str:
    """The button that has just been used, at its new place."""
    return request.query_params.get("moved", "")


def with_blank(rows: list[GroupNames]) -> list[GroupNames]:
    """Room for one more."""
    written = [row for row in rows if row.id or row.name.strip()]
    return [*written, GroupNames(None, "")] if len(written) < MOST_GROUPS else written
