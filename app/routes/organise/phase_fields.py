"""The fields of a phase as they were typed, and what they mean for its kind."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from app.actions.phase_list import PHASE_TEXTS
from app.agenda_files import RANGES
from app.errors import N_
from app.i18n import EASY
from app.kinds import Kind, kind_of
from app.models import CardKind, Phase, PhaseKind, PhaseSettings, SeatingKind
from app.reading import days
from app.routes.numbers import whole
from app.routes.organise.ballot_fields import meant_ballot, typed_ballot
from app.routes.organise.desk import Errors
from app.routes.organise.form_rows import LONGEST_HELP, meant_fields, meant_lanes, typed_rows, words
from app.routes.organise.reading import clock_time, lines, number

MOST_CARDS = 20
EASY_TEXTS = ("title", "prompt")
WRITABLE = tuple(kind for kind in CardKind if kind not in (CardKind.MEASURE, CardKind.PICTURE))
KIND_NAMES = tuple(kind.value for kind in WRITABLE)
FIELD_KINDS = (*WRITABLE, CardKind.PICTURE)
"""A picture stands in a form only."""
ASKS = {"place": N_("nach dem Ort fragen"), "cost": N_("nach den Kosten fragen")}
PROMISES = {
    "champion": N_("auch eine Patenschaft anbieten"),
    "steering": N_("auch die Mitarbeit im Steuerkreis anbieten"),
}
"""What can be asked for in a phase: beside a card, or beside a promise."""
SEATINGS = {
    "": N_("niemand wechselt den Platz"),
    SeatingKind.MAX_MIX.value: N_("bunt gemischt, mit möglichst vielen neuen Nachbarn"),
    SeatingKind.GROUPS.value: N_("jede Gruppe für sich"),
    SeatingKind.MARKET.value: N_("alle suchen sich ihre Runde selbst"),
}
SHOWN = {
    "": N_("nichts"),
    "measures": N_("die Steckbriefe"),
    "tables": N_("die Blätter der Tische"),
    "earlier": N_("die Maßnahmen einer früheren Veranstaltung"),
    "statements": N_("die Aussagen aus der Nachtredaktion"),
}
SCREENING = {
    "": N_("Karten erscheinen sofort"),
    "held": N_("was nach Name, Telefonnummer oder Link aussieht, sieht erst die Moderation"),
    "all": N_("jede Karte sieht erst die Moderation"),
}
USUAL = {
    "table_size": 8, "rounds": 1, "seconds_each": 60, "least_minutes": 0, "budget": 0, "top_n": 0,
}  # fmt: skip
"""What an empty field means."""
TICKS = ("theme_choice", "allow_late", "wall", "host_stays", "is_paired")


class PhaseFields(BaseModel):
    """Beside these a `most_…` for each kind of cards, and the rows of forms, lanes and scales."""

    model_config = ConfigDict(extra="allow")

    title: str = ""
    title_en: str = ""
    prompt: str = ""
    prompt_en: str = ""
    announcement: str = ""
    announcement_en: str = ""
    title_easy: str = ""
    prompt_easy: str = ""
    minutes: str = ""
    day: str = ""
    begins: str = ""
    kinds: list[str] = []
    asks: list[str] = []
    theme_kind: str = ""
    top_n: str = ""
    dots: str = ""
    max_per_item: str = ""
    criterion: str = ""
    criterion_en: str = ""


class ChangedPhaseFields(PhaseFields):
    """`seen` is the mark of what the form was drawn from."""

    seen: str = ""


def typed_phase(phase: Phase) -> dict[str, Any]:
    """A stored phase as its form shows it."""
    settings = phase.settings
    typed: dict[str, Any] = {name: getattr(phase, name) for name in PHASE_TEXTS}
    typed |= {f"most_{kind}": "" for kind in WRITABLE}
    typed |= {f"most_{entry.kind}": str(entry.max_per_person or "") for entry in settings.card_types}
    typed |= {name: str(getattr(settings, name) or "") for name in USUAL}
    typed |= {name: "1" if getattr(settings, name) else "" for name in TICKS}
    typed |= {name: getattr(settings, name) for name in ("seating", "shows", "pre_moderation", "theme_kind")}
    typed |= {name: "\n".join(getattr(settings, name)) for name in ("rooms", "slots")}
    return {
        **PhaseFields().model_dump(),
        **typed,
        **typed_ballot(settings.voting),
        **typed_rows(settings),
        **{f"{name}_easy": phase.other_texts.get(EASY, {}).get(name, "") for name in EASY_TEXTS},
        "minutes": str(phase.minutes),
        "day": str(settings.day),
        "begins": settings.begins,
        "kinds": [entry.kind for entry in settings.card_types],
        "asks": settings.asks,
    }


def meant_phase(phase: Phase, fields: PhaseFields) -> tuple[dict[str, Any], Errors]:
    """What the action wants to know, and what could not be read."""
    errors: Errors = {}
    given = {**fields.model_dump(), **(fields.model_extra or {})}
    kind, settings = kind_of(phase.kind), phase.settings
    params: dict[str, Any] = meant_day(settings, given, errors)
    if kind.cards:
        params |= meant_cards(phase, given, errors)
    if sorts(kind, settings) and given["theme_kind"] in KIND_NAMES:
        params["theme_kind"] = given["theme_kind"]
    if kind.votes:
        params["voting"] = meant_ballot(kind, settings.voting, given, KIND_NAMES, errors)
    for name in used_numbers(kind, phase.kind):
        least, most = RANGES[name]
        text = str(given.get(name, ""))
        params[name] = number(text, name, errors, least=least, most=most, default=USUAL[name])
    return {
        "texts": {name: given[name] for name in PHASE_TEXTS},
        "easy": {name: given[f"{name}_easy"] for name in EASY_TEXTS},
        "minutes": whole(fields.minutes.strip()) or 0,
        "params": params | meant_places(phase, kind, given, errors),
    }, errors


def sorts(kind: Kind, settings: PhaseSettings) -> bool:
    """Whether it works on the themes of one kind of cards, and so has to say of which."""
    return kind.sorts or bool(settings.theme_kind) or "consent" in kind.votes


def meant_day(settings: PhaseSettings, given: dict[str, Any], errors: Errors) -> dict[str, Any]:
    day = number(str(given["day"]), "day", errors, least=1, most=days.LONGEST, default=settings.day)
    begins = clock_time(str(given["begins"]), "begins", errors)
    return {"day": day, "begins": begins if day > 1 else ""}


def meant_cards(phase: Phase, given: dict[str, Any], errors: Errors) -> dict[str, Any]:
    """The kinds that are ticked; kinds that the form does not show stay as they are."""
    stored = [entry.kind for entry in phase.settings.card_types]
    kept = [entry.model_dump() for entry in phase.settings.card_types if entry.kind not in WRITABLE]
    for kind in sorted(KIND_NAMES, key=lambda name: stored.index(name) if name in stored else len(stored)):
        name = f"most_{kind}"
        most = number(str(given.get(name, "")), name, errors, least=0, most=MOST_CARDS, default=0)
        if kind in given["kinds"]:
            kept.append({"kind": kind, "max_per_person": most})
    screening = str(given.get("pre_moderation", ""))
    return {
        "card_types": kept,
        "asks": [name for name in asked_in(phase) if name in given["asks"]],
        "theme_choice": given.get("theme_choice") == "1",
        "wall": given.get("wall") == "1",
        "rule": words(given, "rule", LONGEST_HELP),
        "pre_moderation": screening if screening in SCREENING else "",
        **({"allow_late": given.get("allow_late") == "1"} if phase.kind == PhaseKind.BREAK else {}),
    }


def asked_in(phase: Phase) -> dict[str, str]:
    return PROMISES if phase.kind == PhaseKind.COMMIT else ASKS


def used_numbers(kind: Kind, name: str) -> list[str]:
    used = ["least_minutes"]
    used += ["table_size"] if kind.seats else []
    used += ["rounds"] if name == PhaseKind.TABLE_WORK else []
    used += ["seconds_each"] if kind.shows else []
    used += ["budget"] if name == PhaseKind.REPORT else []
    chooses = {"dots", "matrix"} & set(kind.votes) and name != PhaseKind.REPORT
    return used + (["top_n"] if chooses else [])


def meant_places(phase: Phase, kind: Kind, given: dict[str, Any], errors: Errors) -> dict[str, Any]:
    """Tables, forms, lanes, what is presented: of these only what the kind can do."""
    params: dict[str, Any] = {}
    if kind.seats and given.get("seating", "") in SEATINGS:
        params["seating"] = given.get("seating", "")
    if kind.shows:
        params["shows"] = given.get("shows") if given.get("shows") in kind.shows else ""
    if kind.tables and phase.kind != PhaseKind.REPORT:
        params["fields"] = meant_fields(given, FIELD_KINDS, errors)
    if kind.listens:
        params["listening"] = words(given, "listening", LONGEST_HELP)
    if phase.kind == PhaseKind.TABLE_WORK:
        params |= {name: given.get(name) == "1" for name in ("host_stays", "is_paired")}
    if phase.kind == PhaseKind.TIMELINE:
        params["lanes"] = meant_lanes(given)
    if phase.kind == PhaseKind.MARKET:
        params |= {name: lines(str(given.get(name, ""))) for name in ("rooms", "slots")}
    return params
