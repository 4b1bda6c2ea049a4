"""Two cards of which a person says that they belong together, or that they do not."""

from collections.abc import Sequence

from sqlmodel import or_, select

from app.errors import N_, Refusal, not_found, stale
from app.models import Card, CardStatus, Pair
from app.writing.transaction import Answer, Transaction


def pair_cards(tx: Transaction, *, card_ids: Sequence[int], together: bool) -> Answer:
    """In place of what was said of the two before; counts from the next proposal on."""
    one, other = two_cards(tx, card_ids)
    said = known_pair(tx, one, other)
    if said is not None and said.together == together:
        raise Refusal("said_already", N_("Das ist schon festgehalten."), status=409)
    if said is not None:
        tx.session.delete(said)
        tx.session.flush()
    tx.session.add(
        Pair(conference_id=tx.conference_id, one_id=one.id or 0, other_id=other.id or 0, together=together)
    )
    tx.log("cards_paired", numbers=[one.number, other.number], together=together)
    return {}


def unpair_cards(tx: Transaction, *, pair_id: int) -> Answer:
    pair = tx.session.get(Pair, pair_id)
    if pair is None or pair.conference_id != tx.conference_id:
        raise not_found()
    cards = [tx.session.get_one(Card, card_id) for card_id in (pair.one_id, pair.other_id)]
    tx.session.delete(pair)
    tx.log("cards_unpaired", numbers=[card.number for card in cards], together=pair.together)
    return {}


def two_cards(tx: Transaction, card_ids: Sequence[int]) -> tuple[Card, Card]:
    """Always in the same order, whichever was chosen first."""
    if len(set(card_ids)) != 2:
        raise Refusal("choose_two", N_("Bitte wählen Sie genau zwei Karten aus."))
    one, other = (tx.session.get(Card, card_id) for card_id in sorted(set(card_ids)))
    if one is None or other is None or {one.conference_id, other.conference_id} != {tx.conference_id}:
        raise not_found()
    if {one.status, other.status} != {CardStatus.VISIBLE}:
        raise stale()
    if one.kind != other.kind:
        raise Refusal("two_kinds", N_("Die beiden Karten sind von verschiedener Art."))
    return one, other


def known_pair(tx: Transaction, one: Card, other: Card) -> Pair | None:
    question = select(Pair).where(
        or_(
            (Pair.one_id == one.id) & (Pair.other_id == other.id),
            (Pair.one_id == other.id) & (Pair.other_id == one.id),
        )
    )
    return tx.session.exec(question).first()


def with_numbers(tx: Transaction, numbers: Sequence[int]) -> list[int]:
    """The ids of the cards that carry these numbers on the wall."""
    return [card.id or 0 for card in Card.numbered(tx.session, tx.conference_id, numbers)]


def pair_numbers(tx: Transaction, *, numbers: Sequence[int], together: bool) -> Answer:
    return pair_cards(tx, card_ids=with_numbers(tx, numbers), together=together)
