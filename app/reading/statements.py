"""Statements as they stand: the one put to the hall, what became of the others, and where they are from."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlmodel import select

from app.models import (
    Ballot,
    BallotItem,
    Card,
    CardKind,
    HallTable,
    PhaseKind,
    StakeholderGroup,
    Statement,
    StatementState,
    Vote,
)
from app.reading.ballots import Ballots
from app.reading.venue import Venue

AXES = ("yes", "concerns", "no")


@dataclass(frozen=True)
class Reason:
    """Why somebody has concerns or says no; `mark` names it without naming the device."""

    axis: str
    text: str
    hidden: bool
    mark: str


@dataclass(frozen=True)
class Answer:
    """`share` is per cent of those who have answered."""

    axis: str
    item: BallotItem
    count: int
    share: int


@dataclass(frozen=True)
class Voice:
    """How one group has answered; `group` is None for all others together."""

    group: StakeholderGroup | None
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Consent:
    """What the hall has answered to one wording."""

    ballot: Ballot
    answers: tuple[Answer, ...]
    voters: int
    reasons: tuple[Reason, ...]
    voices: tuple[Voice, ...]
    """By groups once the vote is over and as far as they may be told; empty where there is only one."""

    @property
    def shown_reasons(self) -> tuple[Reason, ...]:
        """Without what the moderation has hidden, the newest first."""
        return tuple(reason for reason in self.reasons if not reason.hidden)

    def count(self, axis: str) -> int:
        return next((answer.count for answer in self.answers if answer.axis == axis), 0)

    @property
    def is_agreed(self) -> bool:
        """What the rule says: a single no puts it on the other list."""
        return self.count("no") == 0 and self.voters > 0


@dataclass(frozen=True)
class Source:
    """A card that a statement was merged from, and the number of the table where it was written."""

    card: Card
    table: int | None


class Statements:
    """All statements of a conference in one reading."""

    def __init__(self, hall: Venue, ballots: Ballots) -> None:
        self.hall = hall
        self.session = hall.session
        self.ballots = ballots

    @cached_property
    def all(self) -> Sequence[Statement]:
        return Statement.of(self.session, self.hall.id)

    def __iter__(self) -> Iterator[Statement]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def __bool__(self) -> bool:
        return bool(self.all)

    @cached_property
    def of_measures(self) -> bool:
        """Sheets are put to the hall: it recommends them, or does not."""
        asked = [phase.settings.voting for phase in self.hall.phases if phase.kind == PhaseKind.CONSENT]
        return any(voting is not None and voting.of == "measures" for voting in asked)

    @property
    def open(self) -> list[Statement]:
        return self._in(StatementState.OPEN)

    @property
    def agreed(self) -> list[Statement]:
        """The common ground."""
        return self._in(StatementState.AGREED)

    @property
    def not_agreed(self) -> list[Statement]:
        return self._in(StatementState.NOT_AGREED)

    def _in(self, state: StatementState) -> list[Statement]:
        return [statement for statement in self.all if statement.state == state]

    @property
    def current(self) -> Statement | None:
        wanted = self.hall.conference.shown_statement_id
        return next((statement for statement in self.all if statement.id == wanted), None)

    @property
    def following(self) -> Statement | None:
        """The next that is still open: after the one that is shown, else from the beginning."""
        after = self.current.number if self.current else 0
        waiting = [statement for statement in self.open if statement != self.current]
        return next((entry for entry in waiting if entry.number > after), waiting[0] if waiting else None)

    @property
    def before(self) -> Statement | None:
        """The one before the shown one, for going back."""
        here = self.current
        earlier = [statement for statement in self.all if here and statement.number < here.number]
        return earlier[-1] if earlier else None

    # What the hall said -------------------------------------------------------------------------------------

    @cached_property
    def _ballots(self) -> dict[int | None, list[Ballot]]:
        by_statement: dict[int | None, list[Ballot]] = {}
        for ballot in self.ballots.all:
            if ballot.statement_id:
                by_statement.setdefault(ballot.statement_id, []).append(ballot)
        return by_statement

    def ballots_of(self, statement: Statement) -> list[Ballot]:
        """One for each wording, the last one newest."""
        return self._ballots.get(statement.id, [])

    def consent_of(self, statement: Statement, wording: int | None = None) -> Consent | None:
        """What came of the last ballot on a wording, the present one unless another is asked for."""
        wanted = wording or statement.wording
        asked = [ballot for ballot in self.ballots_of(statement) if ballot.wording == wanted]
        return self.consent(asked[-1]) if asked else None

    def consent(self, ballot: Ballot) -> Consent:
        sums = self.ballots.sums(ballot)
        items = self.ballots.items_of(ballot)
        totals = [sum(sums[item.id].values()) for item in items]
        return Consent(
            ballot=ballot,
            answers=tuple(
                Answer(item.axis, item, total, round(100 * total / (sum(totals) or 1)))
                for item, total in zip(items, totals, strict=True)
            ),
            voters=sum(totals),
            reasons=self._reasons(ballot, {item.id: item.axis for item in items}),
            voices=self._voices(ballot, [sums[item.id] for item in items]),
        )

    def _reasons(self, ballot: Ballot, axes: dict[int | None, str]) -> tuple[Reason, ...]:
        given = [vote for vote in Vote.of(self.session, ballot.id or 0) if vote.reason]
        return tuple(
            Reason(axes[vote.item_id], vote.reason, vote.reason_hidden, mark_of_reason(vote))
            for vote in sorted(given, key=lambda vote: vote.voted_at, reverse=True)
        )

    def _voices(self, ballot: Ballot, sums: Sequence[Counter[int | None]]) -> tuple[Voice, ...]:
        told = self.ballots.told_groups(ballot)
        known = [Voice(group, tuple(counter[group.id] for counter in sums)) for group in told]
        others = tuple(
            sum(counter.values()) - sum(voice.counts[at] for voice in known)
            for at, counter in enumerate(sums)
        )
        every = (*known, Voice(None, others)) if any(others) else tuple(known)
        return every if known and len(every) > 1 else ()

    # Where they are from ------------------------------------------------------------------------------------

    @cached_property
    def kind(self) -> str:
        """The kind of cards that statements are merged from."""
        settings = (phase.settings for phase in self.hall.phases if phase.kind == PhaseKind.CONSENT)
        asked = next(settings, None)
        voting = asked.voting if asked else None
        named = (voting.card_kind if voting else "") or (asked.theme_kind if asked else "")
        return named or CardKind.COMMON_GROUND

    @cached_property
    def _cards(self) -> Sequence[Card]:
        return Card.on_board(self.session, self.hall.id, [self.kind])

    @cached_property
    def _table_numbers(self) -> dict[int | None, int]:
        question = select(HallTable.id, HallTable.number).where(HallTable.conference_id == self.hall.id)
        return {table_id: number for table_id, number in self.session.exec(question).all()}

    def sources_of(self, statement: Statement) -> list[Source]:
        """Its cards word for word, as far as they may be seen."""
        wanted = set(statement.card_numbers)
        return [self._source(card) for card in self._every_card if card.number in wanted]

    @cached_property
    def _every_card(self) -> Sequence[Card]:
        return Card.on_board(self.session, self.hall.id)

    @cached_property
    def _objections(self) -> dict[str, list[Card]]:
        said: dict[str, list[Card]] = {}
        for card in Card.on_board(self.session, self.hall.id, [CardKind.QUESTION]):
            said.setdefault(card.field, []).append(card)
        return said

    def objections_to(self, statement: Statement) -> list[Card]:
        """Questions of people who think that a card belongs somewhere else."""
        return self._objections.get(f"statement-{statement.number}", [])

    @property
    def unplaced(self) -> list[Source]:
        """Cards that stand in no statement: nothing is left out without being listed."""
        placed = {number for statement in self.all for number in statement.card_numbers}
        return [self._source(card) for card in self._cards if card.number not in placed]

    def _source(self, card: Card) -> Source:
        return Source(card, self._table_numbers.get(card.table_id))


def mark_of_reason(vote: Vote) -> str:
    named = f"{vote.ballot_id} {vote.participant_id} {vote.item_id}"
    return hashlib.sha256(named.encode()).hexdigest()[:16]
