"""Six corners fill in their sheets, present them, and people join in."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from itertools import permutations
from random import Random
from typing import Any

from app import analysis
from app.actions import artefacts, measures, promises
from app.demo.leaning import share
from app.demo.sorting import texts_in
from app.demo.stage import Act, Stage
from app.demo.town import Person, town
from app.models import Ballot, Measure, Phase, Theme
from app.models.base import now
from app.reading import drafting
from app.reading.hall import Hall

SO_FAR = 2 / 3

Invented = Mapping[str, Any]


def take(stage: Stage, _phase: Phase) -> None:
    """Draft sheets for the leading ideas, and what design thinking makes of the themes."""
    with stage.hall() as hall:
        ballot = Ballot.of(hall.session, hall.id)[-1]
        drafts = drafting.drafts(hall.session, hall.conference, ballot, top=len(town()["measures"]))
        thinking = analysis.think(hall.session, hall.conference)
    stage.lead(
        partial(measures.take_measures, drafts=drafts), partial(artefacts.keep_thinking, thinking=thinking)
    )


def fill(stage: Stage, _phase: Phase) -> None:
    """Each corner writes on one phone."""
    with stage.hall() as hall:
        pairs = paired(hall)
    phones = [person for person in stage.people if person.channel == "handy"]
    for (measure, invented), scribe in zip(pairs, phones, strict=False):
        assert measure.id is not None
        claim = partial(measures.claim_measure, measure_id=measure.id, participant_id=scribe.id)
        change = partial(
            measures.change_measure,
            measure_id=measure.id,
            version=measure.version,
            fields=as_fields(invented),
            due_on=now().date() + timedelta(days=invented["due_in_days"]),
            participant_id=scribe.id,
        )
        stage.say([(scribe, claim), (scribe, change)])


def as_fields(invented: Invented) -> dict[str, str]:
    fields = {name: invented.get(name, "") for name in measures.FIELDS}
    return {**fields, "partners": ", ".join(invented["partners"])}


def paired(hall: Hall) -> list[tuple[Measure, Invented]]:
    """Each sheet with an invented measure, so that they fit their themes as well as they can in all."""
    sheets = hall.measures
    fits = {
        (sheet.number, invented["key"]): fit(hall, sheet, invented)
        for sheet in sheets
        for invented in town()["measures"]
    }
    best = max(
        permutations(town()["measures"], len(sheets)),
        key=lambda order: sum(
            fits[sheet.number, invented["key"]] for sheet, invented in zip(sheets, order, strict=True)
        ),
    )
    return list(zip(sheets, best, strict=True))


def fit(hall: Hall, measure: Measure, invented: Invented) -> float:
    theme = hall.session.get(Theme, measure.theme_id) if measure.theme_id else None
    return share(texts_in(hall, theme), invented["theme_words"]) if theme else 0.0


def show(stage: Stage, _phase: Phase) -> None:
    with stage.hall() as hall:
        first = hall.measures[0].id
    stage.lead(partial(measures.show_measure, measure_id=first))


def promise_most(stage: Stage, _phase: Phase) -> None:
    promises = all_promises(stage)
    stage.say(promises[: round(len(promises) * SO_FAR)])


def promise_rest(stage: Stage, _phase: Phase) -> None:
    promises = all_promises(stage)
    stage.say(promises[round(len(promises) * SO_FAR) :])


def all_promises(stage: Stage) -> list[tuple[Person, Act]]:
    """Who is in where; the first of each measure leaves an address of a domain that nobody owns."""
    with stage.hall() as hall:
        sheets = {measure.title: measure.id or 0 for measure in hall.measures}
    made: list[tuple[Person, Act]] = []
    for invented in town()["measures"]:
        kinds = kinds_of_people(stage.people, invented["key"])
        for number, (person, chosen) in enumerate(kinds):
            act = partial(
                promises.commit,
                participant_id=person.id,
                measure_id=sheets[invented["title"]],
                kinds=chosen,
                contact=f"{invented['key']}@example.org" if number == 0 else "",
                consent=number == 0,
            )
            made.append((person, act))
    Random(2035).shuffle(made)
    return made


def kinds_of_people(people: Sequence[Person], key: str) -> list[tuple[Person, list[str]]]:
    """Of each group as many as the town knows, nobody twice."""
    waiting = defaultdict(list)
    for person in people:
        waiting[person.group].append(person)
    return [
        (waiting[entry["group"]].pop(), [entry["kind"]])
        for entry in town()["commitments"]
        if entry["measure"] == key
        for _ in range(entry["count"])
    ]
