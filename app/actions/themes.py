"""Themes: the machine proposes, people decide; what a person did is remembered and never overruled."""

from collections.abc import Mapping, Sequence

from app.analysis import DECIDED, Heaps, Proposal
from app.errors import N_, Refusal, not_found, stale
from app.models import Card, CardStatus, Theme
from app.writing.transaction import Answer, Transaction


def accept_proposal(tx: Transaction, *, kind: str, proposal: Proposal) -> Answer:
    """Writes a proposal down, except where a person has decided something since it was computed."""
    before = Theme.of(tx.session, tx.conference_id, kind)
    kept = written_themes(tx, kind, proposal)
    if not proposal.begun:
        place(tx, kind, proposal.heaps, {"": None, **kept})
    others = [theme for theme in before if theme.id not in kept.values()]
    used = Card.themes_used(tx.session, [theme.id or 0 for theme in others])
    for theme in others:
        if theme.id not in used and theme.made_by == "machine" and not theme.finished:
            theme.removed = True
    tx.log(
        "themes_proposed", begun=proposal.begun, kind=kind, themes=len(proposal.themes), as_of=proposal.as_of
    )
    return {"themes": len(proposal.themes)}


def written_themes(tx: Transaction, kind: str, proposal: Proposal) -> dict[str, int]:
    """The themes as proposed, new ones made; their ids by the names that the proposal gives them."""
    known = {str(theme.id): theme for theme in Theme.of(tx.session, tx.conference_id, kind)}
    number = max((theme.number for theme in known.values()), default=0)
    kept: dict[str, int] = {}
    for proposed in proposal.themes:
        theme = known.get(proposed.id)
        if theme is None and proposed.id.isdecimal():  # merged or dissolved while the machine was thinking
            continue
        if theme is None:
            number += 1
            theme = Theme(conference_id=tx.conference_id, kind=kind, number=number, title="")
            tx.session.add(theme)
        describe(theme, proposed.title, list(proposed.keywords), [int(note) for note in proposed.typical])
        tx.session.flush()
        kept[proposed.id] = theme.id or 0
    return kept


def place(tx: Transaction, kind: str, heaps: Heaps, goals: Mapping[str, int | None]) -> None:
    """Cards that still lie where the machine saw them, and that nobody but the machine put there."""
    seen = {"kind": kind, "status": CardStatus.VISIBLE}
    for (source, name), ids in heaps.items():
        if name in goals:
            before = {"theme_id": int(source) if source else None, "theme_by": "machine" if source else ""}
            after = {"theme_id": goals[name], "theme_by": "machine" if name else ""}
            tx.shift(Card, ids, before=before, after=after, where=seen)


def describe(theme: Theme, title: str, keywords: list[str], typical: list[int]) -> None:
    theme.keywords = keywords
    theme.typical = typical
    if theme.title_by == "machine":
        theme.title = title[:160]


def take_suggestions(tx: Transaction, *, wanted: Sequence[tuple[int, int]]) -> Answer:
    """Loose cards into the themes they were shown with; those that somebody has moved since stay there."""
    themes = {theme_id: theme_of(tx, theme_id) for _, theme_id in wanted}
    goal = dict(wanted)
    taken = 0
    for card in cards_of(tx, list(goal)):
        theme = themes[goal[card.id or 0]]
        if card.theme_id is None and card.theme_by not in DECIDED and theme.kind == card.kind:
            card.theme_id, card.theme_by = theme.id, "machine"
            card.version += 1
            taken += 1
    if not taken:
        raise stale()
    tx.log("suggestions_taken", cards=taken)
    return {"cards": taken}


def make_theme(
    tx: Transaction, *, kind: str, title: str, card_ids: Sequence[int] = (), seen_in: int | None = None
) -> Answer:
    """Refuses where somebody has taken one of the cards out of the theme `seen_in`."""
    cards = cards_of(tx, card_ids)
    if seen_in is not None and any((card.theme_id or 0) != seen_in for card in cards):
        raise stale()
    theme = Theme(
        conference_id=tx.conference_id,
        kind=kind,
        number=next_number(tx, kind),
        title=checked_title(title),
        title_by="person",
        made_by="person",
    )
    tx.session.add(theme)
    tx.session.flush()
    for card in cards:
        card.theme_id, card.theme_by = theme.id, "person"
        card.version += 1
    tx.log("theme_made", theme=theme.id, title=theme.title)
    return {"theme": theme.id}


