"""A conference once more, without anything that was said in it: for a rehearsal."""

import uuid

from app.actions.conferences import free_code
from app.errors import not_found
from app.models import Conference, Phase, StakeholderGroup
from app.writing.transaction import Answer, Transaction

LONGEST_TITLE = 120
PLAN = {
    "place", "host", "held_on", "starts_at", "guiding_question", "scope_open", "scope_fixed", "decides",
    "answer_on", "language", "agenda", "dark", "results_by_group",
}  # fmt: skip
PHASE = {
    "position", "kind", "minutes", "title", "title_en", "prompt", "prompt_en", "announcement",
    "announcement_en", "other_texts", "params",
}  # fmt: skip
GROUP = {"position", "name", "name_en", "short", "short_en"}


def copy_conference(tx: Transaction, *, original_id: int, title: str) -> Answer:
    """Same run of show, same groups; its own code, nobody in it, nothing opened yet."""
    original = tx.session.get(Conference, original_id)
    if original is None:
        raise not_found()
    phases = Phase.of(tx.session, original_id)
    groups = StakeholderGroup.of(tx.session, original_id)
    copy = Conference(
        **original.model_dump(include=PLAN),
        title=title[:LONGEST_TITLE],
        code=free_code(tx),
        epoch=str(uuid.uuid4()),
    )
    tx.adopt(copy)
    copies = [Phase(conference_id=tx.conference_id, **phase.model_dump(include=PHASE)) for phase in phases]
    tx.session.add_all(copies)
    for group in groups:
        tx.session.add(StakeholderGroup(conference_id=tx.conference_id, **group.model_dump(include=GROUP)))
    tx.session.flush()
    copy.phase_id = copies[0].id if copies else None
    tx.log("conference_changed", title=copy.title)
    return {"conference": copy.id, "code": copy.code}
