"""What the changes of a proposal are called, as long as nobody has answered them."""

from typing import Any, cast

from sqlmodel import Session

from app.models import Proposal, Theme
from app.reading.proposals import Waiting


def test_a_theme_has_its_present_name_until_the_new_one_is_taken() -> None:
    told: dict[str, Any] = {"theme": "7", "other": "", "title": "Bahnhof und Busse", "moves": [], "gone": []}
    added = {**told, "kind": "added", "before": "Bahnhof", "results": []}
    renamed = {**added, "kind": "renamed"}
    row = Proposal(conference_id=1, kind="weakness", as_of=1, changes={"list": [added, renamed]})
    waiting = Waiting(cast(Session, None), row)
    waiting.__dict__["themes"] = {"7": Theme(conference_id=1, kind="weakness", number=1, title="Bahnhof")}
    assert [waiting.said_title(change) for change in (added, renamed)] == ["Bahnhof", "Bahnhof und Busse"]
