"""How often the database is asked."""

from collections.abc import Callable

import sqlalchemy as sa


def questions(engine: sa.Engine, ask: Callable[[], object]) -> int:
    """While this happens; what is written does not count."""
    asked: list[str] = []

    def note(*told: object) -> None:
        asked.append(str(told[2]))

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        ask()
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    return sum(text.startswith("SELECT") for text in asked)
