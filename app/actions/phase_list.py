"""The organiser fits the run of show: texts, minutes, order, one phase more or less."""

from collections.abc import Mapping
from typing import Any

from app.actions.conferences import phase_from
from app.errors import N_, Refusal, not_found, stale
from app.i18n import EASY
from app.models import Phase, PhaseSettings, PhaseState
from app.writing.transaction import Answer, Transaction

LONGEST_PHASE = 600
PHASE_TEXTS = {
    "title": 120, "title_en": 120, "prompt": 600, "prompt_en": 600,
    "announcement": 2000, "announcement_en": 2000,
}  # fmt: skip


def change_phase(
    tx: Transaction,
    *,
    phase_id: int,
    texts: Mapping[str, str],
    minutes: int,
    params: Mapping[str, Any],
    easy: Mapping[str, str] | None = None,
) -> Answer:
    """`texts` holds any of PHASE_TEXTS; the title in German must not be empty.

    `easy` is the wording in plain language; what is empty there is taken from the shipped text.
    """
    phase = own_phase(tx, phase_id)
    if not texts.get("title", phase.title).strip():
        raise Refusal("phase_title", N_("Bitte geben Sie der Phase einen Titel."), field="title")
    if not 1 <= minutes <= LONGEST_PHASE:
        raise Refusal(
            "phase_minutes",
            N_("Bitte geben Sie zwischen 1 und %(most)s Minuten an."),
            field="minutes",
            most=LONGEST_PHASE,
        )
    for name, text in texts.items():
        setattr(phase, name, text.strip()[: PHASE_TEXTS[name]])
    phase.minutes = minutes
    if easy is not None:
        phase.other_texts = with_easy(phase.other_texts, easy)
    params = {**phase.params, "planned_minutes": 0, **params}
    phase.params = PhaseSettings.model_validate(params).model_dump()
    tx.log("phases_changed", title=phase.title)
    return {}


def with_easy(known: Mapping[str, dict[str, str]], easy: Mapping[str, str]) -> dict[str, dict[str, str]]:
    worded = {name: text.strip()[: PHASE_TEXTS[name]] for name, text in easy.items() if text.strip()}
    others = {language: texts for language, texts in known.items() if language != EASY}
    return {**others, EASY: worded} if worded else others


def add_phase(tx: Transaction, *, entry: Mapping[str, Any], after: int | None) -> Answer:
    """A new phase behind the phase `after`, or at the end; it belongs to the same day."""
    phases = list(Phase.of(tx.session, tx.conference_id))
    before = own_phase(tx, after) if after is not None else next(reversed(phases), None)
    added = phase_from(tx.conference_id, 0, entry)
    if before is not None:
        added.params = {**added.params, "day": before.settings.day}
    phases.insert(phases.index(before) + 1 if before else 0, added)
    for position, phase in enumerate(phases):
        phase.position = position
        tx.session.add(phase)
    tx.log("phases_changed", title=added.title)
    return {"phase": added.id}


def move_phase(tx: Transaction, *, phase_id: int, step: int) -> Answer:
    phases = list(Phase.of(tx.session, tx.conference_id))
    index = phases.index(own_phase(tx, phase_id))
    other = index + (1 if step > 0 else -1)
    if not 0 <= other < len(phases):
        return {}
    phases[index], phases[other] = phases[other], phases[index]
    for position, phase in enumerate(phases):
        phase.position = position
    tx.log("phases_changed", title=phases[other].title)
    return {}


def copy_phase(tx: Transaction, *, phase_id: int) -> Answer:
    """The same phase once more, right behind; the way to make an agenda longer."""
    phases = list(Phase.of(tx.session, tx.conference_id))
    source = own_phase(tx, phase_id)
    values = source.model_dump(exclude={"id", "state", "opened_at", "closed_at", "position", "lineup"})
    copied = Phase(**values, position=0)
    phases.insert(phases.index(source) + 1, copied)
    for position, phase in enumerate(phases):
        phase.position = position
        tx.session.add(phase)
    tx.log("phases_changed", title=source.title)
    return {"phase": copied.id}


def remove_phase(tx: Transaction, *, phase_id: int) -> Answer:
    phase = own_phase(tx, phase_id)
    if phase.state != PhaseState.PLANNED or phase.id == tx.conference.phase_id:
        raise Refusal("phase_used", N_("Eine Phase, die schon gelaufen ist, bleibt im Ablauf stehen."))
    tx.session.delete(phase)
    tx.log("phases_changed", title=phase.title)
    return {}


def shorten_phases(tx: Transaction, *, minutes: Mapping[int, int]) -> Answer:
    """What is still to come gets these minutes; the plan of before stands beside them."""
    for phase_id, wanted in minutes.items():
        phase = own_phase(tx, phase_id)
        if phase.state != PhaseState.PLANNED or phase.id == tx.conference.phase_id:
            raise stale()
        if not 1 <= wanted < phase.minutes:
            raise stale()
        planned = phase.settings.planned_minutes or phase.minutes
        phase.params = {**phase.params, "planned_minutes": planned}
        phase.minutes = wanted
    tx.log("phases_shortened", phases=len(minutes))
    return {}


def own_phase(tx: Transaction, phase_id: int) -> Phase:
    phase = tx.session.get(Phase, phase_id, populate_existing=True)
    if phase is None or phase.conference_id != tx.conference_id:
        raise not_found()
    return phase
