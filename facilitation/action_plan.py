"""A first action plan out of the themes: every line knows its cards, and what no card says stays empty."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from facilitation.measure_titles import measure_title
from facilitation.notes import Note
from facilitation.priorities import Ranked
from facilitation.reading import kinds_are_given, notes_by_id, notes_of, places_in, quoted, themes_about
from facilitation.themes import Theme, Themes

LONGEST_DESCRIPTION = 600


@dataclass(frozen=True, slots=True)
class MeasureDraft:
    """The short sheet of handbook 1.10 as far as the cards fill it; "" means: nobody has said it yet."""

    theme_id: str
    title: str
    description: str
    need: str
    location: str
    partners: str
    first_step: str
    lead_body: str
    due: str
    evidence: tuple[str, ...]
    dots: int = 0

    @property
    def open_fields(self) -> tuple[str, ...]:
        """The fields that no card fills: to be filled in the hall or by the office."""
        return tuple(name for name in FIELDS if not getattr(self, name))


FIELDS = ("title", "description", "need", "location", "partners", "first_step", "lead_body", "due")


def draft_measures(
    themes: Themes,
    notes: Sequence[Note],
    ranked: Sequence[Ranked],
    *,
    top: int | None = None,
    language: str = "de",
) -> tuple[MeasureDraft, ...]:
    """One draft per theme with proposals, most dots first; where there are none, per weakness theme.

    `ranked` may be empty: then the order of the themes counts.
    """
    sources = themes_about(themes, notes, "proposal", "measure") or themes_about(themes, notes, "weakness")
    places = {item.item: (item.rank, item.total) for item in ranked}
    last = (len(places) + 1, 0)
    ordered = sorted(sources, key=lambda theme: places.get(theme.id, last)[0])
    by_id = notes_by_id(notes)
    return tuple(
        _draft(theme, themes, notes, by_id, places.get(theme.id, last)[1], language)
        for theme in ordered[:top]
    )


def _draft(
    theme: Theme, themes: Themes, notes: Sequence[Note], by_id: Mapping[str, Note], dots: int, language: str
) -> MeasureDraft:
    ideas = notes_of(theme, by_id, "proposal", "measure") or notes_of(theme, by_id)
    need, reasons = _need(theme, themes, notes, by_id, language)
    texts = [note.text for note in ideas]
    return MeasureDraft(
        theme_id=theme.id,
        title=measure_title(theme.title, texts, language=language),
        description=_description(ideas, language),
        need=need,
        location=", ".join(places_in(texts, least=_least(texts))[:2]),
        partners=", ".join(partners_in(texts)[:4]),
        first_step=_first(_FIRST_STEP, texts),
        lead_body=_first(_LEAD, texts),
        due=_first(_DUE, texts),
        evidence=tuple(dict.fromkeys([*(note.id for note in ideas), *reasons])),
        dots=dots,
    )


def _least(texts: Sequence[str]) -> int:
    """In a large theme one card alone does not decide on the place."""
    return 1 if len(texts) <= 5 else 2


def _description(ideas: Sequence[Note], language: str) -> str:
    text = ""
    for note in ideas[:4]:
        longer = (
            f"{text} · {quoted(note.text, language=language)}"
            if text
            else quoted(note.text, language=language)
        )
        if len(longer) > LONGEST_DESCRIPTION:
            break
        text = longer
    return text


def _need(
    theme: Theme, themes: Themes, notes: Sequence[Note], by_id: Mapping[str, Note], language: str
) -> tuple[str, list[str]]:
    """Weaknesses in the same theme, else in the theme that speaks of the same thing."""
    if not kinds_are_given(notes):
        return "", []
    own = notes_of(theme, by_id, "weakness")
    kin = None if own else _kindred(theme, themes, by_id)
    voices = (notes_of(kin, by_id, "weakness") if kin else own)[:3]
    head = f"{kin.title}: " if kin else ""
    quotes = " · ".join(quoted(note.text, language=language) for note in voices)
    return head + quotes, [note.id for note in voices]


def _kindred(theme: Theme, themes: Themes, by_id: Mapping[str, Note]) -> Theme | None:
    """The other theme with weaknesses whose words overlap most with this one's, if at least two do."""
    own = _words(theme, by_id)
    others = [other for other in themes.themes if other.id != theme.id and notes_of(other, by_id, "weakness")]
    shared = {other.id: len(own & _words(other, by_id)) for other in others}
    best = max(others, key=lambda other: (shared[other.id], -len(other.note_ids)), default=None)
    return best if best and shared[best.id] >= 2 else None


