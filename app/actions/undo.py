"""Takes back the last step of the moderation."""

from app.changes import restore
from app.errors import N_, Refusal
from app.models import Line
from app.transaction import Answer, Transaction


def undo(tx: Transaction, *, seq: int) -> Answer:
    """Undoes line `seq` if it still is the last step that was not undone."""
    line = Line.last_undoable(tx.session, tx.conference_id)
    if line is None or line.seq != seq or line.changes is None:
        raise Refusal("nothing_to_undo", N_("Inzwischen kam ein weiterer Schritt dazu. Bitte prüfen Sie, was zuletzt geschah."), status=409)
    restore(tx.session, line.changes)
    line.undone = True
    tx.log("undone", type=line.type, seq=seq, participant=line.payload.get("participant"))
    return {}
