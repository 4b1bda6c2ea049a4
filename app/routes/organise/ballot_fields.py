"""The ballot of a phase as its form shows it, and what was typed there."""

from typing import Any

from app.errors import N_, Refusal
from app.kinds import Kind
from app.models import Voting
from app.models.conference import LEAST_STEPS, MOST_DOTS, MOST_ITEMS
from app.routes.organise.desk import Errors
from app.routes.organise.form_rows import meant_steps
from app.routes.organise.reading import number

THINGS = {
    "dots": ("themes", "cards", "measures", "tables"),
    "matrix": ("themes", "cards", "measures"),
    "consent": ("themes", "cards", "measures"),
    "scale": ("themes",),
}


def typed_ballot(voting: Voting | None) -> dict[str, str]:
    voting = voting or Voting(mode="")
    return {
        "mode": voting.mode,
        "of": voting.of,
        "card_kind": voting.card_kind,
        "most_items": str(voting.most_items or ""),
        "dots": str(voting.dots or ""),
        "max_per_item": str(voting.max_per_item),
        "secret": "1" if voting.secret else "0",
        "criterion": voting.criterion.get("de", ""),
        "criterion_en": voting.criterion.get("en", ""),
    }


def wanted_mode(kind: Kind, stored: Voting | None, typed: str) -> str:
    """A phase that is there for its ballot keeps it; in others there may be one."""
    if stored is not None and (not typed or typed not in (*kind.votes, "none")):
        return stored.mode
    return typed if typed in kind.votes else ""


def meant_ballot(
    kind: Kind, stored: Voting | None, given: dict[str, Any], kinds: tuple[str, ...], errors: Errors
) -> dict[str, Any] | None:
    mode = wanted_mode(kind, stored, str(given.get("mode", "")))
    if not mode:
        return None
    voting = stored or Voting(mode=mode, max_per_item=1 if mode == "scale" else 2, secret=mode != "consent")
    criterion = {"de": str(given["criterion"]).strip()[:300], "en": str(given["criterion_en"]).strip()[:300]}
    changed: dict[str, Any] = {"mode": mode, "criterion": criterion}
    if given.get("of") in THINGS[mode]:
        changed["of"] = given["of"]
    if "card_kind" in given and given["card_kind"] in ("", *kinds):
        changed["card_kind"] = given["card_kind"]
    if given.get("secret") in ("0", "1"):
        changed["secret"] = given["secret"] == "1"
    changed["most_items"] = number(
        str(given.get("most_items", "")), "most_items", errors, least=2, most=MOST_ITEMS, default=0
    )
    if mode == "dots":
        changed |= meant_dots(given, errors)
    if mode == "scale":
        changed["labels"] = meant_steps(given) or voting.labels
        if len(changed["labels"]) < LEAST_STEPS:
            errors["step_0_label"] = Refusal(
                "steps_missing", N_("Eine Skala braucht mindestens zwei Stufen.")
            )
    return {**voting.model_dump(), **changed}


def meant_dots(given: dict[str, Any], errors: Errors) -> dict[str, int]:
    """An empty number of dots means the rule: a third of what there is to choose from."""
    dots = number(str(given["dots"]), "dots", errors, least=1, most=MOST_DOTS, default=0)
    at_most = dots or MOST_DOTS
    most = number(
        str(given["max_per_item"]), "max_per_item", errors, least=1, most=at_most, default=min(2, at_most)
    )
    return {"dots": dots, "max_per_item": most}
