"""Weaknesses turned into what people wish for: where the utopia phase begins to dream."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.actions.themes import theme_of
from app.writing.transaction import Answer, Transaction

LONGEST = 160


@dataclass(frozen=True)
class Anchor:
    """The words for a theme, and the version of the theme that they were written for."""

    theme_id: int
    words: str
    version: int


def word_anchors(tx: Transaction, *, anchors: Sequence[Anchor]) -> Answer:
    """What stands in the form is shown to the hall; an empty line shows the theme as it is called."""
    changed = 0
    for anchor in anchors:
        theme = theme_of(tx, anchor.theme_id, anchor.version)
        words = " ".join(anchor.words.split())[:LONGEST]
        if words != theme.reversal:
            theme.reversal = words
            theme.version += 1
            changed += 1
    tx.log("themes_reversed", themes=changed)
    return {"themes": changed}
