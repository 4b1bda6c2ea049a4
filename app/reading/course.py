"""Where the evening stands: its phases, and what is open in the present one."""

from collections.abc import Sequence
from functools import cached_property

from sqlmodel import Session

from app.i18n import worded
from app.models import SORTABLE, CardKind, Conference, Lane, Phase, PhaseKind, PhaseSettings, PhaseState
from app.reading.openings import LEAVING, is_presenting, opened_early, takes_cards

SECOND = "second"
"""What the screen shows in the second half of a phase with two questions."""


class Course:
    """The run of show of a conference as it stands in one reading."""

    def __init__(self, session: Session, conference: Conference) -> None:
        self.session = session
        self.conference = conference
        assert conference.id is not None
        self.id = conference.id

    @cached_property
    def phases(self) -> Sequence[Phase]:
        return Phase.of(self.session, self.id)

    @cached_property
    def phase(self) -> Phase | None:
        return next((phase for phase in self.phases if phase.id == self.conference.phase_id), None)

    @property
    def kind(self) -> str:
        if self.conference.ended_at:
            return "ENDED"
        return self.phase.kind if self.phase else PhaseKind.LOBBY

    @property
    def next_phase(self) -> Phase | None:
        return self._neighbour(1)

    @property
    def previous_phase(self) -> Phase | None:
        return self._neighbour(-1)

    def _neighbour(self, step: int) -> Phase | None:
        index = self.phases.index(self.phase) + step if self.phase else 0
        return self.phases[index] if 0 <= index < len(self.phases) else None

    @cached_property
    def settings(self) -> PhaseSettings:
        return self.phase.taking(self.phases) if self.phase else PhaseSettings()

    @property
    def is_second(self) -> bool:
        """The second half of a phase that asks two questions."""
        return bool(self.settings.second_prompt) and self.conference.showing == SECOND

    def question(self, language: str) -> str:
        """What the hall is asked at this moment."""
        if self.phase is None:
            return ""
        second = worded(self.settings.second_prompt, language) if self.is_second else ""
        return second or self.phase.asked(language) or self.phase.titled(language)

    @property
    def card_kinds(self) -> list[str]:
        return [card_type.kind for card_type in self.settings.card_types]

    @cached_property
    def all_card_kinds(self) -> list[str]:
        """Every kind that some phase of this conference takes."""
        every = [phase.settings for phase in self.phases]
        taken = {entry.kind for settings in every for entry in settings.card_types}
        taken |= {field.kind for settings in every for field in settings.fields}
        return [kind for kind in CardKind if kind in taken]

    @property
    def all_sortable_kinds(self) -> list[str]:
        """Those that can be put into themes: what this conference collects, the usual three without any."""
        return [kind for kind in self.all_card_kinds if kind in SORTABLE] or list(SORTABLE[:3])

    @property
    def is_open(self) -> bool:
        """Cards, votes, commitments are taken now."""
        if self.phase is None or self.conference.ended_at or self.conference.input_frozen:
            return False
        return self.phase.state == PhaseState.OPEN

    @property
    def is_presenting(self) -> bool:
        """What was written is closed and stands on the screen, one thing after the other."""
        return self.phase is not None and is_presenting(self.conference, self.phase)

    @property
    def opened_early(self) -> list[Phase]:
        """Beside the present phase, for who has to go before the end."""
        if self.conference.ended_at or self.conference.input_frozen:
            return []
        return opened_early(self.phases, self.conference.phase_id)

    @property
    def can_open_early(self) -> bool:
        """Something of that kind is still to come."""
        here = self.phase.position if self.phase else -1
        return any(phase.position > here and phase.kind in LEAVING for phase in self.phases)

    @property
    def takes_cards(self) -> bool:
        """Cards that stand for themselves are taken now."""
        if self.phase is None or self.conference.ended_at or self.conference.input_frozen:
            return False
        return takes_cards(self.conference, self.phase)

    @property
    def collecting(self) -> list[Phase]:
        """The phases whose cards may be written from home now, or in the lobby; none once it has begun."""
        if self.kind != PhaseKind.LOBBY or not self.is_open or not self.card_kinds:
            return []
        return [
            phase for phase in self.phases if phase.kind == PhaseKind.COLLECT and phase.settings.card_types
        ]

    @property
    def wall_kinds(self) -> list[str]:
        kinds = [kind for kind in self.card_kinds if kind not in ("question", "feedback")]
        return kinds or ([self.settings.theme_kind] if self.settings.theme_kind else [])

    @property
    def sortable_kinds(self) -> list[str]:
        return [kind for kind in self.card_kinds if kind in SORTABLE]

    @property
    def theme_kind(self) -> str:
        """The kind of cards that is being sorted or voted on."""
        return self.settings.theme_kind or next(iter(self.sortable_kinds), "weakness")

    @cached_property
    def all_lanes(self) -> list[Lane]:
        """Of the timelines of this conference, each once."""
        lanes = {lane.name: lane for phase in self.phases for lane in phase.settings.lanes}
        return list(lanes.values())

    @cached_property
    def asks_cost(self) -> bool:
        return any("cost" in phase.settings.asks or phase.settings.budget for phase in self.phases)
