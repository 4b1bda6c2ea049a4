"""The mark of a state: a form carries it, so that nobody overwrites what they have not seen."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from app.errors import stale
from app.writing.transaction import Answer, Transaction


def mark_of(state: Any) -> str:
    """Short, and the same as long as the state is."""
    told = json.dumps(state, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def check_mark(seen: str | None, state: Any) -> None:
    """Nothing is checked for a caller who has seen no state, as the command line."""
    if seen and seen != mark_of(state):
        raise stale()


def unless_changed(
    tx: Transaction,
    *,
    seen: str,
    state: Callable[[Transaction], Any],
    act: Callable[[Transaction], Answer],
) -> Answer:
    """Does `act` only on the state that the form was drawn from."""
    check_mark(seen, state(tx))
    return act(tx)
