"""Measures, what design thinking made of the themes, and who wants to be reached."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlmodel import col, select

from app.exports.cards import theme_numbers
from app.exports.privacy import Crowd
from app.models import RELATIONS, Contact, Measure, Theme
from app.models.base import now
from app.reading.estimates import Placed
from app.reading.hall import Hall
from app.reading.lineup import STATUSES
from facilitation.conference_tables import FEW, word


def measure_rows(hall: Hall, language: str) -> Iterator[dict[str, Any]]:
    """What the evening knows of the 29 fields; the others stay empty until the office fills them."""
    names = theme_names(hall, language)
    weighed, told = hall.ballots.weighed(), hall.echoes.told
    for measure in (*hall.measures, *hall.earlier_measures):
        yield {
            "code": f"E{measure.number}" if measure.is_earlier else str(measure.number),
            "title": told(measure.title),
            "description": told(measure.description),
            "need": told(measure.need),
            "location": told(measure.location),
            "lead_body": told(measure.lead_body),
            "partners": told(measure.partners),
            "milestones": told(measure.first_step),
            "due_on": measure.due_on,
            "costs": measure.cost,
            "funding": told(measure.funding),
            "status": status_of(measure),
            "public_answer": measure.status_reason,
            "from_conference": hall.conference.title,
            "from_theme": names.get(measure.theme_id, ""),
            "from_cards": listed(measure.card_numbers),
            "from_dots": measure.dots,
            **weight_of(measure, weighed),
        }


def status_of(measure: Measure) -> str:
    """An earlier measure was agreed on and is no idea any more; nobody has said yet what became of it."""
    return "open" if measure.is_earlier and measure.status not in STATUSES else measure.status


def weight_of(measure: Measure, weighed: Mapping[tuple[str, int], Placed]) -> dict[str, Any]:
    """Impact and effort as the hall weighed the measure, or the theme that it came from."""
    place = weighed.get(("measure_id", measure.id or 0)) or weighed.get(("theme_id", measure.theme_id or 0))
    if place is None:
        return {}
    idea = place.idea
    return {"impact": round(idea.impact, 1), "effort": round(idea.effort, 1), "estimates": idea.estimates}


def milestone_rows(hall: Hall) -> Iterator[dict[str, Any]]:
    """The first step of each sheet."""
    for measure in hall.measures:
        if step := hall.echoes.told(measure.first_step):
            yield {"measure": str(measure.number), "number": 1, "what": step, "done": False}


def thinking_rows(hall: Hall, crowd: Crowd, language: str) -> Iterator[dict[str, Any]]:
    """What speaks of a group that must not be told apart stays out: its sentences name the group.

    Links between themes have a table of their own.
    """
    names = theme_names(hall, language)
    for artefact in hall.artefacts:
        group = crowd.group_named(artefact.group_name)
        if group == FEW[language] or artefact.art in RELATIONS:
            continue
        yield {
            "art": artefact.art,
            "number": artefact.number,
            "group": group,
            "fields": json.dumps(artefact.fields, ensure_ascii=False),
            "reference": reference(names.get(artefact.theme_id, ""), artefact.card_numbers, language),
        }


def reference(theme: str, cards: Sequence[int], language: str) -> str:
    theme_word, cards_word = ("theme", "cards") if language == "en" else ("Thema", "Karten")
    parts = [f"{theme_word} {theme}"] if theme else []
    parts += [f"{cards_word} {listed(cards)}"] if cards else []
    return "; ".join(parts)


def listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def theme_names(hall: Hall, language: str) -> dict[int | None, str]:
    """Kind of cards and number in the table of themes: "UTOPIE 12"."""
    numbers = theme_numbers(hall)
    themes = Theme.all_of(hall.session, hall.id)
    return {
        theme.id: f"{word('kind', theme.kind, language=language)} {numbers[theme.id]}" for theme in themes
    }


def contact_rows(hall: Hall, language: str) -> Iterator[dict[str, Any]]:
    """Only what may still be kept."""
    question = select(Contact, Measure).join(Measure, col(Measure.id) == col(Contact.measure_id))
    question = question.where(Measure.conference_id == hall.id, Contact.delete_on >= now().date())
    for contact, measure in hall.session.exec(question.order_by(col(Measure.number), col(Contact.id))).all():
        yield {
            "measure": hall.echoes.told(measure.title) or str(measure.number),
            "kinds": ", ".join(word("commitment", kind, language=language) for kind in contact.kinds),
            "contact": contact.contact,
            "consented_on": contact.consented_at.date(),
            "delete_on": contact.delete_on,
        }
