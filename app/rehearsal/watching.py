"""The projector of a rehearsal: when each card was told to it, and when there was a wall at all."""

from bisect import bisect_left, bisect_right

import httpx2

from app.rehearsal.line import Message
from app.rehearsal.phones import Ack, Screen

WITHOUT_WALL = ("question", "feedback", "measure")
SOON = 2.0
"""Seconds in which a card must have had the chance to be shown."""


class Wall(Screen):
    """Expects on the wall what was saved while one was shown that stayed a moment longer."""

    def __init__(self, address: str, client: httpx2.AsyncClient) -> None:
        super().__init__([address], client)
        self._changes: list[tuple[float, bool]] = []
        self._newest: list[tuple[int, float]] = []

    async def draw(self, frame: Message) -> None:
        await super().draw(frame)
        newest = max(self.appeared, default=0)
        if newest > (self._newest[-1][0] if self._newest else 0):
            self._newest.append((newest, self.drawn_at))
        if "stage" in frame.get("parts", {}):
            shown = "data-wall" in self.parts["stage"]
            if not self._changes or self._changes[-1][1] != shown:
                self._changes.append((self.drawn_at, shown))

    def told_at(self, card_id: int) -> float | None:
        """When this card or a newer one stood there first: in a burst the wall shows the newest, not all."""
        place = bisect_left(self._newest, (card_id, 0.0))
        return self._newest[place][1] if place < len(self._newest) else None

    def expects(self, ack: Ack) -> bool:
        card = ack.card
        if not card or card["late"] or card["kind"] in WITHOUT_WALL:
            return False
        return self._was_shown(ack.at) and self._was_shown(ack.at + SOON)

    def _was_shown(self, at: float) -> bool:
        place = bisect_right(self._changes, (at, True))
        return bool(place) and self._changes[place - 1][1]
