"""Turns a complaint into the wish behind it, as a draft that a person looks at before anybody reads it."""

import re

ENDINGS = r"(?P<ending>e[nmrs]?)?"
WORDS = {
    "leer": "belebt", "schlecht": "gut", "unsicher": "sicher", "gefährlich": "sicher", "dreckig": "sauber",
    "schmutzig": "sauber", "laut": "ruhig", "hässlich": "schön", "kaputt": "heil", "langsam": "schnell",
    "öd": "lebendig", "tot": "lebendig", "grau": "grün", "verwahrlost": "gepflegt", "mangelhaft": "gut",
    "unfreundlich": "freundlich", "unattraktiv": "einladend", "überfüllt": "luftig", "veraltet": "zeitgemäß",
    "unübersichtlich": "übersichtlich", "kompliziert": "einfach", "dunkl": "hell", "dunkel": "hell",
    "teur": "bezahlbar", "teuer": "bezahlbar", "einsam": "gesellig", "unklar": "klar", "marod": "erneuert",
}  # fmt: skip
"""Stems of words that complain, and what stands in their place with the same ending."""
COMPLAINING = re.compile(
    rf"\b(?:zu )?(?P<stem>{'|'.join(sorted(WORDS, key=len, reverse=True))}){ENDINGS}\b", re.I
)
SHAPES = (
    (re.compile(r"^kein(?:e[nmrs]?)? (.+)$", re.I), r"Endlich da: \1"),
    (re.compile(r"^fehlende[nmrs]? (.+)$", re.I), r"Endlich da: \1"),
    (re.compile(r"^(.+) (?:fehlt|fehlen)(?: .*)?$", re.I), r"Endlich da: \1"),
    (re.compile(r"^(?:es gibt |wir haben )?zu wenige?[nr]? (.+)$", re.I), r"Genug \1"),
    (re.compile(r"^(?:es gibt |wir haben )?zu viele?[nr]? (.+)$", re.I), r"Kaum noch \1"),
)


def reverse(complaint: str) -> str:
    """The opposite of a short German heading; empty where no rule knows one."""
    text = complaint.strip().rstrip(".!")
    for shape, turned in SHAPES:
        if shape.match(text):
            return capitalised(shape.sub(turned, text))
    turned, count = COMPLAINING.subn(lambda hit: WORDS[hit["stem"].lower()] + (hit["ending"] or ""), text)
    return capitalised(turned) if count else ""


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
