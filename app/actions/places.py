"""The tables of the plan that holds: found, one more, and a seat for who comes late."""

from collections import defaultdict
from collections.abc import Sequence

from sqlmodel import col, select

from app.errors import N_, Refusal, not_found, stale
from app.models import Card, HallTable, Participant, Seat, Seating, SeatingKind
from app.writing.transaction import Transaction
from facilitation.seating import Guest, seat_for

MOST_TABLES = 60
CROWDED = 1.5
"""With so many times its size at each table a new one is opened for who comes."""


class Places:
    """Who sits where in a plan, read once for all who are to be seated."""

    def __init__(self, tx: Transaction, plan: Seating) -> None:
        self._tx = tx
        self._plan = plan
        self._tables = list(HallTable.of(tx.session, plan.id or 0))
        self._taken: dict[int | None, list[Guest]] = defaultdict(list)
        question = select(Seat.table_id, Participant.id, Participant.group_id).where(
            Seat.participant_id == Participant.id, Seat.seating_id == plan.id
        )
        for table_id, participant_id, group_id in tx.session.exec(question):
            self._taken[table_id].append(Guest(str(participant_id), str(group_id or "")))

    def take(self, guest: Guest, *, may_open: bool = True) -> HallTable:
        """The smallest, in a plan by groups the smallest of the own one; a new one where all are too full."""
        tables = self._tables_for(guest)
        fewest = min((len(self._taken[table.id]) for table in tables), default=0)
        is_crowded = fewest >= CROWDED * self._plan.size and len(self._tables) < MOST_TABLES
        if not tables or (may_open and is_crowded):
            table = one_more(self._tx, self._plan)
            self._tables.append(table)
        else:
            table = tables[seat_for([self._taken[table.id] for table in tables], guest)]
        self._taken[table.id].append(guest)
        return table

    def _tables_for(self, guest: Guest) -> list[HallTable]:
        if self._plan.kind != SeatingKind.GROUPS:
            return self._tables
        own = [table for table in self._tables if self._has_group(table, guest.group)]
        return own or self._tables

    def _has_group(self, table: HallTable, group: str) -> bool:
        return any(other.group == group for other in self._taken[table.id])


def seat_newcomer(tx: Transaction, participant: Participant) -> None:
    """Whoever joins while a plan holds gets a seat at once."""
    plan = Seating.newest(tx.session, tx.conference_id)
    if plan is None or plan.id is None or plan.kind == SeatingKind.MARKET or participant.id is None:
        return
    table = Places(tx, plan).take(Guest(str(participant.id), str(participant.group_id or "")))
    tx.insert(Seat, seating_id=plan.id, table_id=table.id, participant_id=participant.id, role="")


def one_more(tx: Transaction, plan: Seating) -> HallTable:
    numbers = [table.number for table in HallTable.of(tx.session, plan.id or 0)]
    if len(numbers) >= MOST_TABLES:
        raise Refusal("too_many_tables", N_("Mehr als %(most)s Tische gehen nicht."), most=MOST_TABLES)
    table = HallTable(
        conference_id=tx.conference_id, seating_id=plan.id or 0, number=max(numbers, default=0) + 1
    )
    tx.session.add(table)
    tx.session.flush()
    return table


def newest(tx: Transaction) -> Seating:
    plan = Seating.newest(tx.session, tx.conference_id)
    if plan is None:
        raise Refusal("no_plan", N_("Es gibt noch keinen Tischplan."), status=409)
    return plan


def check_plan(tx: Transaction, seen: int | None) -> None:
    """Nothing is checked for a caller who has seen no plan; 0 says that there was none."""
    plan = Seating.newest(tx.session, tx.conference_id)
    if seen is not None and seen != (plan.id if plan else 0):
        raise stale()


def table_of(tx: Transaction, table_id: int) -> HallTable:
    table = tx.session.get(HallTable, table_id, populate_existing=True)
    if table is None or table.conference_id != tx.conference_id or table.removed:
        raise not_found()
    return table


def sits_at(tx: Transaction, participant_id: int, table_id: int | None) -> bool:
    table = tx.session.get(HallTable, table_id) if table_id else None
    seats = Seat.by(tx.session, table.seating_id, participant_id) if table else []
    return any(seat.table_id == table_id for seat in seats)


def seats_by_table(tx: Transaction, plan: Seating) -> dict[int, list[Seat]]:
    by_table: dict[int, list[Seat]] = defaultdict(list)
    for seat in Seat.of(tx.session, plan.id or 0):
        by_table[seat.table_id].append(seat)
    return by_table


def is_written_on(tx: Transaction, tables: Sequence[HallTable]) -> bool:
    """Somebody has written something down at one of them."""
    question = select(Card.id).where(col(Card.table_id).in_([table.id for table in tables]))
    return tx.session.exec(question.limit(1)).first() is not None
