"""What design thinking made of the themes, kept as it was proposed."""

from collections.abc import Sequence

from app.analysis import Thinking
from app.models import Artefact, Card
from app.writing.transaction import Answer, Transaction


def keep_thinking(tx: Transaction, *, thinking: Thinking) -> Answer:
    """Replaces the outputs of design thinking by fresh ones."""
    for artefact in Artefact.of(tx.session, tx.conference_id):
        artefact.removed = True
    number = 0
    for art, group, fields, theme_id, notes in as_artefacts(thinking):
        number += 1
        numbers = [card.number for note in notes if (card := tx.session.get(Card, int(note))) is not None]
        tx.session.add(
            Artefact(
                conference_id=tx.conference_id,
                art=art,
                number=number,
                group_name=group,
                fields=fields,
                theme_id=theme_id,
                card_numbers=sorted(numbers),
            )
        )
    tx.log("questions_made", artefacts=number)
    return {"artefacts": number}


Output = tuple[str, str, dict[str, object], int | None, Sequence[str]]


def as_artefacts(thinking: Thinking) -> list[Output]:
    """Kind, group, fields, theme and cards of each output."""
    questions: list[Output] = [
        ("hmw", "", {"question": q.text}, int(q.theme_id), q.evidence) for q in thinking.questions
    ]
    seen: list[Output] = [
        ("perspective", p.group, {"needs": list(p.needs)}, None, p.evidence) for p in thinking.perspectives
    ]
    views: list[Output] = [
        ("pov", v.group, {"sentence": v.text}, int(v.theme_id), v.evidence) for v in thinking.points_of_view
    ]
    return [*questions, *seen, *views, *as_linked(thinking)]


def as_linked(thinking: Thinking) -> list[Output]:
    """Strengths to build on and answers, under the weakness theme they belong to."""
    return [
        (
            link.relation,
            "",
            {"theme": int(link.other_id or 0)},
            int(link.theme_id),
            (*link.cards, *link.other_cards),
        )
        for link in thinking.links
    ]
