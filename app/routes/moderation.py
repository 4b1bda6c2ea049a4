"""The moderation: one screen, and a door for each verb; every form also works as a plain POST."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from app import analysis
from app.actions import cards, measures, phases, themes, undo
from app.deps import ModeratedHall, Moderator, TheHouse
from app.errors import not_found
from app.hall import Hall
from app.house import House
from app.i18n import translate
from app.models import SORTABLE, Ballot
from app.pages import back_to, page, spoken
from app.parts import PARTS, Audience
from app.routes.phone import as_day
from app.steering import big_step
from app.templating import render
from app.transaction import Answer, Change, Transaction

router = APIRouter(prefix="/m")

Number = Annotated[int, Form()]
Text = Annotated[str, Form()]
Kind = Annotated[str, Form()]


@router.get("", response_class=HTMLResponse)
def console(request: Request, moderator: Moderator, hall: ModeratedHall) -> HTMLResponse:
    return page(request, spoken(request, moderator), "screens/moderation.html", **console_values(request, hall))


@router.get("/part/{part}", response_class=HTMLResponse)
def console_part(request: Request, moderator: Moderator, hall: ModeratedHall, part: str) -> HTMLResponse:
    if part not in PARTS[Audience.MODERATION]:
        raise not_found()
    values = console_values(request, hall)
    return page(request, spoken(request, moderator), f"live/moderation/{part}.html", **values)


def console_values(request: Request, hall: Hall) -> dict[str, Any]:
    """The hall, the one big step, and what this browser has filtered for."""
    chosen = request.query_params.get("kind", "")
    kind = chosen if chosen in SORTABLE else hall.theme_kind
    return {"hall": hall, "step": big_step(hall), "kind": kind, "show": request.query_params.get("show", "")}


def lead(request: Request, house: House, moderator: Moderator, act: Callable[..., Answer], **values: Any) -> Response:
    """Writes one step and says so: as a fragment for htmx, as the console again for a plain form."""
    change = Change(partial(act, **values), actor=moderator.actor, conference_id=moderator.conference_id)
    house.writer.write_now(change)
    language = spoken(request, moderator)
    if request.headers.get("hx-request"):
        return HTMLResponse(render(language, "partials/_done.html", message=translate(language, "Erledigt.")))
    return back_to("/m")


@router.post("/step")
def step(
    request: Request, house: TheHouse, moderator: Moderator, hall: ModeratedHall, verb: Text, phase: Text = "", at: Text = ""
) -> Response:
    """The big button, back, and any phase of the agenda; `at` is the phase the browser believed to be in."""
    seen = int(at) if at.isdigit() else None
    go = partial(lead, request, house, moderator)
    if verb in ("next", "back", "goto"):
        target = {"next": hall.next_phase, "back": hall.previous_phase}.get(verb)
        phase_id = int(phase) if verb == "goto" and phase.isdigit() else (target.id if target else None)
        if phase_id is None:
            raise not_found()
        return go(phases.enter_phase, phase_id=phase_id, from_phase_id=seen)
    if verb == "propose":
        return propose(request, house, moderator, hall, kind=hall.theme_kind)
    if verb == "take":
        return take(request, house, moderator, hall)
    if verb == "release":
        return go(themes.release_themes, kind=hall.theme_kind)
    acts: dict[str, Callable[..., Answer]] = {
        "open": phases.open_input,
        "close": phases.close_input,
        "reveal": phases.reveal,
        "end": phases.end_conference,
    }
    if verb not in acts:
        raise not_found()
    return go(acts[verb])


@router.post("/timer")
def timer(request: Request, house: TheHouse, moderator: Moderator, do: Text) -> Response:
    return lead(request, house, moderator, phases.set_timer, do=do)


@router.post("/screen")
def screen(
    request: Request, house: TheHouse, moderator: Moderator, dark: Text = "", blank: Text = "", by_group: Text = ""
) -> Response:
    def switch(value: str) -> bool | None:
        return {"1": True, "0": False}.get(value)

    return lead(
        request, house, moderator, phases.set_screen, dark=switch(dark), blank=switch(blank), by_group=switch(by_group)
    )


@router.post("/freeze")
def freeze(request: Request, house: TheHouse, moderator: Moderator, frozen: Text) -> Response:
    return lead(request, house, moderator, phases.freeze_input, frozen=frozen == "1")


@router.post("/criterion")
def criterion(request: Request, house: TheHouse, moderator: Moderator, criterion: Text = "") -> Response:
    return lead(request, house, moderator, phases.set_criterion, criterion=criterion)


@router.post("/undo")
def undo_last(request: Request, house: TheHouse, moderator: Moderator, seq: Number) -> Response:
    return lead(request, house, moderator, undo.undo, seq=seq)


@router.post("/cards/{card_id}/hide")
def hide(request: Request, house: TheHouse, moderator: Moderator, card_id: int, reason: Text = "") -> Response:
    return lead(request, house, moderator, cards.hide_card, card_id=card_id, reason=reason)


@router.post("/cards/{card_id}/unhide")
def unhide(request: Request, house: TheHouse, moderator: Moderator, card_id: int) -> Response:
    return lead(request, house, moderator, cards.unhide_card, card_id=card_id)


@router.post("/cards/{card_id}/pin")
def pin(request: Request, house: TheHouse, moderator: Moderator, card_id: int, pinned: Text = "1") -> Response:
    return lead(request, house, moderator, cards.pin_card, card_id=card_id, pinned=pinned == "1")


@router.post("/cards/{card_id}/kind")
def kind_of_card(request: Request, house: TheHouse, moderator: Moderator, card_id: int, kind: Kind) -> Response:
    return lead(request, house, moderator, cards.change_kind, card_id=card_id, kind=kind)


@router.post("/cards/{card_id}/move")
def move(request: Request, house: TheHouse, moderator: Moderator, card_id: int, theme: Text = "") -> Response:
    """An empty theme takes the card out of all themes."""
    theme_id = int(theme) if theme.isdigit() else None
    return lead(request, house, moderator, cards.move_card, card_id=card_id, theme_id=theme_id)


@router.post("/themes/propose")
def propose(
    request: Request, house: TheHouse, moderator: Moderator, hall: ModeratedHall, kind: Kind, count: Text = ""
) -> Response:
    """Read, compute, write: nothing is held while the machine thinks."""
    if kind not in SORTABLE:
        raise not_found()
    wanted = int(count) if count.isdigit() and 2 <= int(count) <= 30 else None
    proposal = analysis.propose(hall.session, hall.conference, kind, count=wanted)
    return lead(request, house, moderator, themes.accept_proposal, kind=kind, proposal=proposal)


@router.post("/themes/release")
def release(
    request: Request, house: TheHouse, moderator: Moderator, kind: Kind, released: Text = "1"
) -> Response:
    return lead(request, house, moderator, themes.release_themes, kind=kind, released=released == "1")


@router.post("/themes")
async def make_theme(request: Request, house: TheHouse, moderator: Moderator) -> Response:
    form = await request.form()
    chosen = [int(str(card)) for card in form.getlist("card") if str(card).isdigit()]
    values = {"kind": str(form.get("kind", "")), "title": str(form.get("title", "")), "card_ids": chosen}
    if values["kind"] not in SORTABLE:
        raise not_found()
    return await lead_async(request, house, moderator, themes.make_theme, **values)


@router.post("/themes/{theme_id}/rename")
def rename(
    request: Request, house: TheHouse, moderator: Moderator, theme_id: int, version: Number, title: Text = ""
) -> Response:
    return lead(request, house, moderator, themes.rename_theme, theme_id=theme_id, title=title, version=version)


@router.post("/themes/{theme_id}/merge")
def merge(request: Request, house: TheHouse, moderator: Moderator, theme_id: int, version: Number, into: Number) -> Response:
    return lead(request, house, moderator, themes.merge_themes, theme_id=theme_id, into_id=into, version=version)


@router.post("/themes/{theme_id}/split")
async def split(request: Request, house: TheHouse, moderator: Moderator, theme_id: int) -> Response:
    form = await request.form()
    chosen = [int(str(card)) for card in form.getlist("card") if str(card).isdigit()]
    version = str(form.get("version", ""))
    return await lead_async(
        request, house, moderator, themes.split_theme, theme_id=theme_id, card_ids=chosen,
        title=str(form.get("title", "")), version=int(version) if version.isdigit() else -1,
    )  # fmt: skip


@router.post("/themes/{theme_id}/finish")
def finish(
    request: Request, house: TheHouse, moderator: Moderator, theme_id: int, version: Number, finished: Text = "1"
) -> Response:
    return lead(
        request, house, moderator, themes.finish_theme, theme_id=theme_id, finished=finished == "1", version=version
    )


@router.post("/themes/{theme_id}/remove")
def remove_theme(request: Request, house: TheHouse, moderator: Moderator, theme_id: int, version: Number) -> Response:
    return lead(request, house, moderator, themes.remove_theme, theme_id=theme_id, version=version)


@router.post("/measures/take")
def take(request: Request, house: TheHouse, moderator: Moderator, hall: ModeratedHall, top: Text = "") -> Response:
    """Draft sheets for the leading items of the last ballot on themes."""
    ballots = [ballot for ballot in Ballot.of(hall.session, hall.id) if ballot.mode == "dots"]
    if not ballots:
        raise not_found()
    wanted = int(top) if top.isdigit() and int(top) > 0 else hall.settings.top_n or 6
    drafts = analysis.drafts(hall.session, hall.conference, ballots[-1], top=wanted)
    return lead(request, house, moderator, measures.take_measures, drafts=drafts)


@router.post("/measures")
def add_measure(request: Request, house: TheHouse, moderator: Moderator, title: Text = "") -> Response:
    return lead(request, house, moderator, measures.add_measure, title=title)


@router.post("/measures/show")
def show_measure(request: Request, house: TheHouse, moderator: Moderator, measure: Text = "") -> Response:
    measure_id = int(measure) if measure.isdigit() else None
    return lead(request, house, moderator, measures.show_measure, measure_id=measure_id)


@router.post("/measures/{measure_id}")
async def change_measure(request: Request, house: TheHouse, moderator: Moderator, measure_id: int) -> Response:
    form = await request.form()
    version = str(form.get("version", ""))
    return await lead_async(
        request, house, moderator, measures.change_measure, measure_id=measure_id,
        version=int(version) if version.isdigit() else -1,
        fields={name: str(form.get(name, "")) for name in measures.FIELDS if name in form},
        due_on=as_day(str(form.get("due_on", ""))),
    )  # fmt: skip


@router.post("/measures/{measure_id}/free")
def free_corner(request: Request, house: TheHouse, moderator: Moderator, measure_id: int) -> Response:
    return lead(request, house, moderator, measures.claim_measure, measure_id=measure_id, participant_id=None)


@router.post("/measures/{measure_id}/remove")
def remove_measure(request: Request, house: TheHouse, moderator: Moderator, measure_id: int) -> Response:
    return lead(request, house, moderator, measures.remove_measure, measure_id=measure_id)


@router.post("/thinking")
def think(request: Request, house: TheHouse, moderator: Moderator, hall: ModeratedHall) -> Response:
    """How-might-we questions, perspectives and points of view from the themes as they stand."""
    thinking = analysis.think(hall.session, hall.conference)
    return lead(request, house, moderator, measures.keep_thinking, thinking=thinking)


async def lead_async(
    request: Request, house: House, moderator: Moderator, act: Callable[..., Answer], **values: Any
) -> Response:
    import asyncio

    return await asyncio.to_thread(lead, request, house, moderator, act, **values)
