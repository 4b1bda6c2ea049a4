"""What guests and the office do at random, beside the random moderator of the tests on undo."""

import itertools
import secrets
from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlmodel import col, select

from app.actions import (
    accounts,
    conferences,
    forgetting,
    joining,
    measures,
    phase_list,
    promises,
    undo,
    votes,
)
from app.actions import cards as card_actions
from app.auth import hashed, new_token
from app.errors import Refusal
from app.models import Card, Line, Link, Measure, Participant, Phase, Role, StaffSession
from app.reading.hall import Hall
from app.writing.transaction import Change
from tests.conftest import Town

SCENES = (
    "Stimmungsbild", "Stärken sammeln", "Schwächen sammeln", "Wichtigste Themen bepunkten",
    "Themenecken: Kurzsteckbriefe", "Mitmachen",
)  # fmt: skip


def enter_as(town: Town, role: Role) -> int:
    """A browser that has used a link of its own; the id of its session."""
    link, token = new_token(), new_token()
    town.act(partial(conferences.make_link, role=role, label="", token=link), actor="organiser:0")
    use = partial(accounts.use_link, token=link, session_token=token, language="de")
    town.house.writer.write_now(Change(use, actor="link"))
    with town.house.database.reading() as session:
        found = StaffSession.with_token_hash(session, hashed(token))
    assert found is not None and found.id is not None
    return found.id


def come(town: Town, count: int) -> list[int]:
    """So many guests; their ids."""
    joins = [
        partial(joining.join, token_hash=hashed(new_token()), group_id=None, language="de")
        for _ in range(count)
    ]
    changes = [Change(act, actor="door", conference_id=town.conference_id) for act in joins]
    return [int(answer["participant_id"]) for answer in town.house.writer.write_all(changes)]


def write(town: Town, people: Sequence[int], count: int) -> None:
    posts = [
        (person, partial(card_actions.post_card, participant_id=person, kind="weakness", text=f"Weg {at}"))
        for at, person in zip(range(count), itertools.cycle(people), strict=False)
    ]
    changes = [Change(act, f"participant:{person}", town.conference_id) for person, act in posts]
    town.house.writer.write_all(changes)


class Guests:
    """Each verb takes two numbers that choose from what is there; what cannot be done changes nothing."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.counter = 0
        self.acted: set[int] = set()
        """Whose own page knows by its answer that something of theirs is new."""

    def do(self, verb: str, first: int, second: int) -> None:
        try:
            getattr(self, verb)(first, second)
        except Refusal:
            return

    def rows(self, model: Any) -> list[Any]:
        with self.town.house.database.reading() as session:
            question = select(model).filter_by(conference_id=self.town.conference_id)
            return list(session.exec(question.order_by(col(model.id))).all())

    def one(self, model: Any, number: int) -> Any:
        rows = self.rows(model)
        if not rows:
            raise Refusal("nobody", "")
        return rows[number % len(rows)]

    def as_guest(self, guest: Participant, act: Any, **values: Any) -> None:
        assert guest.id is not None
        self.acted.add(guest.id)
        said = partial(act, participant_id=guest.id, **values)
        self.town.act(said, actor=f"participant:{guest.id}", key=secrets.token_hex(8))

    def in_office(self, act: Any, **values: Any) -> None:
        self.town.act(partial(act, **values), actor="organiser:0")

    def come(self, _: int, __: int) -> None:
        come(self.town, 1)

    def choose(self, first: int, second: int) -> None:
        with self.town.house.database.reading() as session:
            groups = Hall(session, self.town.conference(session)).groups
        group = groups[second % len(groups)].id if second % 5 else None
        self.as_guest(self.one(Participant, first), joining.choose_group, group_id=group)

    def write(self, first: int, second: int) -> None:
        kind = ("weakness", "strength", "proposal")[second % 3]
        values = {"kind": kind, "text": f"Der Weg Nummer {second} ist zu dunkel"}
        self.as_guest(self.one(Participant, first), card_actions.post_card, **values)

    def correct(self, first: int, second: int) -> None:
        card = self.one(Card, first)
        self.as_author(card, card_actions.change_card, text=f"Genauer gesagt: {second}")

    def withdraw(self, first: int, _: int) -> None:
        self.as_author(self.one(Card, first), card_actions.withdraw_card)

    def as_author(self, card: Card, act: Any, **values: Any) -> None:
        if card.participant_id is not None:
            guest = Participant(id=card.participant_id, conference_id=0, token_hash="")
            self.as_guest(guest, act, card_id=card.id, **values)

    def vote(self, first: int, second: int) -> None:
        with self.town.house.database.reading() as session:
            hall = Hall(session, self.town.conference(session))
            ballot, items = hall.ballot, list(hall.ballot_items)
        if ballot is None or not items:
            return
        self.counter += 1
        item = items[second % len(items)].id
        values = {"ballot_id": ballot.id, "item_id": item, "value": 1, "counter": self.counter}
        self.as_guest(self.one(Participant, first), votes.cast_vote, **values)

    def claim(self, first: int, second: int) -> None:
        sheet = self.one(Measure, second)
        self.as_guest(self.one(Participant, first), measures.claim_measure, measure_id=sheet.id)

    def free(self, first: int, _: int) -> None:
        """The moderation lets another device write."""
        act = partial(measures.claim_measure, measure_id=self.one(Measure, first).id, participant_id=None)
        self.town.act(act, actor="moderation:1")

    def commit(self, first: int, second: int) -> None:
        sheet = self.one(Measure, second)
        values = {"measure_id": sheet.id, "kinds": ["work"], "contact": "", "consent": False}
        self.as_guest(self.one(Participant, first), promises.commit, **values)

    def undo(self, _: int, __: int) -> None:
        with self.town.house.database.reading() as session:
            line = Line.last_undoable(session, self.town.conference_id)
        if line is not None:
            self.town.act(partial(undo.undo, seq=line.seq), actor="moderation:1")

    def go(self, first: int, _: int) -> None:
        self.town.enter(SCENES[first % len(SCENES)])

    def retitle(self, first: int, _: int) -> None:
        self.in_office(conferences.change_conference, fields={"title": f"Lindenau {first}"})

    def reorder(self, first: int, second: int) -> None:
        phase = self.one(Phase, first)
        self.in_office(phase_list.move_phase, phase_id=phase.id, step=1 if second % 2 else -1)

    def bring(self, first: int, _: int) -> None:
        row = (f"{first}", f"Von zu Hause, {first}", "weakness", "")
        self.in_office(conferences.import_cards, rows=[row])

    def revoke(self, first: int, _: int) -> None:
        self.in_office(conferences.revoke_link, link_id=self.one(Link, first).id)

    def forget(self, _: int, __: int) -> None:
        self.in_office(forgetting.forget_people)


OFTEN = ("come", "choose", "write", "correct", "withdraw", "vote", "claim", "commit", "undo", "go", "free")
SELDOM = ("retitle", "reorder", "bring", "revoke")
