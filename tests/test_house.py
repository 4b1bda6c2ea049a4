"""Holds the house: a file imports only from floors below its own, and facilitation knows nothing of app."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLOORS = (
    {"cli"},
    {"commands"},
    {"main"},
    {"routes", "failures"},
    {"pages"},
    {"calendar", "demo", "deps", "messages", "rehearsal"},
    {"house"},
    {"desk", "stream"},
    {"actions", "templating"},
    {"backup", "exports", "marks"},
    {"agenda_files", "reading", "writing"},
    {"analysis", "bus", "durability", "imports", "kinds", "migrations", "sight"},
    {"addresses", "computing", "database", "extras", "locales", "models", "pictures", "screening"}
    | {"security"},
    {"agendas", "auth", "clock", "errors", "goodbyes", "i18n", "limits", "logs", "metrics", "settings"},
)
DEPTH = {room: depth for depth, floor in enumerate(FLOORS) for room in floor}


def test_facilitation_imports_nothing_from_app() -> None:
    assert not [path for path in files("facilitation") if any(app_rooms(path.read_text("utf-8")))]


def test_every_room_has_a_floor() -> None:
    assert {room_of(path) for path in files("app")} - {"__init__"} <= DEPTH.keys()


def test_a_file_imports_only_from_floors_below_its_own() -> None:
    wrong = {
        f"{path.relative_to(ROOT)} imports {room}"
        for path in files("app")
        for room in upward(room_of(path), path.read_text("utf-8"))
    }
    assert not wrong


def test_the_rule_sees_each_way_to_import_upwards() -> None:
    for source in (
        "import app.routes.cards",
        "from app import routes",
        "def f():\n from app.routes.cards import x",
    ):
        assert upward("models", source) == {"routes"}
    assert upward("models", "from app.database import Database") == {"database"}
    assert not upward(
        "routes", "from app.routes import cards\nfrom app.models import Card\nimport application"
    )


def test_what_scrolls_keeps_its_unseen_words() -> None:
    """Else they stand where they would without the scrolling, and the page is longer than what it shows."""
    rules = [
        rule
        for path in sorted((ROOT / "app/static/css").rglob("*.css"))
        for rule in path.read_text("utf-8").split("}")
        if re.search(r"overflow(-[xy])?: (auto|scroll)", rule)
    ]
    assert rules
    assert not [rule for rule in rules if "position:" not in rule]


def files(folder: str) -> list[Path]:
    found = sorted((ROOT / folder).rglob("*.py"))
    assert found, f"no files in {folder}"
    return found


def room_of(path: Path) -> str:
    """`app/models/card.py` and `app/models/__init__.py` are in models, `app/bus.py` is a room of its own."""
    return path.relative_to(ROOT / "app").parts[0].removesuffix(".py")


def upward(room: str, source: str) -> set[str]:
    depth = DEPTH.get(room, 0)
    return {other for other in app_rooms(source) if other != room and DEPTH.get(other, 0) <= depth}


def app_rooms(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        for name in imported(node):
            if name.startswith("app."):
                yield name.split(".")[1]


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module or ''}.{alias.name}" for alias in node.names]
    return []
