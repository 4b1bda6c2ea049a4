"""What a machine proposes on a board that people have worked on: each change is taken or left by a person."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from app.actions.themes import accept_proposal, describe, next_number, place, written_themes
from app.analysis import DECIDED, Heaps
from app.analysis import Proposal as Computed
from app.errors import N_, Refusal, not_found, stale
from app.models import Card, Line, Proposal, Theme
from app.reading.proposals import Step, Waiting, stored
from app.writing.transaction import Answer, Transaction

CARDS_AT_ONCE = 500
"""What one change places: some milliseconds of writing."""

Write = Callable[[Callable[[Transaction], Answer]], Answer]


def receive_proposal(tx: Transaction, *, kind: str, proposal: Computed) -> Answer:
    """Taken at once where only the machine has sorted so far; otherwise its changes wait."""
    if proposal.begun or not is_worked_on(tx, kind):
        check_turn(tx, kind, as_of=proposal.as_of, begun=proposal.begun)
        end_waiting(tx, kind)
        return accept_proposal(tx, kind=kind, proposal=proposal)
    return keep_changes(tx, kind=kind, proposal=proposal)


def place_ahead(write: Write, *, kind: str, proposal: Computed, at_once: int = CARDS_AT_ONCE) -> Computed:
    """The cards of a large one in changes of their own, so that nobody's card waits for all of them.

    What is left of it is to be received as usual; then all of it is one step for undoing.
    """
    if sum(map(len, proposal.heaps.values())) <= at_once:
        return proposal
    begun = write(partial(begin_proposal, kind=kind, proposal=proposal))
    if not begun:
        return proposal
    for heaps in proposal.portions(at_once):
        write(partial(place_portion, kind=kind, heaps=heaps, **begun))
    return proposal.placed_ahead(begun["made"], begun["begun"])


def begin_proposal(tx: Transaction, *, kind: str, proposal: Computed) -> Answer:
    """Makes its themes; nothing where its changes ask for a word."""
    if is_worked_on(tx, kind):
        return {}
    check_turn(tx, kind, as_of=proposal.as_of)
    end_waiting(tx, kind)
    made = written_themes(tx, kind, proposal)
    tx.log("themes_begun", kind=kind, themes=len(made))
    return {"made": made, "begun": tx.ledger.seq}


def place_portion(tx: Transaction, *, kind: str, heaps: Heaps, made: Mapping[str, int], begun: int) -> Answer:
    """Into those of its themes that nobody has merged, dissolved or finished meanwhile."""
    check_turn(tx, kind, begun=begun)
    open_ones = {theme.id for theme in Theme.of(tx.session, tx.conference_id, kind) if not theme.finished}
    goals = {name: theme_id for name, theme_id in made.items() if theme_id in open_ones}
    place(tx, kind, heaps, {"": None, **goals})
    tx.log("cards_placed", kind=kind, cards=sum(map(len, heaps.values())))
    return {}


def check_turn(tx: Transaction, kind: str, *, as_of: int = 0, begun: int = 0) -> None:
    """Of two who ask at the same time the first is heard: both proposals together would be none."""
    tx.write_log()
    lines = Line.last_of(tx.session, tx.conference_id, "themes_begun", "themes_proposed")
    newest = next((line.seq for line in lines if line.payload["kind"] == kind and not line.undone), 0)
    if (newest != begun) if begun else (newest > as_of):
        raise stale()


def is_worked_on(tx: Transaction, kind: str) -> bool:
    """Somebody has named, made, finished or released a theme, or has placed a card."""
    themes = Theme.of(tx.session, tx.conference_id, kind)
    if any(
        "person" in (theme.title_by, theme.made_by) or theme.finished or theme.released for theme in themes
    ):
        return True
    return Card.is_sorted_by(tx.session, tx.conference_id, kind, DECIDED)


def keep_changes(tx: Transaction, *, kind: str, proposal: Computed) -> Answer:
    """In place of those that waited before."""
    end_waiting(tx, kind)
    told = stored(proposal)
    if told:
        tx.session.add(
            Proposal(conference_id=tx.conference_id, kind=kind, as_of=proposal.as_of, changes={"list": told})
        )
    tx.log("changes_proposed", kind=kind, changes=len(told), as_of=proposal.as_of)
    return {"changes": len(told)}


def end_waiting(tx: Transaction, kind: str) -> None:
    waiting = Proposal.waiting(tx.session, tx.conference_id, kind)
    if waiting is not None:
        waiting.removed = True


def accept_change(tx: Transaction, *, proposal_id: int, number: int) -> Answer:
    waiting, step = open_step(tx, proposal_id, number)
    make(tx, waiting, step)
    answer(waiting, [step], "accepted")
    tx.log("change_accepted", change=step.kind, title=step.title, other=step.other, cards=len(step.cards))
    return {"cards": len(step.cards)}


def leave_change(tx: Transaction, *, proposal_id: int, number: int) -> Answer:
    waiting, step = open_step(tx, proposal_id, number)
    answer(waiting, [step], "left")
    tx.log("change_left", change=step.kind, title=step.title, other=step.other, cards=len(step.cards))
    return {}


def answer_rest(tx: Transaction, *, proposal_id: int, accepted: bool) -> Answer:
    """All that is still open in one step; what was overtaken goes with it."""
    waiting = waiting_of(tx, proposal_id)
    steps = waiting.open
    if accepted:
        for step in steps:
            make(tx, waiting, step)
    answer(waiting, steps, "accepted" if accepted else "left")
    waiting.row.removed = True
    tx.log("changes_accepted" if accepted else "changes_left", kind=waiting.row.kind, changes=len(steps))
    return {"changes": len(steps)}


def waiting_of(tx: Transaction, proposal_id: int) -> Waiting:
    row = tx.session.get(Proposal, proposal_id, populate_existing=True)
    if row is None or row.conference_id != tx.conference_id:
        raise not_found()
    if row.removed:
        raise stale()
    return Waiting(tx.session, row)


def open_step(tx: Transaction, proposal_id: int, number: int) -> tuple[Waiting, Step]:
    """Refuses what somebody has answered already, and what people have overtaken."""
    waiting = waiting_of(tx, proposal_id)
    if not 0 <= number < len(waiting.told):
        raise not_found()
    step = waiting.step(number)
    if step.state == "outdated":
        raise Refusal("outdated", N_("Das ist überholt: Die Karten liegen inzwischen anders."), status=409)
    if step.state != "open":
        raise stale()
    return waiting, step


def answer(waiting: Waiting, steps: Sequence[Step], word: str) -> None:
    """The proposal is gone as soon as nothing of it is open any more."""
    row = waiting.row
    row.answers = {**row.answers, **{str(step.number): word for step in steps}}
    row.version += 1
    fresh = Waiting(waiting.session, row)
    row.removed = not fresh.open


def make(tx: Transaction, waiting: Waiting, step: Step) -> None:
    """Moves the cards that still lie where the machine saw them; a theme ends only when it is empty."""
    found = {name: theme.id for name, theme in waiting.themes.items()}
    for told in step.told["results"]:
        if told["id"] not in found and told["id"] in step.goals.values():
            found[told["id"]] = made_theme(tx, waiting.row.kind, told["title"]).id
    for card in step.cards:
        card.theme_id = found[step.goals[card.id or 0]] if step.goals[card.id or 0] else None
        card.theme_by = "machine" if card.theme_id else ""
        card.version += 1
    for told in step.told["results"]:
        theme = tx.session.get(Theme, found.get(told["id"]) or 0)
        if theme is not None and not theme.finished:
            retitled = told["title"] if step.kind == "renamed" or theme.title == "" else theme.title
            describe(theme, retitled, told["keywords"], told["typical"])
    tx.session.flush()
    end_empty(tx, [waiting.themes[name] for name in step.told["gone"] if name in waiting.themes])


def made_theme(tx: Transaction, kind: str, title: str) -> Theme:
    theme = Theme(conference_id=tx.conference_id, kind=kind, number=next_number(tx, kind), title=title[:160])
    tx.session.add(theme)
    tx.session.flush()
    return theme


def end_empty(tx: Transaction, themes: Sequence[Theme]) -> None:
    used = Card.themes_used(tx.session, [theme.id or 0 for theme in themes])
    for theme in themes:
        if theme.id not in used and not theme.finished and not is_of_people(theme):
            theme.removed = True
            theme.version += 1


def is_of_people(theme: Theme) -> bool:
    """Somebody has made or named it."""
    return "person" in (theme.made_by, theme.title_by)
