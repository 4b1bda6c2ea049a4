"""Values ↔ tables: the only place that knows column names, in German and in English."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from facilitation.action_plan import MeasureDraft
from facilitation.design_thinking import Perspective, PointOfView, Question
from facilitation.kinds import kind_label, read_kind
from facilitation.notes import Note
from facilitation.priorities import Ranked
from facilitation.themes import Theme, Themes
from facilitation.word_lists import listed

if TYPE_CHECKING:
    from pandas import DataFrame

COLUMNS: dict[str, tuple[str, str]] = {
    "source_id": ("quelle_id", "source_id"),
    "text": ("text", "text"),
    "kind": ("typ", "type"),
    "group": ("akteursgruppe", "stakeholder_group"),
    "theme_number": ("thema_nr", "theme_no"),
    "theme_title": ("thema_titel", "theme_title"),
    "title": ("titel", "title"),
    "keywords": ("stichworte", "keywords"),
    "note_count": ("anzahl_karten", "number_of_cards"),
    "dots": ("punkte_gesamt", "dots_total"),
    "dots_of": ("punkte_{group}", "dots_{group}"),
    "rank": ("rang", "rank"),
    "voters": ("anzahl_abstimmende", "number_of_voters"),
    "examples": ("beispielkarten", "example_cards"),
    "machine": ("vorschlag_maschinell", "proposed_by_machine"),
    "question": ("frage", "question"),
    "evidence": ("belege", "evidence"),
    "description": ("was", "what"),
    "need": ("warum", "why"),
    "location": ("wo", "where"),
    "partners": ("beteiligte", "partners"),
    "first_step": ("erster_schritt", "first_step"),
    "lead_body": ("federfuehrung", "lead_body"),
    "due": ("bis_wann", "due"),
    "provenance": ("herkunft_karten", "source_cards"),
    "measure_number": ("nr", "no"),
    "needs": ("bedarfe", "needs"),
    "reason": ("begruendung", "reason"),
    "sentence": ("satz", "sentence"),
    "few": ("zu_wenige_karten", "too_few_cards"),
    "open_fields": ("noch_offen", "still_open"),
    "item": ("objekt", "item"),
    "verdict": ("urteil", "verdict"),
    "sure": ("gesichert", "sure"),
    "consensus": ("gruppenkonsens", "group_informed_consensus"),
    "carrying": ("tragen", "carrying"),
    "seen": ("stimmen", "votes"),
    "share": ("anteil", "share"),
    "low": ("anteil_mindestens", "share_at_least"),
    "high": ("anteil_hoechstens", "share_at_most"),
    "relation": ("beziehung", "relation"),
    "other_number": ("verbunden_mit_nr", "linked_to_no"),
    "other_title": ("verbunden_mit", "linked_to"),
    "likeness": ("aehnlichkeit", "likeness"),
    "said": ("ausdruecklich", "said_so"),
    "builds_on": ("stuetzt_sich_auf", "builds_on"),
    "answered_by": ("antworten_darauf", "answered_by"),
    "unanswered": ("ohne_antwort", "unanswered"),
    "unheard": ("nicht_gehoert", "not_heard"),
    "impact": ("wirkung", "impact"),
    "effort": ("aufwand", "effort"),
    "estimates": ("schaetzungen", "estimates"),
    "quadrant": ("feld", "field"),
}
_GIVEN_SEPARATOR = " | "
_MEASURE_COLUMNS = listed(
    """measure_number title description need location partners first_step lead_body due open_fields dots
    theme_number provenance"""
)


def column(name: str, *, language: str = "de") -> str:
    german, english = COLUMNS[name]
    return english if language == "en" else german


def frame_of(rows: Sequence[Mapping[str, object]], names: Sequence[str], language: str) -> "DataFrame":
    """Rows under the named columns, whole numbers as numbers that may be missing."""
    from pandas import DataFrame

    data = {column(name, language=language): [row.get(name) for row in rows] for name in names}
    return DataFrame(data, dtype=object)


def notes_frame(notes: Sequence[Note], themes: Themes, *, language: str = "de") -> "DataFrame":
    """Every note once, in the order given; no theme number where it is unsorted."""
    place = {id_: (number, theme.title) for number, theme in _numbered(themes) for id_ in theme.note_ids}
    rows = [
        {
            "source_id": note.id,
            "text": note.text,
            "kind": kind_label(note.kind, language=language),
            "group": note.group,
            "theme_number": place.get(note.id, (None, ""))[0],
            "theme_title": place.get(note.id, (None, ""))[1],
        }
        for note in notes
    ]
    return frame_of(rows, ("source_id", "text", "kind", "group", "theme_number", "theme_title"), language)


def notes_from_frame(frame: "DataFrame", *, language: str = "de") -> list[Note]:
    """The notes of a frame made by `notes_frame`."""
    names = [column(name, language=language) for name in ("source_id", "text", "kind", "group")]
    rows = frame[names].astype(object).where(frame[names].notna(), "").to_numpy().tolist()
    return [Note(str(id_), str(text), read_kind(str(kind)), str(group)) for id_, text, kind, group in rows]


def themes_frame(
    themes: Themes,
    notes: Sequence[Note],
    ranked: Sequence[Ranked] = (),
    *,
    by_machine: bool = True,
    language: str = "de",
) -> "DataFrame":
    """One line per theme, with dots in total and by group where there was a vote."""
    from pandas import DataFrame

    kinds, texts = {note.id: note.kind for note in notes}, {note.id: note.text for note in notes}
    votes = {item.item: item for item in ranked}
    groups = sorted({group for item in ranked for group in item.by_group})
    rows = []
    for number, theme in _numbered(themes):
        vote = votes.get(theme.id)
        row: dict[str, object] = {
            "theme_number": number,
            "title": theme.title,
            "kind": kind_label(_main_kind([kinds.get(id_, "") for id_ in theme.note_ids]), language=language),
            "keywords": ", ".join(theme.keywords),
            "note_count": len(theme.note_ids),
            "examples": _GIVEN_SEPARATOR.join(texts[id_] for id_ in theme.typical if id_ in texts),
            "machine": by_machine,
            **({"dots": vote.total, "rank": vote.rank, "voters": vote.voters} if vote else {}),
        }
        rows.append(
            {column(name, language=language): value for name, value in row.items()}
            | {_dots_of(group, language): vote.by_group.get(group, 0) if vote else None for group in groups}
        )
    names = [
        "theme_number",
        "title",
        "kind",
        "keywords",
        "note_count",
        *(["dots", "rank", "voters"] if ranked else []),
    ]
    columns = [column(name, language=language) for name in [*names, "examples", "machine"]]
    return DataFrame(rows, columns=[*columns, *(_dots_of(group, language) for group in groups)], dtype=object)


def _dots_of(group: str, language: str) -> str:
    unnamed = "no_group" if language == "en" else "keine_angabe"
    return column("dots_of", language=language).format(group=group or unnamed)


def _main_kind(kinds: Sequence[str]) -> str:
    """The kind most cards of a theme have; "" when none has any."""
    named = sorted({kind for kind in kinds if kind})
    return max(named, key=kinds.count, default="")


def questions_frame(questions: Sequence[Question], themes: Themes, *, language: str = "de") -> "DataFrame":
    place = theme_places(themes)
    rows = [
        {
            "theme_number": place.get(question.theme_id, (None, ""))[0],
            "theme_title": place.get(question.theme_id, (None, ""))[1],
            "question": question.text,
            "evidence": ", ".join(question.evidence),
        }
        for question in questions
    ]
    return frame_of(rows, ("theme_number", "theme_title", "question", "evidence"), language)


def measures_frame(measures: Sequence[MeasureDraft], themes: Themes, *, language: str = "de") -> "DataFrame":
    place = theme_places(themes)
    rows = [
        {
            "measure_number": number,
            "title": measure.title,
            "description": measure.description,
            "need": measure.need,
            "location": measure.location,
            "partners": measure.partners,
            "first_step": measure.first_step,
            "lead_body": measure.lead_body,
            "due": measure.due,
            "open_fields": ", ".join(column(name, language=language) for name in measure.open_fields),
            "dots": measure.dots,
            "theme_number": place.get(measure.theme_id, (None, ""))[0],
            "provenance": ", ".join(measure.evidence),
        }
        for number, measure in enumerate(measures, start=1)
    ]
    return frame_of(rows, _MEASURE_COLUMNS, language)


def perspectives_frame(perspectives: Sequence[Perspective], *, language: str = "de") -> "DataFrame":
    rows = [
        {
            "group": view.group,
            "note_count": view.note_count,
            "few": view.few,
            "needs": _GIVEN_SEPARATOR.join(view.needs),
            "evidence": ", ".join(view.evidence),
        }
        for view in perspectives
    ]
    return frame_of(rows, ("group", "note_count", "few", "needs", "evidence"), language)


def points_of_view_frame(
    views: Sequence[PointOfView], themes: Themes, *, language: str = "de"
) -> "DataFrame":
    place = theme_places(themes)
    rows = [
        {
            "group": view.group,
            "theme_number": place.get(view.theme_id, (None, ""))[0],
            "sentence": view.text,
            "reason": view.reason,
            "evidence": ", ".join(view.evidence),
        }
        for view in views
    ]
    return frame_of(rows, ("group", "theme_number", "sentence", "reason", "evidence"), language)


def _numbered(themes: Themes) -> list[tuple[int, Theme]]:
    return list(enumerate(themes.themes, start=1))


def theme_places(themes: Themes) -> dict[str, tuple[int, str]]:
    """Theme id → its number in the tables and its title."""
    return {theme.id: (number, theme.title) for number, theme in _numbered(themes)}
