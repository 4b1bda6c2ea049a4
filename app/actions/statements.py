"""Statements: made from what people wrote, reworded, put to the hall one after the other, decided."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.actions.ballots import close_ballots, open_statement, show_result
from app.actions.cards import card_of
from app.errors import N_, Refusal, not_found, stale
from app.models import (
    Ballot,
    BallotState,
    Card,
    CardKind,
    Measure,
    Phase,
    PhaseKind,
    PhaseState,
    Statement,
    StatementState,
    Theme,
    Vote,
)
from app.reading.hall import Hall
from app.reading.statements import mark_of_reason
from app.writing.transaction import Answer, Transaction

LONGEST_STATEMENT = 400
SOURCES = ("themes", "cards", "measures")


@dataclass(frozen=True)
class Draft:
    """A statement to be, and where it comes from."""

    text: str
    theme_id: int | None = None
    measure_id: int | None = None
    card_numbers: tuple[int, ...] = ()


def make_statements(tx: Transaction, *, source: str, kind: str = "") -> Answer:
    """One for each theme, card or measure that is in none yet; newcomers of a theme join its statement."""
    known = Statement.of(tx.session, tx.conference_id)
    number = next_number(tx)
    made = joined = 0
    for draft in drafts(tx, source, kind):
        own = own_statement(known, draft)
        if own is None:
            add(tx, draft if draft.measure_id else fresh(known, draft), number + made)
            made += 1
        else:
            joined += add_cards(known, own, draft.card_numbers)
    if not made and not joined:
        raise Refusal("nothing_made", N_("Alles, was es gibt, steht schon in einer Aussage."), status=409)
    tx.log("statements_made", statements=made, cards=joined)
    return {"statements": made}


def drafts(tx: Transaction, source: str, kind: str) -> Iterator[Draft]:
    if source == "measures":
        for measure in Measure.of(tx.session, tx.conference_id):
            yield Draft(measure.title, measure_id=measure.id, card_numbers=tuple(measure.card_numbers))
        return
    kind = kind if kind in set(CardKind) else Hall(tx.session, tx.conference).statements.kind
    cards = Card.on_board(tx.session, tx.conference_id, [kind])
    if source == "cards":
        for card in cards:
            yield Draft(card.text, card_numbers=(card.number,))
        return
    for theme in Theme.of(tx.session, tx.conference_id, kind):
        own = [card for card in cards if card.theme_id == theme.id]
        yield Draft(wording(theme, own), theme_id=theme.id, card_numbers=tuple(card.number for card in own))


def wording(theme: Theme, cards: Sequence[Card]) -> str:
    """What a person has called it; else its most typical card, for a catchword is no goal to be carried."""
    if theme.title_by == "person":
        return theme.title
    texts = {card.id: card.text for card in cards}
    return next((texts[card_id] for card_id in theme.typical if card_id in texts), theme.title)


def own_statement(known: Sequence[Statement], draft: Draft) -> Statement | None:
    """The one that was made of the same theme or measure, or that the card stands in."""
    for statement in known:
        if draft.theme_id and statement.theme_id == draft.theme_id:
            return statement
        if draft.measure_id and statement.measure_id == draft.measure_id:
            return statement
        of_cards = not (draft.theme_id or draft.measure_id)
        if of_cards and set(draft.card_numbers) & set(statement.card_numbers):
            return statement
    return None


def add(tx: Transaction, draft: Draft, number: int) -> Statement:
    statement = Statement(
        conference_id=tx.conference_id,
        number=number,
        text=draft.text[:LONGEST_STATEMENT],
        theme_id=draft.theme_id,
        measure_id=draft.measure_id,
        card_numbers=list(draft.card_numbers),
    )
    tx.session.add(statement)
    return statement


def fresh(known: Sequence[Statement], draft: Draft) -> Draft:
    """Without the cards that stand under another statement already."""
    placed = {number for statement in known for number in statement.card_numbers}
    return replace(draft, card_numbers=tuple(number for number in draft.card_numbers if number not in placed))


def add_cards(known: Sequence[Statement], own: Statement, numbers: Sequence[int]) -> int:
    """Only those that stand in no statement: what a person has moved stays where it is."""
    placed = {number for statement in known for number in statement.card_numbers}
    new = [number for number in numbers if number not in placed]
    if new:
        own.card_numbers = sorted([*own.card_numbers, *new])
        own.version += 1
    return len(new)


def add_statement(tx: Transaction, *, text: str) -> Answer:
    statement = add(tx, Draft(checked(text)), next_number(tx))
    tx.session.flush()
    tx.log("statements_made", statements=1, cards=0)
    return {"statement": statement.id}


def change_text(tx: Transaction, *, statement_id: int, text: str, version: int) -> Answer:
    """A new wording is a new question: it is open again, and whoever is asked answers anew."""
    statement = seen(tx, statement_id, version)
    text = checked(text)
    if text == statement.text:
        return {}
    statement.earlier = [*statement.earlier, statement.text]
    statement.text = text
    statement.state = StatementState.OPEN
    statement.version += 1
    phase = consent_phase(tx)
    if phase is not None and tx.conference.shown_statement_id == statement.id:
        end_ballots(tx, phase)
        ask(tx, phase, statement)
    tx.log("statement_changed", statement=statement.id, number=statement.number, wording=statement.wording)
    return {"statement": statement.id}


def show_statement(tx: Transaction, *, statement_id: int | None, shown: int | None) -> Answer:
    """Puts one to the hall, or none; refuses where the other moderator has gone on from the one `shown`."""
    if tx.conference.shown_statement_id != shown:
        raise Refusal("moved_on", N_("Inzwischen wurde schon eine andere Aussage gezeigt."), status=409)
    statement = statement_of(tx, statement_id) if statement_id else None
    phase = consent_phase(tx)
    if phase is not None:
        end_ballots(tx, phase)
    tx.conference.shown_statement_id = statement.id if statement else None
    if phase is not None and statement is not None:
        ask(tx, phase, statement)
    tx.log("statement_shown", statement=statement_id, number=statement.number if statement else 0)
    return {}


def decide(tx: Transaction, *, statement_id: int, state: str, version: int) -> Answer:
    """Holds what became of it, or opens it again; what was voted is shown with it."""
    if state not in set(StatementState):
        raise not_found()
    statement = seen(tx, statement_id, version)
    statement.state = StatementState(state)
    statement.version += 1
    phase = consent_phase(tx)
    is_shown = tx.conference.shown_statement_id == statement.id
    if phase is not None and is_shown and state == StatementState.OPEN:
        ask(tx, phase, statement)
    elif state != StatementState.OPEN:
        for ballot in Ballot.of_statement(tx.session, statement.id or 0):
            show_result(ballot)
    tx.log("statement_decided", statement=statement.id, number=statement.number, state=state)
    return {}


def merge(tx: Transaction, *, statement_id: int, into: int, version: int) -> Answer:
    """The cards of one go to another, which keeps its wording; nothing that was written is lost."""
    statement, other = seen(tx, statement_id, version), statement_of(tx, into)
    if statement.id == other.id:
        raise Refusal("same", N_("Bitte wählen Sie eine andere Aussage."))
    other.card_numbers = sorted({*other.card_numbers, *statement.card_numbers})
    other.version += 1
    drop(tx, statement)
    tx.log("statement_merged", statement=other.id, number=other.number, merged=statement.number)
    return {}


def remove_statement(tx: Transaction, *, statement_id: int, version: int) -> Answer:
    """Its cards are listed as open again."""
    statement = seen(tx, statement_id, version)
    drop(tx, statement)
    tx.log("statement_removed", statement=statement.id, number=statement.number)
    return {}


def drop(tx: Transaction, statement: Statement) -> None:
    statement.removed = True
    statement.version += 1
    if tx.conference.shown_statement_id == statement.id:
        tx.conference.shown_statement_id = None
        if phase := consent_phase(tx):
            end_ballots(tx, phase)


def place_card(tx: Transaction, *, card_id: int, statement_id: int | None, seen_in: int | None) -> Answer:
    """Puts a card under another statement, or under none; refuses where somebody has done so already."""
    card = card_of(tx, card_id)
    every = Statement.of(tx.session, tx.conference_id)
    own = next((statement for statement in every if card.number in statement.card_numbers), None)
    if (own.id if own else None) != seen_in:
        raise stale()
    target = statement_of(tx, statement_id) if statement_id else None
    if own is not None:
        own.card_numbers = [number for number in own.card_numbers if number != card.number]
        own.version += 1
    if target is not None:
        target.card_numbers = sorted({*target.card_numbers, card.number})
        target.version += 1
    tx.log("source_moved", card=card.number, number=target.number if target else 0)
    return {}


def hide_reason(tx: Transaction, *, mark: str, hidden: bool) -> Answer:
    """A reason that attacks somebody is not shown any more; the vote counts as before."""
    vote = next(
        (vote for vote in Vote.with_reason(tx.session, tx.conference_id) if mark_of_reason(vote) == mark),
        None,
    )
    if vote is None:
        raise not_found()
    vote.reason_hidden = hidden
    tx.log("reason_hidden", hidden=hidden, undoable=False)
    return {}


def begin_asking(tx: Transaction, phase: Phase) -> None:
    """When the phase opens: the statement that is shown, else the first one that is still open."""
    statements = Hall(tx.session, tx.conference).statements
    if not statements:
        raise Refusal("no_statements", N_("Bitte legen Sie zuerst Aussagen an."))
    statement = statements.current or statements.following
    tx.conference.shown_statement_id = statement.id if statement else None
    if statement is not None:
        ask(tx, phase, statement)


def ask(tx: Transaction, phase: Phase, statement: Statement) -> None:
    if phase.state == PhaseState.OPEN and statement.state == StatementState.OPEN:
        open_statement(tx, phase, statement)


def end_ballots(tx: Transaction, phase: Phase) -> None:
    """An open vote ends openly: its answers can be read; a secret one stays closed until it is shown."""
    close_ballots(tx, phase)
    voting = phase.settings.voting
    if voting is None or voting.secret:
        return
    for ballot in Ballot.all_of_phase(tx.session, phase.id or 0):
        if ballot.state == BallotState.CLOSED:
            show_result(ballot)


def consent_phase(tx: Transaction) -> Phase | None:
    """The present phase, if it is one in which statements are put to the hall."""
    phase = tx.session.get(Phase, tx.conference.phase_id) if tx.conference.phase_id else None
    return phase if phase is not None and phase.kind == PhaseKind.CONSENT else None


def seen(tx: Transaction, statement_id: int, version: int) -> Statement:
    statement = statement_of(tx, statement_id)
    if statement.version != version:
        raise stale()
    return statement


def statement_of(tx: Transaction, statement_id: int) -> Statement:
    statement = tx.session.get(Statement, statement_id, populate_existing=True)
    if statement is None or statement.conference_id != tx.conference_id or statement.removed:
        raise not_found()
    return statement


def checked(text: str) -> str:
    text = " ".join(text.split())[:LONGEST_STATEMENT]
    if not text:
        raise Refusal("text_missing", N_("Bitte schreiben Sie die Aussage auf."))
    return text


def next_number(tx: Transaction) -> int:
    known = Statement.of(tx.session, tx.conference_id)
    return max((statement.number for statement in known), default=0) + 1
