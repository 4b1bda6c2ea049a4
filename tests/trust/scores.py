"""The scores of the promises: one JSON file per test and promise, in var/trust."""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "var/trust"


@dataclass(frozen=True)
class Score:
    promise_id: str
    test: str
    promise: str
    figure: str
    passed: bool
    numbers: Mapping[str, Any] = field(default_factory=dict)
    day: str = field(default_factory=lambda: date.today().isoformat())
    load: float | None = field(default_factory=lambda: load_of_machine())
    """How many processes wanted to run: what was measured beside other work is slower than it need be."""


def keep(score: Score) -> None:
    line = json.dumps(asdict(score), ensure_ascii=False, default=str)
    print(line)
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{slug(score.test)}.{score.promise_id}.json").write_text(line + "\n", encoding="utf-8")


def forget(test: str) -> None:
    """A test that is run anew and breaks off must not leave its old score behind."""
    for file in FOLDER.glob(f"{slug(test)}.*.json"):
        file.unlink()


def kept() -> list[Score]:
    files = sorted(FOLDER.glob("*.json"))
    return [Score(**{"load": None, **json.loads(file.read_text("utf-8"))}) for file in files]


def load_of_machine() -> float | None:
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None


def slug(test: str) -> str:
    return re.sub(r"\W+", "-", test.removeprefix("tests/trust/")).strip("-")
