"""Long computations in a process of their own: the threads of the server share one interpreter."""

import contextlib
import multiprocessing
import os
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, ParamSpec, TypeVar

from app.errors import Unavailable

KINDNESS = 19
PATIENCE = 60.0

_room = threading.BoundedSemaphore(1)
"""Whoever presses a button five times shall not have five processes compute the same."""

_running: set[BaseProcess] = set()

P = ParamSpec("P")
T = TypeVar("T")


def apart(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Its result, or what it raised. The process gives way to the server, and ends with it."""
    if not _room.acquire(timeout=PATIENCE):
        raise Unavailable()
    try:
        return computed(function, *args, **kwargs)
    finally:
        _room.release()


def computed(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=answer, args=(sender, function, args, kwargs), daemon=True)
    process.start()
    _running.add(process)
    sender.close()
    try:
        raised, value = receiver.recv()
    except EOFError as error:  # killed, for want of memory or because the server stops
        raise Unavailable() from error
    finally:
        process.join()
        _running.discard(process)
    if raised:
        raise value
    result: T = value
    return result


def give_up() -> None:
    """The server stops: nobody waits for what is being computed any more."""
    for process in list(_running):
        process.terminate()


def answer(sender: Connection, function: Callable[..., Any], args: Any, kwargs: Any) -> None:
    with contextlib.suppress(AttributeError, OSError):
        os.nice(KINDNESS)
    try:
        sender.send((False, function(*args, **kwargs)))
    except Exception as error:
        sender.send((True, error))
