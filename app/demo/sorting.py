"""The machine proposes themes; the moderation gives some of them a heading of its own and releases them."""

from functools import partial

from app import analysis
from app.actions import themes
from app.demo.leaning import share
from app.demo.stage import Stage
from app.demo.town import town
from app.hall import Hall
from app.models import Phase, Theme

MAINLY = 0.4


def propose(stage: Stage, phase: Phase) -> None:
    kind = phase.settings.theme_kind
    with stage.hall() as hall:
        proposal = analysis.propose(hall.session, hall.conference, kind)
    stage.lead(partial(themes.accept_proposal, kind=kind, proposal=proposal))
    rename(stage, kind)


def rename(stage: Stage, kind: str) -> None:
    for wanted in town()["titles"][kind]:
        with stage.hall() as hall:
            theme = about(hall, kind, wanted["words"])
        if theme is not None and theme.id is not None:
            act = partial(
                themes.rename_theme, theme_id=theme.id, title=wanted["title"], version=theme.version
            )
            stage.lead(act)


def about(hall: Hall, kind: str, words: list[str]) -> Theme | None:
    """The machine's theme that speaks most of these words, if it does so mainly."""
    texts = {theme.id: texts_in(hall, theme) for theme in hall.themes(kind)}
    free = [theme for theme in hall.themes(kind) if theme.title_by == "machine"]
    best = max(free, key=lambda theme: share(texts[theme.id], words), default=None)
    return best if best is not None and share(texts[best.id], words) >= MAINLY else None


def texts_in(hall: Hall, theme: Theme) -> list[str]:
    return [card.text for card in hall.cards([theme.kind]) if card.theme_id == theme.id]


def release(stage: Stage, phase: Phase) -> None:
    stage.lead(partial(themes.release_themes, kind=phase.settings.theme_kind))
