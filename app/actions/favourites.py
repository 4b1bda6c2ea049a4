"""Each group goes on with the idea of its own that it likes best, as the heading of its form."""

from app.errors import stale
from app.models import Card, FormField, Phase
from app.reading.favourites import Favourite
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
