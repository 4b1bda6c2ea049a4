"""A conference on which people act one after the other, each a step at which something else may happen."""

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlmodel import col, select

from app.actions.cards import post_card
from app.actions.details import Details
from app.models import Card, HallTable, Measure, Participant, Phase, Statement, Theme
from app.reading.hall import Hall
from app.writing.transaction import Answer
from tests.conftest import Town
from tests.trust.guests import come


class Stage:
    """`stepped` is called after each step, `acted` before it with whoever's phone knows of it by itself."""

    def __init__(self, town: Town, *, stepped: Callable[[], None], acted: Callable[[int], None]) -> None:
        self.town = town
        self.stepped = stepped
        self.acted = acted

    def enter(self, title: str, *, opened: bool = True) -> None:
        self.town.enter(title, opened=opened)
        self.stepped()

    def come(self, count: int) -> None:
        come(self.town, count)
        self.stepped()

    def lead(self, act: Callable[..., Answer], /, **values: Any) -> Answer:
        answer = self.town.act(partial(act, **values))
        self.stepped()
        return answer

    def say(self, person: int, act: Callable[..., Answer], /, **values: Any) -> Answer:
        """Whoever bears this number, the first is 1."""
        who = self.rows(Participant)[person - 1].id
        self.acted(who)
        answer = self.town.act(partial(act, participant_id=who, **values), actor=f"participant:{who}")
        self.stepped()
        return answer

    def post(self, person: int, kind: str, text: str, **said: Any) -> int:
        """A card, and what is said with it: its id."""
        answer = self.say(person, post_card, kind=kind, text=text, said=Details(**said))
        return int(answer["card"]["id"])

    def rows(self, model: Any, **wanted: Any) -> list[Any]:
        with self.town.house.database.reading() as session:
            question = select(model).filter_by(conference_id=self.town.conference_id, **wanted)
            return list(session.exec(question.order_by(col(model.id))).all())

    def asked(self, look: Callable[[Hall], Any]) -> Any:
        """What the hall answers now."""
        with self.town.house.database.reading() as session:
            return look(Hall(session, self.town.conference(session)))

    def tables(self) -> list[HallTable]:
        found: list[HallTable] = self.asked(lambda hall: hall.seats.tables)
        return found

    def table(self, number: int) -> int:
        """Where whoever bears this number sits."""
        person = self.rows(Participant)[number - 1].id
        found: int = self.asked(lambda hall: hall.seats.table_of_person[person])
        return found

    def card(self, card_id: int) -> Card:
        found: Card = self.one(Card, card_id)
        return found

    def statement(self, at: int) -> Statement:
        found: Statement = self.rows(Statement, removed=False)[at]
        return found

    def theme(self) -> Theme:
        """The first one."""
        found: Theme = self.rows(Theme, removed=False)[0]
        return found

    def measure(self, at: int) -> Measure:
        found: Measure = self.rows(Measure, removed=False)[at]
        return found

    def phase(self, title: str) -> Phase:
        found: Phase = self.rows(Phase, title=title)[0]
        return found

    def one(self, model: Any, row_id: int) -> Any:
        [row] = self.rows(model, id=row_id)
        return row
