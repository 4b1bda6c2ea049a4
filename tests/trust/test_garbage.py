"""Messages that no device of ours would send: the server answers or hangs up, and stays as it is."""

import asyncio
import contextlib
import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.rehearsal.phones import Phone
from tests.trust.conftest import Scoring
from tests.trust.honest import USUAL_BEAT, Place, bearable, honest, newcomers, open_place
from tests.trust.raw import BINARY, CLOSE, CONTINUATION, PING, TEXT, Raw, answer_to, frame, memory_of

SOCKETS_EACH = 3
AT_ONCE = PER_SECOND = 50
LARGE = 20_000

MESSAGES: tuple[bytes, ...] = (
    b"", b"{", b"[]", b"null", b"1e999", b'"text"', b"[" * 10_000, b'{"do":' * 2_000, b"\x00" * 100,
    b'{"do":"hello","key":1}', b'{"do":"sudo","key":"12345678"}', b'{"key":"12345678"}',
    b'{"do":["post_card"]}',
    b'{"do":"post_card","key":"12345678","kind":"strength","text":"\\ud800"}',
    b'{"do":"post_card","key":"12345678","kind":"strength","text":{"$gt":""}}',
    b'{"do":"post_card","key":"short","kind":"strength","text":"x"}',
    b'{"do":"post_card","key":"12345678","kind":"strength","text":"x","written_at":"-0001-99-99T99:99Z"}',
    b'{"do":"withdraw_card","key":"12345678","card":' + b"9" * 400 + b"}",
    b'{"do":"cast_vote","key":"12345678","ballot":-1,"item":1.5,"value":NaN,"counter":true}',
    b'{"do":"commit","key":"12345678","measure":1,"kinds":[[[]]],"contact":0}',
    b'{"do":"choose_group","key":"' + b"k" * 10_000 + b'","group":{}}',
    json.dumps({"do": "post_card", "key": "x" * 8, "kind": "\u202e" * 12, "text": "\u0000" * 2000}).encode(),
)  # fmt: skip

FRAMES: tuple[bytes, ...] = (
    frame(0x3, b"reserved"),
    frame(0xF),
    frame(TEXT, b"unmasked", masked=False),
    frame(TEXT, b"reserved bits", reserved=7),
    frame(TEXT, b"\xff\xfe\xfd"),
    frame(TEXT, b"cut", claimed=2**62),
    frame(TEXT, b"huge", claimed=2**31),
    frame(TEXT, b"x" * LARGE),
    frame(CONTINUATION, b"of nothing"),
    frame(PING, b"p" * 200),
    frame(PING, b"in pieces", final=False),
    frame(CLOSE, b"\x00"),
    frame(CLOSE, b"\xff\xff"),
    frame(CLOSE, b"\x03\xe8\xff\xff"),
    frame(BINARY, b"\x00\x01\x02"),
    frame(TEXT, b'{"do"', final=False) + frame(TEXT, b"begun anew"),
    b"GET / HTTP/1.1\r\n\r\n",
)


def garbage(count: int) -> Iterator[list[bytes]]:
    """For each connection nine messages and then a frame that is none."""
    messages, ends = itertools.cycle(MESSAGES), itertools.cycle(FRAMES)
    for _ in range(0, count, 10):
        yield [*(frame(TEXT, next(messages)) for _ in range(9)), next(ends)]


async def strew(place: Place, phones: list[Phone], count: int) -> int:
    """Fifty new connections each second; how many frames went out."""
    sent = 0
    places = asyncio.Semaphore(AT_ONCE)

    async def one(phone: Phone, frames: list[bytes], after: float) -> None:
        nonlocal sent
        await asyncio.sleep(after)
        async with places:
            raw = await place.raw(phone)
            try:
                for data in frames:
                    raw.send(data)
                    sent += 1
                    await answered(raw)
            except (OSError, asyncio.IncompleteReadError):
                pass
            finally:
                raw.cut()

    turns = itertools.cycle(phones)
    async with asyncio.TaskGroup() as all_at_once:
        for number, frames in enumerate(garbage(count)):
            all_at_once.create_task(one(next(turns), frames, number / PER_SECOND))
    return sent


