"""The log: a line for each event, with numbers and names of the program; no texts, tokens or addresses."""

import json
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Any, TextIO

ROOT = Path(__file__).resolve().parent.parent
MOST_FRAMES = 12
MOST_PER_SECOND = 10
"""Of one event."""
MOST_EVENTS = 500
USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}
LIBRARIES = ("uvicorn", "asyncio", "sqlalchemy", "alembic", "websockets", "py.warnings")


def open_log(stream: TextIO | None = None) -> None:
    """Lines of JSON, or lines for a person where a person is looking."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.addFilter(is_no_traceback)
    handler.addFilter(Dam())
    handler.setFormatter(Lines() if handler.stream.isatty() else JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("app").setLevel(logging.WARNING if handler.stream.isatty() else logging.INFO)
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(logging.ERROR if name == "uvicorn" else logging.WARNING)
    logging.getLogger("uvicorn.error").addFilter(is_news)
    logging.captureWarnings(True)
    threading.excepthook = log_thread


def is_news(record: logging.LogRecord) -> bool:
    """A malformed frame is its sender's fault; whoever sends many must not fill our log."""
    return record.msg != "Invalid UTF-8 sequence received from client."


def log_thread(failure: threading.ExceptHookArgs) -> None:
    logging.getLogger("app.thread").error("thread_failed", exc_info=failure.exc_value)


def is_no_traceback(record: logging.LogRecord) -> bool:
    """The server we run in logs the words of an error at the start; `start_failed` has told it without."""
    return not str(record.msg).startswith("Traceback")


class Dam(logging.Filter):
    """When the database is away, a hall fails a thousand times a second: few lines say so, the rest count."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._second: dict[str, tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        name, at = event(record), self._clock()
        since, count = self._second.get(name, (at, 0))
        if at - since >= 1:
            if count > MOST_PER_SECOND:
                record.left_out = count - MOST_PER_SECOND
            since, count = at, 0
        if len(self._second) > MOST_EVENTS:
            self._second.clear()
        self._second[name] = (since, count + 1)
        return count < MOST_PER_SECOND


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": event(record),
            **fields(record),
        }
        if error := error_of(record):
            line["error"] = list(described(error))
        return json.dumps(line, ensure_ascii=False)


class Lines(logging.Formatter):
    """For a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created).strftime("%H:%M:%S")
        words = [at, record.levelname.lower(), event(record)]
        words += [f"{name}={value}" for name, value in fields(record).items()]
        if error := error_of(record):
            for told in described(error):
                words.append(f"{told['type']} ({', '.join(told['at'][-3:])})")
        return "  ".join(words)


def event(record: logging.LogRecord) -> str:
    """What happened, without what it happened to: values stay out, and so does all after the first line."""
    template = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
    if record.name == "py.warnings":
        return "warning"
    return template.partition("\n")[0].strip()[:200]


def fields(record: logging.LogRecord) -> dict[str, Any]:
    """What the caller gave as `extra`."""
    given = {name: value for name, value in vars(record).items() if name not in USUAL}
    return {
        name: value for name, value in given.items() if value is None or isinstance(value, str | int | float)
    }


def error_of(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


def described(error: BaseException) -> Iterator[dict[str, Any]]:
    """Kind and place of an error and of those behind it. Not its message: it may hold what somebody wrote."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        told: dict[str, Any] = {"type": type(one).__qualname__, "at": list(frames(one.__traceback__))}
        if code := getattr(one, "sqlstate", None) or getattr(one, "sqlite_errorname", None):
            told["code"] = str(code)
        yield told
        if isinstance(one, BaseExceptionGroup):
            waiting.extend(one.exceptions)
        behind = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
        if behind is not None:
            waiting.append(behind)


def frames(traceback: TracebackType | None) -> Iterator[str]:
    """The innermost places, as `app/stream/live.py:120`."""
    places = [(frame.f_code.co_filename, line) for frame, line in walk_tb(traceback)]
    for path, line in places[-MOST_FRAMES:]:
        yield f"{shortened(path)}:{line}"


def shortened(path: str) -> str:
    inside = path.rpartition("site-packages/")[2]
    return (
        inside.removeprefix(f"{ROOT}/") if inside.startswith(str(ROOT)) else "/".join(Path(inside).parts[-3:])
    )
