"""What is presented one after the other: measures, tables, or the measures of an earlier round."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from sqlmodel import Session, col, select

from app.models import (
    Card,
    CardKind,
    CardStatus,
    HallTable,
    Measure,
    Phase,
    PhaseKind,
    Seating,
)
from app.reading.venue import Venue

FEEDBACK = "feedback"
TESTS = (CardKind.LIKE, CardKind.WONDER, CardKind.CHANGE)
SPOKEN = (*TESTS, CardKind.OFFER, CardKind.QUESTION)
STATUSES = ("done", "running", "stuck", "dropped")


class Lineup:
    """The things of the present phase in the order of their turns, and which of them is on."""

    def __init__(self, hall: Venue) -> None:
        self._hall = hall
        self.session = hall.session

    @property
    def shows(self) -> str:
        settings = self._hall.phase.settings if self._hall.phase else None
        return (settings.shows if settings else "") or "measures"

    @cached_property
    def things(self) -> list[Measure | HallTable]:
        """By the line-up as it was drawn; what came later has the last turns."""
        order = self._hall.phase.lineup if self._hall.phase else []
        is_paired = self._hall.phase is not None and self._hall.phase.settings.is_paired
        found = things_of(self.session, self._hall.id, self.shows, self.form, is_paired=is_paired)
        known = {thing.id: thing for thing in found}
        drawn = [known.pop(number) for number in order if number in known]
        return [*drawn, *known.values()]

    @property
    def shown(self) -> Measure | HallTable | None:
        conference = self._hall.conference
        wanted = conference.shown_table_id if self.shows == "tables" else conference.shown_measure_id
        return next((thing for thing in self.things if thing.id == wanted), None) if wanted else None

    @property
    def turn(self) -> int:
        """Which turn it is, from 1; 0 before the first."""
        return self.things.index(self.shown) + 1 if self.shown else 0

    @property
    def following(self) -> Measure | HallTable | None:
        return self.things[self.turn] if self.turn < len(self.things) and not self.is_through else None

    @property
    def is_through(self) -> bool:
        """All have had their turn, and the screen was cleared."""
        return self.turn == 0 and self._hall.conference.showing == "through"

    @property
    def is_feedback(self) -> bool:
        return self._hall.conference.showing == FEEDBACK

    @property
    def has_tests(self) -> bool:
        phase = self._hall.phase
        return phase is not None and any(entry.kind in TESTS for entry in phase.settings.card_types)

    @cached_property
    def form(self) -> Phase | None:
        """The phase whose form the tables present: this one, or the last before it that had one."""
        here = self._hall.phase
        return last_form(self._hall.phases, here) if here else None

    @cached_property
    def _spoken(self) -> Sequence[Card]:
        return Card.on_board(self.session, self._hall.id, SPOKEN)

    def said_of(self, thing: Measure | HallTable, kinds: Sequence[str] = SPOKEN) -> list[Card]:
        """What people have said about it, by kind and then as it came."""
        about = [card for card in self._spoken if is_about(card, thing) and card.kind in kinds]
        return sorted(about, key=lambda card: (SPOKEN.index(CardKind(card.kind)), card.number))

    @cached_property
    def tables_spoken_of(self) -> list[HallTable]:
        """Every table that somebody has said something about, whatever phase it was in."""
        numbers = {card.table_id for card in self._spoken if card.table_id is not None}
        question = select(HallTable).where(
            HallTable.conference_id == self._hall.id, col(HallTable.id).in_(numbers)
        )
        return list(self.session.exec(question.order_by(col(HallTable.number), col(HallTable.id))).all())

    @cached_property
    def told_form(self) -> Phase | None:
        """The form about which people have spoken, when tables presented it one after the other."""
        shown = [
            phase
            for phase in self._hall.phases
            if phase.kind == PhaseKind.REPORT and phase.settings.shows == "tables"
        ]
        return last_form(self._hall.phases, shown[-1]) if shown else None

    @cached_property
    def costs(self) -> int:
        """Of all presented measures, in euros; tables cost nothing."""
        return sum(thing.cost or 0 for thing in self.things if isinstance(thing, Measure))

    @cached_property
    def _guesses(self) -> dict[int, str]:
        """The cost steps that people have chosen, by number of the card."""
        question = select(Card.number, Card.cost).where(
            Card.conference_id == self._hall.id, Card.status == CardStatus.VISIBLE, Card.cost != ""
        )
        return dict(self.session.exec(question).all())

    def guessed(self, measure: Measure) -> Counter[str]:
        """What the cards behind a measure say that it may cost."""
        return Counter(self._guesses[number] for number in measure.card_numbers if number in self._guesses)

    @property
    def budget(self) -> int:
        return self._hall.phase.settings.budget if self._hall.phase else 0


def is_about(card: Card, thing: Measure | HallTable) -> bool:
    return (card.measure_id if isinstance(thing, Measure) else card.table_id) == thing.id


def things_of(
    session: Session, conference_id: int, shows: str, form: Phase | None, *, is_paired: bool = False
) -> Sequence[Measure | HallTable]:
    """By number; of tables those that have written something into the form, else all of the newest plan.

    Tables that have compared their forms present them together: the first of each pair stands for both.
    """
    if shows == "earlier":
        return Measure.earlier_of(session, conference_id)
    if shows != "tables":
        return Measure.of(session, conference_id)
    tables = writing_tables(session, conference_id, form) or seated_tables(session, conference_id)
    return first_of_pairs(tables) if is_paired else tables


def first_of_pairs(tables: Sequence[HallTable]) -> Sequence[HallTable]:
    numbers = {table.number for table in tables}
    return [table for table in tables if table.number % 2 or table.number - 1 not in numbers]


def writing_tables(session: Session, conference_id: int, form: Phase | None) -> Sequence[HallTable]:
    question = (
        select(HallTable)
        .join(Card, col(Card.table_id) == col(HallTable.id))
        .where(
            HallTable.conference_id == conference_id,
            col(HallTable.removed).is_(False),
            Card.phase_id == (form.id if form else None),
            Card.status == CardStatus.VISIBLE,
        )
    )
    ordered = question.distinct().order_by(col(HallTable.number), col(HallTable.seating_id))
    tables = session.exec(ordered).all()
    if form is None or form.settings.rounds < 2:
        return tables
    return list({table.number: table for table in tables}.values())  # of several rounds the last


def seated_tables(session: Session, conference_id: int) -> Sequence[HallTable]:
    plan = Seating.newest(session, conference_id)
    return HallTable.of(session, plan.id) if plan and plan.id else []


def last_form(phases: Sequence[Phase], here: Phase) -> Phase | None:
    before = [phase for phase in phases if phase.position <= here.position]
    return next((phase for phase in reversed(before) if phase.settings.fields), None)
