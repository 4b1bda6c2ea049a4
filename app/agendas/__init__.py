"""The shipped run-of-shows, groups and fields of action, as data."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
AGENDAS = (
    "zk-light-120",
    "bezirksrunde-150",
    "design-thinking-180",
    "future-search-1-5d",
    "zukunftswerkstatt",
    "world-cafe",
)


@cache
def agenda(name: str) -> dict[str, Any]:
    if name not in AGENDAS:
        raise KeyError(name)
    loaded: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return loaded


@cache
def usual_phases() -> dict[str, dict[str, Any]]:
    """For each kind a phase to begin with, by the name of the kind."""
    loaded: list[dict[str, Any]] = json.loads((FOLDER / "phases.json").read_text("utf-8"))
    return {entry["kind"]: entry for entry in loaded}


@cache
def default_groups() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads((FOLDER / "groups.json").read_text("utf-8"))
    return loaded
