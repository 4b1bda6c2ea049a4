"""What a phone is asked to do, read from its page or from the parts of the stream as eyes would read it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

Attributes = Mapping[str, str]
PART = re.compile(r'<div id="part-(\w+)">')
PARTS = ("table", "task", "form")


@dataclass(frozen=True)
class Sheet:
    """An open ballot; `lists` are choices with dots of their own, `reasons` want a word why."""

    ballot: int
    mode: str
    dots: int
    most: int
    lists: tuple[tuple[int, ...], ...] = ()
    reasons: frozenset[int] = frozenset()

    @property
    def items(self) -> tuple[int, ...]:
        return tuple(item for items in self.lists for item in items)


@dataclass(frozen=True)
class Slot:
    """A field of the form that a table fills in together: what a card for it must say."""

    kind: str
    said: tuple[tuple[str, str], ...]

    @property
    def message(self) -> dict[str, str | int]:
        return {name: int(value) if value.isdecimal() else value for name, value in self.said}


@dataclass(frozen=True)
class Task:
    """`kinds` are the cards that are taken now, with how many a person may send (0: any number).

    `about` is what is being presented, `fields` are those of the form, full ones too; `groups` are tables
    that people choose themselves.
    """

    phase: str = ""
    kinds: Mapping[str, int] = field(default_factory=dict)
    sheet: Sheet | None = None
    measures: tuple[int, ...] = ()
    slots: tuple[Slot, ...] = ()
    fields: tuple[str, ...] = ()
    lanes: tuple[str, ...] = ()
    about: tuple[str, int] | None = None
    groups: tuple[int, ...] = ()
    is_seated: bool = False

    @property
    def asks(self) -> bool:
        return bool(self.kinds or self.sheet or self.measures or self.slots)

    @property
    def wants_group(self) -> bool:
        return bool(self.groups) and not self.is_seated

    @property
    def occasion(self) -> tuple[object, ...]:
        """The same for all phones, another one whenever there is something new to do within a phase."""
        ballot = self.sheet.ballot if self.sheet else 0
        return (self.phase, ballot, self.about, bool(self.slots), self.fields, tuple(self.kinds))


def parts_of(page: str) -> dict[str, str]:
    """The parts of a whole page, as the stream would send them one by one."""
    _, *pieces = PART.split(page)
    found = dict(zip(pieces[::2], pieces[1::2], strict=True))
    return {name: found.get(name, "") for name in PARTS}


def whole_task(parts: Mapping[str, str]) -> Task:
    return read_task("".join(parts.get(name, "") for name in PARTS))


@lru_cache(maxsize=512)
def read_task(html: str) -> Task:
    """All phones of a table get the same parts, so they are read once."""
    reader = Reader()
    reader.feed(html)
    return Task(
        phase=reader.phase,
        kinds=reader.kinds,
        sheet=reader.sheet,
        measures=tuple(reader.measures),
        slots=tuple(reader.slots),
        fields=tuple(reader.fields),
        lanes=tuple(reader.lanes),
        about=reader.about,
        groups=tuple(dict.fromkeys(reader.groups)),
        is_seated=reader.is_seated,
    )


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.phase = ""
        self.kinds: dict[str, int] = {}
        self.measures: list[int] = []
        self.slots: list[Slot] = []
        self.fields: list[str] = []
        self.lanes: list[str] = []
        self.groups: list[int] = []
        self.about: tuple[str, int] | None = None
        self.is_seated = False
        self._ballot: dict[str, int | str] = {}
        self._lists: list[list[int]] = []
        self._reasons: set[int] = set()
        self._form: Attributes = {}
        self._hidden: dict[str, str] = {}

    @property
    def sheet(self) -> Sheet | None:
        lists = tuple(tuple(items) for items in self._lists if items)
        return Sheet(**self._ballot, lists=lists, reasons=frozenset(self._reasons)) if self._ballot else None  # type: ignore[arg-type]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "section" and "data-phase" in given:
            self.phase = given["data-phase"]
        self.is_seated = self.is_seated or given.get("class") == "seat-where"
        self.fields += [given["data-slot"]] if "data-slot" in given else []
        if tag == "form":
            self._open_form(given)
        elif self._form.get("data-ballot"):
            self._read_ballot(given)
        elif "entry-form" in self._form.get("class", ""):
            self._hidden |= {given["name"]: given["value"]} if given.get("type") == "hidden" else {}
        elif self._form.get("data-say") == "post_card":
            self._read_cards(given)
        elif self._form.get("data-say") == "choose_table":
            self._read_groups(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag != "form":
            return
        if "entry-form" in self._form.get("class", ""):
            said = {name: self._hidden[name] for name in ("field", "table", "theme") if name in self._hidden}
            self.slots.append(Slot(self._hidden.get("kind", ""), tuple(said.items())))
        self._form = {}

    def _open_form(self, form: Attributes) -> None:
        self._form, self._hidden = form, {}
        if form.get("data-say") == "commit":
            self.measures.append(int(form["data-measure"]))
        if form.get("data-ballot"):
            self._lists, self._reasons = [[]], set()
            self._ballot = {
                "ballot": int(form["data-ballot"]), "mode": form["data-mode"],
                "dots": int(form["data-dots"]), "most": int(form["data-max"]),
            }  # fmt: skip

    def _read_ballot(self, given: Attributes) -> None:
        if "data-list" in given:
            self._lists.append([])
        if "data-item" in given:
            self._lists[-1].append(int(given["data-item"]))
            self._reasons |= {int(given["data-item"])} if "data-why" in given else set()

    def _read_cards(self, given: Attributes) -> None:
        name = given.get("name")
        if name == "kind":
            self.kinds.setdefault(given["value"], 0)
        elif name == "field" and given.get("type") == "radio":
            self.lanes.append(given["value"])
        elif name in ("table", "measure") and given.get("type") == "hidden":
            self.about = (name, int(given["value"]))
        if "data-left-of" in given:
            self.kinds[given["data-left-of"]] = int(given["data-most"])

    def _read_groups(self, tag: str, given: Attributes) -> None:
        is_choice = tag == "option" or (tag == "input" and given.get("name") == "table")
        if is_choice and given.get("value", "").isdecimal():
            self.groups.append(int(given["value"]))
