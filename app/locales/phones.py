"""Which texts a phone can show: what its pages include, what its addresses may refuse, what cards are called.

Found in the source, so that a new text of a phone is known without a list that somebody would have to keep.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from jinja2 import Environment, nodes

FOR_EVERYBODY = ("/c/", "/r/", "/e/")
"""How the addresses begin that need no link of the staff; beside them the front page."""
ALWAYS = ("app.errors", "app.failures", "app.kinds", "app.limits", "app.messages", "app.security")
"""Modules that may answer a phone with each of their texts."""
ANSWERS = ("app.main", "answer_")
"""Where a request meets no door at all."""
STAFF_ONLY = {"partials/_handover.html"}
"""Included where a link of the staff was wrong."""

Name = tuple[str, str]
"""A module, and what stands in it at the top."""


def phone_texts(app: Path) -> set[str]:
    """The sentences in Python that can reach a phone."""
    program = read_once(app)
    return {text for name in program.reached() for text in program.texts[name]}


def phone_templates(app: Path) -> set[str]:
    """The templates of which the pages of phones are made."""
    program = read_once(app)
    screens = {page for name in program.reached() for page in program.pages[name]}
    return closure(app / "templates", {*screens, "live/phone/"})


@cache
def read_once(app: Path) -> "Program":
    return Program(app)


@dataclass
class Module:
    """What stands at the top of a file, and what its other names mean."""

    tops: dict[str, ast.AST] = field(default_factory=dict)
    names: dict[str, Name] = field(default_factory=dict)


class Program:
    """Who mentions whom, function by function."""

    def __init__(self, app: Path) -> None:
        self.modules = {module_name(app, path): read(path) for path in sorted(app.rglob("*.py"))}
        self.texts: dict[Name, list[str]] = {}
        self.pages: dict[Name, list[str]] = {}
        self._mentioned: dict[Name, set[Name]] = {}
        for module, found in self.modules.items():
            for top, node in found.tops.items():
                self._look_at((module, top), node)

    def _look_at(self, name: Name, node: ast.AST) -> None:
        self.texts[name] = list(marked_texts(node))
        self.pages[name] = [text for text in strings(node) if text.startswith("screens/")]
        self._mentioned[name] = set(self._mentions(name[0], node))

    def reached(self) -> set[Name]:
        waiting = [name for name in self.texts if self._is_door(name)]
        reached: set[Name] = set()
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                waiting.extend(self._mentioned[name])
        return reached

    def _is_door(self, name: Name) -> bool:
        """What answers at an address that is for everybody, or wherever anybody asks."""
        if name[0] in ALWAYS or (name[0] == ANSWERS[0] and name[1].startswith(ANSWERS[1])):
            return True
        node = self.modules[name[0]].tops[name[1]]
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or ".routes." not in name[0]:
            return False
        router = self.modules[name[0]].tops.get("router")
        prefix = next(strings(router), "") if router else ""
        addresses = [prefix + text for decorator in node.decorator_list for text in strings(decorator)]
        return any(address == "/" or address.startswith(FOR_EVERYBODY) for address in addresses)

    def _mentions(self, module: str, node: ast.AST) -> Iterator[Name]:
        for part in ast.walk(node):
            if isinstance(part, ast.Name):
                yield from self._found(module, part.id)
            elif isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
                origin = self.modules[module].names.get(part.value.id)
                if origin is not None:
                    yield from self._found(".".join(filter(None, origin)), part.attr)

    def _found(self, module: str, top: str) -> Iterator[Name]:
        """Follows an import to the file where the thing itself stands."""
        if module not in self.modules:
            return
        if top in self.modules[module].tops:
            yield module, top
        elif top in self.modules[module].names:
            origin, name = self.modules[module].names[top]
            yield from self._found(origin, name)


def module_name(app: Path, path: Path) -> str:
    parts = path.relative_to(app.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def parsed(source: str) -> ast.Module:
    """Python 3.11 counts the depth of all threads together and may stumble over another one's."""
    try:
        return ast.parse(source)
    except SystemError:
        return ast.parse(source)


def read(path: Path) -> Module:
    module = Module()
    for node in parsed(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            module.tops[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            module.tops.update({target.id: node for target in targets if isinstance(target, ast.Name)})
        elif isinstance(node, ast.ImportFrom):
            module.names.update(
                {alias.asname or alias.name: (node.module or "", alias.name) for alias in node.names}
            )
    return module


def marked_texts(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id == "N_":
            yield from strings(part)


def strings(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def closure(folder: Path, roots: set[str]) -> set[str]:
    """These templates and all they are made of; a name that ends with a slash means all in that folder."""
    sources = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.html")}
    waiting, reached = sorted(roots), set[str]()
    while waiting:
        wanted = waiting.pop()
        named = {
            name for name in sources if name == wanted or (wanted.endswith("/") and name.startswith(wanted))
        }
        for name in sorted(named - reached - STAFF_ONLY):
            reached.add(name)
            waiting.extend(included(sources[name].read_text("utf-8")))
    return reached


def included(source: str) -> Iterator[str]:
    """The names in include, import and extends; of a name that is put together, its folder."""
    tree = Environment(extensions=["jinja2.ext.i18n"]).parse(source)
    for node in tree.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)):
        names = [constant.value for constant in node.find_all(nodes.Const) if isinstance(constant.value, str)]
        yield from (name for name in names if name.endswith((".html", "/")))
