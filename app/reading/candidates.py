"""What a ballot is about: themes, cards, measures or tables, the foremost of them where they are many."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.models import (
    Ballot,
    BallotItem,
    BallotState,
    Card,
    CardKind,
    HallTable,
    Measure,
    Phase,
    PhaseKind,
    Seating,
    Theme,
)
from app.reading.tally import totals

LONGEST_TITLE = 300
MOST_ALONE = 12
OWN_NAMES = ("theme_id", "card_id", "measure_id", "table_id")


@dataclass(frozen=True)
class Candidate:
    """A thing to vote on; `axis` is the list of a table that it stands in."""

    title: str
    title_en: str = ""
    theme_id: int | None = None
    card_id: int | None = None
    measure_id: int | None = None
    table_id: int | None = None
    axis: str = ""

    @property
    def place(self) -> tuple[str, int]:
        """Which row it is, whatever it is called by now."""
        return next((name, value) for name in OWN_NAMES if (value := getattr(self, name)) is not None)


def candidates(session: Session, phase: Phase) -> list[Candidate]:
    """In the order of their numbers; only the foremost where the ballot shall have `most_items`."""
    voting = phase.settings.voting
    if voting is None:
        return []
    ways: Mapping[str, Callable[[Session, Phase], list[Candidate]]] = {
        "themes": themes, "cards": cards, "measures": measures, "tables": tables,
    }  # fmt: skip
    found = ways.get(voting.of, themes)(session, phase)
    if not voting.most_items or len(found) <= voting.most_items or phase.kind == PhaseKind.TABLE_WORK:
        return found
    if phase.settings.in_groups and found[0].table_id:
        return foremost_of_each(session, phase, found, most=voting.most_items)
    return foremost(session, phase, found)[: voting.most_items]


def longest_list(found: Sequence[Candidate]) -> int:
    """How many things somebody chooses from: at tables each list of each table is one by itself."""
    return max(
        Counter((entry.axis, entry.table_id if entry.axis else 0) for entry in found).values(), default=0
    )


def themes(session: Session, phase: Phase) -> list[Candidate]:
    """The released ones; the branches of a mind map are there for all to see.

    A single theme leaves nothing to choose: then its cards are voted on, as long as they are few.
    """
    settings = phase.settings
    kind = settings.theme_kind or (settings.voting.card_kind if settings.voting else "")
    is_map = phase.kind == PhaseKind.MINDMAP
    found = Theme.of(session, phase.conference_id, kind or (CardKind.TREND if is_map else ""))
    shown = [Candidate(theme.title, theme_id=theme.id) for theme in found if theme.released or is_map]
    if not kind or is_map or len(shown) > 1 or len(shown) < len(found):
        return shown
    alone = Card.on_board(session, phase.conference_id, [kind])
    return [as_candidate(card) for card in alone] if 1 < len(alone) <= MOST_ALONE else shown


def cards(session: Session, phase: Phase) -> list[Candidate]:
    """Those of the kind that is voted on; at tables each list that they have filled in this phase."""
    if phase.kind == PhaseKind.TABLE_WORK:
        kinds = kinds_at_tables(phase)
        found = Card.on_board(session, phase.conference_id, kinds)
        return [
            as_candidate(card, axis=card.kind)
            for card in sorted(found, key=lambda card: kinds.index(card.kind))
            if card.phase_id == phase.id and card.table_id
        ]
    settings = phase.settings
    inside = in_groups(session, phase) if settings.in_groups else []
    if inside or phase.kind == PhaseKind.COLLECT:
        return inside
    kind = (settings.voting.card_kind if settings.voting else "") or settings.theme_kind or CardKind.PROPOSAL
    return [as_candidate(card) for card in Card.on_board(session, phase.conference_id, [kind])]


def in_groups(session: Session, phase: Phase) -> list[Candidate]:
    """The ideas of all groups, each to be chosen from by its own."""
    found = Card.on_board(session, phase.conference_id, (CardKind.IDEA, CardKind.PROPOSAL))
    return [as_candidate(card, axis=CardKind.IDEA) for card in found if card.table_id]


def kinds_at_tables(phase: Phase) -> list[str]:
    settings = phase.settings
    if settings.voting and settings.voting.card_kind:
        return [settings.voting.card_kind]
    lists = [field.kind for field in settings.fields if field.most != 1]
    return list(dict.fromkeys(lists or [entry.kind for entry in settings.card_types]))


def as_candidate(card: Card, *, axis: str = "") -> Candidate:
    return Candidate(
        card.text[:LONGEST_TITLE], card_id=card.id, table_id=card.table_id if axis else None, axis=axis
    )


def measures(session: Session, phase: Phase) -> list[Candidate]:
    return [
        Candidate(measure.title, measure_id=measure.id)
        for measure in Measure.of(session, phase.conference_id)
    ]


def tables(session: Session, phase: Phase) -> list[Candidate]:
    plan = Seating.newest(session, phase.conference_id)
    if plan is None:
        return []
    return [
        Candidate(
            f"Tisch {table.number}: {table.title}"[:LONGEST_TITLE]
            if table.title
            else f"Tisch {table.number}",
            f"Table {table.number}: {table.title}"[:LONGEST_TITLE]
            if table.title
            else f"Table {table.number}",
            table_id=table.id,
        )
        for table in HallTable.of(session, plan.id or 0)
    ]


def foremost(session: Session, phase: Phase, found: Sequence[Candidate]) -> list[Candidate]:
    """Most dots of an earlier ballot first; the others follow by number."""
    dots = earlier_dots(session, phase)
    return sorted(found, key=lambda candidate: -dots.get(candidate.place, -1))


def foremost_of_each(
    session: Session, phase: Phase, found: Sequence[Candidate], *, most: int
) -> list[Candidate]:
    """The same for each table by itself."""
    by_table: dict[int | None, list[Candidate]] = {}
    for candidate in foremost(session, phase, found):
        by_table.setdefault(candidate.table_id, []).append(candidate)
    return [candidate for _, own in sorted(by_table.items()) for candidate in own[:most]]


def earlier_dots(session: Session, phase: Phase) -> dict[tuple[str, int], int]:
    """What was put on each thing; where it was voted on twice the later ballot counts."""
    dots: dict[tuple[str, int], int] = {}
    for ballot in Ballot.of(session, phase.conference_id):
        if ballot.mode != "dots" or ballot.state == BallotState.OPEN or ballot.phase_id == phase.id:
            continue
        sums = totals(session, ballot)
        for item in BallotItem.of(session, ballot.id or 0):
            dots |= {
                (name, value): sums[item.id]
                for name in OWN_NAMES
                if (value := getattr(item, name)) is not None
            }
    return dots
