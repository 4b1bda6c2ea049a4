"""The websockets: down go frames, up come messages, each answered after its commit."""

import asyncio
import contextlib
import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse

from app.deps import (
    Device,
    SocketDevice,
    SocketModerator,
    SocketProjector,
    TheHouse,
    not_joined,
)
from app.errors import Refusal, Unavailable
from app.goodbyes import LATER, SESSION_OVER, TOO_LARGE, UNREADABLE
from app.house import House
from app.i18n import PHONE_LANGUAGES, known_language
from app.messages import Speaker, say, understood
from app.metrics import HANDSHAKES, REFUSALS
from app.models.base import now
from app.pages import told
from app.stream.frames import nothing_new
from app.stream.live import Listener
from app.stream.parts import Audience
from app.templating import iso

router = APIRouter()

LARGEST_MESSAGE = 16 * 1024

Last = Annotated[int, Query()]
Epoch = Annotated[str, Query(max_length=36)]
Wait = Annotated[int, Query(ge=0, le=30)]


@router.websocket("/c/{code}/live")
async def phone_socket(
    socket: WebSocket,
    house: TheHouse,
    device: SocketDevice,
    last: Last = -1,
    epoch: Epoch = "",
    lang: str = "",
) -> None:
    language = known_language(lang, device.language, among=PHONE_LANGUAGES)
    listener = Listener(Audience.PHONE, language, last, epoch, participant_id=device.id)
    with house.limits.sockets.taken(listener.device, listener):
        await serve(socket, house, device.conference_id, listener, device)


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
    socket: WebSocket, house: House, conference_id: int, listener: Listener, device: Device | None
) -> None:
    """Until the device goes, or the room drops it."""
    HANDSHAKES.inc()
    await socket.accept()
    serving = asyncio.current_task()
    assert serving is not None
    listener.send, listener.end = socket.send_text, serving.cancel
    room = house.rooms.enter(conference_id, listener)
    try:
        await take_messages(socket, house, listener, device)
    except WebSocketDisconnect:
        return
    except asyncio.CancelledError:
        if not listener.gone:
            raise
        serving.uncancel()
    finally:
        room.leave(listener)
    with contextlib.suppress(RuntimeError, WebSocketDisconnect):
        await socket.close(SESSION_OVER if listener.over else listener.closing)


async def take_messages(socket: WebSocket, house: House, listener: Listener, device: Device | None) -> None:
    """Until the device says what ends its socket; whoever says very much is heard slowly."""
    while not listener.gone and (raw := await text_from(socket, listener)) is not None:
        listener.is_answering = True
        answer = await answered(raw, house, listener, device)
        listener.is_answering = False
        is_fast = not house.limits.messages.allows(listener.device)
        if (is_fast or answer.get("code") == "slow_down") and not await house.limits.tarpit.hold():
            listener.closing = LATER
            return
        await tell(socket, json.dumps(answer, ensure_ascii=False))


async def tell(socket: WebSocket, text: str) -> None:
    """A malformed frame closes the line below us, also while an answer is on its way."""
    try:
        await socket.send_text(text)
    except RuntimeError as error:
        raise WebSocketDisconnect() from error


async def text_from(socket: WebSocket, listener: Listener) -> str | None:
    """None for what is no text, or too much of it."""
    try:
        raw = await socket.receive_text()
    except KeyError:
        listener.closing = UNREADABLE
        return None
    if len(raw) > LARGEST_MESSAGE:
        listener.closing = TOO_LARGE
        return None
    return raw


async def answered(raw: str, house: House, listener: Listener, device: Device | None) -> dict[str, Any]:
    """The ack of one message, or the pong of a hello."""
    if raw == '{"do":"hello"}' or device is None:
        return pong(listener)
    return await acknowledged(raw, house, device, listener.language)


def pong(listener: Listener) -> dict[str, Any]:
    """The time, and the position that the device may take for its own."""
    at = {"at": listener.seq, "epoch": listener.epoch} if listener.has_everything else {}
    return {"now": iso(now()), **at}


async def acknowledged(raw: str | bytes, house: House, participant: Speaker, language: str) -> dict[str, Any]:
    key = key_of(raw)
    try:
        answer = await say(house, participant, understood(raw))
    except Refusal as refusal:
        REFUSALS.labels(refusal.code).inc()
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


@router.get("/c/{code}/frames", response_class=JSONResponse)
async def phone_frames(
    house: TheHouse,
    device: SocketDevice,
    last: Last = -1,
    epoch: Epoch = "",
    lang: str = "",
    wait: Wait = 0,
) -> Response:
    """For phones whose network blocks websockets: the same frame, as soon as there is one."""
    language = known_language(lang, device.language, among=PHONE_LANGUAGES)
    listener = Listener(Audience.PHONE, language, last, epoch, participant_id=device.id)
    return await next_frame(house, device.conference_id, listener, wait)


@router.get("/p/frames", response_class=JSONResponse)
async def projector_frames(
    house: TheHouse,
    projector: SocketProjector,
    last: Last = -1,
    epoch: Epoch = "",
    lang: str = "",
    wait: Wait = 0,
) -> Response:
    """The same for a projector in such a network."""
    language = known_language(lang, projector.language)
    listener = Listener(Audience.PROJECTOR, language, last, epoch, session_id=projector.session.id)
    return await next_frame(house, projector.conference_id, listener, wait)


async def next_frame(house: House, conference_id: int, listener: Listener, wait: int) -> Response:
    """With `wait` as soon as there is news; neither a thread nor a connection waits with it."""
    if not wait:
        return as_json(await house.rooms.next_text(conference_id, listener))
    frame: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def take(text: str) -> None:
        if not frame.done():
            frame.set_result(text)

    listener.send, listener.end = take, frame.cancel
    room = house.rooms.enter(conference_id, listener)
    try:
        await asyncio.wait([frame], timeout=wait)
    finally:
        room.leave(listener)
    if frame.cancelled():
        return as_json(None if listener.over else "")
    return as_json(frame.result() if frame.done() else nothing_new(listener.place))


def as_json(text: str | None) -> Response:
    """None is for those who may not listen any more, nothing for those who shall come back."""
    if text is None:
        raise not_joined()
    if not text:
        raise Unavailable()
    return Response(text, media_type="application/json")
