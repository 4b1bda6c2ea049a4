"""Questions about the cards of a theme that several outputs ask."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from facilitation.notes import Note
from facilitation.themes import Theme, Themes

_STREET = re.compile(
    r"\b(?:(?:Ober|Unter|Lang|Kurz|Groß|Klein|Alt|Neu|Hinter|Vorder)e[nrs]?\s+"
    r"|(?:Am|An der|Auf dem|Auf der|In der|Im)\s+"
    r"(?=[A-ZÄÖÜ][a-zäöüß]+(?:straße|gasse|zeile|brücke|tor)\b))?"
    r"((?:[A-ZÄÖÜ][\wäöüß]*[-\s]?)?(?:straße|Straße|gasse|Gasse|allee|zeile|Zeile|brücke|chaussee|damm|ufer|graben|wall))\b"
)
_SQUARE = re.compile(r"\b([A-ZÄÖÜ][\wäöüß-]*(?:platz|garten|park|tor|steg|hof|bad|wiese|insel))\b")
_LANDMARKS = re.compile(
    r"\b(Marktplatz|Bahnhof|Bahnhofsvorplatz|ZOB|Rathaus(?:platz)?|Fußgängerzone|Altstadt|Innenstadt|Stadtpark|Stadtgarten"
    r"|Busbahnhof|Bücherei|Stadtbibliothek|Freibad|Hallenbad|Schulzentrum|Kaufhaus|Stadthalle|Kirchplatz|Marktbrunnen"
    r"|town hall|market square|railway station|library|high street)\b",
    re.IGNORECASE,
)


_NO_NAMES = frozenset({"straße", "gasse", "zeile", "allee", "brücke", "ufer", "graben", "damm", "wall"})


def notes_by_id(notes: Iterable[Note]) -> Mapping[str, Note]:
    return {note.id: note for note in notes}


def notes_of(theme: Theme, by_id: Mapping[str, Note], *kinds: str) -> list[Note]:
    """The theme's notes, most typical first; only those of the given kinds, if any are given."""
    found = [by_id[id_] for id_ in theme.note_ids if id_ in by_id]
    return [note for note in found if not kinds or note.kind in kinds]


def kinds_are_given(notes: Iterable[Note]) -> bool:
    return any(note.kind for note in notes)


def is_about(theme: Theme, by_id: Mapping[str, Note], *kinds: str, least_share: float = 0.25) -> bool:
    """Whether notes of these kinds make up a fair share of a theme (or at least three of it)."""
    count = len(notes_of(theme, by_id, *kinds))
    return count > 0 and (count >= 3 or count >= least_share * len(theme.note_ids))


def themes_about(themes: Themes, notes: Sequence[Note], *kinds: str) -> list[Theme]:
    """Themes that carry notes of these kinds; all themes with cards where no note has a kind."""
    by_id = notes_by_id(notes)
    if not kinds_are_given(notes):
        return [theme for theme in themes.themes if theme.note_ids]
    return [theme for theme in themes.themes if is_about(theme, by_id, *kinds)]


def places_in(texts: Iterable[str], *, least: int = 1) -> list[str]:
    """Streets, squares and landmarks that at least `least` texts name, most often named first."""
    from facilitation.words import readable

    counted: Counter[str] = Counter()
    for text in texts:
        counted.update(dict.fromkeys(_places(readable(text)), 1))
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return [place for place, count in ordered if count >= least]


def _places(text: str) -> list[str]:
    from facilitation.lexicon import noun_exists

    streets = [" ".join(hit.group().split()) for hit in _STREET.finditer(text)]
    squares = [name for name in _SQUARE.findall(text) if not noun_exists(name)]
    landmarks = [hit.group() for hit in _LANDMARKS.finditer(text)]
    named = [
        place for place in [*streets, *squares, *landmarks] if not noun_exists(place) or place in landmarks
    ]
    return [place for place in map(_upright, named) if place.casefold() not in _NO_NAMES]


def _upright(place: str) -> str:
    """ "der Oberen Straße" names the place "Obere Straße"."""
    upright = re.sub(r"^((?:Ober|Unter|Lang|Kurz|Groß|Klein|Alt|Neu|Hinter|Vorder)e)[nrs]?\b", r"\1", place)
    return upright if upright[:1].isupper() else upright[:1].upper() + upright[1:]


def quoted(text: str, *, language: str = "de", longest: int = 140) -> str:
    """A card in quotation marks, on one line, cut at a word if it is long."""
    line = " ".join(text.split())
    if len(line) > longest:
        line = line[:longest].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"
    inner = line.translate(
        {ord(sign): "‚" for sign in "„“"} if language == "de" else {ord(sign): "'" for sign in "“”"}
    )
    return f"„{inner}“" if language == "de" else f"“{inner}”"
