"""The moderation leads through the run of show: enter, open, close, time, end."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from app.actions import ballots, intake, leaving, seating, statements
from app.actions.introductions import forget_introductions
from app.errors import N_, Refusal, not_found
from app.kinds import kind_of
from app.marks import check_mark
from app.models import Ballot, BallotState, Phase, PhaseKind, PhaseState
from app.models.base import now
from app.models.conference import MOST_DOTS
from app.reading.hall import Hall
from app.reading.openings import THROUGH, opened_early, takes_cards
from app.screening import MODES
from app.writing.transaction import Answer, Transaction


def enter_phase(tx: Transaction, *, phase_id: int, from_phase_id: int | None) -> Answer:
    """Goes to a phase; refuses where the other moderator has gone on meanwhile."""
    check_still_at(tx, from_phase_id)
    phase = phase_of(tx, phase_id)
    if from_phase_id is not None:
        leave(phase_of(tx, from_phase_id), tx)
    tx.conference.phase_id = phase.id
    tx.conference.ends_at = tx.conference.paused_left = None
    tx.conference.ended_at = None
    tx.conference.shown_measure_id = tx.conference.shown_table_id = None
    tx.conference.shown_statement_id = None
    tx.conference.showing = ""
    seating.draw_for(tx, phase)
    intake.look_as_before(tx, phase)
    if phase in opened_early(Phase.of(tx.session, tx.conference_id), from_phase_id):
        leaving.take_back(phase)
    if kind_of(phase.kind).runs:
        open_(phase, tx)
    tx.log("phase_entered", phase=phase.id, title=phase.title, title_en=phase.title_en)
    return {}


def check_still_at(tx: Transaction, phase_id: int | None) -> None:
    if tx.conference.phase_id != phase_id:
        raise Refusal("moved_on", N_("Die Phase wurde inzwischen schon gewechselt."), status=409)


def led_from(tx: Transaction, *, phase_id: int, act: Callable[[Transaction], Answer]) -> Answer:
    """Does `act` only if the conference still is in the phase that the moderator saw."""
    check_still_at(tx, phase_id)
    return act(tx)


def open_input(tx: Transaction) -> Answer:
    phase = current(tx)
    if phase.state == PhaseState.OPEN:
        return {}
    open_(phase, tx)
    if phase.kind == PhaseKind.CONSENT:
        statements.begin_asking(tx, phase)
    elif phase.settings.voting and not kind_of(phase.kind).votes_later:
        ballots.open_ballot(tx, phase)
    tx.log("input_opened", phase=phase.id, title=phase.title, title_en=phase.title_en)
    return {}


def close_input(tx: Transaction) -> Answer:
    phase = current(tx)
    if phase.state != PhaseState.OPEN:
        return {}
    close(phase, tx)
    tx.conference.ends_at = tx.conference.paused_left = None
    tx.log("input_closed", phase=phase.id, title=phase.title, title_en=phase.title_en)
    return {}


def set_timer(tx: Transaction, *, do: str) -> Answer:
    """`start`, `more` (two minutes), `pause`, `resume` or `stop`."""
    conference = tx.conference
    at = now()
    left = timedelta(seconds=conference.paused_left or 0)
    if do == "more" and conference.paused_left is not None:
        conference.paused_left += 120
    elif do == "more":
        conference.ends_at = max(conference.ends_at or at, at) + timedelta(minutes=2)
    elif do == "pause" and conference.ends_at:
        conference.paused_left = max(0, int((conference.ends_at - at).total_seconds()))
        conference.ends_at = None
    elif do == "resume" and conference.paused_left is not None:
        conference.ends_at, conference.paused_left = at + left, None
    elif do == "start":
        conference.ends_at, conference.paused_left = at + timedelta(minutes=current(tx).minutes), None
    elif do == "stop":
        conference.ends_at = conference.paused_left = None
    tx.log("timer_set", do=do)
    return {}


def reveal(tx: Transaction) -> Answer:
    """Shows the result; of things that were presented one after the other all results together."""
    phase = current(tx)
    asked = ballots_to_show(tx, phase)
    if any(ballot.state == BallotState.OPEN for ballot in asked):
        raise Refusal("still_open", N_("Bitte schließen Sie erst die Abstimmung."), status=409)
    if all(ballot.state == BallotState.REVEALED for ballot in asked):
        return {}
    for ballot in asked:
        ballots.show_result(ballot)
    tx.log("ballot_revealed", ballot=asked[-1].id)
    return {}


def ballots_to_show(tx: Transaction, phase: Phase) -> list[Ballot]:
    if phase.kind == PhaseKind.REPORT:
        tx.conference.shown_measure_id = tx.conference.shown_table_id = None
        tx.conference.showing = THROUGH
        tx.conference.ends_at = tx.conference.paused_left = None
        ballots.close_ballots(tx, phase)
        asked = list(Ballot.all_of_phase(tx.session, phase.id or 0))
    else:
        known = Hall(tx.session, tx.conference).ballots.current
        asked = [known] if known else []
    if phase.kind == PhaseKind.CONSENT:
        ballots.close_ballots(tx, phase)
    if not asked:
        raise not_found()
    return asked


def set_criterion(
    tx: Transaction,
    *,
    criterion: str,
    dots: int | None = None,
    max_per_item: int | None = None,
    seen: str | None = None,
) -> Answer:
    """The question that people answer with their dots, and how many; both stand once the ballot is open.

    Without a number of dots (0) the published rule holds. `seen` is the mark of the rules that the form was
    drawn from.
    """
    phase = current(tx)
    voting = phase.settings.voting
    if voting is None:
        raise not_found()
    if phase.id is not None and Ballot.of_phase(tx.session, phase.id) is not None and not goes_on(phase):
        raise Refusal(
            "ballot_began",
            N_("Die Abstimmung hat schon begonnen. Die Frage bleibt jetzt stehen."),
            status=409,
        )
    check_mark(seen, voting.model_dump())
    criterion = criterion.strip()[:200]
    if not criterion:
        raise Refusal(
            "criterion_missing", N_("Bitte schreiben Sie zuerst die Frage, nach der gepunktet wird.")
        )
    changed: dict[str, Any] = {}
    if criterion != voting.criterion.get("de", ""):
        changed["criterion"] = {"de": criterion}
    if voting.mode == "dots":
        changed["dots"] = min(max(voting.dots if dots is None else dots, 0), MOST_DOTS)
        most = max(max_per_item or voting.max_per_item, 1)
        changed["max_per_item"] = min(most, changed["dots"] or MOST_DOTS)
    voting = voting.model_copy(update=changed)
    phase.params = {**phase.params, "voting": voting.model_dump()}
    tx.log("criterion_set", title=phase.title)
    return {}


def set_screening(tx: Transaction, *, mode: str) -> Answer:
    """Which cards the moderation sees before the hall, in what is open and in the phases to come."""
    if mode not in MODES:
        raise not_found()
    for phase in Phase.of(tx.session, tx.conference_id):
        if phase.state != PhaseState.CLOSED or phase.id == tx.conference.phase_id:
            phase.params = {**phase.params, "pre_moderation": mode}
    tx.log("screening_set", mode=mode)
    return {}


def goes_on(phase: Phase) -> bool:
    """There will be further ballots, on other things, to which a new question applies."""
    return phase.kind in (PhaseKind.CONSENT, PhaseKind.REPORT)


def freeze_input(tx: Transaction, *, frozen: bool) -> Answer:
    tx.conference.input_frozen = frozen
    tx.log("input_frozen", frozen=frozen)
    return {}


def set_screen(tx: Transaction, *, dark: bool | None, blank: bool | None, by_group: bool | None) -> Answer:
    if dark is not None:
        tx.conference.dark = dark
    if blank is not None:
        tx.conference.blank = blank
    if by_group is not None:
        tx.conference.results_by_group = by_group
    tx.log("screen_changed")
    return {}


def end_conference(tx: Transaction) -> Answer:
    if tx.conference.phase_id is not None:
        close(phase_of(tx, tx.conference.phase_id), tx)
    tx.conference.ends_at = tx.conference.paused_left = None
    tx.conference.ended_at = now()
    forget_introductions(tx)
    tx.log("conference_ended")
    return {}


def open_(phase: Phase, tx: Transaction) -> None:
    phase.state = PhaseState.OPEN
    phase.opened_at = now()
    phase.closed_at = None
    tx.conference.paused_left = None
    tx.conference.ends_at = now() + timedelta(minutes=phase.minutes / max(1, phase.settings.rounds))


def leave(phase: Phase, tx: Transaction) -> None:
    """Closes it; who was listening until now may send what is half written."""
    if phase.state == PhaseState.CLOSED and takes_cards(tx.conference, phase):
        phase.closed_at = now()
    close(phase, tx)


def close(phase: Phase, tx: Transaction) -> None:
    if phase.state != PhaseState.OPEN:
        return
    phase.state = PhaseState.CLOSED
    phase.closed_at = now()
    if phase.kind == PhaseKind.CONSENT:
        statements.end_ballots(tx, phase)
    ballots.close_ballots(tx, phase)


def current(tx: Transaction) -> Phase:
    if tx.conference.phase_id is None or tx.conference.ended_at:
        raise Refusal("no_phase", N_("Es läuft gerade keine Phase."), status=409)
    return phase_of(tx, tx.conference.phase_id)


def phase_of(tx: Transaction, phase_id: int) -> Phase:
    phase = tx.session.get(Phase, phase_id, populate_existing=True)
    if phase is None or phase.conference_id != tx.conference_id:
        raise not_found()
    return phase
