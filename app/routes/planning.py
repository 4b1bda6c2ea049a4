"""The moderation at the measure sheets and the outputs of design thinking."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from app import analysis
from app.actions import artefacts, leaving, measures, meeting
from app.deps import ModeratedHall, Moderator, TheHouse
from app.errors import N_, Refusal
from app.models import BallotState, PhaseKind
from app.reading import drafting
from app.routes.corner import as_day
from app.routes.leading import Text, lead, lead_later, number
from app.routes.numbers import whole

router = APIRouter()

MOST_TOP = 12


@router.post("/leavers")
def open_early(request: Request, house: TheHouse, moderator: Moderator, opened: Text) -> Response:
    """Promises and feedback beside the phase that is on."""
    return lead(request, house, moderator, leaving.open_early, opened=opened == "1", anchor="now")


@router.post("/measures/take")
def take(
    request: Request, house: TheHouse, moderator: Moderator, hall: ModeratedHall, top: Text = ""
) -> Response:
    """Draft sheets for what leads in the last ballot, for what all carry, or for what was built."""
    if hall.kind == PhaseKind.COMMIT and (drafts := drafting.of_prototypes(hall)):
        return lead(request, house, moderator, measures.take_measures, drafts=drafts, anchor="plan")
    voted = drafting.choices(hall)
    if not voted and hall.statements.agreed:
        drafts = drafting.of_common_ground(hall)
        return lead(request, house, moderator, measures.take_measures, drafts=drafts, anchor="plan")
    wanted = min(whole(top) or hall.settings.top_n or drafting.USUAL_TOP, MOST_TOP)
    if not voted and (drafts := drafting.unvoted(hall, top=wanted)):
        return lead(request, house, moderator, measures.take_measures, drafts=drafts, anchor="plan")
    if not voted or voted[-1].state == BallotState.OPEN:
        raise Refusal(
            "no_result", N_("Es gibt noch kein Ergebnis, aus dem Steckbriefe werden können."), status=409
        )
    drafts = drafting.drafts(hall.session, hall.conference, voted[-1], top=wanted)
    return lead(request, house, moderator, measures.take_measures, drafts=drafts, anchor="plan")


@router.post("/measures")
def add_measure(request: Request, house: TheHouse, moderator: Moderator, title: Text = "") -> Response:
    return lead(request, house, moderator, measures.add_measure, title=title, anchor="plan")


@router.post("/measures/show")
def show_measure(request: Request, house: TheHouse, moderator: Moderator, measure: Text = "") -> Response:
    measure_id = whole(measure)
    return lead(request, house, moderator, measures.show_measure, measure_id=measure_id, anchor="plan")


@router.post("/measures/{measure_id}")
async def change_measure(
    request: Request, house: TheHouse, moderator: Moderator, measure_id: int
) -> Response:
    form = await request.form()
    return await lead_later(
        request, house, moderator, measures.change_measure, measure_id=measure_id,
        version=number(form, "version"), anchor=f"measure-{measure_id}",
        fields={name: str(form.get(name, "")) for name in measures.FIELDS if name in form},
        due_on=as_day(str(form.get("due_on", ""))), cost=str(form["cost"]) if "cost" in form else None,
    )  # fmt: skip


@router.post("/measures/{measure_id}/free")
def free_corner(request: Request, house: TheHouse, moderator: Moderator, measure_id: int) -> Response:
    at = partial(lead, request, house, moderator, measures.claim_measure, anchor=f"measure-{measure_id}")
    return at(measure_id=measure_id, participant_id=None)


@router.post("/measures/{measure_id}/remove")
def remove_measure(
    request: Request,
    house: TheHouse,
    moderator: Moderator,
    measure_id: int,
    version: Annotated[int | None, Form()] = None,
) -> Response:
    at = partial(lead, request, house, moderator, measures.remove_measure, anchor="plan")
    return at(measure_id=measure_id, version=version)


@router.post("/meeting")
def set_meeting(
    request: Request, house: TheHouse, moderator: Moderator, on: Text = "", at: Text = "", seen: Text = ""
) -> Response:
    day = as_day(on)
    return lead(request, house, moderator, meeting.set_meeting, on=day, at=at, seen=seen, anchor="show")


@router.post("/thinking")
def think(request: Request, house: TheHouse, moderator: Moderator, hall: ModeratedHall) -> Response:
    """How-might-we questions, perspectives and points of view from the themes as they stand."""
    thinking = analysis.think(hall.session, hall.conference)
    return lead(request, house, moderator, artefacts.keep_thinking, thinking=thinking, anchor="thinking")
