"""Two moderators at once: the outcome is that of some order of steps, and nothing is lost in silence."""

import random
import threading
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.actions import conferences, themes
from app.auth import hashed
from app.models import Card, Line, Role, StaffSession, Theme
from tests.conftest import Town
from tests.trust.conftest import Scoring

CARDS, THEMES = 40, 8
Form = dict[str, Any]


def furnish(town: Town) -> None:
    rows = [(f"{number}", f"Weg {number}", "weakness", "") for number in range(CARDS)]
    town.act(partial(conferences.import_cards, rows=rows), actor="organiser:0")
    for number in range(THEMES):
        make = partial(themes.make_theme, kind="weakness", title=f"Thema {number}")
        town.act(make, actor="organiser:0")


@dataclass
class Board:
    """Where each card lies, and what each theme is called, is by version, or became."""

    lies: dict[int, int | None]
    titles: dict[int, str]
    versions: dict[int, int]
    removed: set[int]
    numbers: dict[int, int]
    """Of each card by its id."""

    def take(self, line: Line, form: Form) -> bool:
        """Does what the line says; False if the form was drawn from a board that this one no longer was."""
        told = line.payload
        match line.type:
            case "theme_made":
                self.titles[told["theme"]], self.versions[told["theme"]] = told["title"], 1
                return True
            case "theme_renamed":
                was_seen: bool = form["version"] == self.versions[told["theme"]]
                self.titles[told["theme"]] = told["title"]
                self.versions[told["theme"]] += 1
                return was_seen
            case "theme_merged":
                gone, into = form["theme"], told["theme"]
                was_seen = form["version"] == self.versions[gone] and gone not in self.removed
                self.removed.add(gone)
                self.lies = {card: into if at == gone else at for card, at in self.lies.items()}
                self.versions[gone] += 1
                self.versions[into] += 1
                return was_seen
            case "card_moved":
                [number] = told["numbers"]
                was_seen = form["seen"] == (self.lies[number] or 0) and self.numbers[form["card"]] == number
                self.lies[number] = form["theme"]
                return was_seen
        raise AssertionError(line.type)


def board(town: Town) -> Board:
    with town.house.database.reading() as session:
        of_cards = session.exec(select(Card).where(Card.conference_id == town.conference_id)).all()
        of_themes = session.exec(select(Theme).where(Theme.conference_id == town.conference_id)).all()
        return Board(
            lies={card.number: card.theme_id for card in of_cards},
            titles={theme.id or 0: theme.title for theme in of_themes},
            versions={theme.id or 0: theme.version for theme in of_themes},
            removed={theme.id or 0 for theme in of_themes if theme.removed},
            numbers={card.id or 0: card.number for card in of_cards},
        )


@dataclass
class Moderator:
    """Looks at the board, and does a few things with what was seen; meanwhile the other one does, too."""

    town: Town
    name: str
    steps: int
    client: TestClient
    actor: str
    answers: Counter[int] = field(default_factory=Counter)
    done: deque[Form] = field(default_factory=deque)

    def work(self) -> None:
        self.chance = random.Random(self.name)
        for step in range(self.steps):
            if step % 3 == 0:
                known, seen = self.look()
            address, form = self.choose(step, known, seen)
            answer = self.client.post(address, data=form, follow_redirects=False)
            self.answers[answer.status_code] += 1
            if answer.status_code == 303:
                self.done.append(form)

    def look(self) -> tuple[list[Theme], list[Card]]:
        with self.town.house.database.reading() as session:
            known = Theme.of(session, self.town.conference_id, "weakness")
            return list(known), list(Card.on_board(session, self.town.conference_id))

    def choose(self, step: int, known: list[Theme], seen: list[Card]) -> tuple[str, Form]:
        theme, other = self.chance.sample(known, 2)
        verb = self.chance.choices(("move", "rename", "merge"), (6, 4, 1))[0]
        if len(known) < THEMES / 2:
            return "/m/themes", {"kind": "weakness", "title": f"Neu {step} von {self.name}"}
        if verb == "rename":
            form = {"version": theme.version, "title": f"Titel {step} von {self.name}"}
            return f"/m/themes/{theme.id}/rename", form
        if verb == "merge":
            form = {"version": theme.version, "theme": theme.id, "into": other.id}
            return f"/m/themes/{theme.id}/merge", form
        card = self.chance.choice(seen)
        return "/m/cards/move", {"card": card.id, "seen": card.theme_id or 0, "theme": theme.id}


def moderator(town: Town, name: str, steps: int) -> Moderator:
    client = town.staff(Role.MODERATION)
    with town.house.database.reading() as session:
        found = StaffSession.with_token_hash(session, hashed(client.cookies["s_moderation"]))
    assert found is not None
    return Moderator(town, name, steps, client, f"moderation:{found.id}")


@dataclass(frozen=True)
class Outcome:
    answers: Counter[int]
    overwrites: int
    """Steps that were done on a board that nobody had seen."""
    is_serial: bool
    """The log in its order, done on the board of the start, gives the board of the end."""


def both_at_once(town: Town, steps: int) -> Outcome:
    furnish(town)
    moderators = [moderator(town, name, steps) for name in ("Mona", "Ben")]
    replayed, before = board(town), log_end(town)
    threads = [threading.Thread(target=each.work) for each in moderators]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    by_actor = {each.actor: each.done for each in moderators}
    seen = [replayed.take(line, by_actor[line.actor].popleft()) for line in lines_after(town, before)]
    return Outcome(
        answers=sum((each.answers for each in moderators), Counter()),
        overwrites=seen.count(False),
        is_serial=replayed == board(town) and not any(by_actor.values()),
    )


def log_end(town: Town) -> int:
    with town.house.database.reading() as session:
        return town.conference(session).seq


def lines_after(town: Town, seq: int) -> Sequence[Line]:
    with town.house.database.reading() as session:
        question = select(Line).where(Line.conference_id == town.conference_id, col(Line.seq) > seq)
        return session.exec(question.order_by(col(Line.seq))).all()


def scored(town: Town, steps: int, score: Scoring) -> None:
    found = both_at_once(town, steps)
    done, told = found.answers[303], found.answers[409]
    score(
        "R14", promise="One order for everybody, and nobody overwrites what they have not seen",
        figure=f"2 × {steps} steps at once: {done} done, {told} told that it is no longer so, "
        f"{found.overwrites} overwrites; the log in its order "
        f"{'gives' if found.is_serial else 'does not give'} the board",
        passed=found.is_serial and not found.overwrites and told > 0 and done + told == 2 * steps,
    )  # fmt: skip


def test_two_moderators_have_one_order_and_overwrite_nothing(town: Town, score: Scoring) -> None:
    scored(town, 50, score)


@pytest.mark.nightly
def test_two_moderators_at_a_thousand_steps_overwrite_nothing(town: Town, score: Scoring) -> None:
    scored(town, 500, score)


def test_a_theme_without_a_version_would_be_found(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = themes.theme_of
    monkeypatch.setattr(themes, "theme_of", lambda tx, theme_id, version=None: checked(tx, theme_id))

    assert both_at_once(town, 50).overwrites
