"""What a scribe sees: the hall now, which cards and sheets may be typed, and what was typed last."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from app.actions.paper import fits_paper
from app.models import (
    Ballot,
    BallotItem,
    BallotState,
    Card,
    CardKind,
    HallTable,
    Lane,
    Measure,
    PaperVote,
    Phase,
    PhaseKind,
)
from app.reading.hall import Hall
from app.reading.lineup import last_form, things_of
from app.reading.tally import PAPER

LAST = 8


@dataclass(frozen=True)
class Pile:
    """A kind of cards, and what else one of them says in the phase that takes it."""

    kind: str
    phase: Phase
    things: Sequence[Measure | HallTable]
    """What has been presented: such a card speaks about one of these."""

    @property
    def lanes(self) -> list[Lane]:
        return self.phase.settings.lanes if self.kind == CardKind.TIMELINE_ENTRY else []

    @property
    def asks(self) -> list[str]:
        return self.phase.settings.asks


class Desk:
    """The hall as a scribe has to know it."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall

    @cached_property
    def piles(self) -> list[Pile]:
        """Of the phases that have been opened; those of the present one first, each kind once."""
        begun = [phase for phase in reversed(self.hall.phases) if fits_paper(phase)]
        taking: dict[str, Phase] = {}
        for phase in begun:
            for entry in phase.settings.card_types:
                taking.setdefault(entry.kind, phase)
        taking.pop(CardKind.MEASURE, None)
        here = sorted(taking.items(), key=lambda pile: pile[1] != self.hall.phase)
        return [Pile(kind, phase, self._presented(phase)) for kind, phase in here]

    def _presented(self, phase: Phase) -> Sequence[Measure | HallTable]:
        """What has had its turn in a phase in which things are presented one after the other."""
        shows = phase.settings.shows
        if phase.kind != PhaseKind.REPORT:
            return []
        form = last_form(self.hall.phases, phase)
        every = {thing.id: thing for thing in things_of(self.hall.session, self.hall.id, shows, form)}
        order = [number for number in phase.lineup if number in every]
        now = self.hall.lineup.shown.id if phase == self.hall.phase and self.hall.lineup.shown else None
        turns = order[: order.index(now) + 1] if now in order else order
        return [every[number] for number in turns]

    def piles_with(self, wanted: str) -> list[Pile]:
        """Those whose cards also say this: `lanes`, `things`, `place` or `cost`."""
        if wanted in ("lanes", "things"):
            return [pile for pile in self.piles if getattr(pile, wanted)]
        return [pile for pile in self.piles if wanted in pile.asks]

    @cached_property
    def cards(self) -> Sequence[Card]:
        return Card.last_on(self.hall.session, self.hall.id, PAPER, limit=LAST)

    @property
    def card_count(self) -> int:
        return Card.count_on(self.hall.session, self.hall.id, PAPER)

    @cached_property
    def ballots(self) -> list[tuple[Ballot, Sequence[BallotItem]]]:
        """Not yet shown, and the same for everybody: tables vote on their own lists."""
        ballots = self.hall.ballots
        waiting = (ballot for ballot in ballots.all if ballot.state != BallotState.REVEALED)
        return [
            (ballot, ballots.items_of(ballot)) for ballot in waiting if not ballots.is_inside_tables(ballot)
        ]

    def sheets_of(self, ballot: Ballot) -> list[tuple[int, str]]:
        """The last sheets, newest first, as they were typed."""
        names = {item.id: item for item in self.hall.ballots.items_of(ballot)}
        typed: dict[int, list[str]] = {}
        for row in PaperVote.of(self.hall.session, ballot.id or 0):
            item = names[row.item_id]
            if ballot.mode == "matrix" and item.axis == "effort":
                typed[row.sheet][-1] += f"/{row.value}"
                continue
            word = f"{item.position}:{row.value}" if ballot.mode == "matrix" else str(item.position)
            typed.setdefault(row.sheet, []).extend([word] * (row.value if ballot.mode == "dots" else 1))
        return [(sheet, " ".join(words)) for sheet, words in sorted(typed.items(), reverse=True)][:LAST]
