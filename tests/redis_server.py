"""A Redis for tests, of the system: started on a port of its own, killed at will."""

import shutil
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.serving import free_port

PROGRAM = shutil.which("redis-server")
READY_WITHIN = 60


@dataclass
class RedisServer:
    folder: Path
    port: int = field(default_factory=lambda: free_port())
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        assert PROGRAM is not None
        words = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen([PROGRAM, *words], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + READY_WITHIN
        while not self.is_ready():
            assert time.monotonic() < deadline, "Redis did not become ready"
            time.sleep(0.02)

    def is_ready(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(timeout=60)
            self.process = None
