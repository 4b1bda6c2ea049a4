"""What a rehearsal needs of the stored data: a copy to play on, and links that end with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from app.actions import conferences
from app.actions.copying import copy_conference
from app.auth import new_token
from app.house import House
from app.kinds import kind_of
from app.models import Conference, Phase, Role
from app.writing.transaction import Change

ACTOR = "rehearsal"
LABEL = "Probe"


@dataclass(frozen=True)
class Stage:
    """Where a rehearsal plays; `minutes` is how long the phases that ask for something are planned."""

    code: str
    title: str
    projector: str
    moderation: str
    asking_phases: int
    minutes: int


@contextmanager
def copied(house: House, original: Conference, *, title: str, keep: bool) -> Iterator[Stage]:
    """A copy of the conference for as long as the rehearsal takes; `keep` leaves it to be looked at."""
    act = partial(copy_conference, original_id=original.id or 0, title=title)
    made = house.writer.write_now(Change(act, actor=ACTOR))
    conference_id = int(made["conference"])
    try:
        projector, _ = make_link(house, conference_id, Role.PROJECTOR)
        moderation, _ = make_link(house, conference_id, Role.MODERATION)
        yield stage_of(house, conference_id, projector, moderation)
    finally:
        if not keep:
            clean = Change(conferences.delete_conference, actor=ACTOR, conference_id=conference_id)
            house.writer.write_now(clean)


@contextmanager
def watched(house: House, conference: Conference) -> Iterator[Stage]:
    """The conference itself, with a projector link that is revoked in the end."""
    assert conference.id is not None
    projector, link_id = make_link(house, conference.id, Role.PROJECTOR)
    try:
        yield stage_of(house, conference.id, projector, "")
    finally:
        revoke = partial(conferences.revoke_link, link_id=link_id)
        house.writer.write_now(Change(revoke, actor=ACTOR, conference_id=conference.id))


def make_link(house: House, conference_id: int, role: Role) -> tuple[str, int]:
    token = new_token()
    act = partial(conferences.make_link, role=role, label=LABEL, token=token)
    made = house.writer.write_now(Change(act, actor=ACTOR, conference_id=conference_id))
    return token, int(made["link"])


def stage_of(house: House, conference_id: int, projector: str, moderation: str) -> Stage:
    with house.database.reading() as session:
        conference = session.get_one(Conference, conference_id)
        asking = [phase for phase in Phase.of(session, conference_id) if asks(phase)]
        return Stage(
            code=conference.code,
            title=conference.title,
            projector=projector,
            moderation=moderation,
            asking_phases=len(asking),
            minutes=sum(phase.minutes for phase in asking),
        )


def asks(phase: Phase) -> bool:
    settings = phase.settings
    return bool(settings.card_types or settings.voting or settings.fields) or kind_of(phase.kind).always_takes
