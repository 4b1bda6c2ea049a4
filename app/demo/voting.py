"""Dots and moods are put, one half of the people after the other."""

from functools import partial

from app.actions import votes
from app.demo.leaning import Choice, dots, moods
from app.demo.sorting import texts_in
from app.demo.stage import Act, Stage
from app.demo.town import Person, town
from app.models import Phase, PhaseKind, Theme
from app.reading.hall import Hall

Sheet = tuple[Person, dict[int, int]]


def half(stage: Stage, phase: Phase) -> None:
    sheets = sheets_of(stage, phase)
    cast(stage, sheets[: len(sheets) // 2])


def rest(stage: Stage, phase: Phase) -> None:
    sheets = sheets_of(stage, phase)
    cast(stage, sheets[len(sheets) // 2 :])


def sheets_of(stage: Stage, phase: Phase) -> list[Sheet]:
    """What everybody will have put in the end, the same whenever it is asked."""
    with stage.hall() as hall:
        ballot = hall.ballot
        assert ballot is not None
        if ballot.mode == "scale":
            steps = {item.position: item.id for item in hall.ballot_items}
            wanted = town()["mood"]["before" if phase.kind == PhaseKind.SCALE else "after"]
            return [(person, {steps[step] or 0: 1}) for person, step in moods(stage.people, wanted)]
        kind = phase.settings.theme_kind
        sheets = dots(stage.people, choices(hall), kind, each=ballot.dots, most=ballot.max_per_item)
        return list(sheets)


def choices(hall: Hall) -> list[Choice]:
    found = [(item, hall.session.get(Theme, item.theme_id)) for item in hall.ballot_items]
    return [Choice(item.id or 0, texts_in(hall, theme)) for item, theme in found if theme is not None]


def cast(stage: Stage, sheets: list[Sheet]) -> None:
    with stage.hall() as hall:
        assert hall.ballot is not None and hall.ballot.id is not None
        ballot_id = hall.ballot.id
    acts: list[tuple[Person, Act]] = [
        (
            person,
            partial(
                votes.cast_vote,
                participant_id=person.id,
                ballot_id=ballot_id,
                item_id=item_id,
                value=value,
                counter=1,
            ),
        )
        for person, sheet in sheets
        for item_id, value in sheet.items()
    ]
    stage.say(acts)
