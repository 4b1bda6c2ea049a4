"""What tables write: their forms, field by field, and how far each has come."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import groupby

from sqlmodel import col, func, select

from app.models import (
    Card,
    CardKind,
    CardStatus,
    FormField,
    HallTable,
    Phase,
    Seating,
    Theme,
)
from app.models.seating import round_in
from app.reading.forms import Form, Progress, Row, Slot, row_id
from app.reading.venue import Venue

MOST_ROWS = 5


class TableForms:
    """The forms of all tables of a conference in one reading."""

    def __init__(self, hall: Venue) -> None:
        self.hall = hall
        self.session = hall.session
        self._known_rows: dict[str, list[Theme]] = {}
        self._known_entries: dict[int | None, dict[int | None, list[Card]]] = {}

    @cached_property
    def plans(self) -> Sequence[Seating]:
        return Seating.of(self.session, self.hall.id)

    def round_of(self, phase: Phase) -> int:
        return round_in(self.plans, phase)

    def fields_of(self, phase: Phase) -> list[FormField]:
        """What is asked in the round that is on: before the last one what is passed on, in it the harvest."""
        is_last = self.round_of(phase) >= phase.settings.rounds
        return [
            field for field in phase.settings.fields if not (field.passes_on if is_last else field.last_round)
        ]

    @cached_property
    def table_by_id(self) -> dict[int | None, HallTable]:
        return {table.id: table for table in HallTable.all_of(self.session, self.hall.id)}

    def rows_of(self, kind: str) -> list[Theme]:
        """What a field stands once for each of: the first themes of a kind, those with most dots before."""
        if kind not in self._known_rows:
            found = Theme.of(self.session, self.hall.id, kind)
            themes = [theme for theme in found if theme.released or kind == CardKind.TREND]
            ranks = self.hall.ranks_of_themes
            themes.sort(key=lambda theme: (ranks.get(theme.id, 99), theme.number))
            self._known_rows[kind] = themes[:MOST_ROWS]
        return self._known_rows[kind]

    def form_of(self, table: HallTable, phase: Phase) -> Form:
        """What the table has written in this phase, field by field."""
        written: dict[tuple[str, int | None], list[Card]] = defaultdict(list)
        for card in self.entries_of(table, phase):
            row = card.answers_theme_id or card.theme_id
            for place in {(card.field, row), (card.field, None)}:
                written[place].append(card)
        return Form(
            table,
            [
                Row(theme, [Slot(field, theme, written[field.name, row_id(theme)]) for field in fields])
                for theme, fields in self._rows(phase)
            ],
        )

    def _rows(self, phase: Phase) -> Iterator[tuple[Theme | None, list[FormField]]]:
        for per, fields in groupby(self.fields_of(phase), key=lambda field: field.per):
            together = list(fields)
            themes: Sequence[Theme | None] = self.rows_of(per) if per else []
            for theme in themes or (None,):
                yield theme, together

    def entries_of(self, table: HallTable, phase: Phase) -> Sequence[Card]:
        if phase.id not in self._known_entries:
            self._known_entries[phase.id] = self._entries_by_table(phase)
        return self._known_entries[phase.id].get(table.id, [])

    def _entries_by_table(self, phase: Phase) -> dict[int | None, list[Card]]:
        """Of all tables with one question: who draws one of them mostly draws the others too."""
        question = select(Card).where(
            Card.phase_id == phase.id,
            Card.status == CardStatus.VISIBLE,
            col(Card.table_id).is_not(None),
            col(Card.field) != "",
        )
        found: dict[int | None, list[Card]] = defaultdict(list)
        for card in self.session.exec(question.order_by(col(Card.number))):
            found[card.table_id].append(card)
        return found

    @cached_property
    def _written(self) -> dict[int | None, dict[tuple[str, int | None], int]]:
        """Entries of the present phase by table, field and row."""
        phase = self.hall.phase
        row = func.coalesce(Card.answers_theme_id, Card.theme_id)
        question = (
            select(Card.table_id, Card.field, row, func.count())
            .where(
                Card.conference_id == self.hall.id,
                Card.phase_id == (phase.id if phase else None),
                Card.status == CardStatus.VISIBLE,
                col(Card.table_id).is_not(None),
                col(Card.field) != "",
            )
            .group_by(col(Card.table_id), col(Card.field), row)
        )
        written: dict[int | None, dict[tuple[str, int | None], int]] = defaultdict(dict)
        for table_id, field, theme_id, count in self.session.exec(question):
            written[table_id][field, theme_id] = count
        return written

    @cached_property
    def _slot_keys(self) -> list[tuple[str, int | None]]:
        if self.hall.phase is None:
            return []
        rows = self._rows(self.hall.phase)
        return [
            (field.name, row_id(theme)) for theme, fields in rows for field in fields if not field.is_picture
        ]

    def progress(self, table: HallTable) -> Progress:
        """Of the present phase, for lists of all tables."""
        written = self._written[table.id]
        fields = {field for field, _ in written}
        begun = sum(key in written or (key[1] is None and key[0] in fields) for key in self._slot_keys)
        return Progress(begun, len(self._slot_keys), sum(written.values()))

    def ideas_of(self, table: HallTable, phase: Phase) -> Sequence[Card]:
        """What a group has collected for itself, the newest first."""
        question = select(Card).where(
            Card.table_id == table.id, Card.phase_id == phase.id, Card.status == CardStatus.VISIBLE
        )
        return self.session.exec(question.order_by(col(Card.number).desc())).all()

    @cached_property
    def idea_counts(self) -> Counter[int | None]:
        """Of each table, what it has collected in the present phase."""
        phase = self.hall.phase
        question = select(Card.table_id, func.count()).where(
            Card.conference_id == self.hall.id,
            Card.phase_id == (phase.id if phase else None),
            Card.status == CardStatus.VISIBLE,
            col(Card.table_id).is_not(None),
        )
        return Counter(dict(self.session.exec(question.group_by(col(Card.table_id))).all()))

    @property
    def entry_count(self) -> int:
        """What all tables have written in the present phase."""
        return sum(sum(counts.values()) for counts in self._written.values())

    def earlier_entries(self, table: HallTable, phase: Phase) -> list[tuple[FormField, Sequence[Card]]]:
        """What others have left at this table in the rounds before, by field."""
        same = [
            other.id
            for other in self.table_by_id.values()
            if other.number == table.number and other.seating_id < table.seating_id
        ]
        if not same or phase.settings.rounds < 2:
            return []
        question = select(Card).where(
            Card.phase_id == phase.id, Card.status == CardStatus.VISIBLE, col(Card.table_id).in_(same)
        )
        cards = self.session.exec(question.order_by(col(Card.number))).all()
        fields = [field for field in phase.settings.fields if not field.passes_on]
        by_field = [(field, [card for card in cards if card.field == field.name]) for field in fields]
        return [(field, found) for field, found in by_field if found]

    def handed_over(self, table: HallTable, phase: Phase) -> list[Card]:
        """What those who sat at this table in the last round wrote for those who came after them."""
        fields = [field.name for field in phase.settings.fields if field.passes_on]
        question = (
            select(Card)
            .join(HallTable, col(HallTable.id) == col(Card.table_id))
            .where(
                Card.phase_id == phase.id,
                Card.status == CardStatus.VISIBLE,
                col(Card.field).in_(fields),
                HallTable.number == table.number,
                HallTable.seating_id < table.seating_id,
            )
        )
        cards = self.session.exec(question.order_by(col(Card.number))).all() if fields else []
        return [card for card in cards if card.table_id == cards[-1].table_id]
