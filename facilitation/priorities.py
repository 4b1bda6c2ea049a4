"""Dots: how many each person gets, and which themes come first."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from facilitation.notes import Vote

FEWEST_DOTS, MOST_DOTS, MOST_DOTS_BY_HALF = 2, 7, 10


@dataclass(frozen=True, slots=True)
class Ranked:
    """An item with its dots; `rank` starts at 1 and is shared by equal totals (1, 2, 2, 4)."""

    item: str
    rank: int
    total: int
    by_group: Mapping[str, int]
    voters: int


def rank_by_dots(items: Sequence[str], votes: Sequence[Vote]) -> tuple[Ranked, ...]:
    """All items, most dots first; equals stay in the order given. Votes for unknown items do not count."""
    known = list(dict.fromkeys(items))
    totals: Counter[str] = Counter()
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    voters: dict[str, set[str]] = defaultdict(set)
    for vote in votes:
        totals[vote.item] += vote.value
        groups[vote.item][vote.group] += vote.value
        if vote.value:
            voters[vote.item].add(vote.voter)
    ordered = sorted(known, key=lambda item: -totals[item])
    ranks = _shared_ranks([totals[item] for item in ordered])
    return tuple(
        Ranked(item, rank, totals[item], dict(sorted(groups[item].items())), len(voters[item]))
        for item, rank in zip(ordered, ranks, strict=True)
    )


def _shared_ranks(totals: Sequence[int]) -> list[int]:
    first = {total: position for position, total in reversed(list(enumerate(totals, start=1)))}
    return [first[total] for total in totals]


def suggest_dots(item_count: int) -> int:
    """Dots per person: a third of the items, at least 2, at most 7 (never more than there are items)."""
    third = int(item_count / 3 + 0.5)
    return max(min(max(third, FEWEST_DOTS), MOST_DOTS, item_count), 0)


def dot_rules(item_count: int, person_count: int) -> Mapping[str, int]:
    """The published rules side by side, for the moderator, and our default.

    half: n/2, at most 10. third: n/3. clear_ranking: a(a-1)/(2·persons), rounded up, the least number of dots
    per person that lets a clear order of a items be expected. default: suggest_dots.
    """
    pairs = item_count * (item_count - 1)
    return {
        "half": min(max(ceil(item_count / 2), 0), MOST_DOTS_BY_HALF),
        "third": max(int(item_count / 3 + 0.5), 0),
        "clear_ranking": ceil(pairs / (2 * person_count)) if person_count > 0 else 0,
        "default": suggest_dots(item_count),
    }
