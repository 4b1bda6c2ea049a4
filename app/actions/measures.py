"""Measure sheets: taken from the top themes, filled in the corners, shown to the hall, joined by people."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlmodel import col, delete

from app.actions import ballots
from app.actions.intake import closed
from app.analysis import Thinking
from app.errors import N_, Refusal, not_found, stale
from app.models import Artefact, Card, Commitment, Contact, Measure, Phase, PhaseKind, PhaseState
from app.models.base import now
from app.reading.drafting import theme_of
from app.reading.openings import opened_early
from app.writing.transaction import Answer, Transaction
from facilitation import MeasureDraft

FIELDS = ("title", "description", "need", "location", "partners", "funding", "first_step", "lead_body")
COMMITMENT_KINDS = ("work", "knowledge", "space", "money", "informed")
DUTIES = ("champion", "steering")
"""To look after a measure, to sit in the steering group: only where the phase asks for it."""
CONTACT_LIFE = timedelta(days=365)
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


def commit(
    tx: Transaction,
    *,
    participant_id: int,
    measure_id: int,
    kinds: Sequence[str],
    contact: str,
    consent: bool,
) -> Answer:
    """Sets in which ways a device is in; a contact is kept apart, and only with consent."""
    phase = open_to_promise(tx)
    measure = measure_of(tx, measure_id)
    assert measure.id is not None
    if contact.strip() and not consent:
        raise Refusal(
            "consent_missing",
            N_("Bitte kreuzen Sie die Einwilligung an, oder lassen Sie das Kontaktfeld leer."),
        )
    offered = (*COMMITMENT_KINDS, *(duty for duty in DUTIES if duty in phase.settings.asks))
    chosen = [kind for kind in offered if kind in kinds]
    for kind in offered:
        known = tx.session.get(Commitment, (measure.id, participant_id, kind))
        if kind in chosen and known is None:
            tx.session.add(Commitment(measure_id=measure.id, participant_id=participant_id, kind=kind))
        elif kind not in chosen and known is not None:
            tx.session.delete(known)
    keep_contact(tx, measure.id, participant_id, contact.strip()[:200], chosen)
    tx.log("committed", measure=measure.id)
    return {"measure": measure.id, "kinds": chosen}


def keep_contact(
    tx: Transaction, measure_id: int, participant_id: int, contact: str, kinds: list[str]
) -> None:
    """A new contact takes the place of the one given before; whoever is in no more leaves none behind."""
    known = Contact.given(tx.session, measure_id, participant_id)
    if known is not None and not kinds:
        tx.session.delete(known)
    elif known is not None and not contact:
        known.kinds = kinds
    if not kinds or not contact:
        return
    if known is None:
        known = Contact(
            measure_id=measure_id, participant_id=participant_id, contact="", delete_on=now().date()
        )
        tx.session.add(known)
    known.contact, known.kinds, known.consented_at = contact, kinds, now()
    known.delete_on = (now() + CONTACT_LIFE).date()


def forget_contacts(tx: Transaction) -> Answer:
    """Those of all conferences whose day has passed."""
    tx.session.execute(delete(Contact).where(col(Contact.delete_on) < now().date()))
    return {}


def keep_thinking(tx: Transaction, *, thinking: Thinking) -> Answer:
    """Replaces the outputs of design thinking by fresh ones."""
    for artefact in Artefact.of(tx.session, tx.conference_id):
        artefact.removed = True
    number = 0
    for art, group, fields, theme_id, notes in as_artefacts(thinking):
        number += 1
        numbers = [card.number for note in notes if (card := tx.session.get(Card, int(note))) is not None]
        tx.session.add(
            Artefact(
                conference_id=tx.conference_id,
                art=art,
                number=number,
                group_name=group,
                fields=fields,
                theme_id=theme_id,
                card_numbers=sorted(numbers),
            )
        )
    tx.log("questions_made", artefacts=number)
    return {"artefacts": number}


Output = tuple[str, str, dict[str, object], int | None, Sequence[str]]


def as_artefacts(thinking: Thinking) -> list[Output]:
    """Kind, group, fields, theme and cards of each output."""
    questions: list[Output] = [
        ("hmw", "", {"question": q.text}, int(q.theme_id), q.evidence) for q in thinking.questions
    ]
    seen: list[Output] = [
        ("perspective", p.group, {"needs": list(p.needs)}, None, p.evidence) for p in thinking.perspectives
    ]
    views: list[Output] = [
        ("pov", v.group, {"sentence": v.text}, int(v.theme_id), v.evidence) for v in thinking.points_of_view
    ]
    return [*questions, *seen, *views, *as_linked(thinking)]


def as_linked(thinking: Thinking) -> list[Output]:
    """Strengths to build on and answers, under the weakness theme they belong to."""
    return [
        (
            link.relation,
            "",
            {"theme": int(link.other_id or 0)},
            int(link.theme_id),
            (*link.cards, *link.other_cards),
        )
        for link in thinking.links
    ]


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


def open_to_promise(tx: Transaction) -> Phase:
    """The phase that takes promises: the one that is on, or one opened early for who has to go."""
    if not tx.conference.input_frozen and not tx.conference.ended_at:
        for phase in opened_early(Phase.of(tx.session, tx.conference_id), tx.conference.phase_id):
            if phase.kind == PhaseKind.COMMIT:
                return phase
    return check_open(tx, PhaseKind.COMMIT)


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
