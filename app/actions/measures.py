"""Measure sheets: taken from the top themes, filled in the corners, shown to the hall."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from app.actions import ballots
from app.actions.intake import closed
from app.errors import N_, Refusal, not_found, stale
from app.models import Card, Measure, Phase, PhaseKind, PhaseState
from app.models.base import now
from app.reading.drafting import theme_of
from app.writing.transaction import Answer, Transaction
from facilitation import MeasureDraft

FIELDS = ("title", "description", "need", "location", "partners", "funding", "first_step", "lead_body")
LONGEST_FIELD, LONGEST_FUNDING = 600, 160
MOST_EUROS, LONGEST_SUM = 100_000_000, 20


def take_measures(tx: Transaction, *, drafts: Sequence[MeasureDraft]) -> Answer:
    """Adds a sheet for each draft whose theme, or whose single card, has none yet."""
    known = Measure.of(tx.session, tx.conference_id)
    taken = {measure.theme_id for measure in known if measure.theme_id}
    cards = {tuple(measure.card_numbers) for measure in known}
    number = max((measure.number for measure in known), default=0)
    added = 0
    for draft in drafts:
        measure = as_measure(tx, draft, number + 1)
        is_known = measure.theme_id in taken if measure.theme_id else tuple(measure.card_numbers) in cards
        if is_known:
            continue
        number += 1
        added += 1
        tx.session.add(measure)
    if not added:
        raise Refusal("nothing_taken", N_("Für diese Themen gibt es schon Steckbriefe."), status=409)
    tx.log("measures_taken", measures=added)
    return {"measures": added}


def as_measure(tx: Transaction, draft: MeasureDraft, number: int) -> Measure:
    numbers = [
        card.number for note in draft.evidence if (card := tx.session.get(Card, int(note))) is not None
    ]
    return Measure(
        conference_id=tx.conference_id,
        number=number,
        title=draft.title[:160],
        description=draft.description,
        need=draft.need,
        location=draft.location,
        partners=draft.partners,
        first_step=draft.first_step,
        lead_body=draft.lead_body,
        theme_id=theme_of(draft),
        card_numbers=sorted({*numbers}),
        dots=draft.dots,
    )


def add_measure(tx: Transaction, *, title: str) -> Answer:
    if not title.strip():
        raise Refusal(
            "title_missing", N_("Bitte geben Sie der Maßnahme einen Titel, am besten mit einem Verb.")
        )
    number = max((measure.number for measure in Measure.of(tx.session, tx.conference_id)), default=0) + 1
    tx.session.add(Measure(conference_id=tx.conference_id, number=number, title=title.strip()[:160]))
    tx.log("measures_taken", measures=1)
    return {"number": number}


def change_measure(
    tx: Transaction,
    *,
    measure_id: int,
    version: int,
    fields: Mapping[str, str],
    due_on: date | None,
    cost: str | None = None,
    participant_id: int | None = None,
) -> Answer:
    """Fills in a sheet; from a phone only if it is the device of that corner and planning is open.

    `cost` is what was typed; None where the form does not ask for it.
    """
    measure = measure_of(tx, measure_id)
    if participant_id is not None:
        check_corner(tx, measure, participant_id)
    if measure.version != version:
        raise stale()
    for name in FIELDS:
        setattr(measure, name, fields.get(name, getattr(measure, name)).strip()[:LONGEST_FIELD])
    if not measure.title:
        raise Refusal(
            "title_missing", N_("Bitte geben Sie der Maßnahme einen Titel, am besten mit einem Verb.")
        )
    measure.title, measure.funding = measure.title[:160], measure.funding[:LONGEST_FUNDING]
    measure.due_on = due_on
    if cost is not None:
        measure.cost = as_euros(cost)
    measure.version += 1
    tx.log("measure_changed", measure=measure.id, number=measure.number)
    return {"measure": measure.id, "version": measure.version}


def claim_measure(tx: Transaction, *, measure_id: int, participant_id: int | None) -> Answer:
    """A device becomes the one that writes for this corner; None sets the sheet free again."""
    measure = measure_of(tx, measure_id)
    if participant_id is not None:
        check_open(tx, PhaseKind.PLAN)
        if measure.scribe_id not in (None, participant_id):
            raise Refusal(
                "corner_taken", N_("Für diese Ecke schreibt schon ein anderes Gerät mit."), status=409
            )
    concerned = participant_id or measure.scribe_id
    measure.scribe_id = participant_id
    tx.log("measure_claimed", measure=measure.id, number=measure.number, participant=concerned)
    return {"measure": measure.id}


def give_back(tx: Transaction, *, measure_id: int, participant_id: int) -> Answer:
    """The device of a corner lets another one write."""
    check_corner(tx, measure_of(tx, measure_id), participant_id)
    return claim_measure(tx, measure_id=measure_id, participant_id=None)


def show_measure(tx: Transaction, *, measure_id: int | None) -> Answer:
    """One sheet large on the projector, or none; while corners report, each has its time."""
    conference = tx.conference
    conference.shown_measure_id = measure_of(tx, measure_id).id if measure_id else None
    phase = tx.session.get(Phase, conference.phase_id) if conference.phase_id else None
    if phase is not None and phase.kind == PhaseKind.REPORT:
        seconds = timedelta(seconds=phase.settings.seconds_each)
        conference.ends_at = now() + seconds if measure_id else None
        conference.paused_left = None
        conference.showing = ""
        if measure_id and measure_id not in phase.lineup:
            phase.lineup = [*phase.lineup, measure_id]
        ballots.open_shown(tx, phase)
    tx.log("measure_shown", measure=measure_id)
    return {}


def remove_measure(tx: Transaction, *, measure_id: int, version: int | None = None) -> Answer:
    measure = measure_of(tx, measure_id)
    if version is not None and measure.version != version:
        raise stale()
    measure.removed = True
    measure.version += 1
    tx.log("measure_removed", measure=measure.id, number=measure.number, participant=measure.scribe_id)
    return {}


def check_corner(tx: Transaction, measure: Measure, participant_id: int) -> None:
    check_open(tx, PhaseKind.PLAN)
    if measure.scribe_id != participant_id:
        raise Refusal("corner_taken", N_("Für diese Ecke schreibt schon ein anderes Gerät mit."), status=409)


def check_open(tx: Transaction, kind: PhaseKind) -> Phase:
    phase = tx.session.get(Phase, tx.conference.phase_id) if tx.conference.phase_id else None
    is_open = phase is not None and phase.kind == kind and phase.state == PhaseState.OPEN
    if phase is None or not is_open or tx.conference.input_frozen:
        raise closed()
    return phase


def measure_of(tx: Transaction, measure_id: int) -> Measure:
    measure = tx.session.get(Measure, measure_id, populate_existing=True)
    if measure is None or measure.conference_id != tx.conference_id or measure.removed:
        raise not_found()
    return measure


def as_euros(text: str) -> int | None:
    """`12.000`, `12 000 €` or nothing."""
    digits = "".join(text.replace("€", "").replace(".", "").split())
    if not digits:
        return None
    if not digits.isdecimal() or len(digits) > LONGEST_SUM or int(digits) > MOST_EUROS:
        raise Refusal("no_euros", N_("Bitte geben Sie die Kosten in ganzen Euro an, zum Beispiel 2.000."))
    return int(digits)
