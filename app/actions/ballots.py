"""The moderation opens a ballot, closes it, shows what came of it, and reminds those who have not voted."""

from collections.abc import Mapping, Sequence

from app.errors import N_, Refusal, not_found
from app.kinds import kind_of
from app.models import (
    Ballot,
    BallotItem,
    BallotState,
    HallTable,
    Measure,
    Phase,
    PhaseKind,
    PhaseState,
    Statement,
    Voting,
)
from app.models.base import now
from app.reading.candidates import Candidate, candidates, longest_list
from app.reading.hall import Hall
from app.reading.outcomes import is_inside_tables
from app.reading.statements import AXES
from app.writing.transaction import Answer, Transaction
from facilitation import suggest_dots

STEPS_OF_A_MATRIX = 5
WORDS: Mapping[str, tuple[str, str]] = {
    "yes": ("Ja", "Yes"),
    "concerns": ("Ja, mit Bedenken", "Yes, with concerns"),
    "no": ("Nein", "No"),
}
"""As tables call the answers; screens have them in more languages."""


def open_vote(tx: Transaction) -> Answer:
    """In a phase whose ballot comes after its cards: now the ballot."""
    phase = open_phase(tx)
    if not phase.settings.voting or not kind_of(phase.kind).votes_later:
        raise not_found()
    open_ballot(tx, phase)
    tx.log("ballot_opened", phase=phase.id, title=phase.title, title_en=phase.title_en)
    return {}


def close_vote(tx: Transaction) -> Answer:
    """Only the ballot: the phase goes on."""
    phase = open_phase(tx)
    if close_ballots(tx, phase):
        tx.log("ballot_closed", phase=phase.id, title=phase.title, title_en=phase.title_en)
    return {}


def open_phase(tx: Transaction) -> Phase:
    phase = tx.session.get(Phase, tx.conference.phase_id) if tx.conference.phase_id else None
    if phase is None or phase.state != PhaseState.OPEN or tx.conference.ended_at:
        raise Refusal("not_open", N_("Bitte öffnen Sie zuerst die Phase."), status=409)
    return phase


def open_ballot(tx: Transaction, phase: Phase) -> None:
    """Opens the one ballot of a phase, or opens it again as long as nobody has seen the result."""
    voting = voting_of(phase)
    known = Ballot.of_phase(tx.session, phase.id or 0)
    if known is not None:
        reopen(known)
        return
    if voting.mode == "scale":
        labels = [Candidate(label["de"], label.get("en", "")) for label in voting.labels]
        add_ballot(tx, phase, labels, dots=1)
        return
    found = candidates(tx.session, phase)
    check_enough(found, voting)
    if voting.mode == "matrix":
        add_matrix(tx, phase, found)
    else:
        add_ballot(tx, phase, found, dots=dots_for(voting, found), most=voting.max_per_item)


def dots_for(voting: Voting, found: Sequence[Candidate]) -> int:
    """As many as somebody has set, else the published rule."""
    return voting.dots or max(suggest_dots(longest_list(found)), 1)


def check_enough(found: Sequence[Candidate], voting: Voting) -> None:
    if found and (voting.mode == "matrix" or len(found) > 1):
        return
    if voting.of == "themes":
        raise Refusal("themes_missing", N_("Zum Punkten braucht es mindestens zwei freigegebene Themen."))
    raise Refusal("nothing_to_choose", N_("Es gibt noch nichts, worüber abgestimmt werden könnte."))


def open_shown(tx: Transaction, phase: Phase) -> None:
    """Where things are presented one after the other: the ballot of the one that is shown now."""
    is_asked = phase.kind == PhaseKind.REPORT and phase.settings.voting is not None
    if not is_asked or phase.state != PhaseState.OPEN:
        return
    close_ballots(tx, phase)
    conference = tx.conference
    thing = shown_thing(tx, conference.shown_measure_id, conference.shown_table_id)
    if thing is None:
        return
    hall = Hall(tx.session, conference)
    known = hall.ballots.current
    if known is not None:
        reopen(known)
    elif voting_of(phase).mode == "matrix":
        add_matrix(tx, phase, [thing])
    else:
        add_steps(tx, phase, thing)


def shown_thing(tx: Transaction, measure_id: int | None, table_id: int | None) -> Candidate | None:
    measure = tx.session.get(Measure, measure_id) if measure_id else None
    if measure is not None:
        return Candidate(measure.title, measure_id=measure.id)
    table = tx.session.get(HallTable, table_id) if table_id else None
    if table is None:
        return None
    title = f": {table.title}" if table.title else ""
    return Candidate(f"Tisch {table.number}{title}", f"Table {table.number}{title}", table_id=table.id)


