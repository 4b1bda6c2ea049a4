#!/usr/bin/env python3
"""The commands of the project: `python3 dev.py run` starts it, `python3 dev.py test` checks it.

Needs Python and pip only; everything else goes into the folder .venv beside this file.
"""

from __future__ import annotations

import argparse
import ctypes.util
import hashlib
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OLDEST = (3, 11)
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
ZUKUNFT = VENV / ("Scripts/zukunft.exe" if os.name == "nt" else "bin/zukunft")
STAMP = VENV / "zukunft-stamp"
INGREDIENTS = (
    "pyproject.toml",
    "constraints.txt",
    "package.json",
    "package-lock.json",
    ".npmrc",
    "hatch_build.py",
)
ASSETS = ROOT / "app/static/vendor/.stamp"
PARALLEL = ("-n", "3", "--dist", "loadfile", "--no-loadscope-reorder")
"""One process more than cores, for many wait. What takes long begins early (tests/conftest.py)."""
SLOWEST = ("--durations=12", "--durations-min=4")
ALONE = "tests/trust"
"""They time what they do, and nothing else may run meanwhile."""
THOROUGH = ("--hypothesis-profile=long", "-W", "error::pytest.PytestUnraisableExceptionWarning")
ON_POSTGRESQL = {"ZUKUNFT_TEST_DATABASE": "postgresql"}
WHERE_DATABASES_DIFFER = (
    "tests/stream",
    "tests/test_migrations.py",
    "tests/writing/test_transaction.py",
    "tests/writing/test_writer.py",
)
SCORES = ROOT / "var/trust"
DATABASES = "postgres,redis"
"""Small, and whoever sets another database finds it ready; what tests need includes them."""
CHECKS = (("ruff", "check"), ("ruff", "format", "--check"))
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")


def main() -> int:
    if sys.version_info < OLDEST:
        return fail(
            "Bitte nehmen Sie Python 3.11 oder neuer, zum Beispiel: python3.13 dev.py run",
            "Please use Python 3.11 or newer, for example: python3.13 dev.py run",
        )
    options, rest = read_arguments()
    os.chdir(ROOT)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # dozens of processes start, each would compile all anew
    if options.command == "run":
        return run(options)
    if options.command == "trust":
        return trust()
    return test(rest) if options.command == "test" else messages()


def read_arguments() -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(prog="dev.py", description="Zukunftskonferenz")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("run", help="den Server starten / start the server")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--host", default="0.0.0.0")
    serve.add_argument("--demo", action="store_true", help="mit erfundener Stadt / with an invented town")
    commands.add_parser("test", help="alles prüfen / check all; or: test [what pytest takes]", add_help=False)
    commands.add_parser("trust", help="die Zusagen messen, dauert / measure the promises, takes a while")
    commands.add_parser("messages", help="Übersetzungen abgleichen / update the translations")
    options, rest = parser.parse_known_args()
    if rest and options.command != "test":
        parser.error("unbekannt / unknown: " + " ".join(rest))
    return options, rest


def run(options: argparse.Namespace) -> int:
    if not install():
        return 1
    demo = ["--demo"] if options.demo else []
    command = [str(ZUKUNFT), "serve", "--port", str(options.port), "--host", options.host, *demo]
    if os.name == "nt":
        return subprocess.call(command)
    sys.stdout.flush()
    os.execv(command[0], command)


def test(pytest_arguments: list[str]) -> int:
    if not prepare():
        return 1
    if pytest_arguments:
        return 1 if tool("pytest", *pytest_arguments) else 0
    failed = [check for check in CHECKS if tool(*check)]
    with ThreadPoolExecutor(max_workers=1) as meanwhile:  # what waits for a timer leaves time for more
        types = meanwhile.submit(overheard, "mypy")
        others = meanwhile.submit(overheard, "pytest", *WHERE_DATABASES_DIFFER, **ON_POSTGRESQL)
        results = [tool("pytest", *PARALLEL, *SLOWEST, *marked("not alone"))]
    results += [repeated("mypy", *types.result()), repeated("PostgreSQL", *others.result())]
    results.append(tool("pytest", ALONE, *marked("alone")))
    for check in failed:
        print("dev.py: " + " ".join(check) + " ist nicht zufrieden / found something", flush=True)
    return 1 if failed or any(results) else 0


def trust() -> int:
    """Everything on both databases, then what kills, freezes and fills, then the scoreboard."""
    if not prepare():
        return 1
    ensure_redis()
    shutil.rmtree(SCORES, ignore_errors=True)
    results = [
        tool("pytest", *PARALLEL, *SLOWEST, *marked("not alone"), *THOROUGH),
        tool("pytest", *PARALLEL, "--ignore=tests/trust", "-m", "not browser", **ON_POSTGRESQL),
        tool("pytest", ALONE, *marked("alone")),
        tool("pytest", *marked("nightly")),
        tool("tests.trust.scoreboard"),
    ]
    return 1 if any(results) else 0


def prepare() -> bool:
    """The browser comes from elsewhere than the packages, and at the same time."""
    with ThreadPoolExecutor(max_workers=1) as meanwhile:
        browser = meanwhile.submit(ensure_browser)
        is_ready = install(extra="test")
        browser.result()
    return is_ready


def marked(markers: str) -> tuple[str, str]:
    """The browser tests stay out where there is no browser; `ensure_browser` has said so."""
    return "-m", markers if has_browser() else f"({markers}) and not browser"


