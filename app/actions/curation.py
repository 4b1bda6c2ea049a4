"""What the moderation does with cards: hidden, shown, pinned, made another kind, put into a theme."""

from collections.abc import Sequence
from typing import Any

from app.actions.cards import at_table, card_of
from app.actions.favourites import headings_from
from app.actions.intake import check_picture
from app.errors import N_, Refusal, not_found, stale
from app.models import Card, CardKind, CardStatus, Theme
from app.writing.transaction import Answer, Transaction


def release_card(tx: Transaction, *, card_id: int) -> Answer:
    """The moderation has looked at a held card: from now on it is one like the others."""
    card = card_of(tx, card_id)
    if card.status != CardStatus.HELD:
        raise stale()
    card.status, card.hidden_reason = CardStatus.VISIBLE, ""
    return told(tx, card, "card_released")


def hide_card(tx: Transaction, *, card_id: int, reason: str) -> Answer:
    reason = reason.strip()[:200]
    if not reason:
        raise Refusal(
            "reason_missing", N_("Bitte nennen Sie den Grund. Er steht im Protokoll und beim Verfassenden.")
        )
    card = card_of(tx, card_id)
    if card.status in (CardStatus.HIDDEN, CardStatus.SPLIT):  # the first reason stands
        raise stale()
    for one in (card, *those(headings_from(tx, card), CardStatus.VISIBLE)):
        one.status = CardStatus.HIDDEN
        one.hidden_reason = reason
        one.pinned = False
    return told(tx, card, "card_hidden")


def unhide_card(tx: Transaction, *, card_id: int) -> Answer:
    card = card_of(tx, card_id)
    if card.status != CardStatus.HIDDEN:
        raise not_found()
    for one in (card, *those(headings_from(tx, card), CardStatus.HIDDEN)):
        one.status = CardStatus.VISIBLE
        one.hidden_reason = ""
    return told(tx, card, "card_unhidden")


def those(cards: Sequence[Card], status: CardStatus) -> list[Card]:
    return [card for card in cards if card.status == status]


def pin_card(tx: Transaction, *, card_id: int, pinned: bool) -> Answer:
    card = card_of(tx, card_id)
    if card.status != CardStatus.VISIBLE:
        raise not_found()
    card.pinned = pinned
    return told(tx, card, "card_pinned", pinned=pinned)


def change_kind(tx: Transaction, *, card_id: int, kind: str, seen: str = "") -> Answer:
    """Refuses where somebody has made it another kind than the one `seen`."""
    if kind not in set(CardKind):
        raise not_found()
    card = card_of(tx, card_id)
    check_picture(kind, card.kind == CardKind.PICTURE)
    if seen and card.kind != seen:
        raise stale()
    card.kind = kind
    card.theme_id = None
    card.theme_by = ""
    return told(tx, card, "card_kind_changed", kind=kind)


def move_card(tx: Transaction, *, card_id: int, theme_id: int | None, seen_in: int | None = None) -> Answer:
    """Puts a card into a theme, or takes it out with None; a person's word that no proposal overrules."""
    return move_cards(tx, card_ids=[card_id], theme_id=theme_id, seen_in=seen_in)


def move_cards(
    tx: Transaction, *, card_ids: Sequence[int], theme_id: int | None, seen_in: int | None = None
) -> Answer:
    """Several cards in one step; refuses where somebody has taken one of them out of the theme `seen_in`."""
    theme = living_theme(tx, theme_id) if theme_id else None
    cards = [card_of(tx, card_id) for card_id in card_ids]
    if not cards:
        raise Refusal("nothing_chosen", N_("Bitte wählen Sie zuerst Karten aus."))
    if seen_in is not None and any((card.theme_id or 0) != seen_in for card in cards):
        raise stale()
    if theme is not None and any(card.kind != theme.kind for card in cards):
        raise Refusal("other_kind", N_("Dieses Thema sammelt eine andere Art von Karten."))
    for card in cards:
        card.theme_id = theme.id if theme else None
        card.theme_by = "person"
        card.version += 1
    tx.log("card_moved", numbers=[card.number for card in cards], theme=theme.title if theme else "")
    return {"cards": len(cards)}


def living_theme(tx: Transaction, theme_id: int) -> Theme:
    theme = tx.session.get(Theme, theme_id, populate_existing=True)
    if theme is None or theme.conference_id != tx.conference_id:
        raise not_found()
    if theme.removed:
        raise stale()
    return theme


def told(tx: Transaction, card: Card, event: str, **payload: Any) -> Answer:
    card.version += 1
    payload.update(at_table(card, card.kind))
    tx.log(event, card=card.id, number=card.number, participant=card.participant_id, **payload)
    return {"card": card.id}
