"""The evening of the invented town, played through the real actions as far as somebody wants to see it."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from app.actions import accounts, conferences, phases
from app.agendas import agenda, default_groups
from app.auth import new_token
from app.demo import script
from app.demo.stage import Stage
from app.demo.town import town
from app.errors import N_, Refusal
from app.house import House
from app.models import Conference, Phase, Role
from app.models.base import now
from app.writing.transaction import Change

MIDDLE = "Ideenbündel bepunkten"
END = {"de": "Ende", "en": "End"}
LOGIN = "demo"


def ensure_demo(house: House, until: str = "") -> str:
    """Lines for the terminal with `{here}` for the address; the evening of an earlier start is kept.

    A phase in `until` asks for a fresh evening that stands there.
    """
    with house.database.reading() as session:
        stored = Conference.newest_first(session)
    if stored and not until:
        conference_id = stored[0].id
        start_time_again(house, stored[0])
    else:
        conference_id = build_evening(house, until or MIDDLE)
    assert conference_id is not None
    password = new_token()
    open_office = partial(accounts.provide_account, login=LOGIN, password=password)
    house.writer.write_now(Change(open_office, actor="serve"))
    moderation = make_link(house, conference_id, Role.MODERATION)
    projector = make_link(house, conference_id, Role.PROJECTOR)
    with house.database.reading() as session:
        code = session.get_one(Conference, conference_id).code
    return "\n".join(
        [
            f"  Moderation:            {{here}}/m#{moderation}",
            f"  Leinwand / projector:  {{here}}/p#{projector}",
            f"  Handy / phone:         {{here}}/c/{code}",
            f"  Büro / office:         {{here}}/organise  ({LOGIN} / {password})",
        ]
    )


def start_time_again(house: House, conference: Conference) -> None:
    """The clock of a stored evening ran out long ago."""
    if conference.ends_at is not None and conference.ends_at < now():
        act = partial(phases.set_timer, do="start")
        house.writer.write_now(Change(act, actor="serve", conference_id=conference.id))


def make_link(house: House, conference_id: int, role: Role) -> str:
    token = new_token()
    act = partial(conferences.make_link, role=role, label="Demo", token=token)
    house.writer.write_now(Change(act, actor="serve", conference_id=conference_id))
    return token


def build_evening(house: House, until: str = MIDDLE) -> int:
    """A new conference, played into the middle of the phase `until`, or to its end; returns its id."""
    wanted = stop_title(until)
    stage = Stage(house, make_conference(house))
    for phase in play(stage):
        if phase.title == wanted:
            break
    return stage.conference_id


def play(stage: Stage) -> Iterator[Phase]:
    """Each phase while it is running; the evening goes on as long as it is asked to, and ends."""
    with stage.hall() as hall:
        run_of_show = hall.phases
    for phase in run_of_show:
        script.begin(stage, phase)
        yield phase
        script.finish(stage, phase)
    stage.lead(phases.end_conference)


def stop_title(typed: str) -> str:
    """The German title of the phase that somebody means, in either language."""
    titles = [*(entry["title"] for entry in agenda(town()["agenda"])["phases"]), END]
    for title in titles:
        if typed.strip().casefold() in (title["de"].casefold(), title["en"].casefold()):
            return str(title["de"])
    known = ", ".join(title["de"] for title in titles)
    raise Refusal(
        "no_such_phase",
        N_("Die Phase „%(title)s“ gibt es nicht. Es gibt: %(known)s."),
        title=typed,
        known=known,
    )


def make_conference(house: House) -> int:
    given = town()
    days = given["days_from_now"]
    names = ("title", "place", "host", "guiding_question", "scope_open", "scope_fixed", "decides", "language")
    fields = {
        **{name: given[name] for name in names},
        "starts_at": given["start"],
        "held_on": now().date() + timedelta(days=days["conference"]),
        "answer_on": now().date() + timedelta(days=days["answer"]),
    }
    make = partial(
        conferences.create_conference, fields=fields, agenda=agenda(given["agenda"]), groups=default_groups()
    )
    made: int = house.writer.write_now(Change(make, actor="organiser:0"))["conference"]
    return made
