"""What a phone is asked to do, read from its page or from the part `task` as eyes would read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

Attributes = Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """An open ballot."""

    ballot: int
    mode: str
    dots: int
    most: int
    items: tuple[int, ...]


@dataclass(frozen=True)
class Task:
    """`kinds` are the cards that are taken now, with how many a person may send (0: any number)."""

    phase: str = ""
    kinds: Mapping[str, int] = field(default_factory=dict)
    sheet: Sheet | None = None
    measures: tuple[int, ...] = ()

    @property
    def asks(self) -> bool:
        return bool(self.kinds or self.sheet or self.measures)


@lru_cache(maxsize=64)
def read_task(html: str) -> Task:
    """All phones of a hall get the same part, so it is read once."""
    reader = Reader()
    reader.feed(html)
    sheet = Sheet(**reader.ballot, items=tuple(reader.items)) if reader.ballot else None  # type: ignore[arg-type]
    return Task(reader.phase, reader.kinds, sheet, tuple(reader.measures))


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.phase = ""
        self.kinds: dict[str, int] = {}
        self.ballot: dict[str, int | str] = {}
        self.items: list[int] = []
        self.measures: list[int] = []
        self._form: Attributes = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "section" and "data-phase" in given:
            self.phase = given["data-phase"]
        if tag == "form":
            self._form = given
            self._open_form(given)
        elif self._form.get("data-say") == "post_card":
            self._read_cards(given)
        elif self._form.get("data-ballot") and "data-item" in given:
            self.items.append(int(given["data-item"]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = {}

    def _open_form(self, form: Attributes) -> None:
        if form.get("data-say") == "commit":
            self.measures.append(int(form["data-measure"]))
        if form.get("data-ballot"):
            self.ballot = {
                "ballot": int(form["data-ballot"]), "mode": form["data-mode"],
                "dots": int(form["data-dots"]), "most": int(form["data-max"]),
            }  # fmt: skip

    def _read_cards(self, given: Attributes) -> None:
        if given.get("name") == "kind":
            self.kinds.setdefault(given["value"], 0)
        if "data-left-of" in given:
            self.kinds[given["data-left-of"]] = int(given["data-most"])
