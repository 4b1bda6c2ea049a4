"""The chain of the log: each line seals the one before it, so that nobody changes one unseen."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def seal(before: str, *, seq: int, type_: str, actor: str, payload: Mapping[str, Any], at: datetime) -> str:
    """The hash of a line, given that of the line before it (empty for the first).

    `changes` and `undone` stay outside: a step is marked as undone one day.
    """
    said = [before, seq, type_, actor, payload, at.astimezone(UTC).isoformat(timespec="microseconds")]
    plain = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()
