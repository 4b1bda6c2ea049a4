"""Conferences for servers of their own: made in the data before the server starts."""

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.actions import cards, conferences, joining, phases
from app.agendas import agenda, default_groups
from app.auth import hashed, new_token
from app.house import House, close_house, open_house
from app.models import Role
from app.settings import Settings
from app.writing.transaction import Answer, Change, Transaction

Act = Callable[[Transaction], Answer | None]

MODERATOR = "moderation:0"
AT_ONCE = 2_000
"""Fewer than the writer lets wait."""


@dataclass(frozen=True)
class Prepared:
    """A conference that collects cards without end, with the tokens of its links."""

    id: int
    code: str
    projector: str
    moderation: str


def prepare(
    settings: Settings, *, kinds: Sequence[str] = ("strength",), cards_so_far: int = 0, count: int = 1
) -> list[Prepared]:
    """`count` conferences with as many cards each; the server must not run yet."""
    house = open_house(settings)
    try:
        made = [collecting(house, kinds) for _ in range(count)]
        for conference in made:
            write_cards(house, conference.id, kinds[0], cards_so_far)
        return made
    finally:
        close_house(house)


def collecting(house: House, kinds: Sequence[str]) -> Prepared:
    act = partial(
        conferences.create_conference,
        fields={"title": "Probe"},
        agenda=endless(kinds),
        groups=default_groups(),
    )
    made = house.writer.write_now(Change(act, actor="organiser:0"))
    conference_id = int(made["conference"])
    tokens = {role: new_token() for role in (Role.PROJECTOR, Role.MODERATION)}
    acts: list[Act] = [
        phases.open_input,
        *(partial(conferences.make_link, role=role, label="", token=tokens[role]) for role in tokens),
    ]
    house.writer.write_all([Change(act, actor=MODERATOR, conference_id=conference_id) for act in acts])
    return Prepared(conference_id, str(made["code"]), tokens[Role.PROJECTOR], tokens[Role.MODERATION])


def endless(kinds: Sequence[str]) -> dict[str, Any]:
    """One phase that takes any number of cards."""
    run_of_show = copy.deepcopy(agenda("zk-light-120"))
    phase = next(phase for phase in run_of_show["phases"] if phase["kind"] == "COLLECT")
    phase["card_types"] = [{"kind": kind, "max_per_person": 0} for kind in kinds]
    return {**run_of_show, "phases": [phase]}


def write_cards(house: House, conference_id: int, kind: str, count: int) -> None:
    if not count:
        return
    join = partial(joining.join, token_hash=hashed(new_token()), group_id=None, language="de")
    made = house.writer.write_now(Change(join, actor="door", conference_id=conference_id))
    author = int(made["participant_id"])
    acts = [
        partial(cards.post_card, participant_id=author, kind=kind, text=f"Mehr Bänke an der Straße {number}")
        for number in range(count)
    ]
    changes = [Change(act, actor=f"participant:{author}", conference_id=conference_id) for act in acts]
    for first in range(0, count, AT_ONCE):
        house.writer.write_all(changes[first : first + AT_ONCE])
