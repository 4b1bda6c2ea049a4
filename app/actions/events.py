"""Several conferences under one roof: the organiser says which conference is which track of an event."""

from app.auth import new_code
from app.errors import N_, Refusal, not_found
from app.models import Conference, Event
from app.writing.transaction import Answer, Transaction

LONGEST_TITLE, LONGEST_TRACK = 120, 80


def make_event(tx: Transaction, *, title: str) -> Answer:
    event = Event(title=checked_title(title), code=free_code(tx))
    tx.session.add(event)
    tx.session.flush()
    return {"event": event.id, "code": event.code}


def rename_event(tx: Transaction, *, event_id: int, title: str) -> Answer:
    event_of(tx, event_id).title = checked_title(title)
    return {}


def publish_event(tx: Transaction, *, event_id: int, public: bool) -> Answer:
    """Of its tracks only those are shown whose own results are public."""
    event_of(tx, event_id).results_public = public
    return {}


def remove_event(tx: Transaction, *, event_id: int) -> Answer:
    """The conferences stay, each for itself."""
    event = event_of(tx, event_id)
    for conference in Conference.tracks_of(tx.session, event_id):
        conference.event_id, conference.track = None, ""
    tx.session.flush()
    tx.session.delete(event)
    return {}


def join_event(tx: Transaction, *, event_id: int, track: str) -> Answer:
    """The conference of this change becomes a track, or its track gets another name."""
    event_of(tx, event_id)
    track = " ".join(track.split())[:LONGEST_TRACK]
    if not track:
        raise Refusal("track_missing", N_("Bitte geben Sie dem Strang einen Namen."), field="track")
    others = Conference.tracks_of(tx.session, event_id)
    if any(other.track.casefold() == track.casefold() and other.id != tx.conference_id for other in others):
        raise Refusal("track_taken", N_("Einen Strang mit diesem Namen gibt es schon."), field="track")
    tx.conference.event_id, tx.conference.track = event_id, track
    tx.log("conference_changed", title=tx.conference.title)
    return {}


def leave_event(tx: Transaction, *, event_id: int) -> Answer:
    if tx.conference.event_id == event_id:
        tx.conference.event_id, tx.conference.track = None, ""
        tx.log("conference_changed", title=tx.conference.title)
    return {}


def event_of(tx: Transaction, event_id: int) -> Event:
    event = tx.session.get(Event, event_id, populate_existing=True)
    if event is None:
        raise not_found()
    return event


def checked_title(title: str) -> str:
    title = " ".join(title.replace("\x00", "").split())[:LONGEST_TITLE]
    if not title:
        raise Refusal("title_missing", N_("Bitte geben Sie der Veranstaltung einen Titel."), field="title")
    return title


def free_code(tx: Transaction) -> str:
    while Event.with_code(tx.session, code := new_code()):
        continue
    return code
