"""The dates of a conference for a calendar (RFC 5545): the next meeting, and the days of the measures."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from app.errors import N_
from app.i18n import translate
from app.models.base import now
from app.reading.hall import Hall

HOUR = re.compile(
    r"\b([01]?\d|2[0-3])(?:[:.]([0-5]\d))?\s*(?:Uhr|h\b|o'clock)|\b([01]?\d|2[0-3]):([0-5]\d)\b"
)
LONGEST_LINE = 74
"""In bytes; the standard allows one more."""
BERLIN = """BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
END:VTIMEZONE"""


def as_ics(hall: Hall) -> bytes:
    """In the language of the conference, with nobody's name; a later file changes the same entries."""
    language = hall.conference.language
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Zukunftskonferenz//DE", *BERLIN.splitlines()]
    lines += [*meeting_lines(hall, language), *measure_lines(hall, language), "END:VCALENDAR"]
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def meeting_lines(hall: Hall, language: str) -> list[str]:
    conference = hall.conference
    if conference.meets_again_on is None:
        return []
    title = f"{translate(language, N_('Wir treffen uns wieder'))}: {conference.title}"
    place = [f"LOCATION:{escaped(conference.meets_again_at)}"] if conference.meets_again_at else []
    begins = beginning(conference.meets_again_on, conference.meets_again_at)
    return entry(f"{conference.code}-meeting", title, [*begins, *place])


def measure_lines(hall: Hall, language: str) -> Iterator[str]:
    for measure in hall.measures:
        if measure.due_on is not None:
            title = hall.echoes.told(measure.title) or str(measure.number)
            words = translate(language, N_("Wie steht es um: %(title)s?"), title=title)
            yield from entry(f"{hall.conference.code}-measure-{measure.id}", words, whole_day(measure.due_on))


def entry(name: str, title: str, more: list[str]) -> list[str]:
    known = [f"UID:{name.lower()}@zukunftskonferenz", f"DTSTAMP:{now():%Y%m%dT%H%M%SZ}"]
    return ["BEGIN:VEVENT", *known, *more, f"SUMMARY:{escaped(title)}", "END:VEVENT"]


def beginning(day: date, words: str) -> list[str]:
    """The hour, if the organisers' words say one; how long it takes they do not say."""
    said = HOUR.search(words)
    if said is None:
        return whole_day(day)
    hour, minute = int(said[1] or said[3]), int(said[2] or said[4] or 0)
    return [f"DTSTART;TZID=Europe/Berlin:{day:%Y%m%d}T{hour:02}{minute:02}00"]


def whole_day(day: date) -> list[str]:
    return [f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"]


def escaped(text: str) -> str:
    return re.sub(r"([\\;,])", r"\\\1", " ".join(text.split()))


def folded(line: str) -> str:
    """Long lines go on in the next one after a space; no letter is torn apart."""
    parts, room = [""], LONGEST_LINE
    for letter in line:
        size = len(letter.encode())
        if size > room:
            parts.append(" ")
            room = LONGEST_LINE - 1
        parts[-1] += letter
        room -= size
    return "\r\n".join(parts)
