"""A whole conference by its public doors: the big button leads, a few phones do what their page asks for."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from starlette.testclient import TestClient

from app.actions import themes
from app.models import Card, Phase, Role
from app.reading.hall import Hall
from app.rehearsal.leading import Button, read_button
from app.rehearsal.task import Sheet, Task, parts_of, whole_task
from app.writing.transaction import Answer, Transaction
from tests.conftest import Town

GROUPS = ("Verwaltung", "Politik", "Verwaltung")
TOPICS = (
    "Leere Läden in der Bahnhofstraße",
    "Der Radweg zum Bahnhof hört mitten im Ort auf",
    "Keine Toilette am Marktplatz",
    "Leere Läden auch am Marktplatz, seit Jahren",
    "Ein Radweg in alle Dörfer fehlt",
    "Nirgends eine Toilette für ältere Leute",
)
AT_A_TABLE = 2
MOST_STEPS = 200


@dataclass
class Walk:
    """`wrote` are the texts that were taken, by kind; `refused` is what phones were told: nothing."""

    town: Town
    mona: TestClient
    wall: TestClient
    phones: list[TestClient]
    wrote: Counter[tuple[str, str]] = field(default_factory=Counter)
    voted: Counter[str] = field(default_factory=Counter)
    steps: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    refused: list[Answer] = field(default_factory=list)
    done: set[tuple[Any, ...]] = field(default_factory=set)
    pressed: set[tuple[str, str]] = field(default_factory=set)
    counter: int = 0

    def to_the_end(self) -> None:
        """Until the conference has ended; a button that leads nowhere fails."""
        last, again = None, 0
        for _ in range(MOST_STEPS):
            button = self.button()
            if button is None:
                return
            again = again + 1 if button == last else 0
            last = button
            assert again < 3, f"the big button does not lead on: {button.words} in {button.phase}"
            self.press((self.button() if self.work() else None) or button)
        raise AssertionError(f"not at the end after {MOST_STEPS} steps: {self.steps[-8:]}")

    def button(self) -> Button | None:
        return read_button(self.mona.get("/m/part/now").text)

    def press(self, button: Button) -> None:
        if not self.seen or self.seen[-1] != button.phase:
            self.seen.append(button.phase)
        self.steps.append(f"{button.phase}: {button.words}")
        is_new = (button.at, button.verb) not in self.pressed
        self.pressed.add((button.at, button.verb))
        answer = self.mona.post("/m/step", data=button.fields, follow_redirects=False)
        assert answer.status_code == 303, (button, answer.text[-600:])
        assert not is_new or self.wall.get("/p").status_code == 200, button
        if button.verb == "propose":
            self.ensure_two_themes()

    def work(self) -> bool:
        """Each phone once for each new thing that its page asks for; False if there is nothing new."""
        if not self.phones:
            return False
        first = self.task(self.phones[0])
        if not first.wants_group and (not first.asks or (0, *first.occasion) in self.done):
            return False
        for number, phone in enumerate(self.phones):
            task = self.task(phone)
            if task.wants_group and (number, task.phase) not in self.done:
                self.done.add((number, task.phase))
                self.say(phone, do="choose_table", table=task.groups[number % len(task.groups)])
                task = self.task(phone)
            if task.asks and (number, *task.occasion) not in self.done:
                self.done.add((number, *task.occasion))
                self.act(number, phone, task)
        return True

    def task(self, phone: TestClient) -> Task:
        page = phone.get(f"/c/{self.town.code}")
        assert page.status_code == 200
        return whole_task(parts_of(page.text))

    def act(self, number: int, phone: TestClient, task: Task) -> None:
        for kind in task.kinds:
            more: dict[str, Any] = dict([task.about]) if task.about else {}
            if kind == "timeline_entry" and task.lanes:
                more |= {"field": task.lanes[number % len(task.lanes)], "year": 1950 + 15 * number}
            self.write(phone, kind, number, task, **more)
        for place, slot in enumerate(task.slots):
            if place % 2 == number % 2 or len(task.slots) == 1 or number == len(self.phones) - 1:
                self.write(phone, slot.kind, number, task, **slot.message)
        if task.sheet:
            self.vote(number, phone, task.sheet)
        for measure in task.measures[:1]:
            self.say(phone, do="commit", measure=measure, kinds=["work"])

    def write(self, phone: TestClient, kind: str, number: int, task: Task, **more: Any) -> None:
        text = f"{TOPICS[(len(self.wrote) + number) % len(TOPICS)]} ({kind} {len(self.wrote) + 1})"
        answer = self.say(phone, do="post_card", kind=kind, text=text, phase=int(task.phase), **more)
        if answer.get("code") == "field_full":  # somebody else at the table was quicker
            self.refused.pop()
        elif answer["ok"]:
            self.wrote[kind, text] += 1

    def vote(self, number: int, phone: TestClient, sheet: Sheet) -> None:
        self.voted[sheet.mode] += 1
        if sheet.mode == "consent":
            says_no = number == 0 and sheet.ballot % 2 == 0
            more = {"reason": "Erst muss der Rat zustimmen"} if says_no else {}
            self.cast(phone, sheet, sheet.items[-1 if says_no else 0], 1, **more)
            return
        for items in sheet.lists:
            wanted = items if sheet.mode == "matrix" else items[:1]
            for place, item in enumerate(wanted):
                self.cast(phone, sheet, item, 1 + (number + place) % sheet.most)

    def cast(self, phone: TestClient, sheet: Sheet, item: int, value: int, **more: Any) -> None:
        self.counter += 1
        self.say(
            phone, do="cast_vote", ballot=sheet.ballot, item=item, value=value, counter=self.counter, **more
        )

    def say(self, phone: TestClient, **message: Any) -> Answer:
        answer = self.town.say(phone, **message)
        if not answer.get("ok"):
            self.refused.append({**answer, "said": message})
        return answer

    def ensure_two_themes(self) -> None:
        """What the machine makes of a handful of cards is its business; people choose among two at least."""
        with self.town.house.database.reading() as session:
            hall = Hall(session, self.town.conference(session))
            kind, there = hall.theme_kind, len(hall.themes(hall.theme_kind))
            loose = [card.id or 0 for card in Card.listed(session, hall.id, kind, "unsorted")]
        for place in range(there, 2):
            self.town.act(
                partial(
                    themes.make_theme,
                    kind=kind,
                    title=f"Von Hand {place + 1}",
                    card_ids=loose[place : place + 1],
                )
            )


def walk_through(town: Town, name: str, groups: Sequence[str] = GROUPS) -> Walk:
    """A conference with this run of show and a few people in it, one of each of the groups, ready to go."""
    here = town.playing(name)
    here.act(seat_two_at_a_table)
    phones = [here.phone(group) for group in groups]
    return Walk(here, here.staff(Role.MODERATION), here.staff(Role.PROJECTOR), phones)


def seat_two_at_a_table(tx: Transaction) -> Answer:
    """So that a few people are several tables."""
    for phase in Phase.of(tx.session, tx.conference_id):
        phase.params = {**phase.params, "table_size": AT_A_TABLE}
    return {}
