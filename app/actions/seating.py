"""Tables for the hall: drawn up, one round after the other, and a seat for who comes late."""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import select

from app.actions.places import MOST_TABLES, check_plan, is_written_on, newest, seats_by_table
from app.errors import N_, Refusal, not_found, stale
from app.models import (
    HallTable,
    Participant,
    Phase,
    PhaseState,
    Seat,
    Seating,
    SeatingKind,
    StakeholderGroup,
    Statement,
    StatementState,
    Theme,
)
from app.models.base import now
from app.models.people import AHEAD, GONE
from app.models.seating import round_in
from app.writing.transaction import Answer, Transaction
from facilitation.seating import Guest, by_group, max_mix, table_count

SMALLEST_SIZE, LARGEST_SIZE = 2, 30
USUAL_SIZE = 8
HOST = "host"
JOINT = " + "
LONGEST_TITLE = 160


def draw_seating(tx: Transaction, *, kind: str, size: int, seen: int | None = None) -> Answer:
    """A new plan; refuses where the other moderator has drawn one since the plan `seen` (0: none yet)."""
    if kind not in set(SeatingKind):
        raise not_found()
    if not SMALLEST_SIZE <= size <= LARGEST_SIZE:
        raise Refusal(
            "table_size",
            N_("An einen Tisch passen zwischen %(least)s und %(most)s Menschen."),
            least=SMALLEST_SIZE,
            most=LARGEST_SIZE,
        )
    check_plan(tx, seen)
    opens_round = forget_unused(tx)
    plan = draw(tx, kind, size, phase_id=tx.conference.phase_id)
    plan.redrawn = not opens_round
    tx.log("seating_drawn", kind=kind, plan=plan.number)
    return {"plan": plan.id}


def draw_for(tx: Transaction, phase: Phase) -> None:
    """The plan that a phase asks for, when it is entered for the first time."""
    wanted = phase.settings.seating
    if wanted not in set(SeatingKind):
        return
    if any(plan.phase_id == phase.id for plan in Seating.of(tx.session, tx.conference_id)):
        return
    plan = draw(tx, wanted, phase.settings.table_size or USUAL_SIZE, phase_id=phase.id)
    if plan.kind == SeatingKind.MARKET and phase.settings.theme_kind:
        open_for_themes(tx, plan, phase.settings.theme_kind)


def forget_unused(tx: Transaction) -> bool:
    """A plan of this phase that nobody has worked with gives way; True if that one had opened a round."""
    plan = Seating.newest(tx.session, tx.conference_id)
    if plan is None or plan.phase_id != tx.conference.phase_id:
        return False
    if is_written_on(tx, HallTable.of(tx.session, plan.id or 0)):
        return False
    plan.removed = True
    return not plan.redrawn


def draw(
    tx: Transaction,
    kind: str,
    size: int,
    *,
    phase_id: int | None,
    hosts: Sequence[Seat] = (),
    tables: int = 0,
) -> Seating:
    """`hosts` keep their tables, of which there are as many as before."""
    plan = new_plan(tx, kind, size, phase_id)
    people = guests(tx)
    earlier = earlier_tables(tx)
    if kind == SeatingKind.MAX_MIX:
        count = tables or min(MOST_TABLES, table_count(len(people), size=size))
        staying = {str(seat.participant_id): number_of_table(tx, seat) - 1 for seat in hosts}
        mixed = max_mix(people, tables=count, earlier=earlier, hosts=staying, seed=plan.seed)
        fill(tx, plan, [("", None, ids) for ids in mixed], hosts=set(staying))
    elif kind == SeatingKind.GROUPS:
        named = {str(group.id): group for group in StakeholderGroup.of(tx.session, tx.conference_id)}
        shared = by_group(people, order=list(named), earlier=earlier, most=max(size, 5), seed=plan.seed)
        fill(
            tx,
            plan,
            [
                (
                    titled([named[key].name for key in table.groups]),
                    named[table.groups[0]].id if len(table.groups) == 1 else None,
                    table.people,
                )
                for table in shared
            ],
        )
    return plan


def titled(names: Sequence[str]) -> str:
    """As many whole names as a title holds."""
    title = "".join(names[:1])
    for name in names[1:]:
        longer = f"{title}{JOINT}{name}"
        title = longer if len(longer) <= LONGEST_TITLE else title
    return title


def new_plan(tx: Transaction, kind: str, size: int, phase_id: int | None) -> Seating:
    known = tx.session.exec(select(Seating.number).where(Seating.conference_id == tx.conference_id)).all()
    plan = Seating(
        conference_id=tx.conference_id,
        number=max(known, default=0) + 1,
        kind=kind,
        phase_id=phase_id,
        size=size,
        seed=secrets.randbelow(2**31),
    )
    tx.session.add(plan)
    tx.session.flush()
    return plan


