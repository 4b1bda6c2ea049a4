"""The optional extras of sorting, as the settings name them: word vectors of a folder, titles of a model."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.settings import Settings
from facilitation import Note, Themes, propose_themes
from facilitation.embeddings import EmbeddingsError
from facilitation.machine_titles import TitleService, retitled

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Extras:
    """None of them is on unless somebody names a folder or an address."""

    embeddings: str = ""
    titles: TitleService | None = None


def extras_of(settings: Settings) -> Extras:
    titles = TitleService(settings.titles_url, settings.titles_model, settings.titles_key)
    return Extras(settings.embeddings_dir, titles if settings.titles_url else None)


def proposed(notes: Sequence[Note], extras: Extras, **values: Any) -> Themes:
    """Themes with the extras; what of them fails is left out and logged, and sorting goes on without it."""
    themes = propose_with(notes, extras.embeddings, **values)
    if extras.titles is None:
        return themes
    keep = values.get("keep")
    kept = [*(keep.titles if keep else ()), *(keep.finished if keep else ())]
    return retitled(themes, notes, extras.titles, keep=kept, language=values.get("language", "de"))[0]


def propose_with(notes: Sequence[Note], embeddings: str, **values: Any) -> Themes:
    if embeddings:
        try:
            return propose_themes(notes, embeddings=embeddings, **values)
        except EmbeddingsError:
            log.exception("embeddings_unreadable")
    return propose_themes(notes, **values)