def rename_theme(tx: Transaction, *, theme_id: int, title: str, version: int) -> Answer:
    theme = theme_of(tx, theme_id, version)
    theme.title = checked_title(title)
    theme.title_by = "person"
    theme.version += 1
    tx.log("theme_renamed", theme=theme.id, title=theme.title)
    return {"theme": theme.id}


def merge_themes(tx: Transaction, *, theme_id: int, into_id: int, version: int) -> Answer:
    theme = theme_of(tx, theme_id, version)
    into = theme_of(tx, into_id)
    if into.id == theme.id or into.kind != theme.kind:
        raise not_found()
    for card in cards_in(tx, theme):
        card.theme_id, card.theme_by = into.id, "person"
        card.version += 1
    theme.removed = True
    theme.version += 1
    into.version += 1
    tx.log("theme_merged", theme=into.id, title=into.title, merged=theme.title)
    return {"theme": into.id}


def split_theme(
    tx: Transaction, *, theme_id: int, card_ids: Sequence[int], title: str, version: int
) -> Answer:
    """The chosen cards leave the theme for a new one."""
    theme = theme_of(tx, theme_id, version)
    chosen = [card for card in cards_of(tx, card_ids) if card.theme_id == theme.id]
    if not chosen or len(chosen) == len(cards_in(tx, theme)):
        raise Refusal(
            "split_what", N_("Bitte wählen Sie einen Teil der Karten aus, nicht keine und nicht alle.")
        )
    new = Theme(
        conference_id=tx.conference_id,
        kind=theme.kind,
        number=next_number(tx, theme.kind),
        title=checked_title(title),
        title_by="person",
        made_by="person",
        released=theme.released,
    )
    tx.session.add(new)
    tx.session.flush()
    for card in chosen:
        card.theme_id, card.theme_by = new.id, "person"
        card.version += 1
    theme.version += 1
    tx.log("theme_split", theme=new.id, title=new.title, source=theme.title)
    return {"theme": new.id}


def finish_theme(tx: Transaction, *, theme_id: int, finished: bool, version: int) -> Answer:
    theme = theme_of(tx, theme_id, version)
    theme.finished = finished
    theme.version += 1
    tx.log("theme_finished", theme=theme.id, title=theme.title, finished=finished)
    return {"theme": theme.id}


def remove_theme(tx: Transaction, *, theme_id: int, version: int) -> Answer:
    """Dissolves a theme; its cards are unsorted again."""
    theme = theme_of(tx, theme_id, version)
    for card in cards_in(tx, theme):
        card.theme_id, card.theme_by = None, ""
        card.version += 1
    theme.removed = True
    theme.version += 1
    tx.log("theme_removed", theme=theme.id, title=theme.title)
    return {}


def release_themes(tx: Transaction, *, kind: str, released: bool = True) -> Answer:
    """The hall and the phones may see them from now on."""
    themes = Theme.of(tx.session, tx.conference_id, kind)
    if released and not themes:
        raise Refusal("themes_missing", N_("Es gibt noch keine Themen."))
    for theme in themes:
        theme.released = released
    tx.log("themes_released", kind=kind, released=released, themes=len(themes))
    return {"themes": len(themes)}


def next_number(tx: Transaction, kind: str) -> int:
    return max((theme.number for theme in Theme.of(tx.session, tx.conference_id, kind)), default=0) + 1


def theme_of(tx: Transaction, theme_id: int, version: int | None = None) -> Theme:
    theme = tx.session.get(Theme, theme_id, populate_existing=True)
    if theme is None or theme.conference_id != tx.conference_id:
        raise not_found()
    if theme.removed or (version is not None and theme.version != version):
        raise stale()
    return theme


def cards_in(tx: Transaction, theme: Theme) -> list[Card]:
    return [
        card
        for card in Card.on_board(tx.session, tx.conference_id, [theme.kind])
        if card.theme_id == theme.id
    ]


def cards_of(tx: Transaction, card_ids: Sequence[int]) -> list[Card]:
    cards = [tx.session.get(Card, card_id) for card_id in card_ids]
    own = [card for card in cards if card is not None and card.conference_id == tx.conference_id]
    return [card for card in own if card.status == CardStatus.VISIBLE]


def checked_title(title: str) -> str:
    title = " ".join(title.replace("\x00", "").split())[:160]
    if not title:
        raise Refusal("title_missing", N_("Bitte geben Sie dem Thema eine Überschrift."))
    return title