async def answered(raw: Raw) -> None:
    """Waits for what is said to this message: together with a broken frame it would not even be read."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(10):
            while True:
                opcode, payload = await raw.hear()
                if opcode == CLOSE:
                    raise ConnectionError
                if b'"ack"' in payload:
                    return


async def endured(place: Place, count: int) -> tuple[int, float, float, int, float]:
    """Frames sent, tick p99 alone and beside them, honest sockets that broke, and the memory it cost."""
    strewing = await newcomers(place, -(-count // 10 // SOCKETS_EACH))
    async with honest(place, phones=10, screens=2) as hall:
        alone = await hall.wait(seconds=1.5, per_second=10)
        before = memory_of(place.process_id)
        beside, sent = await asyncio.gather(
            hall.wait(seconds=max(2, count / 10 / PER_SECOND), per_second=10), strew(place, strewing, count)
        )
        broken = sum(line.reconnects for line in [*hall.phones, *hall.screens])
        return sent, alone.ack(0.99), beside.ack(0.99), broken, memory_of(place.process_id) - before


def scored(place: Place, count: int, score: Scoring, *, exact: bool) -> None:
    process_id = place.process_id
    sent, alone, beside, broken, memory = asyncio.run(endured(place, count))
    is_up = place.server.process is not None and place.server.process.poll() is None
    quick = beside <= 0.2 if exact else bearable(beside, alone)

    score(
        "S11", promise="Malformed messages harm nobody",
        figure=f"{sent} malformed frames on {count // 10} connections, {PER_SECOND} a second: "
        f"{'same process' if is_up else 'dead'}, {memory:+.1f} MB, honest tick p99 {beside * 1000:.0f} ms "
        f"({alone * 1000:.0f} ms alone), {broken} honest sockets broken, {place.errors()} errors logged",
        passed=sent >= 0.9 * count and is_up and place.process_id == process_id and memory <= 20 and quick
        and not broken
        and not place.errors(),
    )  # fmt: skip


@pytest.mark.alone
def test_malformed_messages_harm_nobody(place: Place, score: Scoring) -> None:
    scored(place, 1_000, score, exact=False)


@pytest.mark.nightly
def test_ten_thousand_malformed_messages_harm_nobody(tmp_path: Path, score: Scoring) -> None:
    with open_place(tmp_path, beat_ms=USUAL_BEAT) as place:
        scored(place, 10_000, score, exact=True)


def head(place: Place, path: str, cookie: str, *lines: str) -> bytes:
    told = [
        f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{place.server.port}", f"Origin: {place.server.address}",
        f"Cookie: {cookie}", "Content-Type: application/json", *lines, "", "",
    ]  # fmt: skip
    return "\r\n".join(told).encode()


async def answers_to_large_things(place: Place) -> dict[str, int]:
    [phone] = await newcomers(place, 1)
    say, join = f"/c/{place.prepared.code}/say", f"/c/{place.prepared.code}/join"
    chunk = b"1000\r\n" + b"x" * 0x1000 + b"\r\n"
    declared = head(place, say, phone.cookie, f"Content-Length: {LARGE}")
    chunked = head(place, say, phone.cookie, "Transfer-Encoding: chunked")
    form = head(place, join, "", f"Content-Length: {10**9}").replace(
        b"application/json", b"application/x-www-form-urlencoded"
    )
    port = place.server.port
    answers = {
        "declared, nothing sent": await answer_to(port, declared),
        "a gigabyte declared": await answer_to(port, form),
        "in chunks, without end": await answer_to(port, chunked + 5 * chunk),
    }
    for name, sent in {
        "message": frame(TEXT, b"x" * LARGE),
        "message in pieces": frame(TEXT, b"x" * 9_000, final=False) + frame(CONTINUATION, b"x" * 9_000),
    }.items():
        raw = await place.raw(phone)
        raw.send(sent)
        answers[name] = await raw.closed_with()
        raw.cut()
    return answers


TOO_LARGE = {
    "declared, nothing sent": 413,
    "a gigabyte declared": 413,
    "in chunks, without end": 413,
    "message": 1009,
    "message in pieces": 1009,
}


def test_what_is_too_large_is_turned_away_before_it_is_read(place: Place, score: Scoring) -> None:
    answers = asyncio.run(answers_to_large_things(place))

    score(
        "S12", promise="What is larger than 16 KiB is turned away before it is read",
        figure=", ".join(f"{name}: {answer}" for name, answer in answers.items()),
        passed=answers == TOO_LARGE,
    )  # fmt: skip


@pytest.mark.nightly
def test_a_server_without_guards_would_be_found(tmp_path: Path) -> None:
    with open_place(tmp_path, fault="takes_all_it_is_given") as place:
        asyncio.run(endured(place, 300))
        answers = asyncio.run(answers_to_large_things(place))

        assert place.errors()
        assert all(answers[name] != TOO_LARGE[name] for name in TOO_LARGE if "message" not in name)
