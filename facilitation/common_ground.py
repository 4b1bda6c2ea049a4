"""What all groups carry and what divides them: from dots, from agree/pass/disagree, from consent checks."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from math import prod
from typing import Literal

from facilitation.intervals import difference_interval, wilson_interval
from facilitation.notes import Vote

How = Literal["opinion", "dots", "consent"]
Stance = Literal["for", "rather_for", "open", "rather_against", "against", "few"]
Verdict = Literal["carried", "divided", "objected", "rejected", "open", "few"]

FEW = 5
"""Of a group with fewer votes than this nothing is said."""
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Tally:
    """How many persons agree, agree with reservations, pass and disagree."""

    agree: int = 0
    reserved: int = 0
    passed: int = 0
    disagree: int = 0

    @property
    def carrying(self) -> int:
        return self.agree + self.reserved

    @property
    def seen(self) -> int:
        return self.carrying + self.passed + self.disagree


@dataclass(frozen=True, slots=True)
class Voice:
    """How a group stands to an item: the share of those who saw it that carry it, and its 90 % interval."""

    group: str
    tally: Tally
    share: float
    low: float
    high: float
    stance: Stance


@dataclass(frozen=True, slots=True)
class Ground:
    """What the groups make of one item.

    sure: it is carried, and by no group only by chance. consensus: see `group_informed_consensus`.
    divides: pairs of groups (carries it, does not), widest difference first.
    """

    item: str
    verdict: Verdict
    sure: bool
    consensus: float
    voices: tuple[Voice, ...]
    divides: tuple[tuple[str, str], ...]
    total: Tally


def find_common_ground(
    votes: Sequence[Vote],
    *,
    how: How = "opinion",
    items: Sequence[str] = (),
    groups: Sequence[str] = (),
) -> tuple[Ground, ...]:
    """One Ground per item, highest consensus first.

    how: what a vote's `value` means. "opinion": 1 agree, 0 pass, -1 disagree. "consent": 2 yes, 1 yes with
    reservations, 0 no. "dots": any dots are a yes, and who gave dots has seen all items. items, groups: all
    there are, those without a vote too; else those that occur. Votes without a group count in `total` only.

    A group carries an item when more than half of those who saw it do; with dots, when more do than carry the
    group's average item. Two groups are divided when one carries it, the other does not, and the interval of
    the difference (Newcombe 1998) leaves out zero. One objection in a consent check keeps it off the common
    ground.
    """
    counted = tally(votes, how=how, items=items)
    named = list(groups) or sorted({group for by_group in counted.values() for group in by_group} - {""})
    usual = {group: _usual_share(counted, group) if how == "dots" else _HALF for group in named}
    found = [_ground(item, by_group, usual, how) for item, by_group in counted.items()]
    return tuple(sorted(found, key=lambda ground: -round(ground.consensus, 12)))


def group_informed_consensus(tallies: Iterable[Tally]) -> float:
    """Product over the groups of (A + 1) / (S + 2): A carry it, S saw it; 0 to 1, the higher the more agree.

    The group-informed consensus of Polis (Small et al. 2021, "Polis: Scaling deliberation by mapping high
    dimensional opinion spaces"; `group-aware-consensus` in its program).
    """
    return prod((each.carrying + 1) / (each.seen + 2) for each in tallies)


def tally(
    votes: Sequence[Vote], *, how: How = "opinion", items: Sequence[str] = ()
) -> dict[str, dict[str, Tally]]:
    """Item → group → Tally. Of two votes of one voter on one item the later one counts."""
    known = list(dict.fromkeys(items)) or list(dict.fromkeys(vote.item for vote in votes))
    last = {(vote.voter, vote.item): vote for vote in votes if vote.item in {*known}}
    answers: dict[str, dict[str, Counter[str]]] = {item: defaultdict(Counter) for item in known}
    for vote in _with_passed_items(last, known) if how == "dots" else last.values():
        answers[vote.item][vote.group][_ANSWERS[how](vote.value)] += 1
    return {
        item: {group: Tally(**counts) for group, counts in sorted(by_group.items())}
        for item, by_group in answers.items()
    }


_ANSWERS: Mapping[How, Callable[[int], str]] = {
    "opinion": lambda value: "agree" if value > 0 else "disagree" if value < 0 else "passed",
    "consent": lambda value: "agree" if value > 1 else "reserved" if value == 1 else "disagree",
    "dots": lambda value: "agree" if value > 0 else "passed",
}


def _with_passed_items(last: Mapping[tuple[str, str], Vote], items: Sequence[str]) -> list[Vote]:
    """Who gave dots to something has seen the rest and passed it."""
    group_of = {vote.voter: vote.group for vote in last.values() if vote.value > 0}
    given = {pair for pair, vote in last.items() if vote.value > 0}
    return [
        Vote(voter, item, int((voter, item) in given), group)
        for voter, group in group_of.items()
        for item in items
    ]


def _usual_share(counted: Mapping[str, Mapping[str, Tally]], group: str) -> float:
    """The share of a group that carries its average item."""
    shares = [_share(by_group[group]) for by_group in counted.values() if group in by_group]
    return sum(shares) / len(shares) if shares else _HALF


def _share(counts: Tally) -> float:
    return counts.carrying / counts.seen if counts.seen else 0.0


def _ground(item: str, by_group: Mapping[str, Tally], usual: Mapping[str, float], how: How) -> Ground:
    voices = tuple(_voice(group, by_group.get(group, Tally()), share, how) for group, share in usual.items())
    total = _sum(by_group.values())
    divides = _divides([voice for voice in voices if voice.stance != "few"])
    verdict = _verdict(voices, divides, objections=total.disagree if how == "consent" else 0)
    return Ground(
        item=item,
        verdict=verdict,
        sure=verdict == "carried" and all(voice.stance in ("for", "few") for voice in voices),
        consensus=group_informed_consensus(voice.tally for voice in voices),
        voices=voices,
        divides=divides,
        total=total,
    )


def _voice(group: str, counts: Tally, usual: float, how: How) -> Voice:
    low, high = wilson_interval(counts.carrying, counts.seen)
    return Voice(group, counts, _share(counts), low, high, _stance(counts, usual, low, how))


def _stance(counts: Tally, usual: float, low: float, how: How) -> Stance:
    if counts.seen < FEW:
        return "few"
    if _is_more(_share(counts), usual):
        return "for" if _is_more(low, usual) else "rather_for"
    if how == "dots" or not _is_more(counts.disagree / counts.seen, _HALF):
        return "open"
    return (
        "against" if _is_more(wilson_interval(counts.disagree, counts.seen)[0], _HALF) else "rather_against"
    )


def _is_more(share: float, than: float) -> bool:
    return share > than + 1e-9


_FOR, _AGAINST = ("for", "rather_for"), ("against", "rather_against")


def _divides(voices: Sequence[Voice]) -> tuple[tuple[str, str], ...]:
    wide = []
    for one, other in permutations(voices, 2):
        if one.stance in _FOR and other.stance not in _FOR:
            low, _ = difference_interval(
                one.tally.carrying, one.tally.seen, other.tally.carrying, other.tally.seen
            )
            if low > 0:
                wide.append((-round(one.share - other.share, 9), one.group, other.group))
    return tuple((one, other) for _, one, other in sorted(wide))


def _verdict(voices: Sequence[Voice], divides: Sequence[tuple[str, str]], *, objections: int) -> Verdict:
    heard = [voice.stance for voice in voices if voice.stance != "few"]
    if len(heard) < 2:
        return "few"
    if divides:
        return "divided"
    if all(stance in _FOR for stance in heard):
        return "objected" if objections else "carried"
    return "rejected" if all(stance in _AGAINST for stance in heard) else "open"


def _sum(tallies: Iterable[Tally]) -> Tally:
    every = list(tallies)
    return Tally(
        sum(each.agree for each in every),
        sum(each.reserved for each in every),
        sum(each.passed for each in every),
        sum(each.disagree for each in every),
    )