def open_statement(tx: Transaction, phase: Phase, statement: Statement) -> None:
    """A ballot on the present wording; one that was closed before is opened again."""
    asked = [
        ballot
        for ballot in Ballot.of_statement(tx.session, statement.id or 0)
        if ballot.phase_id == phase.id and ballot.wording == statement.wording
    ]
    voting = voting_of(phase)
    if asked:
        if asked[-1].state == BallotState.CLOSED or not voting.secret:
            asked[-1].state, asked[-1].closed_at = BallotState.OPEN, None
        return
    labels = [label.get("de", "") for label in voting.labels]
    labels_en = [label.get("en", "") for label in voting.labels]
    named = len(labels) == len(AXES)
    answers = [
        Candidate(
            labels[at] if named else WORDS[axis][0], labels_en[at] if named else WORDS[axis][1], axis=axis
        )
        for at, axis in enumerate(AXES)
    ]
    add_ballot(tx, phase, answers, dots=1, statement=statement)


def add_ballot(
    tx: Transaction,
    phase: Phase,
    things: Sequence[Candidate],
    *,
    dots: int,
    most: int = 1,
    statement: Statement | None = None,
) -> Ballot:
    voting = voting_of(phase)
    ballot = Ballot(
        conference_id=tx.conference_id,
        phase_id=phase.id or 0,
        mode=voting.mode,
        statement_id=statement.id if statement else None,
        wording=statement.wording if statement else 1,
        criterion=asked_of(phase, voting),
        criterion_en=voting.criterion.get("en", ""),
        dots=dots,
        max_per_item=min(most, dots),
    )
    tx.session.add(ballot)
    tx.session.flush()
    for position, thing in enumerate(things, start=1):
        add_item(tx, ballot, thing, position=position, axis=thing.axis)
    return ballot


def add_matrix(tx: Transaction, phase: Phase, things: Sequence[Candidate]) -> None:
    ballot = add_ballot(tx, phase, (), dots=STEPS_OF_A_MATRIX, most=STEPS_OF_A_MATRIX)
    for position, thing in enumerate(things, start=1):
        for axis in ("impact", "effort"):
            add_item(tx, ballot, thing, position=position, axis=axis)


def add_steps(tx: Transaction, phase: Phase, thing: Candidate) -> None:
    """The steps of a scale, each with the thing that they are about."""
    ballot = add_ballot(tx, phase, (), dots=1)
    for position, label in enumerate(voting_of(phase).labels, start=1):
        step = Candidate(
            label["de"], label.get("en", ""), measure_id=thing.measure_id, table_id=thing.table_id
        )
        add_item(tx, ballot, step, position=position, axis="")


def add_item(tx: Transaction, ballot: Ballot, thing: Candidate, *, position: int, axis: str) -> None:
    tx.session.add(
        BallotItem(
            ballot_id=ballot.id or 0,
            theme_id=thing.theme_id,
            card_id=thing.card_id,
            measure_id=thing.measure_id,
            table_id=thing.table_id,
            axis=axis,
            position=position,
            title=thing.title,
            title_en=thing.title_en,
        )
    )


def asked_of(phase: Phase, voting: Voting) -> str:
    """Nobody votes without knowing by what: where it is not said, the task of the phase says it."""
    criterion = voting.criterion.get("de") or voting.criterion.get("en", "")
    if not criterion and voting.mode == "dots":
        raise Refusal(
            "criterion_missing", N_("Bitte schreiben Sie zuerst die Frage, nach der gepunktet wird.")
        )
    if not criterion and not phase.prompt:
        raise Refusal(
            "criterion_missing", N_("Bitte schreiben Sie zuerst die Frage, nach der abgestimmt wird.")
        )
    return criterion or phase.prompt


def voting_of(phase: Phase) -> Voting:
    voting = phase.settings.voting
    if voting is None:
        raise not_found()
    return voting


def reopen(ballot: Ballot) -> None:
    """What was shown to the hall stays as it is."""
    if ballot.state == BallotState.CLOSED:
        ballot.state, ballot.closed_at = BallotState.OPEN, None


def close_ballots(tx: Transaction, phase: Phase) -> int:
    """Closes what is open in this phase; returns how many that were.

    What each table has chosen from its own lists concerns the table at once: nothing else has to happen
    before it may be seen.
    """
    asked = [
        ballot
        for ballot in Ballot.all_of_phase(tx.session, phase.id or 0)
        if ballot.state == BallotState.OPEN
    ]
    for ballot in asked:
        ballot.state, ballot.closed_at = BallotState.CLOSED, now()
        if is_inside_tables(BallotItem.of(tx.session, ballot.id or 0)):
            show_result(ballot)
    return len(asked)


def show_result(ballot: Ballot) -> None:
    ballot.closed_at = ballot.closed_at or now()
    ballot.state = BallotState.REVEALED


def remind(tx: Transaction) -> Answer:
    """A calm line on the phones that have not voted; nobody else hears of it."""
    hall = Hall(tx.session, tx.conference)
    ballot = hall.ballots.current
    if ballot is None or ballot.state != BallotState.OPEN:
        raise Refusal("not_open", N_("Es ist gerade keine Abstimmung offen."), status=409)
    ballot.reminded_at = now()
    tx.log("voters_reminded", ballot=ballot.id, undoable=False)
    return {}