def _words(theme: Theme, by_id: Mapping[str, Note]) -> set[str]:
    from facilitation.words import Speller, readable

    speller = Speller(())
    words = speller.terms(readable(" ".join([theme.title, *theme.keywords])))
    return {key for term in words for key in (term.key, *term.parts)}


_ACTORS = re.compile(
    r"\b((?:[A-ZÄÖÜ][\wäöüß-]*)?(?:[Vv]ereinen?|[Ss]chulen?|[Hh]ändlern?|[Ee]igentümern?|[Gg]astronomie|[Gg]astwirten?|[Kk]irchen?"
    r"|[Ff]euerwehr|[Bb]eirat|[Jj]ugendrat|[Ww]erbegemeinschaft|[Kk]itas?|[Hh]ochschule|[Ss]tadtwerken?|[Ss]tadtmarketing"
    r"|[Vv]olkshochschule|[Bb]auhof|[Oo]rdnungsamt|[Ww]irtschaftsförderung|[Hh]andwerkskammer)|IHK|VHS|ADFC|NABU|DRK)\b"
)
_WHERE = re.compile(
    r"\b(?:vor|an|am|in|im|bei|beim|neben|hinter|nahe|um|zur|zum|auf|gegenüber|aus|at|near|behind|to)"
    r"(?:\s+(?:der|dem|den|die|das|jeder|allen|unserer|unseren|unserem|einer|einem|the|our))?(?:\s+\w+en)?\s+$",
    re.IGNORECASE,
)
"""What stands before a body that only tells where: "vor der Schule"."""
_DATIVE_END = re.compile(r"(?<=ereine)n$|(?<=ändler)n$|(?<=tümer)n$|(?<=stwirte)n$|(?<=adtwerke)n$")
_FIRST_STEP = re.compile(r"(?:erster schritt|als erstes|first step)\s*:?\s*([^.;!\n]{4,120})", re.IGNORECASE)
_LEAD = re.compile(r"(?:federführung|zuständig|verantwortlich|lead)\s*:\s*([^.;,!\n]{2,80})", re.IGNORECASE)
_DUE = re.compile(
    r"\b(?:bis|by|until)\s+((?:spätestens\s+)?(?:(?:Ende|Anfang|Mitte|Sommer|Herbst|Winter|Frühjahr|end of)"
    r"\s+20\d\d|\d{1,2}\.\s?\d{1,2}\.(?:\d{4}|\d{2})?|\d{4}-\d{2}-\d{2}))(?!\d)",
    re.IGNORECASE,
)


def partners_in(texts: Sequence[str]) -> list[str]:
    """Bodies and groups that the cards name, in the order of their first mention; not as mere places."""
    hits = ((hit, text) for text in texts for hit in _ACTORS.finditer(text))
    names = (hit[1] for hit, text in hits if hit[1][:1].isupper() and not _WHERE.search(text[: hit.start()]))
    return list(dict.fromkeys(_DATIVE_END.sub("", name) for name in names))


def _first(pattern: re.Pattern[str], texts: Sequence[str]) -> str:
    hits = (pattern.search(text) for text in texts)
    return next((" ".join(hit[1].split()) for hit in hits if hit), "")
