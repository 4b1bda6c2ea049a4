"""Groups of a market: an issue each, with a place and a time, for whoever comes."""

from collections.abc import Sequence

from app.actions.places import check_plan, newest, one_more, table_of
from app.errors import N_, Refusal, not_found, stale
from app.models import CardKind, HallTable, Phase, PhaseKind, Seat, Seating, SeatingKind
from app.writing.transaction import Answer, Transaction

CONVENER = "convener"
MOST_ROOMS = 12
LONGEST_ROOM, LONGEST_SLOT = 80, 40
LONGEST_TITLE = 160


def open_group(tx: Transaction, *, participant_id: int | None, text: str) -> int:
    """An issue becomes a group of the market: in the first place and time that are free."""
    plan = newest(tx)
    if plan.kind != SeatingKind.MARKET:
        raise Refusal("no_market", N_("Der Marktplatz ist gerade nicht geöffnet."), status=409)
    table = one_more(tx, plan)
    table.title = titled(text)
    table.room, table.slot = free_cell(tx, plan)
    tx.session.flush()
    if participant_id is not None:
        tx.insert(Seat, seating_id=plan.id, table_id=table.id, participant_id=participant_id, role=CONVENER)
    tx.log("group_opened", undoable=False, number=table.number)
    assert table.id is not None
    return table.id


def rename_group(tx: Transaction, *, table_id: int, text: str) -> None:
    """Without any text the group is gone."""
    table = tx.session.get_one(HallTable, table_id)
    table.title = titled(text)
    tx.log("group_renamed", undoable=False, number=table.number)


def titled(text: str) -> str:
    return " ".join(text.split())[:LONGEST_TITLE]


def is_issue(phase: Phase, kind: str) -> bool:
    return phase.kind == PhaseKind.MARKET and kind == CardKind.ISSUE


def free_cell(tx: Transaction, plan: Seating) -> tuple[str, str]:
    """Time by time, and in each the rooms in their order; nothing where the grid is full or not set."""
    phase = tx.session.get(Phase, plan.phase_id) if plan.phase_id else None
    settings = phase.settings if phase else None
    if settings is None or not settings.rooms:
        return "", ""
    used = {(table.room, table.slot) for table in HallTable.of(tx.session, plan.id or 0)}
    cells = [(room, slot) for slot in settings.slots or [""] for room in settings.rooms]
    return next((cell for cell in cells if cell not in used), ("", ""))


def set_grid(
    tx: Transaction, *, rooms: Sequence[str], slots: Sequence[str], seen: int | None = None
) -> Answer:
    """The places and times of the market; groups that had none get the first free ones."""
    check_plan(tx, seen)
    plan = newest(tx)
    phase = tx.session.get(Phase, plan.phase_id) if plan.phase_id else None
    if plan.kind != SeatingKind.MARKET or phase is None:
        raise not_found()
    phase.params = {
        **phase.params,
        "rooms": named(rooms, LONGEST_ROOM),
        "slots": named(slots, LONGEST_SLOT),
    }
    tx.session.flush()
    for table in HallTable.of(tx.session, plan.id or 0):
        if not table.room:
            table.room, table.slot = free_cell(tx, plan)
            tx.session.flush()
    tx.log("market_changed")
    return {}


def named(lines: Sequence[str], longest: int) -> list[str]:
    words = [" ".join(line.split())[:longest] for line in lines]
    return list(dict.fromkeys(word for word in words if word))[:MOST_ROOMS]


def place_group(tx: Transaction, *, table_id: int, room: str, slot: str, version: int) -> Answer:
    """Another place, another time; refuses a cell in which another group meets."""
    table = table_of(tx, table_id)
    if table.version != version:
        raise stale()
    room, slot = " ".join(room.split())[:LONGEST_ROOM], " ".join(slot.split())[:LONGEST_SLOT]
    others = [other for other in HallTable.of(tx.session, table.seating_id) if other.id != table_id]
    if room and any((other.room, other.slot) == (room, slot) for other in others):
        raise Refusal(
            "cell_taken", N_("Dort trifft sich zu dieser Zeit schon eine andere Gruppe."), status=409
        )
    table.room, table.slot = room, slot
    table.version += 1
    tx.log("market_changed", number=table.number)
    return {}


def remove_group(tx: Transaction, *, table_id: int, version: int) -> Answer:
    """A group that does not meet; its card stays among the cards."""
    table = table_of(tx, table_id)
    if table.version != version:
        raise stale()
    table.removed = True
    table.version += 1
    tx.log("group_removed", number=table.number)
    return {}