def guests(tx: Transaction) -> list[Guest]:
    """Everybody whose device is in the hall and was not forgotten."""
    return [
        Guest(str(person.id), str(person.group_id or ""), str(person.companion_id or ""))
        for person in Participant.of(tx.session, tx.conference_id)
        if not person.token_hash.startswith(GONE) and person.channel != AHEAD
    ]


def earlier_tables(tx: Transaction) -> list[list[list[str]]]:
    """Who sat with whom in the plans that were drawn so far; a market brings nobody together for long."""
    plans = [plan.id for plan in Seating.of(tx.session, tx.conference_id) if plan.kind != SeatingKind.MARKET]
    tables: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for plan_id, table_id, participant_id, _ in Seat.earlier(tx.session, tx.conference_id):
        if plan_id in plans:
            tables[plan_id][table_id].append(str(participant_id))
    return [list(plan.values()) for plan in tables.values()]


def number_of_table(tx: Transaction, seat: Seat) -> int:
    return tx.session.get_one(HallTable, seat.table_id).number


Drawn = tuple[str, int | None, Sequence[str]]


def fill(tx: Transaction, plan: Seating, drawn: Sequence[Drawn], *, hosts: set[str] | None = None) -> None:
    """The rows of a plan: tables with title and group, and who sits there."""
    tables = [
        HallTable(
            conference_id=tx.conference_id,
            seating_id=plan.id or 0,
            number=number,
            title=title,
            group_id=group_id,
        )
        for number, (title, group_id, _) in enumerate(drawn, start=1)
    ]
    tx.session.add_all(tables)
    tx.session.flush()
    tx.session.add_all(
        Seat(
            seating_id=plan.id or 0,
            table_id=table.id or 0,
            participant_id=int(person),
            role=HOST if hosts and person in hosts else "",
        )
        for table, (_, _, people) in zip(tables, drawn, strict=True)
        for person in people
    )
    tx.session.flush()


def open_for_themes(tx: Transaction, plan: Seating, kind: str) -> None:
    """A market whose groups are there from the start: one for each goal that all carry, where the hall has
    agreed on some, else for each released theme."""
    themes = Theme.of(tx.session, tx.conference_id, kind)
    carried = [
        (goal.text, goal.theme_id)
        for goal in Statement.of(tx.session, tx.conference_id)
        if goal.state == StatementState.AGREED
        and goal.measure_id is None
        and goal.theme_id in {None, *(theme.id for theme in themes)}
    ]
    released = [(theme.title, theme.id) for theme in themes if theme.released]
    for number, (title, theme_id) in enumerate(carried or released, start=1):
        tx.session.add(
            HallTable(
                conference_id=tx.conference_id,
                seating_id=plan.id or 0,
                number=number,
                title=title[:LONGEST_TITLE],
                theme_id=theme_id,
            )
        )


def change_round(tx: Transaction, *, to: int) -> Answer:
    """Everybody but the hosts goes to another table; refuses where the round `to` is not the next one."""
    phase = current_phase(tx)
    plan = newest(tx)
    if phase.settings.rounds < 2 or plan.kind != SeatingKind.MAX_MIX:
        raise not_found()
    if to != round_of(tx, phase) + 1:
        raise stale()
    if to > phase.settings.rounds:
        raise Refusal("last_round", N_("Das war die letzte Runde."), status=409)
    tables = HallTable.of(tx.session, plan.id or 0)
    hosts = hosts_of(tx, plan) if phase.settings.host_stays else []
    draw(tx, SeatingKind.MAX_MIX, plan.size, phase_id=phase.id, hosts=hosts, tables=len(tables))
    if phase.state == PhaseState.OPEN:
        tx.conference.paused_left = None
        tx.conference.ends_at = now() + timedelta(minutes=phase.minutes / phase.settings.rounds)
    tx.log("round_changed", round=to, of=phase.settings.rounds)
    return {"round": to}


def round_of(tx: Transaction, phase: Phase) -> int:
    return round_in(Seating.of(tx.session, tx.conference_id), phase)


def hosts_of(tx: Transaction, plan: Seating) -> list[Seat]:
    """One for each table: who has been host so far, else somebody diced."""
    by_table = seats_by_table(tx, plan)
    hosts = []
    for table_id, seats in sorted(by_table.items()):
        known = [seat for seat in seats if seat.role == HOST]
        hosts.append(known[0] if known else seats[(plan.seed + table_id) % len(seats)])
    return hosts


def current_phase(tx: Transaction) -> Phase:
    phase = tx.session.get(Phase, tx.conference.phase_id) if tx.conference.phase_id else None
    if phase is None:
        raise Refusal("no_phase", N_("Es läuft gerade keine Phase."), status=409)
    return phase
