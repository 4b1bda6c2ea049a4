"""The table of events in docs/operation.md is that of the program."""

import ast
import re
from collections.abc import Iterator

from tests.test_house import ROOT, files

LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
EVENT = re.compile(r"[a-z]+(_[a-z]+)*")


def test_every_event_of_the_log_is_explained_and_no_other() -> None:
    text = (ROOT / "docs/operation.md").read_text("utf-8")
    (table,) = re.findall(r"^\| Event \|.*\n((?:\|.*\n)+)", text, re.MULTILINE)
    explained = [event for row in table.splitlines() for event in re.findall(r"`(\w+)`", row.split("|")[1])]

    known = set().union(*(logged(path.read_text("utf-8")) for path in files("app")))

    assert sorted(explained) == sorted(known)


def test_every_way_to_log_is_seen() -> None:
    source = """
log.info("a_thing")
log.error("one" if hung else "other", extra={"x": "y"})
logging.getLogger("app.thread").exception("third")
tell.info("no event", "of the log")
"""
    assert logged(source) == {"a_thing", "one", "other", "third"}


def logged(source: str) -> set[str]:
    """What is said first in each call of a logger."""
    return {event for node in ast.walk(ast.parse(source)) for event in events_of(node)}


def events_of(node: ast.AST) -> Iterator[str]:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
        return
    said_by = ast.unparse(node.func.value)
    if node.func.attr in LEVELS and (said_by == "log" or said_by.startswith("logging.getLogger(")):
        yield from texts_of(node.args[0])


def texts_of(said: ast.expr) -> Iterator[str]:
    if isinstance(said, ast.IfExp):
        yield from texts_of(said.body)
        yield from texts_of(said.orelse)
        return
    event = said.value if isinstance(said, ast.Constant) else None
    assert isinstance(event, str) and EVENT.fullmatch(event), ast.unparse(said)
    yield event
