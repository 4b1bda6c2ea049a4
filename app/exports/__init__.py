"""The tables of a conference for the office: as frames, as CSV, as one workbook, as one archive."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from sqlmodel import Session

from app.exports.cards import card_rows, theme_rows
from app.exports.measures import contact_rows, measure_rows, milestone_rows, thinking_rows
from app.exports.pictures import picture_files
from app.exports.privacy import Crowd
from app.exports.remarks import remark_rows
from app.exports.seating import seat_rows
from app.exports.sense import ground_rows, link_rows
from app.exports.votes import consent_rows, participation_rows, vote_rows
from app.models import Conference
from app.models.base import now
from app.reading.hall import Hall
from facilitation import write_csv, write_xlsx
from facilitation.conference_tables import conference_table

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = [
    "TABLES", "as_csv", "as_xlsx", "as_zip", "contact_table", "file_name",
    "picture_files", "table", "tables", "tables_of_tracks",
]  # fmt: skip
TRACK_COLUMN = {"de": "strang", "en": "track"}

Build = Callable[[Hall, Crowd, str], "DataFrame"]


def table(session: Session, conference: Conference, name: str, *, language: str = "de") -> "DataFrame":
    """One table of the open set; raises KeyError for a name that is not in TABLES."""
    hall = Hall(session, conference)
    return TABLES[name](hall, Crowd(hall, language), language)


def tables(session: Session, conference: Conference, *, language: str = "de") -> dict[str, "DataFrame"]:
    """The whole open set, by name; no contact is ever in it."""
    hall = Hall(session, conference)
    crowd = Crowd(hall, language)
    return {name: build(hall, crowd, language) for name, build in TABLES.items()}


def tables_of_tracks(
    session: Session, tracks: Sequence[tuple[str, Conference]], *, language: str = "de"
) -> dict[str, "DataFrame"]:
    """The open sets of several conferences, one under the other, with the track in the first column."""
    import pandas as pd

    column = TRACK_COLUMN[language]
    found: dict[str, list[DataFrame]] = {name: [] for name in TABLES}
    for track, conference in tracks:
        for name, frame in tables(session, conference, language=language).items():
            frame.insert(0, column, track)
            found[name].append(frame)
    return {name: pd.concat(frames, ignore_index=True) for name, frames in found.items() if frames}


def contact_table(session: Session, conference: Conference, *, language: str = "de") -> "DataFrame":
    """Internal: how to reach those who want to join in, and until when that may be kept."""
    rows = list(contact_rows(Hall(session, conference), language))
    return conference_table("zusagen", rows, language=language)


def cards_table(hall: Hall, crowd: Crowd, language: str) -> "DataFrame":
    return conference_table("karten", list(card_rows(hall, crowd, language)), language=language)


def themes_table(hall: Hall, crowd: Crowd, language: str) -> "DataFrame":
    rows = list(theme_rows(hall, crowd))
    groups = [crowd.name(key) for key in crowd.keys] if any("dots" in row for row in rows) else []
    return conference_table("themen", rows, groups=groups, language=language)


def votes_table(hall: Hall, crowd: Crowd, language: str) -> "DataFrame":
    return conference_table("abstimmungen", list(vote_rows(hall, crowd, language)), language=language)


def consent_table(hall: Hall, crowd: Crowd, language: str) -> "DataFrame":
    return conference_table("konsens", list(consent_rows(hall, language)), language=language)


def measures_table(hall: Hall, crowd: Crowd, language: str) -> "DataFrame":
    return conference_table("massnahmen", list(measure_rows(hall, language)), language=language)


def milestones_table(hall: Hall, crowd: Crowd, language: str) -> "DataFrame":
    return conference_table("massnahmen_meilensteine", list(milestone_rows(hall)), language=language)


def thinking_table(hall: Hall, crowd: Crowd, language: str) -> "DataFrame":
    return conference_table("design_thinking", list(thinking_rows(hall, crowd, language)), language=language)


def ground_table(hall: Hall, crowd: Crowd, language: str) -> "DataFrame":
    return conference_table("gemeinsame_basis", list(ground_rows(hall, language)), language=language)


def links_table(hall: Hall, crowd: Crowd, language: str) -> "DataFrame":
    return conference_table("verknuepfungen", list(link_rows(hall)), language=language)


def seating_table(hall: Hall, crowd: Crowd, language: str) -> "DataFrame":
    return conference_table("tischplan", list(seat_rows(hall, language)), language=language)


def participation_table(hall: Hall, crowd: Crowd, language: str) -> "DataFrame":
    return conference_table("beteiligung", list(participation_rows(hall, crowd, language)), language=language)


def remarks_table(hall: Hall, crowd: Crowd, language: str) -> "DataFrame":
    return conference_table("hinweise", list(remark_rows(hall, language)), language=language)


TABLES: Mapping[str, Build] = {
    "hinweise": remarks_table,
    "karten": cards_table,
    "themen": themes_table,
    "abstimmungen": votes_table,
    "konsens": consent_table,
    "massnahmen": measures_table,
    "massnahmen_meilensteine": milestones_table,
    "design_thinking": thinking_table,
    "gemeinsame_basis": ground_table,
    "verknuepfungen": links_table,
    "tischplan": seating_table,
    "beteiligung": participation_table,
}
SHEETS = {
    "hinweise": ("Hinweise", "Notes"),
    "karten": ("Karten", "Cards"),
    "themen": ("Themen", "Themes"),
    "abstimmungen": ("Abstimmungen", "Votes"),
    "konsens": ("Konsens", "Consent"),
    "massnahmen": ("Maßnahmen", "Measures"),
    "massnahmen_meilensteine": ("Meilensteine", "Milestones"),
    "design_thinking": ("Design Thinking", "Design thinking"),
    "gemeinsame_basis": ("Gemeinsame Basis", "Common ground"),
    "verknuepfungen": ("Verknüpfungen", "Links"),
    "tischplan": ("Tischplan", "Seating plan"),
    "beteiligung": ("Beteiligung", "Participation"),
}


def as_csv(frame: "DataFrame", *, language: str = "de") -> bytes:
    buffer = BytesIO()
    write_csv(frame, buffer, language=language)
    return buffer.getvalue()


def as_xlsx(frames: Mapping[str, "DataFrame"], *, language: str = "de") -> bytes:
    """One sheet each, the remarks first."""
    sheets = {SHEETS[name][language == "en"]: frame for name, frame in frames.items()}
    buffer = BytesIO()
    write_xlsx(sheets, buffer, language=language)
    return buffer.getvalue()


def as_zip(
    frames: Mapping[str, "DataFrame"], *, pictures: Iterable[tuple[str, bytes]] = (), language: str = "de"
) -> bytes:
    """The tables as CSV, and beside them what tables have drawn: packed as small as it gets already."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in pictures:
            archive.writestr(name, content, compress_type=ZIP_STORED)
        for name, frame in frames.items():
            archive.writestr(f"{name}.csv", as_csv(frame, language=language))
    return buffer.getvalue()


def file_name(conference: Conference, ending: str) -> str:
    """`zukunft-ABC234-2026-01-31-karten.csv`: the code and the day the tables were made."""
    return f"zukunft-{conference.code}-{now().date().isoformat()}{ending}"
