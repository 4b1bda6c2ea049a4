"""Phases that the short evening does not have: put at the end of a conference and entered."""

from functools import partial
from typing import Any

from app.actions import phases
from app.models import Phase, PhaseSettings
from app.reading.hall import Hall
from app.writing.transaction import Answer, Transaction
from tests.conftest import Town

LANES: list[dict[str, Any]] = [
    {"name": "me", "label": {"de": "Für mich", "en": "For me"}},
    {"name": "town", "label": {"de": "Für unsere Stadt", "en": "For our town"}},
    {"name": "world", "label": {"de": "Für die Welt", "en": "For the world"}},
]
LOOKING_BACK: dict[str, Any] = {
    "card_types": [{"kind": "timeline_entry", "max_per_person": 3}],
    "lanes": LANES,
}
TRENDS: dict[str, Any] = {"card_types": [{"kind": "trend", "max_per_person": 3}], "theme_kind": "trend"}


def add_phase(tx: Transaction, *, kind: str, title: str, prompt: str, params: dict[str, Any]) -> Answer:
    settings = PhaseSettings.model_validate(params).model_dump()
    last = len(Phase.of(tx.session, tx.conference_id))
    phase = Phase(
        conference_id=tx.conference_id, position=last, kind=kind, minutes=20, title=title, prompt=prompt,
        params=settings,
    )  # fmt: skip
    tx.session.add(phase)
    tx.log("phases_changed", title=title)
    return {"phase": phase.id}


def play(town: Town, kind: str, *, opened: bool = True, prompt: str = "", **params: Any) -> int:
    """Adds a phase of this kind, goes there, and opens it."""
    title = f"{kind} {len(params)}"
    act = partial(add_phase, kind=kind, title=title, prompt=prompt, params=params)
    phase_id = int(town.act(act)["phase"])
    with town.house.database.reading() as session:
        here = Hall(session, town.conference(session)).conference.phase_id
    town.act(partial(phases.enter_phase, phase_id=phase_id, from_phase_id=here))
    if opened:
        town.act(phases.open_input)
    return phase_id
