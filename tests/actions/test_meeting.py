"""The next meeting: set before people go home, and told on every screen that stays with them."""

from datetime import date
from functools import partial

from app.actions import meeting, phases, undo
from app.marks import mark_of
from app.models import Role
from tests.actions.people import last_line, refused
from tests.conftest import Town

MAY = date(2036, 5, 8)
AT = "18 Uhr, Rathaus"


def again(town: Town) -> tuple[date | None, str]:
    with town.house.database.reading() as session:
        return meeting.state_of(town.conference(session))


def test_the_day_is_set_changed_and_taken_back(town: Town) -> None:
    town.act(partial(meeting.set_meeting, on=MAY, at=f"  {AT} "))
    assert again(town) == (MAY, AT)
    assert (last_line(town).type, last_line(town).payload) == ("meeting_set", {"on": "2036-05-08"})

    stale = partial(meeting.set_meeting, seen=mark_of((None, "")))
    assert refused(town, stale, on=None, at="").status == 409
    assert refused(town, meeting.set_meeting, on=date(2001, 1, 1), at="").code == "meeting_early"
    assert refused(town, meeting.set_meeting, on=None, at=AT).code == "day_missing"

    town.act(partial(undo.undo, seq=last_line(town).seq))
    assert again(town) == (None, "")


def test_everybody_reads_when_they_meet_again(town: Town) -> None:
    anna, mona, wall = town.phone(), town.staff(Role.MODERATION), town.staff(Role.PROJECTOR)
    town.enter("Mitmachen")
    form = {"on": MAY.isoformat(), "at": AT, "seen": mark_of((None, ""))}
    assert "Folgetermin setzen" in mona.get("/m").text
    assert mona.post("/m/meeting", data=form, follow_redirects=False).status_code == 303
    assert mona.post("/m/meeting", data=form, follow_redirects=False).status_code == 409

    for page in (anna.get(f"/c/{town.code}"), wall.get("/p")):
        assert "8. Mai 2036" in page.text and AT in page.text
    town.act(phases.end_conference)
    for page in (anna.get(f"/c/{town.code}"), wall.get("/p"), town.stranger().get(f"/r/{town.code}")):
        assert "8. Mai 2036" in page.text and AT in page.text
    assert "Folgetermin ändern" in mona.get("/m").text
