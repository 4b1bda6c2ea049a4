"""Which cards the moderation sees before the hall does: what may name somebody, lead elsewhere or insult.

An error of the machine costs a click and no card: whatever is held is stored and told to its author.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from app.errors import N_

INSULTS = Path(__file__).parent / "agendas/insults.txt"
MODES = ("", "held", "all")
"""What is seen before the hall sees it: nothing, what strikes, every card."""
SO_MANY, WITHIN_SECONDS = 5, 40
"""More cards of one device in this time than a person writes by hand."""

_ADDRESS = re.compile(
    r"https?://|\bwww\.|\S@\S+\.\w{2,}|\b[\w-]{2,}\.(?:com|de|eu|info|net|org)\b", re.IGNORECASE
)
_NOT_A_PHONE = re.compile(
    r"\b\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d{2})?\b"  # a day
    r"|\b(?:1[89]|20)\d\d\s*[-–/]\s*(?:1[89]|20)\d\d\b"  # from year to year
    r"|\b\d{1,3}(?:\.\d{3})+\b"  # thousands
)
_PHONE = re.compile(r"(?:\+|\b)\d(?:[\s/().–-]{0,3}\d){6,}")
_TITLE = (
    r"(?:Herrn?|Frau|Hr\.|Fr\.|Dr\.|Prof\.|Bürgermeister(?:in)?|Amtsleiter(?:in)?|Dezernent(?:in)?"
    r"|Mrs?\.?|Ms\.?)"
)
_NAME = re.compile(
    rf"\b{_TITLE}\s+(?:(?:Dr|Prof)\.\s*)*(?:von\s+|van\s+)?[A-ZÄÖÜ][a-zäöüß]{{2,}}|(?<!\S)@\w{{3,}}"
)

LINK = N_("enthält einen Link oder eine Adresse")
NUMBER = N_("enthält vielleicht eine Telefonnummer")
NAME = N_("nennt vielleicht einen Namen")
WORD = N_("enthält ein Wort von der Liste")
FAST = N_("viele Karten in kurzer Zeit")
EACH = N_("wird vor dem Zeigen geprüft")


def why_held(text: str, *, mode: str, words: str = "", lately: int = 0) -> str:
    """The reason to show this text to the moderation first; empty where there is none.

    `mode` is that of the phase: nothing, `held` (what looks like a name, number, link or insult), or `all`.
    `words` are those of the conference, one a line; `lately` are the cards of this device just before.
    """
    if mode == "all":
        return EACH
    if mode != "held":
        return ""
    if _ADDRESS.search(text):
        return LINK
    if _PHONE.search(_NOT_A_PHONE.sub(" ", text)):
        return NUMBER
    if _NAME.search(text):
        return NAME
    if has_word(text, (*insults(), *words.splitlines())):
        return WORD
    return FAST if lately >= SO_MANY else ""


def has_word(text: str, words: Iterable[str]) -> bool:
    """Some word of the text begins like a word of the list; case and the German ß do not matter."""
    wanted = tuple(word for line in words if (word := line.strip().casefold()))
    return bool(wanted) and any(found.startswith(wanted) for found in re.findall(r"\w+", text.casefold()))


@cache
def insults() -> tuple[str, ...]:
    return tuple(INSULTS.read_text("utf-8").split())
