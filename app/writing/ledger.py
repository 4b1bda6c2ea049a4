"""What one batch adds to a conference: lines of the log, the counter, the chain."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from app.models import Conference
from app.models.base import now
from app.writing.chain import seal

_conference = SQLModel.metadata.tables["conference"]
_card = SQLModel.metadata.tables["card"]

ADD_LINES = sa.insert(SQLModel.metadata.tables["line"])
COUNT_ON = (
    sa.update(_conference)
    .where(_conference.c.id == sa.bindparam("number"))
    .values(seq=sa.bindparam("position"), chain=sa.bindparam("sealed"))
)
LAST_CARD = sa.select(sa.func.coalesce(sa.func.max(_card.c.number), 0)).where(
    _card.c.conference_id == sa.bindparam("number")
)


class Ledger:
    """The conference under lock. Its lines are gathered here and written together, once per batch."""

    def __init__(self, session: Session, conference: Conference) -> None:
        self._session = session
        self.conference = conference
        assert conference.id is not None
        self.conference_id = conference.id
        self._seq = conference.seq
        self._chain = conference.chain
        self._waiting: list[dict[str, Any]] = []
        self._card_number: int | None = None
        self.is_rung = False

    @property
    def seq(self) -> int:
        """The position of the last line."""
        return self._seq

    @property
    def is_gone(self) -> bool:
        """The conference was deleted by a change of this batch."""
        return not sa.inspect(self.conference).persistent

    def add(
        self, type_: str, actor: str, payload: dict[str, Any], changes: list[dict[str, Any]] | None
    ) -> None:
        self._seq += 1
        at = now()
        self._chain = seal(self._chain, seq=self._seq, type_=type_, actor=actor, payload=payload, at=at)
        self._waiting.append(
            {
                "conference_id": self.conference_id,
                "seq": self._seq,
                "type": type_,
                "actor": actor,
                "payload": payload,
                "changes": changes,
                "undone": False,
                "at": at,
                "hash": self._chain,
            }
        )

    def next_card_number(self) -> int:
        if self._card_number is None:
            self._session.flush()
            last = self._session.connection().execute(LAST_CARD, {"number": self.conference_id})
            self._card_number = int(last.scalar_one())
        self._card_number += 1
        return self._card_number

    def mark(self) -> tuple[int, str, int]:
        return self._seq, self._chain, len(self._waiting)

    def back_to(self, mark: tuple[int, str, int]) -> None:
        """A change failed: its lines, and the numbers it took, are given back."""
        self._seq, self._chain, kept = mark
        del self._waiting[kept:]
        self._card_number = None

    def write(self) -> None:
        """Brings the lines into their table, before the commit or before somebody asks for them."""
        if not self._waiting or self.is_gone:
            return
        position = {"number": self.conference_id, "position": self._seq, "sealed": self._chain}
        connection = self._session.connection()
        connection.execute(ADD_LINES, self._waiting)
        connection.execute(COUNT_ON, position)
        self._waiting.clear()
        self.is_rung = True
