"""The dates for a calendar: for the office at once, for everybody with the results, and about nobody."""

from datetime import date
from functools import partial

from app.actions import measures, meeting
from app.exports.diary import beginning, folded
from app.models import Measure, Role
from tests.conftest import Town

MAY = date(2036, 5, 8)
TITLE = "Bänke; Schatten, Wasser: alles, was an heißen Tagen am Markt und in der ganzen Innenstadt fehlt"


def test_the_next_meeting_and_the_days_of_measures_are_entries(town: Town) -> None:
    olga, stranger = town.staff(Role.ORGANISER), town.stranger()
    office, public = f"/organise/{town.conference_id}", f"/r/{town.code}/dates.ics"
    assert olga.get(f"{office}/export/dates.ics").status_code == 404
    town.act(partial(measures.add_measure, title=TITLE))
    with town.house.database.reading() as session:
        [sheet] = Measure.of(session, town.conference_id)
    fields = {"lead_body": "Frau Muster"}
    town.act(partial(measures.change_measure, measure_id=sheet.id or 0, version=1, fields=fields, due_on=MAY))
    town.act(partial(meeting.set_meeting, on=MAY, at="18.30 Uhr, Rathaus"))
    assert "dates.ics" in olga.get(f"{office}/tables").text and stranger.get(public).status_code == 404

    olga.post(f"{office}/results", data={"public": "1"})

    assert "dates.ics" in stranger.get(f"/r/{town.code}").text
    answer = stranger.get(public)
    assert answer.headers["content-type"].startswith("text/calendar")
    lines = answer.text.replace("\r\n ", "").split("\r\n")
    assert "DTSTART;TZID=Europe/Berlin:20360508T183000" in lines and "LOCATION:18.30 Uhr\\, Rathaus" in lines
    assert "DTSTART;VALUE=DATE:20360508" in lines and "DTEND;VALUE=DATE:20360509" in lines
    assert any(line.endswith(TITLE.replace(";", "\\;").replace(",", "\\,") + "?") for line in lines)
    assert "Muster" not in answer.text
    assert max(len(line.encode()) for line in answer.text.split("\r\n")) <= 75
    again = olga.get(f"{office}/export/dates.ics").text
    assert [line for line in again.splitlines() if "UID" in line] == [line for line in lines if "UID" in line]


def test_without_an_hour_it_is_the_whole_day() -> None:
    assert beginning(MAY, "19 Uhr") == ["DTSTART;TZID=Europe/Berlin:20360508T190000"]
    assert beginning(MAY, "7:15, Saal 3") == ["DTSTART;TZID=Europe/Berlin:20360508T071500"]
    assert beginning(MAY, "Raum 18.30, abends")[0] == "DTSTART;VALUE=DATE:20360508"


def test_no_letter_is_torn() -> None:
    assert folded("ü" * 100).replace("\r\n ", "") == "ü" * 100
