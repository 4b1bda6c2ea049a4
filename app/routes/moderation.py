"""The moderation: one screen, and a door for each verb; every form also works as a plain POST."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.actions import accounts, ballots, branches, phase_list, phases, presenting, proposals, themes, undo
from app.actions.seating import change_round
from app.deps import ModeratedHall, Moderator, TheHouse
from app.errors import not_found
from app.i18n import known_language
from app.models import SORTABLE, Card, Line, PhaseKind
from app.models.base import now
from app.pages import back_to, page, spoken
from app.reading.board import Board
from app.reading.candidates import candidates
from app.reading.hall import SECOND, Hall
from app.reading.hints import Hints
from app.reading.proposals import new_since_proposal
from app.reading.schedule import expected_end, minutes_running, overrun, shortenings
from app.reading.steering import big_step
from app.routes import anchors, planning, seating, sorting, statements
from app.routes import presenting as presenting_routes
from app.routes.leading import SHOWN, Number, Text, chosen_filter, filter_query, lead, lead_later
from app.routes.numbers import whole
from app.stream.parts import PARTS, Audience
from app.writing.transaction import Answer, Change
from facilitation import dot_rules
from facilitation.reversal import reverse

router = APIRouter(prefix="/m")
router.include_router(sorting.router)
router.include_router(presenting_routes.router)
router.include_router(planning.router)
router.include_router(seating.router)
router.include_router(statements.router)
router.include_router(anchors.router)

MOST_ROWS = 100
MOST_LINES = 300
LAST_STEPS = 8


@router.get("", response_class=HTMLResponse)
def console(request: Request, house: TheHouse, moderator: Moderator, hall: ModeratedHall) -> HTMLResponse:
    values = console_values(request, hall, house.hints)
    return page(request, spoken(request, moderator), "screens/moderation.html", **values)


@router.get("/part/{part}", response_class=HTMLResponse)
def console_part(
    request: Request, house: TheHouse, moderator: Moderator, hall: ModeratedHall, part: str
) -> HTMLResponse:
    if part not in PARTS[Audience.MODERATION]:
        raise not_found()
    values = console_values(request, hall, house.hints)
    return page(request, spoken(request, moderator), f"live/moderation/{part}.html", **values)


def console_values(request: Request, hall: Hall, hints: Hints | None = None) -> dict[str, Any]:
    """The hall, the one big step, and what this browser has filtered for."""
    chosen = chosen_filter(request)
    kind = chosen["kind"] or usual_kind(hall)
    board_kind = kind if kind in SORTABLE else last_theme_kind(hall)
    at = now()
    return {
        "hall": hall,
        "step": big_step(hall),
        "kind": kind,
        "board_kind": board_kind,
        "show": chosen["show"],
        "shown": SHOWN,
        "opened": int(chosen["card"] or 0),
        "everything": request.query_params.get("all") == "1",
        "most_rows": MOST_ROWS,
        "most_lines": MOST_LINES,
        "is_folded": request.query_params.get("fold") == "1",
        "unfolded": unfolded(request),
        "dividing": int(chosen["split"] or 0),
        "board": Board(hall, board_kind, hints),
        "query": filter_query(request),
        "titles": partial(titles, hall),
        "listed": partial(Card.listed, hall.session, hall.id),
        "steps": partial(Line.last_steps, hall.session, hall.id, limit=LAST_STEPS),
        "newcomers": partial(new_since_proposal, hall),
        "rules": partial(rules, hall),
        "turned": reverse,
        "overrun": overrun(hall, at),
        "shortenings": partial(shortenings, hall, overrun(hall, at)),
        "ends": expected_end(hall, at),
        "running": minutes_running(hall.phase, at),
    }


def unfolded(request: Request) -> set[int] | None:
    """The themes whose cards the script wants to see; None where there is no script to ask for them later."""
    asked = request.query_params.get("open")
    return None if asked is None else {at for at in map(whole, asked.split(",")) if at is not None}


def usual_kind(hall: Hall) -> str:
    kinds = [kind for kind in hall.card_kinds if kind != "measure"]
    return hall.settings.theme_kind or next(iter(kinds), "") or last_theme_kind(hall)


def last_theme_kind(hall: Hall) -> str:
    """What was sorted last, for the phases in which nothing is sorted."""
    passed = hall.phases[: hall.phases.index(hall.phase) + 1] if hall.phase else []
    kinds = [entry.settings.theme_kind for entry in passed if entry.settings.theme_kind]
    known = [hall.theme_kind, *hall.all_sortable_kinds]
    return kinds[-1] if kinds else next(kind for kind in known if kind in hall.all_sortable_kinds)


def titles(hall: Hall, kind: str) -> Mapping[int | None, str]:
    return {theme.id: f"{theme.number} {theme.title}" for theme in hall.themes(kind)}


def rules(hall: Hall) -> Mapping[str, int]:
    """The published rules on how many dots a person should have, for what there is to choose from."""
    items = len(hall.ballots.things)
    if not items and hall.phase is not None:
        items = len(candidates(hall.session, hall.phase))
    return {"items": items, **dot_rules(items, hall.people_count)}


@router.post("/step")
def step(
    request: Request,
    house: TheHouse,
    moderator: Moderator,
    hall: ModeratedHall,
    verb: Text,
    phase: Text = "",
    at: Text = "",
    thing: Text = "",
) -> Response:
    """The big button, back, and any phase of the agenda; `at` is the phase the browser believed to be in."""
    seen = whole(at)
    if verb == "propose":
        count = hall.mindmap.wanted if hall.kind == PhaseKind.MINDMAP else None
        return sorting.propose(request, house, moderator, hall, kind=hall.theme_kind, count=str(count or ""))
    if verb == "take":
        return planning.take(request, house, moderator, hall)
    act = going(hall, verb, phase, seen) or turning(verb, thing)
    act = act or statements.asking(hall, verb, thing) or plain_act(hall, verb)
    if act is None:
        raise not_found()
    if seen is not None:
        act = partial(phases.led_from, phase_id=seen, act=act)
    return lead(request, house, moderator, act, anchor="now")


def going(hall: Hall, verb: str, phase: str, seen: int | None) -> Callable[..., Answer] | None:
    """To the next phase, the one before, or the one chosen."""
    neighbours = {"next": hall.next_phase, "back": hall.previous_phase}
    if verb == "goto" and (chosen := whole(phase)):
        return partial(phases.enter_phase, phase_id=chosen, from_phase_id=seen)
    target = neighbours.get(verb)
    if target is None or target.id is None:
        return None
    return partial(phases.enter_phase, phase_id=target.id, from_phase_id=seen)


def turning(verb: str, thing: str) -> Callable[..., Answer] | None:
    """To the next thing that is presented, to what people said about it, to what a timeline tells."""
    if verb == "present":
        return partial(presenting.present, thing_id=whole(thing) or None)
    if verb == "accept" and (proposal := whole(thing)):
        return partial(proposals.answer_rest, proposal_id=proposal, accepted=True)
    acts: Mapping[str, Callable[..., Answer]] = {
        "feedback": partial(presenting.show_view, view="feedback"),
        "stories": presenting.begin_stories,
        "freeze": partial(branches.freeze_branches, frozen=True),
    }
    return acts.get(verb)


def plain_act(hall: Hall, verb: str) -> Callable[..., Answer] | None:
    acts: Mapping[str, Callable[..., Answer]] = {
        "open": phases.open_input,
        "close": phases.close_input,
        "reveal": phases.reveal,
        "second": partial(presenting.show_view, view=SECOND),
        "open_vote": ballots.open_vote,
        "close_vote": ballots.close_vote,
        "end": phases.end_conference,
        "release": partial(themes.release_themes, kind=hall.theme_kind),
    }
    if verb.startswith("round-") and (to := whole(verb.removeprefix("round-"))) is not None:
        return partial(change_round, to=to)
    return acts.get(verb)


@router.post("/timer")
def timer(request: Request, house: TheHouse, moderator: Moderator, do: Text) -> Response:
    return lead(request, house, moderator, phases.set_timer, do=do, anchor="now")


@router.post("/screen")
def screen(
    request: Request,
    house: TheHouse,
    moderator: Moderator,
    dark: Text = "",
    blank: Text = "",
    by_group: Text = "",
) -> Response:
    switch: Mapping[str, bool] = {"1": True, "0": False}
    at = partial(lead, request, house, moderator, phases.set_screen, anchor="now")
    return at(dark=switch.get(dark), blank=switch.get(blank), by_group=switch.get(by_group))


@router.post("/screening")
def screening(request: Request, house: TheHouse, moderator: Moderator, mode: Text = "") -> Response:
    return lead(request, house, moderator, phases.set_screening, mode=mode, anchor="now")


@router.post("/agenda/shorten")
async def shorten(request: Request, house: TheHouse, moderator: Moderator) -> Response:
    """What the proposal said for each phase, as `phase:minutes`."""
    form = await request.form()
    words = (str(value).partition(":")[::2] for value in form.getlist("shorter"))
    pairs = ((whole(phase), whole(wanted)) for phase, wanted in words)
    minutes = {phase: wanted for phase, wanted in pairs if phase is not None and wanted is not None}
    act = partial(phase_list.shorten_phases, minutes=minutes)
    return await lead_later(request, house, moderator, act)


@router.post("/freeze")
def freeze(request: Request, house: TheHouse, moderator: Moderator, frozen: Text) -> Response:
    return lead(request, house, moderator, phases.freeze_input, frozen=frozen == "1", anchor="now")


@router.post("/criterion")
def criterion(
    request: Request,
    house: TheHouse,
    moderator: Moderator,
    criterion: Text = "",
    dots: Text = "",
    max_per_item: Text = "",
    seen: Text = "",
) -> Response:
    at = partial(lead, request, house, moderator, phases.set_criterion, anchor="vote")
    return at(criterion=criterion, dots=as_count(dots), max_per_item=as_count(max_per_item), seen=seen)


def as_count(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 4 else None


@router.post("/language")
def choose_language(house: TheHouse, moderator: Moderator, language: Text) -> Response:
    act = partial(
        accounts.choose_language, session_id=moderator.session.id or 0, language=known_language(language)
    )
    house.writer.write_now(Change(act, actor=moderator.actor))
    return back_to("/m")


@router.post("/undo")
def undo_last(request: Request, house: TheHouse, moderator: Moderator, seq: Number) -> Response:
    return lead(request, house, moderator, undo.undo, seq=seq, anchor="said")
