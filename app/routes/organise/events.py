"""Events with several tracks: which conferences belong together, their common results and tables."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app import exports
from app.actions import events
from app.addresses import public_address
from app.deps import Organiser, Reading, Staff, TheHouse
from app.errors import Refusal, not_found
from app.models import Conference, Event
from app.models.base import now
from app.pages import back_to, page, spoken
from app.reading.tracks import Tracks
from app.routes.exports import Wanted, download
from app.routes.organise.desk import Errors, by_field, office_page, write

router = APIRouter(prefix="/organise/events")

Text = Annotated[str, Form()]


@router.post("", response_class=RedirectResponse)
def make(house: TheHouse, organiser: Organiser, title: Text) -> Response:
    made = write(house, organiser, partial(events.make_event, title=title))
    return back_to(f"/organise/events/{made['event']}")


@router.get("/{event_id}", response_class=HTMLResponse)
def event_page(request: Request, organiser: Organiser, session: Reading, event_id: int) -> HTMLResponse:
    return shown(request, organiser, session, event_of(session, event_id))


@router.post("/{event_id}", response_class=RedirectResponse)
def rename(
    request: Request, house: TheHouse, organiser: Organiser, session: Reading, event_id: int, title: Text
) -> Response:
    event = event_of(session, event_id)
    try:
        write(house, organiser, partial(events.rename_event, event_id=event_id, title=title))
    except Refusal as refusal:
        return shown(request, organiser, session, event, errors=by_field(refusal))
    return back_to(f"/organise/events/{event_id}?saved")


@router.post("/{event_id}/tracks", response_class=RedirectResponse)
def assign(
    request: Request,
    house: TheHouse,
    organiser: Organiser,
    session: Reading,
    event_id: int,
    conference: Annotated[int, Form()],
    track: Text = "",
) -> Response:
    event = event_of(session, event_id)
    act = partial(events.join_event, event_id=event_id, track=track)
    try:
        write(house, organiser, act, conference_id=conference)
    except Refusal as refusal:
        return shown(request, organiser, session, event, errors=by_field(refusal), typed=track)
    return back_to(f"/organise/events/{event_id}#tracks")


@router.post("/{event_id}/leave", response_class=RedirectResponse)
def leave(
    house: TheHouse, organiser: Organiser, event_id: int, conference: Annotated[int, Form()]
) -> Response:
    act = partial(events.leave_event, event_id=event_id)
    write(house, organiser, act, conference_id=conference)
    return back_to(f"/organise/events/{event_id}#tracks")


@router.get("/{event_id}/results", response_class=HTMLResponse)
def preview(request: Request, organiser: Organiser, session: Reading, event_id: int) -> HTMLResponse:
    """All tracks, also those whose own results are not public yet."""
    tracks = Tracks(session, event_of(session, event_id), only_public=False)
    return page(request, spoken(request, organiser), "screens/event.html", tracks=tracks, preview=True)


@router.post("/{event_id}/results", response_class=RedirectResponse)
def publish(house: TheHouse, organiser: Organiser, event_id: int, public: Text) -> Response:
    write(house, organiser, partial(events.publish_event, event_id=event_id, public=public == "1"))
    return back_to(f"/organise/events/{event_id}#results")


@router.get("/{event_id}/export.zip")
def archive(organiser: Organiser, session: Reading, event_id: int, lang: Wanted = "de") -> Response:
    """The tables of all tracks, one under the other; the first column says of which."""
    event = event_of(session, event_id)
    tracks = [(track.track, track) for track in Conference.tracks_of(session, event_id)]
    frames = exports.tables_of_tracks(session, tracks, language=lang)
    name = f"zukunft-{event.code}-{now().date().isoformat()}.zip"
    return download(exports.as_zip(frames, language=lang), name, "application/zip")


@router.post("/{event_id}/remove", response_class=RedirectResponse)
def remove(house: TheHouse, organiser: Organiser, event_id: int) -> Response:
    write(house, organiser, partial(events.remove_event, event_id=event_id))
    return back_to("/organise")


def event_of(session: Session, event_id: int) -> Event:
    event = session.get(Event, event_id)
    if event is None:
        raise not_found()
    return event


def shown(
    request: Request,
    organiser: Staff,
    session: Session,
    event: Event,
    *,
    errors: Errors | None = None,
    typed: str = "",
) -> HTMLResponse:
    house = request.app.state.house
    address = f"{public_address(house.settings, str(request.base_url))}/e/{event.code}"
    tracks = Conference.tracks_of(session, event.id or 0)
    free = [other for other in Conference.newest_first(session) if other.event_id is None]
    return office_page(
        request, organiser, "event", errors=errors, event=event, tracks=tracks, free=free, typed=typed,
        address=address, saved="saved" in request.query_params, here=f"/organise/events/{event.id}",
    )  # fmt: skip
