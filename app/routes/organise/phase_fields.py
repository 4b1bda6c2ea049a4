"""The fields of a phase as they were typed, and what they mean for its kind."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from app.actions.phase_list import PHASE_TEXTS
from app.errors import N_, Refusal
from app.kinds import kind_of
from app.models import CardKind, Phase, PhaseKind, Voting
from app.routes.organise.desk import Errors

MOST_CARDS = 20
MOST_DOTS = 20
WRITABLE = tuple(kind for kind in CardKind if kind != CardKind.MEASURE)


class PhaseFields(BaseModel):
    """Beside these a `most_…` for each kind of cards."""

    model_config = ConfigDict(extra="allow")

    title: str = ""
    title_en: str = ""
    prompt: str = ""
    prompt_en: str = ""
    announcement: str = ""
    announcement_en: str = ""
    minutes: str = ""
    kinds: list[str] = []
    theme_kind: str = ""
    dots: str = ""
    max_per_item: str = ""
    top_n: str = ""
    criterion: str = ""
    criterion_en: str = ""


class ChangedPhaseFields(PhaseFields):
    """`seen` is the mark of what the form was drawn from."""

    seen: str = ""


def typed_phase(phase: Phase) -> dict[str, Any]:
    """A stored phase as its form shows it."""
    settings = phase.settings
    voting = settings.voting or Voting(mode="")
    typed: dict[str, Any] = {name: getattr(phase, name) for name in PHASE_TEXTS}
    typed |= {f"most_{kind}": "" for kind in WRITABLE}
    typed |= {f"most_{entry.kind}": str(entry.max_per_person or "") for entry in settings.card_types}
    return PhaseFields(
        **typed,
        minutes=str(phase.minutes),
        kinds=[entry.kind for entry in settings.card_types],
        theme_kind=settings.theme_kind,
        dots=str(voting.dots),
        max_per_item=str(voting.max_per_item),
        top_n=str(settings.top_n or ""),
        criterion=voting.criterion.get("de", ""),
        criterion_en=voting.criterion.get("en", ""),
    ).model_dump()


def meant_phase(phase: Phase, fields: PhaseFields) -> tuple[dict[str, Any], Errors]:
    """What the action wants to know, and what could not be read."""
    errors: Errors = {}
    params: dict[str, Any] = {}
    if kind_of(phase.kind).cards:
        params["card_types"] = meant_cards(phase, fields, errors)
    if kind_of(phase.kind).sorts and fields.theme_kind in WRITABLE:
        params["theme_kind"] = fields.theme_kind
    if phase.settings.voting:
        params["voting"] = meant_voting(phase.settings.voting, fields, errors)
    if phase.kind == PhaseKind.DOTS:
        params["top_n"] = number(fields.top_n, "top_n", errors, least=0, most=20, default=0)
    return {
        "texts": {name: getattr(fields, name) for name in PHASE_TEXTS},
        "minutes": int(fields.minutes) if fields.minutes.strip().isdecimal() else 0,
        "params": params,
    }, errors


def meant_cards(phase: Phase, fields: PhaseFields, errors: Errors) -> list[dict[str, Any]]:
    """The kinds that are ticked; kinds that the form does not show stay as they are."""
    kept = [entry.model_dump() for entry in phase.settings.card_types if entry.kind not in WRITABLE]
    for kind in WRITABLE:
        name = f"most_{kind}"
        most = number(most_of(fields, kind), name, errors, least=0, most=MOST_CARDS, default=0)
        if kind in fields.kinds:
            kept.append({"kind": kind.value, "max_per_person": most})
    return kept


def most_of(fields: PhaseFields, kind: str) -> str:
    return str((fields.model_extra or {}).get(f"most_{kind}", ""))


def meant_voting(voting: Voting, fields: PhaseFields, errors: Errors) -> dict[str, Any]:
    criterion = {"de": fields.criterion.strip()[:300], "en": fields.criterion_en.strip()[:300]}
    if voting.mode != "dots":
        return {**voting.model_dump(), "criterion": criterion}
    dots = number(fields.dots, "dots", errors, least=1, most=MOST_DOTS, default=voting.dots)
    most = number(fields.max_per_item, "max_per_item", errors, least=1, most=dots, default=1)
    return {**voting.model_dump(), "criterion": criterion, "dots": dots, "max_per_item": most}


def number(text: str, name: str, errors: Errors, *, least: int, most: int, default: int) -> int:
    if not text.strip():
        return default
    if text.strip().isdecimal() and least <= int(text) <= most:
        return int(text)
    errors[name] = Refusal(
        "no_number", N_("Bitte eine Zahl zwischen %(least)s und %(most)s."), least=least, most=most
    )
    return default
