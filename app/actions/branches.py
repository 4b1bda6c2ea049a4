"""The mind map grows: what people send gets its branch from the moderation, until the map is frozen."""

from app.actions.cards import card_of
from app.actions.curation import living_theme
from app.actions.themes import checked_title, next_number
from app.errors import N_, Refusal, stale
from app.models import Card, CardKind, Theme
from app.writing.transaction import Answer, Transaction


def place_trend(tx: Transaction, *, card_id: int, theme_id: int, seen: int) -> Answer:
    """Confirms the branch of a development; `seen` is the version of the card that the moderator read."""
    theme = living_theme(tx, theme_id)
    card = trend_of(tx, card_id, seen)
    if theme.kind != CardKind.TREND:
        raise stale()
    hang(card, theme)
    tx.log("card_moved", numbers=[card.number], theme=theme.title, participant=card.participant_id)
    return {"branch": theme.id}


def make_branch(tx: Transaction, *, title: str, card_id: int | None = None, seen: int = 0) -> Answer:
    """A branch that everybody sees and may choose at once, with the development that asked for it."""
    card = trend_of(tx, card_id, seen) if card_id else None
    theme = Theme(
        conference_id=tx.conference_id,
        kind=CardKind.TREND,
        number=next_number(tx, CardKind.TREND),
        title=checked_title(title),
        title_by="person",
        made_by="person",
        released=True,
    )
    tx.session.add(theme)
    tx.session.flush()
    if card is not None:
        hang(card, theme)
    author = card.participant_id if card is not None else None
    tx.log("branch_made", theme=theme.id, title=theme.title, participant=author)
    return {"branch": theme.id}


def freeze_branches(tx: Transaction, *, frozen: bool) -> Answer:
    """No branch is added any more, and dots can be put on those that are there; or it goes on growing."""
    themes = Theme.of(tx.session, tx.conference_id, CardKind.TREND)
    if frozen and len(themes) < 2:
        raise Refusal("branches_missing", N_("Die Mindmap braucht erst mindestens zwei Äste."), status=409)
    for theme in themes:
        theme.finished, theme.released = frozen, True
        theme.version += 1
    tx.log("branches_frozen", frozen=frozen)
    return {"branches": len(themes)}


def trend_of(tx: Transaction, card_id: int, seen: int) -> Card:
    card = card_of(tx, card_id)
    if card.kind != CardKind.TREND or card.version != seen:
        raise stale()
    return card


def hang(card: Card, theme: Theme) -> None:
    card.theme_id, card.theme_by, card.field = theme.id, "person", ""
    card.version += 1
