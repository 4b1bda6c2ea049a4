"""Takes back the last step of the moderation."""

from collections.abc import Sequence

from app.errors import N_, Refusal
from app.models import Line
from app.writing.changes import restore
from app.writing.transaction import Answer, Transaction


def undo(tx: Transaction, *, seq: int) -> Answer:
    """Undoes line `seq` if it is the last step; one that others have built on stays and is passed over."""
    tx.write_log()
    line = Line.last_undoable(tx.session, tx.conference_id)
    if line is None or line.seq != seq or line.changes is None:
        raise Refusal(
            "nothing_to_undo",
            N_("Inzwischen kam ein weiterer Schritt dazu. Bitte prüfen Sie, was zuletzt geschah."),
            status=409,
        )
    lines = [line, *Line.portions_of(tx.session, line)]
    kept = kept_because(tx, lines)
    for one in lines:
        one.undone = True
    event = "undo_passed" if kept else "undone"
    tx.log(event, undoable=False, step=line.type, seq=seq, participant=line.payload.get("participant"))
    return {"kept": kept}


def kept_because(tx: Transaction, lines: Sequence[Line]) -> str:
    """Empty after the rows are back; else the sentence why they could not go back, with nothing changed."""
    try:
        with tx.session.begin_nested():
            for line in lines:
                restore(tx.session, line.changes or [])
    except Refusal as refusal:
        return refusal.message
    return ""
