"""Who is asking, and for which conference: the rights of a route stand in its signature."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from app.auth import cookie_name, hashed, plain_code
from app.errors import N_, Refusal, not_found
from app.house import House
from app.i18n import PHONE_LANGUAGES, known_language
from app.limits import Limit
from app.models import Conference, Link, Participant, Role, StaffSession
from app.models.base import now
from app.reading.hall import Hall
from app.security import network


def check_json(connection: HTTPConnection) -> None:
    """A form of a foreign page can send text, but never call it JSON."""
    kind = connection.headers.get("content-type", "").partition(";")[0]
    if kind.strip().lower() != "application/json":
        raise Refusal(
            "not_json",
            N_("Diese Nachricht war nicht zu verstehen. Bitte laden Sie die Seite neu."),
            status=415,
        )


def house(connection: HTTPConnection) -> House:
    found: House = connection.app.state.house
    return found


TheHouse = Annotated[House, Depends(house)]


async def reading(the_house: TheHouse) -> AsyncIterator[Session]:
    """Waits at the gate without thread or connection: a hall that reloads at once must not stall."""
    async with the_house.gate:
        session = the_house.database.new_reading()
        try:
            yield session
        finally:
            await run_in_threadpool(session.close)


Reading = Annotated[Session, Depends(reading, scope="function")]


def conference_by_code(
    connection: HTTPConnection, the_house: TheHouse, code: str, session: Reading
) -> Conference:
    return counted_conference(connection, the_house, session, code)


def counted_conference(
    connection: HTTPConnection, the_house: House, session: Session, code: str
) -> Conference:
    """Only wrong codes are counted, never the hall behind one address."""
    try:
        return conference_with_code(session, code)
    except Refusal:
        count_wrong_code(connection, the_house)
        raise


def count_wrong_code(connection: HTTPConnection, the_house: House, *, kind: str = "") -> None:
    """Refused from so many on, whoever it is in this network; each kind of code has a count of its own."""
    if not the_house.limits.wrong_codes.allows(f"{kind}@{network(connection)}"):
        raise too_many_tries() from None


def conference_with_code(session: Session, code: str) -> Conference:
    conference = Conference.with_code(session, plain_code(code))
    if conference is None:
        raise unknown_code()
    return conference


ByCode = Annotated[Conference, Depends(conference_by_code)]


def participant_or_none(
    connection: HTTPConnection, conference: ByCode, session: Reading, the_house: TheHouse
) -> Participant | None:
    found = find_participant(connection, session, the_house, conference)
    if found is not None and not the_house.limits.requests.allows(f"participant:{found.id}"):
        raise too_fast()
    if found is not None:
        connection.state.language = found.language  # for a refusal that may follow
    return found


def find_participant(
    connection: HTTPConnection, session: Session, the_house: House, conference: Conference
) -> Participant | None:
    token = connection.cookies.get(participant_cookie(conference, the_house))
    return Participant.with_token_hash(session, conference.id or 0, hashed(token)) if token else None


MaybeParticipant = Annotated[Participant | None, Depends(participant_or_none)]


def participant(found: MaybeParticipant) -> Participant:
    if found is None:
        raise not_joined()
    return found


TheParticipant = Annotated[Participant, Depends(participant)]


def participant_cookie(conference: Conference, the_house: House) -> str:
    return cookie_name(f"p_{conference.code}", secure=the_house.settings.secure)


def staff_cookie(role: Role, the_house: House) -> str:
    return cookie_name(f"s_{role}", secure=the_house.settings.secure)


@dataclass(frozen=True)
class Staff:
    """A browser with a role; `conference` is what it may act on (none for the organiser's office)."""

    session: StaffSession
    conference: Conference | None

    @property
    def actor(self) -> str:
        return f"{self.session.role}:{self.session.id}"

    @property
    def language(self) -> str:
        return self.session.language


@dataclass(frozen=True)
class Leader:
    """A moderation or projector browser, with its conference."""

    session: StaffSession
    conference: Conference

    @property
    def actor(self) -> str:
        return f"{self.session.role}:{self.session.id}"

    @property
    def language(self) -> str:
        return self.session.language

    @property
    def conference_id(self) -> int:
        assert self.conference.id is not None
        return self.conference.id


def staff_session(connection: HTTPConnection, session: Session, the_house: House, role: Role) -> StaffSession:
    token = connection.cookies.get(staff_cookie(role, the_house))
    found = StaffSession.with_token_hash(session, hashed(token)) if token else None
    if found is None or found.role != role or found.expires_at <= now():
        raise not_let_in(role)
    if found.link_id is not None:
        link = session.get(Link, found.link_id)
        if link is None or not link.is_valid(now()):
            raise not_let_in(role)
    return found


def leader(connection: HTTPConnection, session: Session, the_house: House, role: Role) -> Leader:
    found = staff_session(connection, session, the_house, role)
    conference = session.get(Conference, found.conference_id) if found.conference_id else None
    if conference is None:
        raise not_let_in(role)
    return Leader(found, conference)


def moderation(connection: HTTPConnection, session: Reading, the_house: TheHouse) -> Leader:
    return leader(connection, session, the_house, Role.MODERATION)


def projector(connection: HTTPConnection, session: Reading, the_house: TheHouse) -> Leader:
    return leader(connection, session, the_house, Role.PROJECTOR)


def scribe(connection: HTTPConnection, session: Reading, the_house: TheHouse) -> Leader:
    return leader(connection, session, the_house, Role.SCRIBE)


def is_shared(connection: HTTPConnection, session: Reading, the_house: TheHouse, conference: ByCode) -> bool:
    """A scribe has opened this browser for people who take turns at it."""
    return is_staff(connection, session, the_house, conference, Role.SCRIBE)


def is_staff(
    connection: HTTPConnection, session: Session, the_house: House, conference: Conference, role: Role
) -> bool:
    """This browser has that role in this conference; the office is of all of them."""
    if staff_cookie(role, the_house) not in connection.cookies:
        return False
    try:
        found = staff_session(connection, session, the_house, role)
    except Refusal:
        return False
    return role is Role.ORGANISER or found.conference_id == conference.id


IsShared = Annotated[bool, Depends(is_shared)]


def organiser(connection: HTTPConnection, session: Reading, the_house: TheHouse) -> Staff:
    return Staff(staff_session(connection, session, the_house, Role.ORGANISER), None)


Moderator = Annotated[Leader, Depends(moderation)]
Projector = Annotated[Leader, Depends(projector)]
Scribe = Annotated[Leader, Depends(scribe)]
Organiser = Annotated[Staff, Depends(organiser)]


def own_conference(conference_id: int, _organiser: Organiser, session: Reading) -> Conference:
    conference = session.get(Conference, conference_id)
    if conference is None:
        raise not_found()
    return conference


OwnConference = Annotated[Conference, Depends(own_conference)]


def moderated_hall(leader: Moderator, session: Reading) -> Hall:
    return Hall(session, leader.conference)


def projected_hall(leader: Projector, session: Reading) -> Hall:
    return Hall(session, leader.conference)


def scribed_hall(leader: Scribe, session: Reading) -> Hall:
    return Hall(session, leader.conference)


def phone_hall(conference: ByCode, session: Reading) -> Hall:
    return Hall(session, conference)


@dataclass(frozen=True, slots=True)
class Device:
    """A participant for the time of a socket or an upload: a row would take more memory than a socket."""

    id: int
    conference_id: int
    language: str


def socket_device(connection: HTTPConnection, the_house: TheHouse, code: str) -> Device:
    """A socket lives for hours: its reading must end before it begins."""
    return device_of(connection, the_house, code, the_house.limits.handshakes)


def sending_device(connection: HTTPConnection, the_house: TheHouse, code: str) -> Device:
    """A photograph may be minutes on its way: nobody waits at the gate for it."""
    return device_of(connection, the_house, code, the_house.limits.requests)


def device_of(connection: HTTPConnection, the_house: House, code: str, limit: Limit) -> Device:
    with the_house.database.reading() as session:
        conference = counted_conference(connection, the_house, session, code)
        found = find_participant(connection, session, the_house, conference)
    if found is None:
        raise not_joined()
    if not limit.allows(f"participant:{found.id}"):
        raise too_fast()
    connection.state.language = found.language  # for a refusal that may follow
    return Device(found.id or 0, found.conference_id, found.language)


def socket_moderator(connection: HTTPConnection, the_house: TheHouse) -> Leader:
    with the_house.database.reading() as session:
        return leader(connection, session, the_house, Role.MODERATION)


def socket_projector(connection: HTTPConnection, the_house: TheHouse) -> Leader:
    with the_house.database.reading() as session:
        return leader(connection, session, the_house, Role.PROJECTOR)


SocketDevice = Annotated[Device, Depends(socket_device)]
SendingDevice = Annotated[Device, Depends(sending_device)]
SocketModerator = Annotated[Leader, Depends(socket_moderator)]
SocketProjector = Annotated[Leader, Depends(socket_projector)]
ModeratedHall = Annotated[Hall, Depends(moderated_hall)]
ScribedHall = Annotated[Hall, Depends(scribed_hall)]
ProjectedHall = Annotated[Hall, Depends(projected_hall)]
PhoneHall = Annotated[Hall, Depends(phone_hall)]


def wished_language(
    connection: HTTPConnection, the_house: TheHouse, lang: Annotated[str | None, Query()] = None
) -> str:
    """For pages of the staff before anybody is in: the address, then the browser, then the installation."""
    header = connection.headers.get("accept-language")
    return known_language(lang, header, default=the_house.settings.language)


WishedLanguage = Annotated[str, Depends(wished_language)]


def phone_language(
    connection: HTTPConnection, the_house: TheHouse, lang: Annotated[str | None, Query()] = None
) -> str:
    """The same for pages that anybody may open: they speak more languages than the staff's."""
    header = connection.headers.get("accept-language")
    return known_language(lang, header, default=the_house.settings.language, among=PHONE_LANGUAGES)


PhoneLanguage = Annotated[str, Depends(phone_language)]


def unknown_code() -> Refusal:
    return Refusal(
        "unknown_code",
        N_("Diesen Code kennen wir nicht. Bitte vergleichen Sie ihn mit der Leinwand."),
        status=404,
    )


def too_many_tries() -> Refusal:
    return Refusal("slow_down", N_("Zu viele Versuche. Bitte warten Sie ein paar Minuten."), status=429)


def too_fast() -> Refusal:
    return Refusal("slow_down", N_("Das ging sehr schnell. Bitte warten Sie einen Moment."), status=429)


def not_joined() -> Refusal:
    return Refusal(
        "not_joined", N_("Dieses Gerät ist noch nicht dabei. Bitte treten Sie zuerst bei."), status=403
    )


def not_let_in(role: Role) -> Refusal:
    message = (
        N_("Sie sind nicht mehr angemeldet. Bitte melden Sie sich wieder an.")
        if role == Role.ORGANISER
        else N_("Bitte öffnen Sie diese Seite über Ihren Link.")
    )
    return Refusal("not_let_in", message, status=403, role=str(role))


def context(connection: HTTPConnection) -> dict[str, Any]:
    """What every page template gets."""
    return {"nonce": connection.scope["state"]["nonce"], "settings": connection.app.state.house.settings}
