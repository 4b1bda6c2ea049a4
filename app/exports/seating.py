"""Who sat where in each plan, by the number on the phone: no name, no group."""

from collections.abc import Iterator
from typing import Any

from app.models import Seat
from app.reading.hall import Hall


def seat_rows(hall: Hall, language: str) -> Iterator[dict[str, Any]]:
    phases = {phase.id: phase.titled(language) for phase in hall.phases}
    numbers = hall.seats.numbers
    for plan in hall.seats.plans:
        for seat in Seat.of(hall.session, plan.id or 0):
            table = hall.seats.table_by_id[seat.table_id]
            yield {
                "plan": plan.number,
                "kind": plan.kind,
                "phase": phases.get(plan.phase_id, ""),
                "table": table.number,
                "title": hall.seats.named(table, language),
                "room": table.room,
                "slot": table.slot,
                "number": numbers.get(seat.participant_id),
                "role": seat.role,
            }
