"""A card: posted, changed and withdrawn by its author."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, update

from app import screening
from app.actions.details import IN_GROUPS, Details, Form, check_room, checked_details
from app.actions.favourites import headings_from
from app.actions.intake import check_picture, checked_text, chosen_theme, closed, phase_taking, settings_of
from app.actions.market import is_issue, open_group, rename_group
from app.actions.places import sits_at
from app.errors import N_, Refusal, not_found
from app.i18n import locale_of
from app.models import (
    BallotItem,
    Card,
    CardKind,
    CardStatus,
    Participant,
    Phase,
    PhaseKind,
    Picture,
    Receipt,
)
from app.models.base import now
from app.models.people import AHEAD
from app.reading.openings import opened_early
from app.writing.transaction import Answer, Transaction


def post_card(
    tx: Transaction,
    *,
    participant_id: int,
    kind: str,
    text: str,
    phase_id: int | None = None,
    written_at: datetime | None = None,
    said: Details | None = None,
    has_picture: bool = False,
) -> Answer:
    text = checked_text(text)
    check_picture(kind, has_picture)
    participant = tx.session.get_one(Participant, participant_id)
    said = said or Details()
    phase, late = phase_taking(tx, kind, said.field, phase_id, written_at)
    form = Form(phase, settings_of(tx, phase), kind, participant_id)
    details = checked_details(tx, form, said)
    theme = chosen_theme(tx, details.theme_id)
    check_room(tx, form, details, theme)
    own_theme = theme is not None and theme.kind == kind
    held = held_because(tx, phase, participant_id, text) or held_picture(phase, kind)
    if is_issue(phase, kind):
        details = replace(details, table_id=open_group(tx, participant_id=participant_id, text=text))
    number = tx.next_card_number()
    card_id = tx.insert(
        Card,
        conference_id=tx.conference_id,
        number=number,
        phase_id=phase.id,
        participant_id=participant_id,
        group_id=participant.group_id,
        kind=kind,
        text=text,
        language=locale_of(participant.language),
        channel=AHEAD if phase.kind == PhaseKind.LOBBY else participant.channel,
        status=CardStatus.HELD if held else CardStatus.VISIBLE,
        hidden_reason=held,
        late=late,
        theme_id=theme.id if theme and own_theme else None,
        theme_by=("author" if kind == CardKind.TREND else "person") if own_theme else "",
        answers_theme_id=theme.id if theme and not own_theme else None,
        table_id=details.table_id,
        measure_id=details.measure_id,
        field=details.field,
        year=details.year,
        place=details.place,
        cost=details.cost,
    )
    tx.log("card_held" if held else "card_posted", card=card_id, number=number, **at_table(details, kind))
    return {
        "card": {
            "id": card_id,
            "number": number,
            "kind": kind,
            "text": text,
            "status": CardStatus.HELD if held else CardStatus.VISIBLE,
            "reason": "",
            "late": late,
            "phase": phase.id,
            **more_of(details),
        }
    }


def change_card(
    tx: Transaction, *, participant_id: int, card_id: int, text: str, version: int | None = None
) -> Answer:
    """By its author, or by anybody at the table in whose form it stands, as they have seen it."""
    text = checked_text(text)
    card = own_card(tx, participant_id, card_id)
    check_entry(card, version)
    if card.split_from_id:
        raise Refusal(
            "is_part",
            N_("Diese Karte ist ein Teil einer anderen. Sie können sie zurückziehen und neu schreiben."),
            status=409,
        )
    if tx.conference.input_frozen:
        raise closed()
    card.text = text
    screen_again(tx, card)
    card.version += 1
    name_group(tx, card)
    tell_retries(tx, card)
    tx.log(
        "card_changed",
        card=card.id,
        number=card.number,
        participant=card.participant_id,
        **at_table(card, card.kind),
    )
    return {"card": seen_by_author(card)}


def held_because(tx: Transaction, phase: Phase, participant_id: int, text: str) -> str:
    """The reason to show this text to the moderation before the hall; empty for most phases and texts."""
    mode = phase.settings.pre_moderation
    if not mode:
        return ""
    since = now() - timedelta(seconds=screening.WITHIN_SECONDS)
    lately = Card.count_since(tx.session, participant_id, since) if mode == "held" else 0
    return screening.why_held(text, mode=mode, words=tx.conference.held_words, lately=lately)


def held_picture(phase: Phase, kind: str) -> str:
    """No rule can tell what is to be seen in a picture: where texts are looked at, it is too."""
    return N_("Bild") if kind == CardKind.PICTURE and phase.settings.pre_moderation else ""


def screen_again(tx: Transaction, card: Card) -> None:
    """A changed text is looked at like a new one; one that nobody has released yet stays held."""
    phase = tx.session.get(Phase, card.phase_id) if card.phase_id else None
    held = held_because(tx, phase, card.participant_id or 0, card.text) if phase else ""
    if held:
        card.status, card.hidden_reason, card.pinned = CardStatus.HELD, held, False


def withdraw_card(
    tx: Transaction, *, participant_id: int, card_id: int, version: int | None = None
) -> Answer:
    card = own_card(tx, participant_id, card_id)
    check_entry(card, version)
    take_back_all(tx, card)
    tx.log(
        "card_withdrawn",
        card=card.id,
        number=card.number,
        participant=card.participant_id,
        **at_table(card, card.kind),
    )
    return {"card": seen_by_author(card)}


def take_back_all(tx: Transaction, card: Card) -> None:
    """With the card that it is a part of, and the heading that it has become: they hold the same words."""
    for heading in headings_from(tx, card):
        take_back(tx, heading)
    take_back(tx, card)
    original = tx.session.get(Card, card.split_from_id) if card.split_from_id else None
    if original is not None:
        take_back(tx, original)


def take_back(tx: Transaction, card: Card) -> None:
    card.status = CardStatus.WITHDRAWN
    card.text = ""
    if card.kind == CardKind.PICTURE:
        Picture.forget(tx.session, Card.id == card.id)
    card.pinned = False
    card.version += 1
    name_group(tx, card)
    tx.session.execute(update(BallotItem).where(col(BallotItem.card_id) == card.id).values(title=""))
    tell_retries(tx, card)


def name_group(tx: Transaction, card: Card) -> None:
    """A group of a market is called as its issue is worded now, on the phones too."""
    if card.kind == CardKind.ISSUE and card.table_id and not card.field:
        rename_group(tx, table_id=card.table_id, text=card.text)


def tell_retries(tx: Transaction, card: Card) -> None:
    """The kept answers about this card say what it is now: a text that was taken back stands nowhere."""
    answers = Receipt.about_card(card.id)
    if card.participant_id and not stands_in_form(card):  # nobody else was told, and they are soon found
        answers = sa.and_(Receipt.to(f"participant:{card.participant_id}"), answers)
    for receipt in tx.kept_receipts(answers):
        told = receipt.answer
        if receipt.refused:
            receipt.answer = {**told, "values": {**told["values"], "text": card.text}}
        else:
            receipt.answer = {**told, "card": {**told["card"], **seen_by_author(card)}}


def card_of(tx: Transaction, card_id: int) -> Card:
    card = tx.session.get(Card, card_id, populate_existing=True)
    if card is None or card.conference_id != tx.conference_id or card.status == CardStatus.WITHDRAWN:
        raise not_found()
    return card


def own_card(tx: Transaction, participant_id: int, card_id: int) -> Card:
    """A card that its author may still touch: until the phase ends, and not once it is hidden."""
    card = card_of(tx, card_id)
    if card.status not in (CardStatus.VISIBLE, CardStatus.HELD):
        raise not_found()
    if card.participant_id != participant_id and not is_shared(tx, card, participant_id):
        raise not_found()
    if tx.conference.ended_at or not is_on(tx, card.phase_id):
        raise Refusal("phase_over", N_("Die Phase ist vorbei. Die Karte bleibt, wie sie ist."), status=409)
    return card


def is_on(tx: Transaction, phase_id: int | None) -> bool:
    """The phase that everybody is in, or one that is open beside it."""
    current = tx.conference.phase_id
    if phase_id is None or phase_id == current:
        return phase_id == current
    return bool(opened_early([tx.session.get_one(Phase, phase_id)], current))


def is_shared(tx: Transaction, card: Card, participant_id: int) -> bool:
    """An entry of a form belongs to everybody at its table."""
    return stands_in_form(card) and sits_at(tx, participant_id, card.table_id)


def stands_in_form(card: Card | Details) -> bool:
    return bool(card.field and card.table_id)


def check_entry(card: Card, version: int | None) -> None:
    """Of an entry that several may change nothing is overwritten that was not seen."""
    if version is None or version == card.version:
        return
    raise Refusal(
        "entry_changed",
        N_("Inzwischen hat jemand an Ihrem Tisch das geändert in: „%(text)s“. Ihr Text steht noch hier."),
        status=409,
        text=card.text,
        card=card.id,
    )


def at_table(card: Card | Details, kind: str) -> dict[str, Any]:
    """For the log: which table reads it, in its form or among the ideas of its group."""
    is_told = stands_in_form(card) or (card.table_id and kind in IN_GROUPS)
    return {"tables": [card.table_id]} if is_told else {}


def seen_by_author(card: Card) -> Answer:
    return {
        "id": card.id,
        "number": card.number,
        "kind": card.kind,
        "text": card.text,
        "status": card.status,
        "reason": card.hidden_reason if card.status == CardStatus.HIDDEN else "",
        "late": card.late,
        "phase": card.phase_id,
        **({"part": True} if card.split_from_id else {}),
        **more_of(card),
    }


def more_of(card: Card | Details) -> Answer:
    """What else it says, for its author; nothing for most cards."""
    said = {
        "field": card.field,
        "year": card.year,
        "place": card.place,
        "cost": card.cost,
        "table": card.table_id,
        "measure": card.measure_id,
    }
    return {name: value for name, value in said.items() if value}
