"""A run of show as one file: made of a conference, and read again with a clear word for each mistake.

The form is that of the shipped ones; it holds nothing of what people said, and no place, day or host.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from app.errors import N_, Refusal
from app.kinds import kind_of
from app.models import CardKind, Phase, PhaseKind, PhaseSettings, StakeholderGroup, Voting
from app.models.conference import LEAST_STEPS, MOST_DOTS, MOST_ITEMS
from app.screening import MODES

FORMAT = "zukunft-agenda"
VERSION = 1
LARGEST = 500_000
MOST_PHASES, MOST_GROUPS = 80, 20
RANGES = {
    "table_size": (2, 20), "rounds": (1, 6), "seconds_each": (10, 1800), "least_minutes": (0, 600),
    "budget": (0, 10_000_000), "top_n": (0, 20), "day": (1, 9),
}  # fmt: skip
"""The least and the most that a setting of a phase may be."""
VOTING_RANGES = {"dots": (0, MOST_DOTS), "max_per_item": (1, MOST_DOTS), "most_items": (0, MOST_ITEMS)}
NAME = re.compile(r"[A-Za-z0-9_]{1,20}")

Short = Annotated[str, Field(max_length=120)]
Long = Annotated[str, Field(max_length=2000)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Heading(Strict):
    de: Annotated[str, Field(min_length=1, max_length=120)]
    en: Short = ""


class Words(Strict):
    de: Long = ""
    en: Long = ""


class GroupEntry(Strict):
    name: Heading
    short: Words = Words()


class PhaseEntry(PhaseSettings):
    """A phase with its settings beside its texts, as in the shipped files."""

    model_config = ConfigDict(extra="forbid")

    kind: PhaseKind
    minutes: Annotated[int, Field(ge=1, le=600)]
    title: Heading
    prompt: Words = Words()
    announcement: Words = Words()
    other_texts: dict[str, dict[str, Long]] = Field(default_factory=dict)

    @field_validator("*", mode="before")
    @classmethod
    def without_nothing(cls, value: Any, info: Any) -> Any:
        """The shipped files say null where there is nothing to set, and number the steps of a scale."""
        if value is None and info.field_name in PhaseSettings.model_fields:
            return PhaseSettings.model_fields[info.field_name].get_default(call_default_factory=True)
        if info.field_name == "voting" and isinstance(value, dict) and isinstance(value.get("labels"), dict):
            return {**value, "labels": [label for _, label in sorted(value["labels"].items())]}
        return value


class AgendaFile(Strict):
    format: Literal["zukunft-agenda"]
    version: Annotated[int, Field(ge=1)]
    name: Heading
    for_whom: Words = Words()
    people: Words = Words()
    needs: Words = Words()
    starts_at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "18:00"
    minutes: int = 0
    groups: Annotated[list[GroupEntry], Field(max_length=MOST_GROUPS)] = []
    phases: Annotated[list[PhaseEntry], Field(min_length=1, max_length=MOST_PHASES)]


def agenda_of(
    name: str, phases: Sequence[Phase], groups: Iterable[StakeholderGroup], *, starts_at: str
) -> dict[str, Any]:
    """The run of show of a conference, in the form of the shipped ones."""
    return {
        "name": {"de": name, "en": name},
        "starts_at": starts_at,
        "minutes": sum(phase.minutes for phase in phases if phase.kind != PhaseKind.LOBBY),
        "groups": [
            {"name": both(group.name, group.name_en), "short": both(group.short, group.short_en)}
            for group in groups
        ],
        "phases": [entry_of(phase) for phase in phases],
    }


def entry_of(phase: Phase) -> dict[str, Any]:
    """With only those settings that differ from the usual, and its whole time where it was shortened."""
    settings = phase.settings
    minutes = settings.planned_minutes or phase.minutes
    kept = settings.model_copy(update={"planned_minutes": 0}).model_dump(exclude_defaults=True)
    texts = {
        "title": both(phase.title, phase.title_en),
        "prompt": both(phase.prompt, phase.prompt_en),
        "announcement": both(phase.announcement, phase.announcement_en),
    }
    others = {"other_texts": phase.other_texts} if phase.other_texts else {}
    return {"kind": phase.kind, "minutes": minutes, **texts, **others, **kept}


def both(german: str, english: str) -> dict[str, str]:
    return {"de": german, "en": english} if english else {"de": german}


def as_file(agenda: Mapping[str, Any]) -> bytes:
    content = {"format": FORMAT, "version": VERSION, **agenda}
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def read_agenda(content: bytes) -> dict[str, Any]:
    """What is in the file, ready to be kept; raises a Refusal that says what is wrong with it."""
    raw = raw_agenda(content)
    try:
        read = AgendaFile.model_validate(raw)
    except ValidationError as error:
        raise problem(error) from error
    for number, entry in enumerate(read.phases, start=1):
        check_entry(number, entry)
    agenda = read.model_dump(mode="json", exclude={"format", "version", "phases"})
    agenda["phases"] = [
        {
            **entry.model_dump(mode="json", exclude_defaults=True),
            **entry.model_dump(mode="json", include={"title", "prompt", "announcement"}),
        }
        for entry in read.phases
    ]
    return agenda


def raw_agenda(content: bytes) -> dict[str, Any]:
    if len(content) > LARGEST:
        raise refused(N_("Diese Datei ist zu groß für eine Vorlage."))
    try:
        raw = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise refused(N_("Diese Datei lässt sich nicht lesen. Eine Vorlage ist eine JSON-Datei.")) from error
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise refused(N_("Das ist keine Vorlage aus diesem Programm."))
    if isinstance(raw.get("version"), int) and raw["version"] > VERSION:
        message = N_(
            "Diese Vorlage kommt aus einer neueren Fassung des Programms. Bitte aktualisieren Sie es zuerst."
        )
        raise refused(message)
    if "\\u0000" in json.dumps(raw):
        raise refused(N_("Diese Datei enthält Zeichen, die in keinem Text stehen können."))
    return raw


def check_entry(number: int, entry: PhaseEntry) -> None:
    """What fits no kind of phase would only show in the hall."""
    kind = kind_of(entry.kind)
    named = [one.kind for one in entry.card_types] + [one.kind for one in entry.fields]
    unknown = next((name[:40] for name in named if name not in set(CardKind)), "")
    if any(one.kind == CardKind.PICTURE for one in entry.card_types):
        raise refused(OTHER_PROBLEM, place=f"Phase {number}", spot="card_types")
    if unknown:
        raise refused(
            N_("Phase %(number)s: Die Kartenart „%(value)s“ gibt es nicht."), number=number, value=unknown
        )
    if entry.voting and entry.voting.mode not in kind.votes:
        message = N_("Phase %(number)s: Eine Abstimmung „%(value)s“ gibt es in dieser Art von Phase nicht.")
        raise refused(message, number=number, value=entry.voting.mode)
    for spot in (*out_of_range(entry), *misnamed(entry), *misvoted(entry.voting), *unheard(entry)):
        raise refused(OTHER_PROBLEM, place=f"Phase {number}", spot=spot)
    if entry.fields and not kind.tables:
        raise refused(
            N_("Phase %(number)s: Ein Blatt für Tische gibt es in dieser Art von Phase nicht."), number=number
        )


def out_of_range(entry: PhaseEntry) -> list[str]:
    spots = [name for name, (least, most) in RANGES.items() if not least <= getattr(entry, name) <= most]
    return spots if entry.pre_moderation in MODES else [*spots, "pre_moderation"]


def misnamed(entry: PhaseEntry) -> list[str]:
    """Cards remember these names, in a column of that length."""
    names = [field.name for field in entry.fields] + [lane.name for lane in entry.lanes]
    return [name for name in names if not NAME.fullmatch(name)]


def misvoted(voting: Voting | None) -> list[str]:
    """Numbers that no ballot bears, and a scale whose steps have no names."""
    if voting is None:
        return []
    spots = [
        name for name, (least, most) in VOTING_RANGES.items() if not least <= getattr(voting, name) <= most
    ]
    is_named = all(label.get("de") for label in voting.labels)
    if not is_named or (voting.mode == "scale" and len(voting.labels) < LEAST_STEPS):
        spots.append("labels")
    return [f"voting.{name}" for name in spots]


def unheard(entry: PhaseEntry) -> list[str]:
    """A question to those who listen, where nobody presents or no card can answer it."""
    is_heard = kind_of(entry.kind).listens and entry.shows and entry.card_types
    return [] if is_heard or not entry.listening else ["listening"]


PROBLEMS = {
    "missing": N_("%(place)s: „%(spot)s“ fehlt."),
    "extra_forbidden": N_("%(place)s: „%(spot)s“ kennt dieses Programm nicht."),
    "enum": N_("%(place)s: Bei „%(spot)s“ steht etwas, das dieses Programm nicht kennt."),
    "string_too_long": N_("%(place)s: Der Text bei „%(spot)s“ ist zu lang."),
    "string_too_short": N_("%(place)s: Der Text bei „%(spot)s“ ist leer."),
    "greater_than_equal": N_("%(place)s: Die Zahl bei „%(spot)s“ ist zu klein."),
    "less_than_equal": N_("%(place)s: Die Zahl bei „%(spot)s“ ist zu groß."),
}
OTHER_PROBLEM = N_("%(place)s: Was bei „%(spot)s“ steht, passt dort nicht.")


def problem(error: ValidationError) -> Refusal:
    """The first mistake, with the place where it is."""
    first = error.errors()[0]
    spot = [str(part) for part in first["loc"]]
    in_phase = len(spot) > 1 and spot[0] == "phases"
    place = f"Phase {int(spot[1]) + 1}" if in_phase else "JSON"
    inside = ".".join(spot[2:] if in_phase else spot) or "phases"
    return refused(PROBLEMS.get(first["type"], OTHER_PROBLEM), place=place, spot=inside)


def refused(message: str, **values: Any) -> Refusal:
    return Refusal("bad_agenda", message, field="file", **values)
