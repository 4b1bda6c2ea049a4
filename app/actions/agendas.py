"""Run-of-shows that an organiser keeps for the next time."""

from collections.abc import Mapping
from typing import Any

from app.agenda_files import agenda_of
from app.errors import N_, Refusal, not_found
from app.models import OwnAgenda, Phase, StakeholderGroup
from app.writing.transaction import Answer, Transaction

MOST_AGENDAS = 200
LONGEST_NAME = 120


def keep_agenda(tx: Transaction, *, name: str) -> Answer:
    """The run of show of this conference as it stands, under a name of its own."""
    conference_id = tx.conference_id
    agenda = agenda_of(
        checked_name(name),
        Phase.of(tx.session, conference_id),
        StakeholderGroup.of(tx.session, conference_id),
        starts_at=tx.conference.starts_at,
    )
    return add_agenda(tx, agenda=agenda)


def add_agenda(tx: Transaction, *, agenda: Mapping[str, Any]) -> Answer:
    """One that was read from a file, or made from a conference."""
    if len(OwnAgenda.by_name(tx.session)) >= MOST_AGENDAS:
        raise Refusal(
            "too_many_agendas", N_("Mehr als %(most)s Vorlagen passen nicht hinein."), most=MOST_AGENDAS
        )
    kept = OwnAgenda(name=checked_name(agenda["name"]["de"]), agenda=dict(agenda))
    tx.session.add(kept)
    tx.session.flush()
    return {"agenda": kept.id}


def remove_agenda(tx: Transaction, *, agenda_id: int) -> Answer:
    """Conferences that were made from it keep their own copy."""
    kept = tx.session.get(OwnAgenda, agenda_id)
    if kept is None:
        raise not_found()
    tx.session.delete(kept)
    return {}


def checked_name(name: str) -> str:
    name = " ".join(name.replace("\x00", "").split())[:LONGEST_NAME]
    if not name:
        raise Refusal("agenda_name", N_("Bitte geben Sie der Vorlage einen Namen."), field="name")
    return name
