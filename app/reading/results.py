"""What everybody may read of a conference: shown votes, visible cards, released themes, measures."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from app import analysis
from app.models import (
    Ballot,
    BallotState,
    Card,
    CardKind,
    Measure,
    Phase,
    PhaseKind,
    StakeholderGroup,
    Statement,
    Theme,
)
from app.models.card import SORTABLE
from app.reading.echoes import SHEET
from app.reading.estimates import Placed
from app.reading.hall import GroupCount, Hall, Result
from app.reading.outcomes import USUAL_TOP, Choices
from app.reading.statements import Consent, Source
from facilitation import ground_sentence

TYPICAL = 3
TOLD = (
    CardKind.TIMELINE_ENTRY, CardKind.STORY, CardKind.TREND,
    CardKind.LIKE, CardKind.WONDER, CardKind.CHANGE, CardKind.OFFER,
)  # fmt: skip
"""Kinds of which every card stands on the page."""


@dataclass(frozen=True)
class Outcome:
    """A vote that was shown to the hall; `groups` are those that may be told apart, `others` the rest.

    An answer on a scale is one opinion of one person: that is never told by group.
    """

    phase: Phase
    ballot: Ballot
    results: Sequence[Result]
    voters: int
    groups: Sequence[StakeholderGroup]
    others: int
    on_paper: int = 0


@dataclass(frozen=True)
class Matrix:
    """What was weighed by impact and effort in one phase."""

    phase: Phase
    ballot: Ballot
    places: Sequence[Placed]


@dataclass(frozen=True)
class Ground:
    """A statement on one of the two lists, what the hall answered, and the cards it comes from."""

    statement: Statement
    consent: Consent | None
    sources: Sequence[Source]


@dataclass(frozen=True)
class Topic:
    theme: Theme
    size: int
    result: Result | None
    cards: Sequence[Card]


@dataclass(frozen=True)
class Chapter:
    """All of one kind of cards; `cards` are a few of those that are in no theme."""

    kind: str
    size: int
    topics: Sequence[Topic]
    cards: Sequence[Card]


@dataclass(frozen=True)
class Sheet:
    """A measure as it may be read; a field that repeats a card which is no longer shown is empty."""

    measure: Measure
    fields: dict[str, str]
    dots: int


class Findings:
    """The results of a conference as of one reading."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall

    @cached_property
    def cards(self) -> Sequence[Card]:
        return Card.on_board(self.hall.session, self.hall.id)

    @cached_property
    def sizes(self) -> Counter[str]:
        return Counter(card.kind for card in self.cards)

    @cached_property
    def outcomes(self) -> list[Outcome]:
        """In the order of the phases and of the ballots; what tables chose by themselves stands apart."""
        by_phase = {phase.id: phase for phase in self.hall.phases}
        shown = [ballot for ballot in self.hall.ballots.all if ballot.state == BallotState.REVEALED]
        order = {phase.id: at for at, phase in enumerate(self.hall.phases)}
        return [
            self._outcome(by_phase[ballot.phase_id], ballot)
            for ballot in sorted(shown, key=lambda ballot: (order[ballot.phase_id], ballot.id))
            if ballot.mode in ("dots", "scale") and not self.hall.ballots.is_inside_tables(ballot)
        ]

    def _outcome(self, phase: Phase, ballot: Ballot) -> Outcome:
        voters = self.hall.voters(ballot)
        groups = self.hall.ballots.told_groups(ballot)
        return Outcome(
            phase=phase,
            ballot=ballot,
            results=self.hall.results_of(ballot),
            voters=sum(entry.count for entry in voters),
            groups=groups if ballot.mode == "dots" else (),
            others=sum(entry.count for entry in voters if entry.group not in groups),
            on_paper=self.hall.ballots.sheet_count(ballot),
        )

    @property
    def moods(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.ballot.mode == "scale"]

    @property
    def choices(self) -> list[tuple[Phase, Choices]]:
        """What each table has chosen from its own lists, by phase."""
        ballots = self.hall.ballots
        by_phase = {phase.id: phase for phase in self.hall.phases}
        shown = [ballot for ballot in ballots.all if ballot.state == BallotState.REVEALED]
        return [
            (phase, ballots.choices_of(ballot, most=phase.settings.top_n or USUAL_TOP))
            for ballot in shown
            if ballot.mode == "dots"
            and ballots.is_inside_tables(ballot)
            and (phase := by_phase[ballot.phase_id])
        ]

    @cached_property
    def matrices(self) -> list[Matrix]:
        """What was weighed by impact and effort; what was presented one by one stands in one matrix."""
        found = []
        for phase in self.hall.phases:
            held = [ballot for ballot in self.hall.ballots.all if ballot.phase_id == phase.id]
            shown = [
                entry for entry in held if entry.mode == "matrix" and entry.state == BallotState.REVEALED
            ]
            if shown:
                found.append(Matrix(phase, shown[-1], self.hall.ballots.placed_of(shown)))
        return found

    @cached_property
    def common_ground(self) -> list[Ground]:
        return [self._ground(statement) for statement in self.hall.statements.agreed]

    @cached_property
    def not_agreed(self) -> list[Ground]:
        return [self._ground(statement) for statement in self.hall.statements.not_agreed]

    def _ground(self, statement: Statement) -> Ground:
        """With the answers to its last wording, and the cards that it comes from as far as they are shown."""
        asked = [
            ballot
            for ballot in self.hall.statements.ballots_of(statement)
            if ballot.wording == statement.wording and ballot.state == BallotState.REVEALED
        ]
        consent = self.hall.statements.consent(asked[-1]) if asked else None
        return Ground(statement, consent, self.hall.statements.sources_of(statement))

    @property
    def votes(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.ballot.mode == "dots"]

    def by_group(self, outcome: Outcome, result: Result) -> tuple[GroupCount, ...]:
        return self.hall.in_public_groups(result.by_group, outcome.groups)

    @cached_property
    def result_of_theme(self) -> dict[int | None, Result]:
        """The last shown vote counts."""
        results = (result for outcome in self.votes for result in outcome.results)
        return {result.item.theme_id: result for result in results if result.item.theme_id}

    @cached_property
    def themes(self) -> dict[int | None, Theme]:
        return {theme.id: theme for theme in Theme.all_of(self.hall.session, self.hall.id)}

    def grounds(self, outcome: Outcome, language: str) -> dict[str, list[str]]:
        """Sentences on what the groups that may be told apart carry and where they differ, by verdict."""
        said: dict[str, list[str]] = defaultdict(list)
        if len(outcome.groups) > 1:
            titles = {str(entry.item.id): self.item_title(entry, language) for entry in outcome.results}
            names = {group.id: group.shortly(language) for group in outcome.groups}
            for ground in analysis.ground(self.hall.session, outcome.ballot, names):
                if analysis.tells_everybody(ground):
                    continue
                sentence = ground_sentence(ground, titles[ground.item], how="dots", language=language)
                said[ground.verdict].append(sentence)
        return said

    def linked(self, theme_id: int | None, relation: str) -> list[Theme]:
        """Released themes that a weakness theme can build on, or that answer it, as last worked out."""
        found = (
            self.themes.get(artefact.fields["theme"])
            for artefact in self.hall.artefacts
            if artefact.art == relation and artefact.theme_id == theme_id
        )
        return [theme for theme in found if theme and theme.released]

    def item_title(self, result: Result, language: str) -> str:
        """What it is called by now: a heading may have been corrected after the vote."""
        theme = self.themes.get(result.item.theme_id) if result.item.theme_id else None
        return theme.title if theme else result.item.titled(language)

    @cached_property
    def chapters(self) -> list[Chapter]:
        """Of all kinds that are sorted; developments have their mind map."""
        return [self._chapter(kind) for kind in SORTABLE if self.sizes[kind] and kind != CardKind.TREND]

    def _chapter(self, kind: str) -> Chapter:
        topics = [self._topic(theme) for theme in self.hall.released_themes(kind)]
        shown = {topic.theme.id for topic in topics}
        loose = [card for card in self.cards if card.kind == kind and card.theme_id not in shown]
        return Chapter(
            kind=kind,
            size=self.sizes[kind],
            topics=sorted((topic for topic in topics if topic.size), key=place),
            cards=sorted(loose, key=lambda card: not card.pinned)[:TYPICAL],
        )

    def _topic(self, theme: Theme) -> Topic:
        cards = [card for card in self.cards if card.theme_id == theme.id]
        places = {card_id: index for index, card_id in enumerate(theme.typical)}
        typical = sorted(cards, key=lambda card: (places.get(card.id or 0, len(places)), not card.pinned))
        result = self.result_of_theme.get(theme.id)
        return Topic(theme=theme, size=len(cards), result=result, cards=typical[:TYPICAL])

    @property
    def shown_cards(self) -> int:
        """How many cards stand on the page word for word."""
        phases = self.hall.phases
        forms = {
            phase.id for phase in phases if phase.kind == PhaseKind.TABLE_WORK and not phase.settings.voting
        }
        whole = {card.id for card in self.cards if card.kind in TOLD}
        whole |= {card.id for card in self.cards if card.field and card.table_id and card.phase_id in forms}
        whole |= {card.id for chapter in self.chapters for card in chapter.cards}
        whole |= {card.id for chapter in self.chapters for topic in chapter.topics for card in topic.cards}
        return len(whole)

    @cached_property
    def sheets(self) -> list[Sheet]:
        return [self._sheet(measure) for measure in self.hall.measures]

    def _sheet(self, measure: Measure) -> Sheet:
        written = {name: str(getattr(measure, name)) for name in SHEET}
        fields = {name: self.hall.echoes.told(text) for name, text in written.items()}
        result = self.result_of_theme.get(measure.theme_id) if measure.theme_id else None
        return Sheet(measure=measure, fields=fields, dots=result.total if result else 0)


def place(topic: Topic) -> tuple[bool, int, int, int]:
    """In the order of the dots; what was not voted on comes after, the largest first."""
    rank = topic.result.rank if topic.result else 0
    return (not rank, rank, -topic.size, topic.theme.number)
