"""What a screen may want to know of a conference, read in one view of the data."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from sqlmodel import col, func, select

from app.clock import now
from app.models import (
    Artefact,
    Ballot,
    BallotItem,
    BallotState,
    CardKind,
    Commitment,
    Line,
    Measure,
    Phase,
    PhaseKind,
    PhaseState,
    StakeholderGroup,
    Theme,
)
from app.reading.ballots import Ballots, Result
from app.reading.counts import SMALLEST_GROUP, GroupCount, weighed_evenly
from app.reading.course import SECOND
from app.reading.echoes import Echoes
from app.reading.favourites import Favourites
from app.reading.gathering import Gathering
from app.reading.lineup import Lineup
from app.reading.mindmap import MindMap
from app.reading.seats import Seats
from app.reading.statements import Statements
from app.reading.timeline import Timeline

__all__ = ["SECOND", "SMALLEST_GROUP", "GroupCount", "Hall", "Result"]

MOST_ANCHORS = 5


class Hall(Gathering):
    """A conference as it stands in one reading."""

    def voters(self, ballot: Ballot) -> tuple[GroupCount, ...]:
        return self.ballots.voters(ballot)

    @property
    def told_groups(self) -> tuple[StakeholderGroup, ...]:
        """Those by which the result of the present ballot may be told."""
        return self.ballots.told_groups(self.ballot) if self.ballot else ()

    @cached_property
    def weighed_evenly(self) -> dict[int | None, int]:
        """Per cent of each item if every group that may be told, and all others together, had one weight."""
        told = self.told_groups
        columns = {
            result.item.id: [entry.count for entry in self.in_public_groups(result.by_group, told)]
            for result in self.results
        }
        return weighed_evenly(columns) if told else {}

    def themes(self, kind: str) -> Sequence[Theme]:
        return Theme.of(self.session, self.id, kind)

    def themes_to_choose(self, kind: str) -> list[Theme]:
        """What a card may refer to: a proposal answers a weakness, most dots first; others their own kind."""
        asked = "weakness" if kind == "proposal" else kind
        ranks = self.ranks_of_themes
        return sorted(self.released_themes(asked), key=lambda theme: (ranks.get(theme.id, 99), theme.number))

    @property
    def anchors(self) -> list[Theme]:
        """Where the present phase begins to dream: the weaknesses with the most dots."""
        return self._anchors_of(self.phase)

    @property
    def coming_anchors(self) -> list[Theme]:
        """Those of the next phase that has some, the present one included."""
        here = self.phases.index(self.phase) if self.phase else 0
        return next(filter(None, map(self._anchors_of, self.phases[here:])), [])

    def _anchors_of(self, phase: Phase | None) -> list[Theme]:
        if phase is None or phase.kind != PhaseKind.COLLECT or phase.state == PhaseState.CLOSED:
            return []
        kinds = [entry.kind for entry in phase.settings.card_types]
        if not phase.settings.theme_choice or CardKind.PROPOSAL not in kinds:
            return []
        return self.themes_to_choose(CardKind.PROPOSAL)[:MOST_ANCHORS]

    @cached_property
    def ranks_of_themes(self) -> dict[int | None, int]:
        """Rank of each theme in the revealed ballots."""
        shown = [ballot for ballot in self.ballots.all if ballot.state == BallotState.REVEALED]
        return {
            result.item.theme_id: result.rank
            for ballot in shown
            if ballot.mode == "dots"
            for result in self.results_of(ballot)
            if result.item.theme_id
        }

    def released_themes(self, kind: str) -> list[Theme]:
        return [theme for theme in self.themes(kind) if theme.released]

    @cached_property
    def ballots(self) -> Ballots:
        return Ballots(self)

    @cached_property
    def statements(self) -> Statements:
        return Statements(self, self.ballots)

    @property
    def ballot(self) -> Ballot | None:
        return self.ballots.current

    @property
    def ballot_items(self) -> Sequence[BallotItem]:
        return self.ballots.items

    @cached_property
    def voter_count(self) -> int:
        return self.ballots.voter_count(self.ballot) if self.ballot else 0

    @property
    def most_voters(self) -> int:
        """Everybody in the hall, with a device or with a sheet of paper."""
        return self.people_count + (self.ballots.sheet_count(self.ballot) if self.ballot else 0)

    @property
    def is_revealed(self) -> bool:
        return self.ballots.is_revealed

    @cached_property
    def results(self) -> list[Result]:
        """Dots per item; those of a scale stay in the order of the scale."""
        return self.results_of(self.ballot) if self.ballot else []

    def results_of(self, ballot: Ballot) -> list[Result]:
        return self.ballots.results_of(ballot)

    @cached_property
    def measures(self) -> Sequence[Measure]:
        return Measure.of(self.session, self.id)

    @property
    def has_dates(self) -> bool:
        """Something for a calendar: the next meeting, or the day of a measure."""
        return self.conference.meets_again_on is not None or any(measure.due_on for measure in self.measures)

    @property
    def shown_measure(self) -> Measure | None:
        wanted = self.conference.shown_measure_id
        every = (*self.measures, *self.earlier_measures) if wanted else ()
        return next((measure for measure in every if measure.id == wanted), None)

    @cached_property
    def earlier_measures(self) -> Sequence[Measure]:
        """Of the last round, on which this one reports."""
        return Measure.earlier_of(self.session, self.id)

    @cached_property
    def seats(self) -> Seats:
        return Seats(self)

    @cached_property
    def favourites(self) -> Favourites:
        return Favourites(self.phases, self.phase, self.ballots, self.seats)

    @cached_property
    def lineup(self) -> Lineup:
        return Lineup(self)

    @cached_property
    def timeline(self) -> Timeline:
        return Timeline(self, until=now().year)

    @cached_property
    def mindmap(self) -> MindMap:
        return MindMap(self)

    @cached_property
    def commitments(self) -> Counter[int]:
        """Devices that are in, by measure."""
        question = (
            select(Commitment.measure_id, func.count(func.distinct(Commitment.participant_id)))
            .join(Measure, col(Measure.id) == col(Commitment.measure_id))
            .where(Measure.conference_id == self.id)
            .group_by(col(Commitment.measure_id))
        )
        return Counter(dict(self.session.exec(question).all()))

    @cached_property
    def looked_after(self) -> set[int]:
        """Measures for which somebody has promised to see to it that they go on."""
        question = select(Commitment.measure_id).where(Commitment.kind == "champion")
        return set(self.session.exec(question.join(Measure).where(Measure.conference_id == self.id)).all())

    @cached_property
    def echoes(self) -> Echoes:
        return Echoes(self.session, self.id)

    @cached_property
    def artefacts(self) -> Sequence[Artefact]:
        return Artefact.of(self.session, self.id)

    @cached_property
    def undoable(self) -> Line | None:
        return Line.last_undoable(self.session, self.id)
