"""What a rehearsal found, in words and as data."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import quantiles
from typing import Any

from app.errors import N_
from app.i18n import translate
from app.rehearsal.guest import Guest
from app.rehearsal.phones import Phone
from app.rehearsal.watching import Wall


@dataclass(frozen=True)
class Spread:
    """Seconds."""

    count: int
    p50: float
    p95: float
    p99: float


def spread(seconds: Sequence[float]) -> Spread:
    if len(seconds) < 2:
        only = next(iter(seconds), 0.0)
        return Spread(len(seconds), only, only, only)
    cuts = quantiles(seconds, n=100, method="inclusive")
    return Spread(len(seconds), cuts[49], cuts[94], cuts[98])


@dataclass(frozen=True)
class Report:
    """`lost` are saved cards that their device does not find any more, `double` are cards stored twice."""

    phones: int
    joined: int
    refused_at_door: int
    cards: int
    saved: int
    lost: int
    double: int
    unanswered: int
    left_behind: int
    votes: int
    wall_expected: int
    wall_seen: int
    answer: Spread
    to_wall: Spread
    reconnects: int
    told_again: int
    asked_to_wait: int
    refusals: dict[str, int]
    unchecked: int
    taken_back: int = 0

    @property
    def is_good(self) -> bool:
        return self.lost == self.double == self.unanswered == self.unchecked == 0

    def as_data(self) -> dict[str, Any]:
        return {**asdict(self), "good": self.is_good}


def counted(guests: Sequence[Guest], stored: dict[Phone, list[str] | None], wall: Wall | None) -> Report:
    """`stored` are the texts of the cards that the server names to each device, None where it did not."""
    phones = [guest.phone for guest in guests]
    lost = double = 0
    for phone, texts in stored.items():
        if texts is not None:
            missing, twice = compared(phone, texts)
            lost, double = lost + missing, double + twice
    here = [guest.phone for guest in guests if not guest.has_left]
    gone = [guest.phone for guest in guests if guest.has_left]
    cards = [(phone, key) for phone in phones for key in of_kind(phone, "post_card")]
    saved = [(phone, key) for phone, key in cards if key in phone.acked]
    alone = [(phone, key) for phone, key in saved if "field" not in phone.said[key]]
    expected = [(phone, key) for phone, key in alone if wall is not None and wall.expects(phone.acked[key])]
    told = told_to_wall(expected, wall) if wall is not None else []
    return Report(
        phones=len(guests),
        joined=sum(guest.came_in for guest in guests),
        refused_at_door=sum(guest.refused_at_door for guest in guests),
        cards=len(cards),
        saved=len(saved),
        lost=lost,
        double=double,
        unanswered=sum(phone.waiting for phone in here),
        left_behind=sum(phone.waiting for phone in gone),
        votes=sum(key in phone.acked for phone in phones for key in of_kind(phone, "cast_vote")),
        wall_expected=len(expected),
        wall_seen=len(told),
        answer=spread(answer_times(phones)),
        to_wall=spread(
            [max(0.0, at - phone.sent_at[key]) for phone, key, at in told if is_smooth(phone, key)]
        ),
        reconnects=sum(phone.reconnects for phone in phones),
        told_again=sum(phone.told_again for phone in phones),
        asked_to_wait=sum(phone.delays for phone in phones),
        refusals=dict(Counter(ack.answer["code"] for phone in phones for ack in phone.refused.values())),
        unchecked=sum(texts is None for texts in stored.values()),
    )


def of_kind(phone: Phone, verb: str) -> list[str]:
    return [key for key, message in phone.said.items() if message["do"] == verb]


def compared(phone: Phone, texts: list[str]) -> tuple[int, int]:
    """Cards with a tick that are not there, and cards that are there more often than they were written."""
    there = Counter(texts)
    written = Counter(phone.said[key]["text"] for key in of_kind(phone, "post_card"))
    ticked = Counter(phone.said[key]["text"] for key in of_kind(phone, "post_card") if key in phone.acked)
    return (ticked - there).total(), (there - written).total()


def card_id(phone: Phone, key: str) -> int:
    return int(phone.acked[key].card["id"])


def answer_times(phones: Sequence[Phone]) -> list[float]:
    return [
        phone.acked_at[key] - phone.sent_at[key]
        for phone in phones
        for key in phone.acked
        if is_smooth(phone, key)
    ]


def is_smooth(phone: Phone, key: str) -> bool:
    """It went through at the first try: the others tell of the network, not of the server."""
    return phone.tries[key] == 1


def told_to_wall(expected: Sequence[tuple[Phone, str]], wall: Wall) -> list[tuple[Phone, str, float]]:
    """The cards that the wall was told, and when."""
    times = [(phone, key, wall.told_at(card_id(phone, key))) for phone, key in expected]
    return [(phone, key, at) for phone, key, at in times if at is not None]


def in_words(report: Report, language: str) -> str:
    def say(message: str, **values: Any) -> str:
        return translate(language, message, **values)

    def times(found: Spread) -> str:
        shown = {name: f"{getattr(found, name):.2f}" for name in ("p50", "p95", "p99")}
        if language == "de":
            shown = {name: value.replace(".", ",") for name, value in shown.items()}
        return say(N_("Hälfte in %(p50)s s, 95 %% in %(p95)s s, 99 %% in %(p99)s s"), **shown)

    lines = [
        say(N_("Handys dabei: %(joined)s von %(phones)s"), joined=report.joined, phones=report.phones),
        say(N_("Karten gesendet: %(cards)s, gespeichert: %(saved)s"), cards=report.cards, saved=report.saved),
        say(N_("verloren: %(lost)s, doppelt: %(double)s"), lost=report.lost, double=report.double),
        say(N_("Antwort des Servers: %(times)s"), times=times(report.answer)),
    ]
    if report.wall_expected:
        lines += [
            say(
                N_("auf der Leinwand angekommen: %(seen)s von %(expected)s"),
                seen=report.wall_seen,
                expected=report.wall_expected,
            ),
            say(N_("von der Karte bis zur Leinwand: %(times)s"), times=times(report.to_wall)),
        ]
    optional = [
        (report.votes, N_("Punkte gesetzt: %(count)s")),
        (report.reconnects, N_("Verbindungen, die abrissen und wiederkamen: %(count)s")),
        (report.told_again, N_("Antworten, die beim zweiten Mal ankamen: %(count)s")),
        (report.asked_to_wait, N_("Bitten des Servers, es gleich noch einmal zu versuchen: %(count)s")),
        (report.refused_at_door, N_("vergebliche Versuche, beizutreten: %(count)s")),
        (report.unanswered, N_("ohne Antwort geblieben: %(count)s")),
        (report.left_behind, N_("auf Handys geblieben, die vor dem Senden ausgingen: %(count)s")),
        (report.unchecked, N_("Handys, die sich zum Schluss nicht prüfen ließen: %(count)s")),
        (report.taken_back, N_("wieder zurückgezogen: %(count)s")),
    ]
    lines += [say(message, count=count) for count, message in optional if count]
    lines += [
        say(N_("abgelehnt (%(reason)s): %(count)s"), reason=reason, count=count)
        for reason, count in sorted(report.refusals.items())
    ]
    return "\n".join(f"  {line}" for line in lines)
