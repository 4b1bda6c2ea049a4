"""A server on one core, the generator on the other; processor time and memory as the kernel counts them."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.serving import ROOT, free_port

READY_WITHIN = 60
TICKS = os.sysconf("SC_CLK_TCK")


def open_many() -> None:
    """As many sockets as the kernel lets us; the servers that we start may do the same."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def take_places() -> None:
    """The generator goes to the last core."""
    open_many()
    with suppress(AttributeError, OSError):
        os.sched_setaffinity(0, {max(cores())})


def cores() -> set[int]:
    return set(range(os.cpu_count() or 1))


def pin(pid: int, core: int | None) -> None:
    with suppress(AttributeError, OSError):
        os.sched_setaffinity(pid, cores() if core is None else {core % len(cores())})


@dataclass
class Process:
    """A server in a process of its own: `module` gets the port and `arguments`."""

    module: str
    arguments: Sequence[str] = ()
    environment: dict[str, str] = field(default_factory=dict)
    core: int | None = 0
    ready: str = "/readyz"
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    started_in: float = 0.0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        given = {**os.environ, **self.environment, "PYTHONPATH": str(ROOT)}
        began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", self.module, str(self.port), *self.arguments], cwd=ROOT, env=given,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        pin(self.process.pid, self.core)
        while not answers(self.port, self.ready):
            if time.monotonic() - began > READY_WITHIN or self.process.poll() is not None:
                raise RuntimeError("the server did not become ready")
            time.sleep(0.01)
        self.started_in = time.monotonic() - began

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    @property
    def pids(self) -> list[int]:
        """The server and its workers."""
        assert self.process is not None
        found = [self.process.pid]
        for pid in found:
            with suppress(OSError):
                found += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        return found

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        return sum(self.cpu_of_each().values())

    def cpu_of_each(self) -> dict[int, float]:
        return {pid: spent(pid) for pid in self.pids}

    def memory(self) -> int:
        """Resident kilobytes."""
        return sum(resident(pid) for pid in self.pids)


def answers(port: int, path: str) -> bool:
    import http.client

    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        asking.request("GET", path)
        return asking.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()


def spent(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
