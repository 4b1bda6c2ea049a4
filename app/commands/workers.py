"""Several processes on one listening socket: started together, replaced one by one, stopped together."""

import contextlib
import logging
import multiprocessing
import multiprocessing.connection
import os
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from types import FrameType

from prometheus_client.multiprocess import mark_process_dead

from app import clock, logs
from app.metrics import SHARED
from app.settings import Settings

spawn = multiprocessing.get_context("spawn")

STARTING = 60.0
SILENCE = 6.0
"""Seconds without a beat after which a worker is taken for hung, and killed."""
LEAVE = 10.0
FAILED_STARTS = 3
LOOK_EVERY = 0.2
LONGEST_ROUND = 1.0
"""Seconds between two looks; after more of them the whole machine stood still, not a worker."""
LONGEST_PAUSE = 2
IN_ORDER = (0, -signal.SIGTERM)
"""The second is for a worker that was told to end before it had begun."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Post:
    """What a worker is given."""

    settings: Settings
    listening: socket.socket
    lead: float
    """Of the clock: all workers have the same time, also one that starts after somebody has set the clock."""


def work(post: Post, line: Connection) -> None:
    """The life of a worker. It ends when told to, or when whoever started it is gone."""
    from app.commands.server import serve

    os.setsid()  # Ctrl+C would reach all; the supervisor says when
    os.set_blocking(line.fileno(), False)
    logs.open_log()
    clock.use(clock.Clock(lead=post.lead))

    def beat() -> None:
        try:
            line.send_bytes(b".")
        except BlockingIOError:  # whoever should listen is busy
            return
        except OSError:
            os.kill(os.getpid(), signal.SIGTERM)

    serve(post.settings, post.listening, beat)


@dataclass
class Worker:
    process: SpawnProcess
    line: Connection
    heard: float = field(default_factory=time.monotonic)
    has_started: bool = False

    @classmethod
    def start(cls, post: Post) -> "Worker":
        line, far_end = spawn.Pipe(duplex=False)
        process = spawn.Process(target=work, args=(post, far_end))
        process.start()
        far_end.close()
        return cls(process, line)

    def listen(self) -> None:
        with contextlib.suppress(EOFError, OSError):
            while self.line.poll():
                self.line.recv_bytes()
                self.heard = time.monotonic()
                self.has_started = True

    def is_hung(self, now: float) -> bool:
        return now - self.heard > (SILENCE if self.has_started else STARTING)


class Supervisor:
    """Serves nobody itself."""

    def __init__(self, post: Post, count: int) -> None:
        self.post = post
        self.count = count
        self.workers: list[Worker] = []
        self.failed_starts = 0
        self.has_served = False
        self.is_leaving = False
        self.looked = 0.0

    def run(self) -> int:
        """The exit status: 0 where everybody left in order."""
        before = {sig: signal.signal(sig, self.leave) for sig in (signal.SIGINT, signal.SIGTERM)}
        try:
            with shared_metrics():
                self.workers = [self.start() for _ in range(self.count)]
                self.watch()
                status = self.dismiss()
                return 1 if self.is_hopeless else status
        finally:
            for sig, handler in before.items():
                signal.signal(sig, handler)

    def leave(self, _signal: int, _frame: FrameType | None) -> None:
        if self.is_leaving:
            for worker in self.workers:
                worker.process.kill()
            os._exit(1)
        self.is_leaving = True

    def start(self) -> Worker:
        worker = Worker.start(self.post)
        log.info("worker_started", extra={"worker": worker.process.pid})
        return worker

    def watch(self) -> None:
        self.looked = time.monotonic()
        while not self.is_leaving and not self.is_hopeless:
            places = [place for worker in self.workers for place in (worker.line, worker.process.sentinel)]
            multiprocessing.connection.wait(places, LOOK_EVERY)
            now = self.listen()
            for number, worker in enumerate(self.workers):
                if worker.process.is_alive() and not worker.is_hung(now):
                    continue
                self.bury(worker)
                self.workers[number] = self.start()
            time.sleep(LOOK_EVERY)

    def listen(self) -> float:
        """The time of this look. Who was silent only because nobody could speak begins anew."""
        for worker in self.workers:
            worker.listen()
            self.has_served = self.has_served or worker.has_started
        now = time.monotonic()
        if now - self.looked > LONGEST_ROUND:
            for worker in self.workers:
                worker.heard = now
        self.looked = now
        return now

    @property
    def is_hopeless(self) -> bool:
        """Nobody has ever begun to serve. Who once has is replaced for ever: the database may come back."""
        return not self.has_served and self.failed_starts >= FAILED_STARTS

    def bury(self, worker: Worker) -> None:
        log.error(
            "worker_hung" if worker.process.is_alive() else "worker_died",
            extra={"worker": worker.process.pid, "status": worker.process.exitcode},
        )
        self.failed_starts = 0 if worker.has_started else self.failed_starts + 1
        pause = min(self.failed_starts, LONGEST_PAUSE)
        time.sleep(pause)
        self.looked += pause
        worker.process.kill()
        self.forget(worker)

    def forget(self, worker: Worker) -> None:
        worker.process.join()
        worker.line.close()
        with contextlib.suppress(OSError):
            mark_process_dead(worker.process.pid)  # type: ignore[no-untyped-call]

    def dismiss(self) -> int:
        """Nobody may be left waiting at a door behind which nobody works: the door is closed first."""
        self.post.listening.close()
        for worker in self.workers:
            worker.process.terminate()
        deadline = time.monotonic() + LEAVE
        for worker in self.workers:
            worker.process.join(max(0.0, deadline - time.monotonic()))
            if worker.process.is_alive():
                log.error("worker_hung", extra={"worker": worker.process.pid})
                worker.process.kill()
            self.forget(worker)
        return 0 if all(worker.process.exitcode in IN_ORDER for worker in self.workers) else 1


@contextmanager
def shared_metrics() -> Iterator[None]:
    """A folder in which the workers keep their numbers side by side."""
    folder = tempfile.mkdtemp(prefix="zukunft-metrics-")
    os.environ[SHARED] = folder
    try:
        yield
    finally:
        del os.environ[SHARED]
        shutil.rmtree(folder, ignore_errors=True)


def serve_together(settings: Settings, listening: socket.socket, count: int) -> int:
    lead = clock.clock().lead
    assert lead is not None
    return Supervisor(Post(settings, listening, lead), count).run()
