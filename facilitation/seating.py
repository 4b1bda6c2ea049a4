"""Who sits with whom: mixed tables, tables of one stakeholder group, and roles that go round."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

FEWEST, MOST = 5, 10
ROLES = ("leader", "recorder", "timekeeper", "reporter")

APART, TOGETHER = 10_000, 100_000_000
"""What two of one group at a mixed table cost, and what companions at one are worth; a meeting costs 1."""
ROUNDS, TRIES = 12, 4
SAME_ROLE = 100
"""What the same role once more costs; any other role before costs 1."""

Costs = NDArray[np.int64]
Seats = NDArray[np.intp]
Tables = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Guest:
    """`companion` is the id of somebody this person wants to sit with; "" for nobody."""

    id: str
    group: str = ""
    companion: str = ""


@dataclass(frozen=True, slots=True)
class GroupTable:
    """A table of one group, or of several small ones that share it."""

    groups: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(slots=True)
class _Party:
    """The groups that sit together so far, and their people."""

    groups: list[str]
    people: list[Guest] = field(default_factory=list)


def table_count(people: int, *, size: int) -> int:
    """How many tables of about `size` people it takes, at least one. Raises ValueError for a size below 1."""
    if size < 1:
        raise ValueError("a table has at least one seat")
    return max(1, (2 * people + size) // (2 * size))


def max_mix(
    guests: Sequence[Guest],
    *,
    tables: int,
    earlier: Sequence[Sequence[Sequence[str]]] = (),
    hosts: Mapping[str, int] | None = None,
    seed: int,
) -> Tables:
    """Mixed tables: each group spread over all of them, companions together, few meetings a second time.

    `earlier` holds plans as tables of ids; `hosts` the index of the table at which somebody stays. Returns
    `tables` tuples of ids whose sizes differ by one at most; without companions and hosts so do the members
    of each group. The same arguments give the same plan. Raises ValueError for less than one table or an id
    that comes twice.

    Source: round-robin by stakeholder group as in Future Search (Weisbord and Janoff), repeats broken by
    exchanging pairs of people, the steepest descent first.
    """
    check(guests, tables)
    if not guests:
        return ((),) * tables
    hosts = {guest_id: table for guest_id, table in (hosts or {}).items() if 0 <= table < tables}
    met = meetings(guests, earlier)
    costs = met + wishes(guests, apart=APART)
    fixed = np.array([hosts.get(guest.id, -1) for guest in guests], dtype=np.intp)
    best: tuple[int, Seats] | None = None
    for attempt in range(TRIES):
        rng = np.random.default_rng([seed, attempt])
        seats = exchanged(costs, dealt(guests, met, fixed, tables, rng), movable=fixed < 0, rng=rng)
        total = cost_of(costs, seats)
        if best is None or total < best[0]:
            best = total, seats
        if not cost_of(met, best[1]):
            break
    assert best is not None
    return grouped(guests, best[1], tables)


def by_group(
    guests: Sequence[Guest],
    *,
    order: Sequence[str],
    earlier: Sequence[Sequence[Sequence[str]]] = (),
    fewest: int = FEWEST,
    most: int = MOST,
    seed: int,
) -> tuple[GroupTable, ...]:
    """Tables of one group each, in the order given; who is in none of them comes last.

    A group of fewer than `fewest` joins the smaller of its neighbours in that order, one of more than `most`
    is split into equal tables; groups that have joined are parted whole where that fits. Whoever has a
    companion sits in the companion's group. Raises ValueError where
    `most` is less than `fewest` or an id comes twice.
    """
    if not 1 <= fewest <= most:
        raise ValueError("a table has room for the smallest group")
    check(guests, 1)
    tables: list[GroupTable] = []
    joined = merged(parties(following(guests), order), fewest)
    for party in [part for whole in joined for part in parted(whole, fewest, most)]:
        count = -(-len(party.people) // most)
        mixed = max_mix(party.people, tables=count, earlier=earlier, seed=seed)
        tables += [GroupTable(tuple(party.groups), people) for people in mixed]
    return tuple(tables)


def seat_for(tables: Sequence[Sequence[Guest]], guest: Guest) -> int:
    """The index of the table for somebody who comes late: the companion's, else the smallest, there the one
    with the fewest of the own group. Raises ValueError without tables."""
    if not tables:
        raise ValueError("there is no table")
    for index, table in enumerate(tables):
        if guest.companion and any(other.id == guest.companion for other in table):
            return index
    same = [sum(other.group == guest.group for other in table) for table in tables]
    return min(range(len(tables)), key=lambda index: (len(tables[index]), same[index], index))


def dice_roles(
    people: Sequence[str], *, had: Mapping[str, Sequence[str]] | None = None, seed: int
) -> dict[str, str]:
    """A role of ROLES for up to four of a table, by id; whoever had that role, or any, comes later."""
    rng = np.random.default_rng([seed, len(people)])
    shuffled = [people[index] for index in rng.permutation(len(people))]
    before = [Counter((had or {}).get(person, ())) for person in shuffled]
    roles = ROLES[: len(shuffled)]
    if not roles:
        return {}
    again = [[SAME_ROLE * known[role] + known.total() for known in before] for role in roles]
    chosen = linear_sum_assignment(np.array(again))[1]
    return {shuffled[index]: role for role, index in zip(roles, chosen, strict=True)}


def repeated_pairs(tables: Sequence[Sequence[str]], earlier: Sequence[Sequence[Sequence[str]]]) -> int:
    """How many pairs of one table sat together before, each counted as often as it did."""
    guests = [Guest(person) for table in tables for person in table]
    seats = np.repeat(np.arange(len(tables)), [len(table) for table in tables])
    return cost_of(meetings(guests, earlier), seats)


def check(guests: Sequence[Guest], tables: int) -> None:
    if tables < 1:
        raise ValueError("there is no table")
    if len({guest.id for guest in guests}) < len(guests):
        raise ValueError("somebody comes twice")


def meetings(guests: Sequence[Guest], earlier: Sequence[Sequence[Sequence[str]]]) -> Costs:
    """How often each pair sat together before, shape (guests, guests)."""
    index = {guest.id: number for number, guest in enumerate(guests)}
    met = np.zeros((len(guests), len(guests)), dtype=np.int64)
    for plan in earlier:
        for table in plan:
            present = [index[person] for person in table if person in index]
            met[np.ix_(present, present)] += 1
    for number, guest in enumerate(guests):  # who wants to sit together meets as often as they like
        other = index.get(guest.companion, number)
        met[number, other] = met[other, number] = 0
    np.fill_diagonal(met, 0)
    return met


def wishes(guests: Sequence[Guest], *, apart: int) -> Costs:
    """What it costs to put two of a group at one table, and what it is worth to keep companions together."""
    codes = np.unique([guest.group for guest in guests], return_inverse=True)[1]
    costs = np.where(codes[:, None] == codes[None, :], apart, 0).astype(np.int64)
    index = {guest.id: number for number, guest in enumerate(guests)}
    for number, guest in enumerate(guests):
        other = index.get(guest.companion, number)
        costs[number, other] = costs[other, number] = -TOGETHER
    np.fill_diagonal(costs, 0)
    return costs


def dealt(guests: Sequence[Guest], met: Costs, fixed: Seats, tables: int, rng: np.random.Generator) -> Seats:
    """The largest group first, each person to the table with the fewest of it, of these to the smallest."""
    seats = fixed.copy()
    sizes = np.bincount(seats[seats >= 0], minlength=tables)
    least, larger = divmod(len(guests), tables)
    counts = Counter(guest.group for guest in guests)
    own: dict[str, NDArray[np.intp]] = {group: np.zeros(tables, dtype=np.intp) for group in counts}
    known = np.zeros((len(guests), tables), dtype=np.int64)
    for number in map(int, np.flatnonzero(seats >= 0)):
        own[guests[number].group][seats[number]] += 1
        known[:, seats[number]] += met[:, number]
    waiting = [int(number) for number in rng.permutation(len(guests)) if seats[number] < 0]
    lots = rng.permutation(tables)
    for number in sorted(waiting, key=lambda number: (-counts[guests[number].group], guests[number].group)):
        here = own[guests[number].group]
        full = (sizes > least) | ((sizes == least) & ((sizes > least).sum() >= larger))
        table = int(np.lexsort((lots, known[number], sizes, here, full))[0])
        seats[number] = table
        sizes[table] += 1
        here[table] += 1
        known[:, table] += met[:, number]
    return seats


def exchanged(costs: Costs, seats: Seats, *, movable: NDArray[np.bool_], rng: np.random.Generator) -> Seats:
    """Two people change places as long as that lowers the costs; nobody alone, so that no size changes."""
    tables = int(seats.max()) + 1
    load = np.stack([costs[:, seats == table].sum(axis=1) for table in range(tables)], axis=1)
    everybody = np.arange(len(seats))
    for _ in range(ROUNDS):
        has_changed = False
        for one in rng.permutation(np.flatnonzero(movable)):
            here = seats[one]
            change = (
                load[one, seats] - load[one, here] + load[:, here] - load[everybody, seats] - 2 * costs[one]
            )
            change[(seats == here) | ~movable] = 0
            other = int(change.argmin())
            if change[other] >= 0:
                continue
            there = seats[other]
            load[:, here] += costs[:, other] - costs[:, one]
            load[:, there] += costs[:, one] - costs[:, other]
            seats[one], seats[other] = there, here
            has_changed = True
        if not has_changed:
            break
    return seats


def cost_of(costs: Costs, seats: Seats) -> int:
    return int(costs[seats[:, None] == seats[None, :]].sum()) // 2


def grouped(guests: Sequence[Guest], seats: Seats, tables: int) -> Tables:
    return tuple(
        tuple(guest.id for guest, seat in zip(guests, seats, strict=True) if seat == table)
        for table in range(tables)
    )


def following(guests: Sequence[Guest]) -> list[Guest]:
    """Each in the group of the companion; two who name each other, in that of the one who comes first."""
    known = {guest.id: guest for guest in guests}
    led: dict[str, str] = {}
    for guest in guests:
        leader = known.get(guest.companion)
        if leader is not None and led.get(leader.id) != guest.id:
            led[guest.id] = leader.id
    return [replace(guest, group=known[leader_of(guest.id, led)].group) for guest in guests]


def leader_of(guest_id: str, led: Mapping[str, str]) -> str:
    """At the end of the chain; in a ring, the first whom it comes back to."""
    seen = {guest_id}
    while guest_id in led and led[guest_id] not in seen:
        guest_id = led[guest_id]
        seen.add(guest_id)
    return guest_id


def parties(guests: Sequence[Guest], order: Sequence[str]) -> list[_Party]:
    """One for each group that is there."""
    known = {group: _Party([group]) for group in dict.fromkeys(order)}
    nobody = _Party([])
    for guest in guests:
        known.get(guest.group, nobody).people.append(guest)
    return [party for party in (*known.values(), nobody) if party.people]


def merged(parties: list[_Party], fewest: int) -> list[_Party]:
    """The smallest joins the smaller of its neighbours until each is large enough, or one is left."""
    parties = list(parties)
    while len(parties) > 1:
        index = min(range(len(parties)), key=lambda index: len(parties[index].people))
        if len(parties[index].people) >= fewest:
            break
        beside = [place for place in (index - 1, index + 1) if 0 <= place < len(parties)]
        other = min(beside, key=lambda place: len(parties[place].people))
        first, second = sorted((index, other))
        parties[first].groups += parties[second].groups
        parties[first].people += parties[second].people
        del parties[second]
    return parties


def parted(party: _Party, fewest: int, most: int) -> list[_Party]:
    """Groups that have joined and are too many for a table: cut between two of them, near the middle."""
    people = party.people
    cuts = [
        place
        for place in range(fewest, len(people) - fewest + 1)
        if people[place - 1].group != people[place].group
    ]
    if len(people) <= most or not cuts:
        return [party]
    cut = min(cuts, key=lambda place: abs(len(people) - 2 * place))
    halves = [_Party(groups_of(party, half), half) for half in (people[:cut], people[cut:])]
    return [part for half in halves for part in parted(half, fewest, most)]


def groups_of(party: _Party, people: Sequence[Guest]) -> list[str]:
    there = {guest.group for guest in people}
    return [group for group in party.groups if group in there]
