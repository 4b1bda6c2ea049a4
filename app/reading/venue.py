"""What the questions about one side of a conference need of the whole: see `app.reading.hall.Hall`."""

from collections.abc import Sequence
from typing import Protocol

from sqlmodel import Session

from app.models import Conference, Lane, Phase, StakeholderGroup
from app.reading.echoes import Echoes


class Venue(Protocol):
    """What must be known of a hall."""

    @property
    def session(self) -> Session: ...

    @property
    def conference(self) -> Conference: ...

    @property
    def id(self) -> int: ...

    @property
    def phase(self) -> Phase | None: ...

    @property
    def phases(self) -> Sequence[Phase]: ...

    @property
    def groups(self) -> Sequence[StakeholderGroup]: ...

    @property
    def all_lanes(self) -> Sequence[Lane]: ...

    @property
    def ranks_of_themes(self) -> dict[int | None, int]: ...

    @property
    def echoes(self) -> Echoes: ...
