"""How many of which group, and which groups may be told apart without telling apart the people in them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.models import StakeholderGroup

SMALLEST_GROUP = 5


@dataclass(frozen=True)
class GroupCount:
    """How many of a group; `group` is None for those who gave none."""

    group: StakeholderGroup | None
    count: int


def counted(groups: Sequence[StakeholderGroup], counts: Counter[int | None]) -> tuple[GroupCount, ...]:
    """Counts by id in the order of the groups; those without one, or of one that is gone, come last."""
    known = [GroupCount(group, counts[group.id]) for group in groups if counts[group.id]]
    ids = {group.id for group in groups}
    others = sum(count for group_id, count in counts.items() if group_id not in ids)
    return (*known, GroupCount(None, others)) if others else tuple(known)


def in_every_group(
    groups: Sequence[StakeholderGroup], entries: Iterable[GroupCount]
) -> tuple[GroupCount, ...]:
    """The same counts with each group in its place, those of nobody too; without a group comes last."""
    counts = {entry.group.id if entry.group else None: entry.count for entry in entries}
    known = (GroupCount(group, counts.get(group.id, 0)) for group in groups)
    return (*known, GroupCount(None, counts.get(None, 0)))


def large_groups(entries: Sequence[GroupCount]) -> tuple[StakeholderGroup, ...]:
    """The groups of these people in which, and beside which, nobody is told apart."""
    large = [entry for entry in entries if entry.group and entry.count >= SMALLEST_GROUP]
    others = sum(entry.count for entry in entries) - sum(entry.count for entry in large)
    while large and 0 < others < SMALLEST_GROUP:
        smallest = min(large, key=lambda entry: entry.count)
        large.remove(smallest)
        others += smallest.count
    return tuple(entry.group for entry in large if entry.group)


def told_groups(
    voters: Sequence[GroupCount], sums: Iterable[Counter[int | None]], *, most: int
) -> tuple[StakeholderGroup, ...]:
    """The groups by which a vote may be told; none where the sums of one would tell what each in it has put.

    `sums`: of each item its values added up, by group; `most`: how much one person may put on an item.
    Leaving out only the group that is of one mind would tell that it is.
    """
    large = large_groups(voters)
    rest: int | None = None
    part_of = {group.id: group.id for group in large}
    sizes: Counter[int | None] = Counter()
    for entry in voters:
        sizes[part_of.get(entry.group.id if entry.group else rest, rest)] += entry.count
    put: dict[int | None, list[int]] = {part: [] for part in sizes}
    for counter in sums:
        for part in sizes:
            put[part].append(sum(n for group, n in counter.items() if part_of.get(group, rest) == part))
    return () if any(is_of_one_mind(put[part], sizes[part], most) for part in sizes) else large


def told_beside(
    body: StakeholderGroup, voters: Sequence[GroupCount], sums: Iterable[Counter[int | None]], *, most: int
) -> tuple[StakeholderGroup, ...]:
    """A body whose people know that it is told, however few they are; unless that tells of all beside it.

    Where the hall is of one mind, the total has told it already.
    """
    put = [(counter.total(), counter.total() - counter[body.id]) for counter in sums]
    is_known = sum(1 for every, _ in put if every) <= 1
    others = sum(entry.count for entry in voters if entry.group is None or entry.group.id != body.id)
    is_hidden = others >= SMALLEST_GROUP and not is_of_one_mind([rest for _, rest in put], others, most)
    return (body,) if is_known or is_hidden or not others else ()


def is_of_one_mind(put: Sequence[int], people: int, most: int) -> bool:
    """All that they have put is on one item, or on one of them everybody has put the most."""
    highest = max(put, default=0)
    return highest > 0 and (highest == sum(put) or highest >= people * most)


def weighed_evenly(rows: Mapping[int | None, Sequence[int]]) -> dict[int | None, int]:
    """Per cent of the dots of each item if every group counted the same, however many came.

    `rows`: of each item its dots, group by group. Groups without dots do not count; nothing for a single one.
    """
    sums = [sum(column) for column in zip(*rows.values(), strict=True)]
    counting = [(at, whole) for at, whole in enumerate(sums) if whole]
    if len(counting) < 2:
        return {}
    return {
        item: round(100 * sum(dots[at] / whole for at, whole in counting) / len(counting))
        for item, dots in rows.items()
    }
