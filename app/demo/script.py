"""What happens in each kind of phase: while it runs (`begin`), until the moderation goes on (`finish`)."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from app.actions import joining, phases
from app.auth import hashed, new_token
from app.demo import corners, sorting, voting, writing
from app.demo.stage import Act, Stage
from app.demo.town import Person, places
from app.models import Phase, PhaseKind

Scene = Callable[[Stage, Phase], None]


def begin(stage: Stage, phase: Phase) -> None:
    enter(stage, phase)
    for scene in BEGINNING[PhaseKind(phase.kind)]:
        scene(stage, phase)


def finish(stage: Stage, phase: Phase) -> None:
    for scene in FINISHING[PhaseKind(phase.kind)]:
        scene(stage, phase)


def enter(stage: Stage, phase: Phase) -> None:
    assert phase.id is not None
    with stage.hall() as hall:
        at = hall.conference.phase_id
    if at != phase.id:
        stage.lead(partial(phases.enter_phase, phase_id=phase.id, from_phase_id=at))


def arrive(stage: Stage, _phase: Phase) -> None:
    with stage.hall() as hall:
        groups = {group.name: group.id for group in hall.groups}
    seats = places()
    joins: list[Act] = [
        partial(
            joining.join,
            token_hash=hashed(new_token()),
            group_id=groups.get(seat.group),
            language=seat.language,
            channel=seat.channel,
        )
        for seat in seats
    ]
    answers = stage.arrive(joins)
    stage.hands.people = [
        Person(answer["participant_id"], seat.group, seat.language, seat.channel)
        for seat, answer in zip(seats, answers, strict=True)
    ]


def open_(stage: Stage, _phase: Phase) -> None:
    stage.lead(phases.open_input)


def close(stage: Stage, _phase: Phase) -> None:
    stage.lead(phases.close_input)


def reveal(stage: Stage, _phase: Phase) -> None:
    stage.lead(phases.reveal)


BEGINNING: Mapping[PhaseKind, Sequence[Scene]] = {
    PhaseKind.LOBBY: (arrive,),
    PhaseKind.INFO: (),
    PhaseKind.SCALE: (open_, voting.half),
    PhaseKind.COLLECT: (open_, writing.most, writing.pin),
    PhaseKind.CLUSTER: (sorting.propose,),
    PhaseKind.DOTS: (open_, voting.half),
    PhaseKind.BREAK: (writing.all_of_it, sorting.propose),
    PhaseKind.PLAN: (corners.take, corners.fill, writing.all_of_it),
    PhaseKind.REPORT: (corners.show, writing.all_of_it),
    PhaseKind.COMMIT: (open_, corners.promise_most),
    PhaseKind.FEEDBACK: (open_, writing.most, voting.half),
}
FINISHING: Mapping[PhaseKind, Sequence[Scene]] = {
    PhaseKind.LOBBY: (),
    PhaseKind.INFO: (),
    PhaseKind.SCALE: (voting.rest, close, reveal),
    PhaseKind.COLLECT: (writing.rest, close),
    PhaseKind.CLUSTER: (sorting.release,),
    PhaseKind.DOTS: (voting.rest, close, reveal),
    PhaseKind.BREAK: (sorting.release,),
    PhaseKind.PLAN: (),
    PhaseKind.REPORT: (),
    PhaseKind.COMMIT: (corners.promise_rest, close),
    PhaseKind.FEEDBACK: (writing.rest, voting.rest, close, reveal),
}
