"""Cards are written, some hidden, some pinned."""

from functools import partial
from random import Random

from app.actions import cards, curation
from app.demo.stage import Act, Stage
from app.demo.town import Person, Written, written_cards
from app.models import Phase, PhaseKind

PINNED = 6
SO_FAR = 2 / 3
REASON = "Persönlicher Angriff"


def most(stage: Stage, phase: Phase) -> None:
    wanted = cards_for(phase)
    post(stage, phase, wanted[: share_so_far(wanted)])


def rest(stage: Stage, phase: Phase) -> None:
    wanted = cards_for(phase)
    post(stage, phase, wanted[share_so_far(wanted) :])


def all_of_it(stage: Stage, phase: Phase) -> None:
    post(stage, phase, cards_for(phase))


def share_so_far(wanted: list[Written]) -> int:
    return round(len(wanted) * SO_FAR)


def cards_for(phase: Phase) -> list[Written]:
    """The cards of this phase in a mixed order; those that will be hidden come early."""
    kinds = [entry.kind for entry in phase.settings.card_types]
    late = phase.settings.allow_late
    wanted = [card for card in written_cards() if card.kind in kinds and (card.hint == "late") == late]
    if phase.kind == PhaseKind.PLAN:
        wanted = wanted[: len(wanted) // 2]
    if phase.kind == PhaseKind.REPORT:
        wanted = wanted[len(wanted) // 2 :]
    Random(2035).shuffle(wanted)
    return sorted(wanted, key=lambda card: card.hint != "hide")


def post(stage: Stage, phase: Phase, wanted: list[Written]) -> None:
    assert phase.id is not None
    most_of = {entry.kind: entry.max_per_person for entry in phase.settings.card_types}
    acts: list[tuple[Person, Act]] = []
    for card in wanted:
        writer = stage.hands.writer(card, phase_id=phase.id, most=most_of[card.kind])
        post_card = partial(cards.post_card, participant_id=writer.id, kind=card.kind, text=card.text)
        acts.append((writer, post_card))
    posted = [answer["card"]["id"] for answer in stage.say(acts)]
    attacks = [card_id for card_id, card in zip(posted, wanted, strict=True) if card.hint == "hide"]
    stage.lead(*[partial(curation.hide_card, card_id=card_id, reason=REASON) for card_id in attacks])


def pin(stage: Stage, phase: Phase) -> None:
    """A few of middle length, as somebody would choose them for reading aloud."""
    with stage.hall() as hall:
        readable = [card.id for card in hall.cards(hall.wall_kinds) if 25 <= len(card.text) <= 70]
    chosen = Random(phase.position).sample(readable, min(PINNED, len(readable)))
    stage.lead(*[partial(curation.pin_card, card_id=card_id, pinned=True) for card_id in chosen if card_id])
