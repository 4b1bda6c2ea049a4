"""One thing after the other on the screen, each with its clock: measures, tables, earlier measures."""

from collections.abc import Sequence
from datetime import timedelta
from random import SystemRandom

from app.actions import ballots
from app.actions.measures import as_euros, measure_of
from app.errors import N_, Refusal, not_found, stale
from app.i18n import translate
from app.models import Conference, Measure, Phase, PhaseKind
from app.models.base import now
from app.reading.echoes import SHEET, Echoes
from app.reading.lineup import FEEDBACK, STATUSES, last_form, things_of
from app.reading.openings import THROUGH
from app.reading.timeline import STORIES
from app.writing.transaction import Answer, Transaction


def present(tx: Transaction, *, thing_id: int | None) -> Answer:
    """The thing goes on the screen and its time begins; None takes the last one off."""
    conference, phase = tx.conference, presenting(tx)
    name = "shown_table_id" if phase.settings.shows == "tables" else "shown_measure_id"
    order = ordered(tx, phase)
    if thing_id is not None and thing_id not in order:
        raise not_found()
    usual = STORIES if is_told(conference) else ""
    if thing_id is not None and (getattr(conference, name), conference.showing) == (thing_id, usual):
        return {"turn": order.index(thing_id) + 1}  # the other moderator was a moment faster
    phase.lineup = order
    setattr(conference, name, thing_id)
    conference.showing = usual if thing_id else THROUGH
    start_clock(conference, phase.settings.seconds_each if thing_id else 0)
    ballots.open_shown(tx, phase)
    tx.log("thing_shown", thing=thing_id, turn=order.index(thing_id) + 1 if thing_id else 0)
    return {"turn": order.index(thing_id) + 1 if thing_id else 0}


def draw_lineup(tx: Transaction, *, diced: bool) -> Answer:
    """The order of the turns to come, by lot or by number; who was on keeps the place."""
    phase = presenting(tx)
    order = ordered(tx, phase)
    shown = tx.conference.shown_table_id or tx.conference.shown_measure_id
    done = order.index(shown) + 1 if shown in order else 0
    coming = [number for number in numbered(tx, phase) if number not in order[:done]]
    if diced:
        SystemRandom().shuffle(coming)
    phase.lineup = [*order[:done], *coming]
    tx.log("lineup_drawn", diced=diced)
    return {"lineup": phase.lineup}


def show_view(tx: Transaction, *, view: str) -> Answer:
    """A decade of the timeline, the feedback on a prototype, or the usual view again."""
    conference, phase = tx.conference, presenting(tx)
    conference.showing = f"{STORIES} {view[:10]}".strip() if is_told(conference) else view[:10]
    if view == FEEDBACK:
        start_clock(conference, phase.settings.seconds_each)
    tx.log("view_shown", view=view[:10])
    return {}


def is_told(conference: Conference) -> bool:
    """The tables write what they read in the timeline, whatever the hall looks at."""
    return conference.showing.startswith(STORIES)


def begin_stories(tx: Transaction) -> Answer:
    """The timeline is full; now each table says on its form what it tells."""
    phase = presenting(tx)
    if not phase.settings.fields:
        raise not_found()
    tx.conference.showing = STORIES
    tx.log("stories_begun", title=phase.title)
    return {}


def set_status(tx: Transaction, *, measure_id: int, version: int, status: str, reason: str) -> Answer:
    """What became of a measure; whoever drops one says why."""
    measure = unchanged_measure(tx, measure_id, version)
    reason = " ".join(reason.split())[:200]
    if status not in STATUSES:
        raise not_found()
    if status in ("dropped", "stuck") and not reason:
        raise Refusal("reason_missing", N_("Bitte schreiben Sie dazu, warum. Der Grund steht im Protokoll."))
    measure.status, measure.status_reason = status, reason
    tx.log("status_set", measure=measure.id, number=measure.number, status=status)
    return {"measure": measure.id}


