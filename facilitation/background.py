"""Other texts from which a small board learns its words: earlier conferences, and what the project ships."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from facilitation.fields import ENGLISH, FINER, SPOKEN, catalogue_lines
from facilitation.words import Speller, Term, guess_language, readable

Terms = tuple[tuple[Term, ...], ...]
_PLACE_HOLDERS = ("{in der Stadt}", "{in town}", "{}")


class Background:
    """Texts of the same kind as the cards, read once; nothing of them ever appears in a result."""

    def __init__(self, texts: Sequence[str], *, language: str = "de") -> None:
        ready = [readable(text) for text in sorted(set(texts))]
        speller = Speller(ready)
        found = (
            tuple(speller.terms(text, language=guess_language(text, default=language))) for text in ready
        )
        self.terms: Terms = tuple(terms for terms in found if len(terms) > 1)


def terms_of(given: Sequence[str] | Background, *, language: str = "de") -> Terms:
    """The terms of texts, read now or before."""
    return (given if isinstance(given, Background) else Background(given, language=language)).terms


@cache
def shipped() -> Background:
    """The wording of the catalogue of fields, and invented cards of invented towns."""
    return Background([*_wordings(), *seed_cards()])


def seed_cards() -> list[str]:
    """The lines of `seed.txt` but headings."""
    text = files(__package__).joinpath("seed.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _wordings() -> list[str]:
    """Concepts as lists of words, and what is said of them, German and English apart."""
    found: list[str] = []
    concepts: list[str] = []
    for line in catalogue_lines():
        if line.startswith(SPOKEN):
            found += [_without_place_holders(text) for text in line[1:].split("|")]
        elif line.startswith(FINER):
            concepts[-1] += line.partition(ENGLISH)[0].removeprefix(FINER)
        elif not line.startswith("#"):
            concepts.append(line.partition(ENGLISH)[0])
    return [*found, *concepts]


def _without_place_holders(text: str) -> str:
    for sign in _PLACE_HOLDERS:
        text = text.replace(sign, " ")
    return text.strip()
