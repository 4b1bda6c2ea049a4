"""The results of an event: its tracks side by side, and what they have brought together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlmodel import Session

from app.models import Conference, Event
from app.models.card import SORTABLE
from app.reading.hall import Hall
from app.reading.results import Findings, Sheet, Topic

MOST_TOPICS = 12


@dataclass(frozen=True)
class Track:
    """One conference of the event, with its own results."""

    name: str
    hall: Hall
    findings: Findings

    @property
    def conference(self) -> Conference:
        return self.hall.conference


@dataclass(frozen=True)
class TrackTopic:
    """A theme, and the track that it comes from."""

    track: Track
    topic: Topic

    @property
    def dots(self) -> int:
        return self.topic.result.total if self.topic.result else 0


@dataclass(frozen=True)
class MergedChapter:
    """The themes of all tracks on one kind of cards; `left_out` are those beyond the first."""

    kind: str
    size: int
    topics: Sequence[TrackTopic]
    left_out: int


class Tracks:
    """Only of tracks whose own results everybody may read, unless the organiser looks."""

    def __init__(self, session: Session, event: Event, *, only_public: bool = True) -> None:
        self.session = session
        self.event = event
        self.only_public = only_public

    @cached_property
    def conferences(self) -> Sequence[Conference]:
        return Conference.tracks_of(self.session, self.event.id or 0)

    @cached_property
    def all(self) -> list[Track]:
        shown = [one for one in self.conferences if one.results_public or not self.only_public]
        halls = [(conference, Hall(self.session, conference)) for conference in shown]
        return [Track(conference.track, hall, Findings(hall)) for conference, hall in halls]

    @property
    def waiting(self) -> list[Conference]:
        """Tracks whose results are not public yet."""
        return [conference for conference in self.conferences if not conference.results_public]

    @cached_property
    def people(self) -> int:
        return sum(track.hall.people_count for track in self.all)

    @cached_property
    def sizes(self) -> Counter[str]:
        """Cards of each kind, in all tracks together."""
        return sum((track.findings.sizes for track in self.all), Counter())

    @cached_property
    def chapters(self) -> list[MergedChapter]:
        return [self._merged(kind) for kind in SORTABLE if self.sizes[kind]]

    def _merged(self, kind: str) -> MergedChapter:
        """Themes of all tracks in the order of their dots; tracks of different size are not weighed."""
        topics = [
            TrackTopic(track, topic)
            for track in self.all
            for chapter in track.findings.chapters
            if chapter.kind == kind
            for topic in chapter.topics
        ]
        ranked = sorted(topics, key=lambda found: (-found.dots, -found.topic.size, found.topic.theme.number))
        return MergedChapter(kind, self.sizes[kind], ranked[:MOST_TOPICS], max(0, len(ranked) - MOST_TOPICS))

    @cached_property
    def sheets(self) -> list[tuple[Track, Sheet]]:
        return [(track, sheet) for track in self.all for sheet in track.findings.sheets]