def messages() -> int:
    return tool("app.locales.extract") if install() else 1


def tool(*words: str, **variables: str) -> int:
    return subprocess.call([str(PYTHON), "-m", *words], env={**os.environ, **variables})


def overheard(*words: str, **variables: str) -> tuple[int, str]:
    """Its status and what it says, which is kept until it has ended."""
    command, environment = [str(PYTHON), "-m", *words], {**os.environ, **variables}
    done = subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        encoding="utf-8", errors="replace", check=False,
    )  # fmt: skip
    return done.returncode, done.stdout


def repeated(name: str, status: int, said: str) -> int:
    print(f"{f' {name} ':=^80}\n{said}", flush=True)
    return status


def install(*, extra: str = DATABASES) -> bool:
    """Everything in .venv is as the lock files say; takes no time when it was so before."""
    if is_installed(extra):
        return True
    print("Richte .venv ein, das dauert beim ersten Mal etwa eine Minute.", flush=True)
    print("Setting up .venv, which takes about a minute the first time.", flush=True)
    pip = find_pip() if make_venv() else None
    if pip is None:
        return False
    pinned = ["install", "-q", "--disable-pip-version-check", "--no-compile", "-c", "constraints.txt"]
    if subprocess.call([*pip, *pinned, "-e", f".[{extra}]"]):
        fail(
            "Die Installation ist gescheitert, der Grund steht darüber. Der erste Start braucht Internet.",
            "The installation failed, the reason is above. The first start needs the internet.",
        )
        return False
    STAMP.write_text(f"{fingerprint()} {extra}\n", encoding="ascii")
    return True


def is_installed(extra: str) -> bool:
    if not (STAMP.is_file() and ZUKUNFT.is_file() and ASSETS.is_file() and works(str(PYTHON), "-c", "")):
        return False
    seen, *extras = STAMP.read_text(encoding="ascii").split()
    return seen == fingerprint() and bool({extra, "test"} & set(extras))


def fingerprint() -> str:
    digest = hashlib.sha256(os.fsencode(ROOT))  # a folder that was moved needs its scripts written anew
    for name in INGREDIENTS:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def make_venv() -> bool:
    """Without pip inside: Debian keeps the part that puts it there in a package of its own."""
    if works(str(PYTHON), "-c", ""):
        return True
    if subprocess.call([sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)]):
        fail(
            "Python kann .venv nicht anlegen. Auf Debian und Ubuntu hilft: sudo apt install python3-venv",
            "Python cannot make .venv. On Debian and Ubuntu: sudo apt install python3-venv",
        )
        return False
    return True


def find_pip() -> list[str] | None:
    inside = [str(PYTHON), "-m", "pip"]
    outside = [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    for pip in (inside, outside):
        if works(*pip, "--version"):
            return pip
    if works(str(PYTHON), "-m", "ensurepip"):
        return inside
    fail(
        "Es fehlt pip. Auf Debian und Ubuntu hilft: sudo apt install python3-pip",
        "pip is missing. On Debian and Ubuntu: sudo apt install python3-pip",
    )
    return None


def ensure_browser() -> None:
    """The browser tests drive Chromium; Playwright's own driver wants libatomic on Linux."""
    for package in ("chromium-headless-shell", "chromium"):  # the first one costs the least, in time as well
        if not has_browser() and is_debian_root():
            print("Installiere Chromium für die Tests / installing Chromium for the tests.", flush=True)
            install_packages(package, "libatomic1")
    if not has_browser():
        fail(
            "Ohne Browser-Tests! Ihnen fehlt: sudo apt install chromium libatomic1 (oder CHROMIUM=Pfad).",
            "No browser tests! They lack Chromium: sudo apt install chromium libatomic1 (or CHROMIUM=path).",
        )
    browser = find_browser()
    if browser:
        os.environ["CHROMIUM"] = browser


def ensure_redis() -> None:
    """One promise is about Redis dying."""
    if not shutil.which("redis-server") and is_debian_root():
        install_packages("redis-server")
    if not shutil.which("redis-server"):
        fail(
            "Ohne Redis wird eine Zusage nicht gemessen: sudo apt install redis-server",
            "One promise is not measured without Redis: sudo apt install redis-server",
        )


def install_packages(*names: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.call(["apt-get", "update", "-qq"])
    patient = ["-o", "DPkg::Lock::Timeout=120"]  # another one may be at it
    words = [*patient, "install", "-y", "-qq", "--no-install-recommends", *names]
    subprocess.call(["apt-get", *words], env=environment, stdin=subprocess.DEVNULL)


def has_browser() -> bool:
    lacks_atomic = sys.platform == "linux" and ctypes.util.find_library("atomic") is None
    return bool(find_browser() or playwright_browsers()) and not lacks_atomic


def find_browser() -> str | None:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def playwright_browsers() -> list[Path]:
    """What `playwright install chromium` brought, which is the way where apt has no Chromium."""
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache/ms-playwright")
    return list(folder.glob("chromium*/chrome-*"))


def is_debian_root() -> bool:
    return shutil.which("apt-get") is not None and hasattr(os, "geteuid") and os.geteuid() == 0


def works(*command: str) -> bool:
    try:
        return subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def fail(*sentences: str) -> int:
    for sentence in sentences:
        print(sentence, file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
