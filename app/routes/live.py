"""The websockets: down go frames, up come messages, each answered after its commit."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable
from typing import Annotated, Any

import anyio
from anyio.abc import TaskGroup
from fastapi import APIRouter, Query, WebSocket, WebSocketDisconnect

from app.deps import (
    PhoneHall,
    ProjectedHall,
    Projector,
    SocketModerator,
    SocketParticipant,
    SocketProjector,
    TheHouse,
    TheParticipant,
)
from app.errors import Refusal
from app.house import House
from app.i18n import known_language
from app.live import Fragments, Listener, framed
from app.messages import say, understood
from app.models import Participant
from app.models.base import now
from app.pages import told
from app.parts import Audience
from app.templating import iso

router = APIRouter()

LARGEST_MESSAGE = 16 * 1024
TARPIT_SECONDS = 2
COME_BACK = 1012
SESSION_OVER = 1008
UNREADABLE = 1003

Last = Annotated[int, Query()]
Epoch = Annotated[str, Query(max_length=36)]


@router.websocket("/c/{code}/live")
async def phone_socket(
    socket: WebSocket,
    house: TheHouse,
    participant: SocketParticipant,
    last: Last = -1,
    epoch: Epoch = "",
    lang: str = "",
) -> None:
    language = known_language(lang, participant.language)
    listener = Listener(Audience.PHONE, language, last, epoch, participant_id=participant.id)
    await serve(socket, house, participant.conference_id, listener, participant)


@router.websocket("/m/live")
async def moderation_socket(
    socket: WebSocket, house: TheHouse, moderator: SocketModerator, last: Last = -1, epoch: Epoch = ""
) -> None:
    listener = Listener(Audience.MODERATION, moderator.language, last, epoch, session_id=moderator.session.id)
    await serve(socket, house, moderator.conference_id, listener, None)


@router.websocket("/p/live")
async def projector_socket(
    socket: WebSocket,
    house: TheHouse,
    projector: SocketProjector,
    last: Last = -1,
    epoch: Epoch = "",
    lang: str = "",
) -> None:
    language = known_language(lang, projector.language)
    listener = Listener(Audience.PROJECTOR, language, last, epoch, session_id=projector.session.id)
    await serve(socket, house, projector.conference_id, listener, None)


async def serve(
    socket: WebSocket, house: House, conference_id: int, listener: Listener, participant: Participant | None
) -> None:
    await socket.accept()
    room = house.rooms.room(conference_id)
    room.enter(listener)
    try:
        async with anyio.create_task_group() as both:
            both.start_soon(ending, both, send_frames(socket, listener))
            both.start_soon(ending, both, take_messages(socket, house, listener, participant))
    finally:
        room.leave(listener)
    with contextlib.suppress(RuntimeError, WebSocketDisconnect):
        await socket.close(SESSION_OVER if listener.over else COME_BACK)


async def ending(both: TaskGroup, half: Awaitable[None]) -> None:
    """Either half of a socket ends the other."""
    with contextlib.suppress(WebSocketDisconnect):
        await half
    both.cancel_scope.cancel()


async def send_frames(socket: WebSocket, listener: Listener) -> None:
    while (frame := await listener.frames.get()) is not None:
        await socket.send_text(frame)


async def take_messages(
    socket: WebSocket, house: House, listener: Listener, participant: Participant | None
) -> None:
    while len(raw := await text_from(socket)) <= LARGEST_MESSAGE:
        await socket.send_text(
            json.dumps(await answered(raw, house, listener, participant), ensure_ascii=False)
        )


async def text_from(socket: WebSocket) -> str:
    try:
        return await socket.receive_text()
    except KeyError as error:
        raise WebSocketDisconnect(UNREADABLE) from error


async def answered(
    raw: str, house: House, listener: Listener, participant: Participant | None
) -> dict[str, Any]:
    """The ack of one message, or the pong of a hello."""
    if raw == '{"do":"hello"}' or participant is None:
        return {"now": iso(now()), "at": listener.seq}
    return await acknowledged(raw, house, participant, listener.language)


async def acknowledged(
    raw: str | bytes, house: House, participant: Participant, language: str
) -> dict[str, Any]:
    key = key_of(raw)
    try:
        answer = await say(house, participant, understood(raw))
    except Refusal as refusal:
        if refusal.status == 429:
            await asyncio.sleep(TARPIT_SECONDS)
        return {
            "ack": key, "ok": False, "code": refusal.code, "message": told(refusal, language),
            "retry": refusal.status in (429, 503),
        }  # fmt: skip
    return {"ack": key, "ok": True, **answer}


def key_of(raw: str | bytes) -> str | None:
    with contextlib.suppress(ValueError, RecursionError):
        message = json.loads(raw)
        if isinstance(message, dict):
            return str(message.get("key", ""))[:64]
    return None


@router.get("/c/{code}/frames")
def phone_frames(
    hall: PhoneHall, participant: TheParticipant, last: Last = -1, epoch: Epoch = "", lang: str = ""
) -> dict[str, Any]:
    """For phones whose network blocks websockets: the same frame, fetched."""
    language = known_language(lang, participant.language)
    frame, news = framed(hall, Fragments(hall), Audience.PHONE, language, last, epoch)
    frame.pop("encoded")
    return {**frame, "mine": participant.id in news.concerned}


@router.get("/p/frames")
def projector_frames(
    hall: ProjectedHall, projector: Projector, last: Last = -1, epoch: Epoch = "", lang: str = ""
) -> dict[str, Any]:
    """The same for a projector in such a network."""
    language = known_language(lang, projector.language)
    frame, _ = framed(hall, Fragments(hall), Audience.PROJECTOR, language, last, epoch)
    frame.pop("encoded")
    return frame
