"""What the groups like best of their own ideas, and the form in which each goes on with its one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from app.models import Ballot, BallotState, Card, CardStatus, FormField, HallTable, Phase, PhaseKind
from app.reading.ballots import Ballots
from app.reading.seats import Seats

HEADING = "title"
"""The field of a form that stands as the heading of its table."""


@dataclass(frozen=True)
class Favourite:
    table: HallTable
    card: Card
    is_taken: bool
    """Something stands in the form as its heading already."""


class Favourites:
    """Of the last ballot in which each group chose for itself, in one reading."""

    def __init__(self, phases: Sequence[Phase], here: Phase | None, ballots: Ballots, seats: Seats) -> None:
        self._phases = phases
        self._here = here
        self._ballots = ballots
        self._seats = seats

    @cached_property
    def goal(self) -> Phase | None:
        """The form to come, or the one that is on; None while groups have yet to choose again."""
        here = self._here
        coming = [phase for phase in self._phases if here is not None and phase.position >= here.position]
        goal = next((phase for phase in coming if heading_of(phase)), None)
        if goal is None:
            return None
        before = coming[1 : coming.index(goal)]
        return None if any(is_choice(phase) for phase in before) else goal

    @property
    def field(self) -> FormField | None:
        return heading_of(self.goal) if self.goal else None

    @cached_property
    def all(self) -> list[Favourite]:
        """One for each table that has chosen, by number."""
        ballot, goal = self._last_choice, self.goal
        if ballot is None or goal is None:
            return []
        return [
            Favourite(
                table, card, any(entry.field == HEADING for entry in self._seats.entries_of(table, goal))
            )
            for table, card in self._best(ballot)
        ]

    @property
    def open(self) -> list[Favourite]:
        return [favourite for favourite in self.all if not favourite.is_taken]

    @property
    def _last_choice(self) -> Ballot | None:
        choices = {phase.id for phase in self._phases if is_choice(phase)}
        asked = [ballot for ballot in self._ballots.all if ballot.phase_id in choices]
        return asked[-1] if asked and asked[-1].state == BallotState.REVEALED else None

    def _best(self, ballot: Ballot) -> list[tuple[HallTable, Card]]:
        found = []
        for table in self._seats.tables:
            card_id = self._first(ballot, table.id)
            card = self._ballots.session.get(Card, card_id) if card_id else None
            if card is not None and card.status == CardStatus.VISIBLE:
                found.append((table, card))
        return found

    def _first(self, ballot: Ballot, table_id: int | None) -> int | None:
        """Most impact for least effort, or most dots; nothing where nobody has said anything."""
        if ballot.mode == "matrix":
            places = [place for place in self._ballots.placed_of([ballot], table_id) if place.idea.estimates]
            return places[0].item.card_id if places else None
        lists = self._ballots.choices_of(ballot).get(table_id, {})
        return next((results[0].item.card_id for results in lists.values() if results), None)


def heading_of(phase: Phase) -> FormField | None:
    fields = phase.settings.fields if phase.kind == PhaseKind.TABLE_WORK else []
    return next((field for field in fields if field.name == HEADING), None)


def is_choice(phase: Phase) -> bool:
    """Each group chooses among its own ideas."""
    return phase.settings.in_groups and phase.settings.voting is not None
