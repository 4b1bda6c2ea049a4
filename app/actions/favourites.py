"""Each group goes on with the idea of its own that it likes best, as the heading of its form."""

from collections.abc import Sequence

from sqlmodel import col, select

from app.errors import stale
from app.models import Card, FormField, Phase
from app.reading.favourites import HEADING, Favourite
from app.reading.hall import Hall
from app.writing.transaction import Answer, Transaction


def take_favourites(tx: Transaction) -> Answer:
    """For all groups at once; a heading that a group has written itself stays."""
    favourites = Hall(tx.session, tx.conference).favourites
    goal, field, found = favourites.goal, favourites.field, favourites.open
    if goal is None or field is None or not found:
        raise stale()
    tx.session.add_all(heading(tx, goal, field, favourite) for favourite in found)
    numbers = [favourite.card.number for favourite in found]
    tx.log("favourites_taken", numbers=numbers, tables=[favourite.table.id for favourite in found])
    return {"favourites": len(found)}


def heading(tx: Transaction, goal: Phase, field: FormField, favourite: Favourite) -> Card:
    """In the words of whoever had the idea; it belongs to the table, where everybody can change it."""
    idea = favourite.card
    return Card(
        conference_id=tx.conference_id,
        number=tx.next_card_number(),
        phase_id=goal.id,
        kind=field.kind,
        text=idea.text,
        language=idea.language,
        channel=idea.channel,
        table_id=favourite.table.id,
        field=field.name,
    )


def headings_from(tx: Transaction, idea: Card) -> Sequence[Card]:
    """What stands word for word as the heading of its table; it goes when the idea goes."""
    if not idea.table_id or idea.field or not idea.text:
        return []
    same = select(Card).where(Card.conference_id == tx.conference_id, Card.text == idea.text)
    taken = same.where(
        Card.table_id == idea.table_id, Card.field == HEADING, col(Card.participant_id).is_(None)
    )
    return tx.session.exec(taken.order_by(col(Card.number))).all()
