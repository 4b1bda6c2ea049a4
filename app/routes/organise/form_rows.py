"""Lists inside the form of a phase: fields of a table's form, lanes of a timeline, steps of a scale.

Each row is a handful of plain fields with a number in their names, so that the form works without a script;
a row without a label is taken out.
"""

from collections.abc import Mapping
from typing import Any

from app.models import PhaseSettings
from app.routes.organise.desk import Errors
from app.routes.organise.reading import number

MOST_FIELDS, MOST_LANES, MOST_STEPS = 10, 5, 7
LONGEST_LABEL, LONGEST_HELP = 80, 160
MOST_TEXTS = 20
WHEN = ("passes_on", "last_round")
"""In which rounds a field is asked; in each of them without a word."""


def typed_rows(settings: PhaseSettings) -> dict[str, str]:
    """All rows as the form shows them, with room for more."""
    typed: dict[str, str] = {}
    for at in range(MOST_FIELDS):
        field = settings.fields[at] if at < len(settings.fields) else None
        typed |= {
            f"field_{at}_name": field.name if field else "",
            f"field_{at}_label": field.label.get("de", "") if field else "",
            f"field_{at}_label_en": field.label.get("en", "") if field else "",
            f"field_{at}_help": field.help.get("de", "") if field else "",
            f"field_{at}_help_en": field.help.get("en", "") if field else "",
            f"field_{at}_kind": field.kind if field else "table_note",
            f"field_{at}_most": str(field.most or "") if field else "",
            f"field_{at}_per": field.per if field else "",
            f"field_{at}_when": next((name for name in WHEN if field and getattr(field, name)), ""),
        }
    for at in range(MOST_LANES):
        lane = settings.lanes[at] if at < len(settings.lanes) else None
        typed |= {
            f"lane_{at}_name": lane.name if lane else "",
            f"lane_{at}_label": lane.label.get("de", "") if lane else "",
            f"lane_{at}_label_en": lane.label.get("en", "") if lane else "",
        }
    typed |= {"rule": settings.rule.get("de", ""), "rule_en": settings.rule.get("en", "")}
    typed |= {
        "listening": settings.listening.get("de", ""),
        "listening_en": settings.listening.get("en", ""),
    }
    labels = settings.voting.labels if settings.voting else []
    for at in range(MOST_STEPS):
        label = labels[at] if at < len(labels) else {}
        typed |= {f"step_{at}_label": label.get("de", ""), f"step_{at}_label_en": label.get("en", "")}
    return typed


def meant_fields(given: Mapping[str, Any], kinds: tuple[str, ...], errors: Errors) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for at in range(MOST_FIELDS):
        row = f"field_{at}"
        if not (label := words(given, f"{row}_label", LONGEST_LABEL)):
            continue
        kind, per = str(given.get(f"{row}_kind", "")), str(given.get(f"{row}_per", ""))
        most = str(given.get(f"{row}_most", ""))
        found.append(
            {
                "name": free_name(given, row, found, "field"),
                "kind": kind if kind in kinds else "table_note",
                "label": label,
                "help": words(given, f"{row}_help", LONGEST_HELP),
                "most": number(most, f"{row}_most", errors, least=0, most=MOST_TEXTS, default=0),
                "per": per if per in kinds else "",
                **{name: given.get(f"{row}_when") == name for name in WHEN},
            }
        )
    return found


def meant_lanes(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for at in range(MOST_LANES):
        if label := words(given, f"lane_{at}_label", LONGEST_LABEL):
            found.append({"name": free_name(given, f"lane_{at}", found, "lane"), "label": label})
    return found


def meant_steps(given: Mapping[str, Any]) -> list[dict[str, str]]:
    steps = (words(given, f"step_{at}_label", LONGEST_LABEL) for at in range(MOST_STEPS))
    return [label for label in steps if label]


def words(given: Mapping[str, Any], name: str, most: int) -> dict[str, str]:
    """In both languages; nothing at all where the German is missing."""
    german = " ".join(str(given.get(name, "")).split())[:most]
    english = " ".join(str(given.get(f"{name}_en", "")).split())[:most]
    if not german:
        return {}
    return {"de": german, "en": english} if english else {"de": german}


def free_name(given: Mapping[str, Any], row: str, found: list[dict[str, Any]], usual: str) -> str:
    """Cards remember the name of their field: it stays, whatever becomes of the label."""
    taken = {entry["name"] for entry in found} | {
        str(value) for name, value in given.items() if name.endswith("_name") and name != f"{row}_name"
    }
    wanted = str(given.get(f"{row}_name", ""))
    if wanted and wanted.replace("_", "").isalnum() and len(wanted) <= 20 and wanted not in taken:
        return wanted
    return next(name for name in (f"{usual}_{at}" for at in range(1, 99)) if name not in taken)
