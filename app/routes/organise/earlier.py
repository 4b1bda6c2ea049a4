"""The measures of an earlier conference come along, so that the next round can report on them."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response
from sqlmodel import col, select

from app.actions import presenting
from app.deps import Organiser, OwnConference, TheHouse
from app.models import Conference, Measure
from app.pages import back_to
from app.reading.hall import Hall
from app.routes.organise.desk import write

router = APIRouter(prefix="/organise/{conference_id}/earlier")


@router.post("", response_class=RedirectResponse)
def take_earlier(
    house: TheHouse, organiser: Organiser, conference: OwnConference, source: Annotated[int, Form()]
) -> Response:
    act = partial(presenting.take_earlier, source_id=source)
    write(house, organiser, act, conference_id=conference.id)
    return back_to(f"/organise/{conference.id}#earlier")


def sources(hall: Hall) -> Sequence[Conference]:
    """Conferences with measures, the newest first; none where no phase reports on earlier ones."""
    if all(phase.settings.shows != "earlier" for phase in hall.phases):
        return []
    with_measures = select(Measure.conference_id).where(
        col(Measure.removed).is_(False), col(Measure.is_earlier).is_(False)
    )
    question = select(Conference).where(col(Conference.id).in_(with_measures), Conference.id != hall.id)
    return hall.session.exec(question.order_by(col(Conference.id).desc())).all()
