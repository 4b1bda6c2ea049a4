"""The machine proposes as many themes as it is asked for; the moderation names some, makes some, releases."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from app import analysis
from app.actions import themes
from app.demo.leaning import share, speaks_of
from app.demo.stage import Stage
from app.demo.town import town
from app.models import Card, Phase, Theme
from app.reading.hall import Hall

MAINLY = 0.5
FEWEST = 3


def propose(stage: Stage, phase: Phase) -> None:
    kind = phase.settings.theme_kind
    with stage.hall() as hall:
        count = town()["theme_counts"][kind]
        proposal = analysis.propose(hall.session, hall.conference, kind, count=count)
    stage.lead(partial(themes.accept_proposal, kind=kind, proposal=proposal))
    for heading in town()["headings"][kind]:
        correct(stage, kind, heading)
    dissolve_crumbs(stage, kind)


def correct(stage: Stage, kind: str, heading: dict[str, Any]) -> None:
    """A theme that is mainly about this gets the heading; otherwise its cards are put together by hand."""
    with stage.hall() as hall:
        theme = about(hall, kind, heading["words"])
        cards = [
            card.id or 0
            for card in hall.cards([kind])
            if is_free(card) and speaks_of(card.text, heading["words"])
        ]
    if theme is not None and theme.id is not None:
        rename = partial(
            themes.rename_theme, theme_id=theme.id, title=heading["title"], version=theme.version
        )
        stage.lead(rename)
    elif len(cards) >= FEWEST:
        stage.lead(partial(themes.make_theme, kind=kind, title=heading["title"], card_ids=cards))


def about(hall: Hall, kind: str, words: Sequence[str]) -> Theme | None:
    """The machine's theme that speaks most of these words, if it does so mainly."""
    free = {theme.id: theme for theme in hall.themes(kind) if theme.title_by == "machine"}
    shares = {theme_id: share(texts_in(hall, theme), words) for theme_id, theme in free.items()}
    best = max(shares, key=lambda theme_id: shares[theme_id], default=None)
    return free[best] if best is not None and shares[best] >= MAINLY else None


def is_free(card: Card) -> bool:
    return card.theme_by != "person"


def texts_in(hall: Hall, theme: Theme) -> list[str]:
    return [card.text for card in hall.cards([theme.kind]) if card.theme_id == theme.id]


def dissolve_crumbs(stage: Stage, kind: str) -> None:
    """What is left over of a theme whose cards went elsewhere is unsorted again."""
    with stage.hall() as hall:
        crumbs = [theme for theme in hall.themes(kind) if hall.theme_sizes[theme.id] < FEWEST]
    stage.lead(
        *[partial(themes.remove_theme, theme_id=theme.id or 0, version=theme.version) for theme in crumbs]
    )


def release(stage: Stage, phase: Phase) -> None:
    stage.lead(partial(themes.release_themes, kind=phase.settings.theme_kind))
