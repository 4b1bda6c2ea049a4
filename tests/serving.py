"""A server of its own in a process of its own, to be asked, killed and started again."""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
START = (
    "import sys; from app.commands.serve import listen, serve; from app.settings import Settings;"
    " serve(Settings(), listen('127.0.0.1', int(sys.argv[1])))"
)
READY_WITHIN, ENDED_WITHIN = 90, 60


@dataclass
class Server:
    data: Path
    port: int = field(default_factory=lambda: free_port())
    switches: Mapping[str, str] = field(default_factory=dict)
    """Further ZUKUNFT_… variables of its environment."""
    program: Sequence[str] = ("-c", START)
    log: IO[bytes] | None = None
    """Where its words go; to ours if not told."""
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        known = {"ZUKUNFT_DATA": str(self.data), "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, *self.program, str(self.port)],
            cwd=ROOT,
            env={**os.environ, **known, **self.switches},
            stdout=self.log,
            stderr=self.log,
        )
        deadline = time.monotonic() + READY_WITHIN
        while not self.is_ready():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError("the server did not become ready")
            time.sleep(0.05)

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=1) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def kill(self) -> None:
        """As the power cut does it: no last word, no clean-up."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def freeze(self) -> None:
        """It holds its sockets and answers nothing."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        self.process.send_signal(how)
        self.process.wait(timeout=ENDED_WITHIN)
        self.process = None


def free_port() -> int:
    """Below those that the system gives to connections: one of many thousand might take it meanwhile."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
