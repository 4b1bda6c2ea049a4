"""What the program does by itself once a day: forget what it said it would."""

import asyncio
import logging

from sqlmodel import col, select

from app.actions.forgetting import forget_expired, forget_people, is_due
from app.errors import Refusal
from app.house import House
from app.models import Conference, Participant
from app.models.base import now
from app.models.people import GONE
from app.writing.transaction import Change

HOUR, DAY = 3600, 24 * 3600

log = logging.getLogger(__name__)


async def forget_daily(house: House) -> None:
    while True:
        try:
            await to_the_end(asyncio.create_task(asyncio.to_thread(forget, house)))
            await asyncio.sleep(DAY)
        except Exception:  # whatever it was, in an hour it may be another day
            log.warning("forgetting_put_off", exc_info=True)
            await asyncio.sleep(HOUR)


async def to_the_end(running: asyncio.Task[None]) -> None:
    """A server that stops waits for what a thread has begun: it still needs the database."""
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        await running
        raise


def forget(house: House) -> None:
    """Afterwards no byte of it is left in the files of an embedded database."""
    house.writer.write_now(Change(forget_expired, actor="calendar"))
    for conference_id in due(house):
        try:
            house.writer.write_now(Change(forget_people, actor="calendar", conference_id=conference_id))
        except Refusal as refusal:
            if refusal.status != 404:  # deleted in between is one way to be forgotten
                raise
    house.database.empty_log()


def due(house: House) -> list[int]:
    """Conferences that are over for long enough and still know somebody's device."""
    known = select(Participant.conference_id).where(col(Participant.token_hash).not_like(f"{GONE}%"))
    with house.database.reading() as session:
        found = session.exec(select(Conference).where(col(Conference.id).in_(known))).all()
    days = house.settings.retention_days
    return [conference.id for conference in found if conference.id and is_due(conference, days, now())]
