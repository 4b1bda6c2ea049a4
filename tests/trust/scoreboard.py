"""`python -m tests.trust.scoreboard` writes docs/trust/SCOREBOARD.md from the scores of the last runs."""

import os
import platform
import re
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from tests.postgres import version
from tests.trust.scores import Score, kept

ROOT = Path(__file__).resolve().parents[2]
PROMISES = ROOT / "docs/trust/README.md"
BOARD = ROOT / "docs/trust/SCOREBOARD.md"
ROW = re.compile(r"^\| ([RS]\d+) \| (.+?) \|", re.MULTILINE)


def main() -> int:
    scores = kept()
    BOARD.write_text(board(scores), encoding="utf-8")
    print(BOARD.read_text("utf-8"))
    return 0 if all(score.passed for score in scores) else 1


def board(scores: Iterable[Score]) -> str:
    by_promise: dict[str, list[Score]] = {}
    for score in scores:
        by_promise.setdefault(score.promise_id, []).append(score)
    rows = [row for promise_id, promise in promises() for row in rows_of(promise_id, promise, by_promise)]
    head = [
        "# Scoreboard",
        "",
        f"From the scores of the last runs, on {date.today()}; `python3 dev.py trust` makes all anew. "
        "What the ids mean: [README](README.md).",
        "",
        machine(),
        "Load: how many processes wanted to run meanwhile; many more than the cores mean slow figures.",
        "",
        "| | Promise | Measured | Kept | On | Load | Test |",
        "|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *rows, ""])


def promises() -> list[tuple[str, str]]:
    """Id and sentence, as the README gives them."""
    return ROW.findall(PROMISES.read_text("utf-8"))


def rows_of(promise_id: str, promise: str, by_promise: dict[str, list[Score]]) -> Iterator[str]:
    """One row for each test; of a test with many cases those that failed, or one for all."""
    by_test: dict[str, list[Score]] = {}
    for score in by_promise.get(promise_id, []):
        by_test.setdefault(score.test.partition("[")[0], []).append(score)
    if not by_test:
        yield f"| {promise_id} | {promise} | not measured in these runs | – | | | |"
    for test, scores in by_test.items():
        failed = [score for score in scores if not score.passed]
        for score in failed or scores[:1]:
            alike = "" if failed or len(scores) == 1 else f" (and {len(scores) - 1} more cases)"
            kept_so = "yes" if score.passed else "**no**"
            load = "" if score.load is None else score.load
            where = f"{score.day} | {load} | `{test.removeprefix('tests/trust/')}`"
            yield f"| {promise_id} | {promise} | {plain(score.figure)}{alike} | {kept_so} | {where} |"
            promise_id = promise = ""


def plain(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.release().split('-')[0]}"
    python = f"Python {platform.python_version()}"
    databases = f"SQLite {sqlite3.sqlite_version}, {version()}"
    return f"Machine: {os.cpu_count()} cores, {memory:.0f} GB memory, {system}, {python}, {databases}."


if __name__ == "__main__":
    sys.exit(main())