def set_cost(tx: Transaction, *, measure_id: int, version: int, cost: str, funding: str) -> Answer:
    """Whole euros, or nothing where nobody knows; and where the money may come from."""
    measure = unchanged_measure(tx, measure_id, version)
    measure.cost = as_euros(cost)
    measure.funding = " ".join(funding.split())[:160]
    tx.log("cost_set", measure=measure.id, number=measure.number)
    return {"measure": measure.id}


def add_earlier(tx: Transaction, *, titles: Sequence[str]) -> Answer:
    """Measures of the last round, typed in by title."""
    wanted = [" ".join(title.split())[:160] for title in titles]
    wanted = [title for title in wanted if title]
    if not wanted:
        raise Refusal("title_missing", N_("Bitte schreiben Sie je Zeile eine Maßnahme."))
    add_reported(tx, [Measure(conference_id=tx.conference_id, number=0, title=title) for title in wanted])
    return {"measures": len(wanted)}


def take_earlier(tx: Transaction, *, source_id: int) -> Answer:
    """The measures of an earlier conference, with what is known of them; what is here already is left out."""
    known = {measure.title for measure in Measure.earlier_of(tx.session, tx.conference_id)}
    echoes = Echoes(tx.session, source_id)
    every = (as_told_there(tx, measure, echoes) for measure in Measure.of(tx.session, source_id))
    found = [measure for measure in every if measure.title not in known]
    if not found or source_id == tx.conference_id:
        raise Refusal("nothing_taken", N_("Dort gibt es keine weiteren Maßnahmen."), status=409)
    add_reported(tx, found)
    return {"measures": len(found)}


def as_told_there(tx: Transaction, measure: Measure, echoes: Echoes) -> Measure:
    """Here nobody would know which words the moderation has silenced there."""
    own = {"id", "conference_id", "theme_id", "scribe_id", "card_numbers", "version", "is_earlier"}
    told = {name: echoes.told(getattr(measure, name)) for name in SHEET}
    number = translate(tx.conference.language, N_("Maßnahme %(number)s"), number=measure.number)
    words = {**told, "title": told["title"] or number}
    return Measure(**measure.model_dump(exclude=own) | words, conference_id=tx.conference_id)


def add_reported(tx: Transaction, measures: Sequence[Measure]) -> None:
    number = max((entry.number for entry in Measure.earlier_of(tx.session, tx.conference_id)), default=0)
    for place, measure in enumerate(measures, start=number + 1):
        measure.number, measure.is_earlier = place, True
        tx.session.add(measure)
    tx.log("earlier_taken", measures=len(measures))


def presenting(tx: Transaction) -> Phase:
    phase = tx.session.get(Phase, tx.conference.phase_id) if tx.conference.phase_id else None
    if phase is None or tx.conference.ended_at:
        raise Refusal("no_phase", N_("Es läuft gerade keine Phase."), status=409)
    has_views = phase.settings.shows or phase.settings.second_prompt
    if phase.kind not in (PhaseKind.REPORT, PhaseKind.TIMELINE, PhaseKind.TABLE_WORK) and not has_views:
        raise not_found()
    return phase


def ordered(tx: Transaction, phase: Phase) -> list[int]:
    """The line-up as it was drawn, without what is gone, and with what has come since at the end."""
    known = numbered(tx, phase)
    drawn = [number for number in phase.lineup if number in known]
    return [*drawn, *(number for number in known if number not in drawn)]


def numbered(tx: Transaction, phase: Phase) -> list[int]:
    form = last_form(Phase.of(tx.session, tx.conference_id), phase)
    settings = phase.settings
    things = things_of(tx.session, tx.conference_id, settings.shows, form, is_paired=settings.is_paired)
    return [thing.id for thing in things if thing.id is not None]


def start_clock(conference: Conference, seconds: int) -> None:
    conference.ends_at = now() + timedelta(seconds=seconds) if seconds else None
    conference.paused_left = None


def unchanged_measure(tx: Transaction, measure_id: int, version: int) -> Measure:
    measure = measure_of(tx, measure_id)
    if measure.version != version:
        raise stale()
    measure.version += 1
    return measure
