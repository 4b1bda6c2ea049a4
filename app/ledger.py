"""What one batch adds to a conference: lines of the log, the counter, the chain."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from app.chain import seal
from app.models import Card, Conference
from app.models.base import now

_lines = SQLModel.metadata.tables["line"]


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
            self._card_number = Card.next_number(self._session, self.conference_id) - 1
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
        self._session.connection().execute(sa.insert(_lines), self._waiting)
        self._waiting.clear()
        self.is_rung = True
        self.conference.seq = self._seq
        self.conference.chain = self._chain
        self._session.flush()
