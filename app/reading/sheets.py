"""What a scribe types from a dot sheet of paper: numbers, as they stand on the sheet, and what they mean."""

import re
from collections import Counter
from collections.abc import Sequence

from app.errors import N_, Refusal
from app.models import Ballot, BallotItem

_PLACED = re.compile(r"(\d+)\s*[:=]\s*([1-5])\s*[/,]\s*([1-5])")
_BETWEEN = re.compile(r"[\s,;.+]+")


def understood(ballot: Ballot, items: Sequence[BallotItem], typed: str) -> dict[int, int]:
    """Value by item.

    For dots the number of an item once for each dot on it ("3 3 7"), for a scale or a consent check one
    number, for a matrix each thing with impact and effort ("3:4/2 5:1/5").
    """
    if ballot.mode == "matrix":
        return placed(items, typed)
    numbers = counted(typed)
    known = {item.position: item.id or 0 for item in items}
    unknown = sorted(number for number in numbers if number not in known)
    if unknown:
        raise Refusal(
            "no_such_number", N_("Eine Nummer %(number)s steht nicht auf dem Bogen."), number=unknown[0]
        )
    check_dots(ballot, numbers)
    return {known[number]: count for number, count in numbers.items()}


def counted(typed: str) -> Counter[int]:
    words = [word for word in _BETWEEN.split(typed.strip()) if word]
    strange = next((word for word in words if not word.isdecimal() or len(word) > 4), "")
    if strange:
        raise Refusal("no_numbers", N_("„%(word)s“ ist keine Nummer. Bitte so: 3 3 7"), word=strange[:20])
    if not words:
        raise Refusal("empty_sheet", N_("Bitte tippen Sie die Nummern ein, auf denen Punkte kleben."))
    return Counter(int(word) for word in words)


def check_dots(ballot: Ballot, numbers: Counter[int]) -> None:
    if numbers.total() > ballot.dots:
        raise Refusal(
            "no_dots_left",
            N_("Das sind %(count)s Punkte, erlaubt sind %(dots)s. Der Bogen gilt so nicht."),
            count=numbers.total(), dots=ballot.dots,
        )  # fmt: skip
    number, most = numbers.most_common(1)[0]
    if most > ballot.max_per_item:
        raise Refusal(
            "too_many_here",
            N_("Auf Nummer %(number)s kleben %(count)s Punkte, erlaubt sind %(most)s."),
            number=number, count=most, most=ballot.max_per_item,
        )  # fmt: skip


def placed(items: Sequence[BallotItem], typed: str) -> dict[int, int]:
    by_place = {(item.position, item.axis): item.id or 0 for item in items}
    things = sorted({item.position for item in items})
    number_of = {place: number for number, place in enumerate(things, start=1)}
    known = {(number_of[place], axis): item_id for (place, axis), item_id in by_place.items()}
    found: dict[int, int] = {}
    for number, impact, effort in _PLACED.findall(typed):
        for axis, value in (("impact", impact), ("effort", effort)):
            if (int(number), axis) not in known:
                raise Refusal(
                    "no_such_number", N_("Eine Nummer %(number)s steht nicht auf dem Bogen."), number=number
                )
            found[known[int(number), axis]] = int(value)
    if not found or _PLACED.sub("", typed).strip(" ,;"):
        raise Refusal(
            "no_numbers", N_("Bitte so: 3:4/2 – das heißt Nummer 3, Wirkung 4, Aufwand 2."), word=typed[:20]
        )
    return found
