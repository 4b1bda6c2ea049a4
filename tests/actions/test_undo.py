"""Step by step back: any of the last fifty steps of the moderation can be undone to the state before it."""

from datetime import date
from functools import partial
from typing import Any

from hypothesis import strategies as st
from sqlmodel import Session, col, select

from app import analysis
from app.actions import artefacts, cards, conferences, curation, joining, measures, phases, themes, undo
from app.agendas import agenda, default_groups
from app.auth import hashed, new_token
from app.errors import Refusal
from app.house import House
from app.models import Ballot, Card, Conference, Line, Measure, Phase, Theme
from app.reading import drafting
from app.writing.changes import TRACKED, values_of
from app.writing.transaction import Change
from tests.actions.people import WEAKNESSES, card_of, hall_of, last_line, make_theme, refused, write_cards
from tests.conftest import Town

STEPS = 50


def undo_last(town: Town) -> dict[str, Any]:
    return town.act(partial(undo.undo, seq=undoable(town)))


def undoable(town: Town) -> int:
    with town.house.database.reading() as session:
        line = Line.last_undoable(session, town.conference_id)
    return line.seq if line else 0


def dump(town: Town) -> dict[str, list[dict[str, Any]]]:
    """Every tracked column of every row, as it stands."""
    with town.house.database.reading() as session:
        return {name: rows_of(session, model, town) for name, model in TRACKED.items()}


def rows_of(session: Session, model: Any, town: Town) -> list[dict[str, Any]]:
    """Of this conference; the items of ballots, which know only their ballot, of all."""
    rows = session.exec(select(model).order_by(col(model.id))).all()
    own = (town.conference_id, None)
    key = "id" if model is Conference else "conference_id"
    return [values_of(row) for row in rows if getattr(row, key, None) in own]


def test_undo_names_its_step_and_takes_it_back(town: Town) -> None:
    [card] = write_cards(town, ["Kein Licht"])
    before = dump(town)
    town.act(partial(curation.hide_card, card_id=card, reason="doppelt"))
    assert undo_last(town) == {"kept": ""}
    assert dump(town) == before
    line = last_line(town)
    assert (line.type, line.payload["step"]) == ("undone", "card_hidden")
    assert line.payload["participant"] == card_of(town, card).participant_id


def test_undoing_goes_further_back_each_time(town: Town) -> None:
    [card] = write_cards(town, ["Kein Licht"])
    for pinned in (True, False, True):
        town.act(partial(curation.pin_card, card_id=card, pinned=pinned))
    seen = []
    for _ in range(3):
        undo_last(town)
        seen.append(card_of(town, card).pinned)
    assert seen == [False, True, False]


def test_a_stale_undo_is_refused(town: Town) -> None:
    [card] = write_cards(town, ["Kein Licht"])
    town.act(partial(curation.pin_card, card_id=card, pinned=True))
    old = undoable(town)
    town.act(partial(curation.hide_card, card_id=card, reason="doppelt"), actor="moderation:2")
    refusal = refused(town, undo.undo, seq=old)
    assert (refusal.code, refusal.status) == ("nothing_to_undo", 409)
    assert card_of(town, card).status == "hidden"


def test_what_people_have_built_on_stays_and_the_step_before_comes_next(town: Town) -> None:
    """A ballot with dots on it is not taken away by undoing that it was opened."""
    chosen = write_cards(town)
    make_theme(town, "Licht", chosen[:3])
    make_theme(town, "Wege", chosen[3:])
    town.act(partial(themes.release_themes, kind="weakness"))
    town.enter("Wichtigste Themen bepunkten")
    opened = last_line(town)
    assert opened.type == "input_opened"
    with town.house.database.reading() as session:
        hall = hall_of(town, session)
        assert hall.ballot is not None
        ballot, item = hall.ballot.id, hall.ballot_items[0].id
    assert town.say(town.phone(), do="cast_vote", ballot=ballot, item=item, value=1, counter=1)["ok"]
    before = dump(town)

    answer = undo_last(town)

    assert "Punkte" in answer["kept"]
    assert dump(town) == before
    assert last_line(town).type == "undo_passed"
    assert 0 < undoable(town) < opened.seq


def test_a_card_that_its_author_withdrew_does_not_block_the_steps_before(town: Town) -> None:
    first, second = write_cards(town, ["Kein Licht", "Kein Bus"])
    town.act(partial(curation.pin_card, card_id=first, pinned=True))
    town.act(partial(curation.pin_card, card_id=second, pinned=True))
    author = card_of(town, second).participant_id
    assert author is not None
    withdraw = partial(cards.withdraw_card, participant_id=author, card_id=second)
    town.act(withdraw, actor=f"participant:{author}")

    assert undo_last(town)["kept"]
    assert undo_last(town)["kept"] == ""

    assert not card_of(town, first).pinned
    assert card_of(town, second).status == "withdrawn"


def test_the_log_tells_what_happened_without_the_text_of_a_card(town: Town) -> None:
    text = "Zwölf Boxkämpfer jagen Viktor"
    [card] = write_cards(town, [text])
    town.act(partial(curation.hide_card, card_id=card, reason="doppelt"))
    town.act(partial(curation.unhide_card, card_id=card))
    make_theme(town, "Boxen", [card])
    town.act(partial(curation.change_kind, card_id=card, kind="proposal"))
    undo_last(town)
    with town.house.database.reading() as session:
        lines = session.exec(select(Line).where(Line.conference_id == town.conference_id)).all()
    assert len(lines) > 5
    assert not [line for line in lines if text in f"{line.payload} {line.changes}"]


class Desk:
    """A moderator who does things at random; what cannot be done is refused and changes nothing."""

    def __init__(self, town: Town) -> None:
        self.town = town

    def do(self, verb: str, first: int, second: int) -> None:
        act = getattr(self, verb)(first, second)
        if act is not None:
            try:
                self.town.act(act, actor=f"moderation:{first % 2}")
            except Refusal:
                return

    def one(self, model: Any, number: int, **wanted: Any) -> Any:
        with self.town.house.database.reading() as session:
            question = select(model).filter_by(conference_id=self.town.conference_id, **wanted)
            rows = session.exec(question.order_by(col(model.id))).all()
        return rows[number % len(rows)] if rows else None

    def hide(self, first: int, _: int) -> Any:
        return partial(curation.hide_card, card_id=self.one(Card, first).id, reason="doppelt")

    def unhide(self, first: int, _: int) -> Any:
        return partial(curation.unhide_card, card_id=self.one(Card, first).id)

    def pin(self, first: int, second: int) -> Any:
        return partial(curation.pin_card, card_id=self.one(Card, first).id, pinned=second % 2 == 0)

    def kind(self, first: int, second: int) -> Any:
        kind = ("strength", "weakness", "proposal")[second % 3]
        return partial(curation.change_kind, card_id=self.one(Card, first).id, kind=kind)

    def move(self, first: int, second: int) -> Any:
        theme = self.one(Theme, second, removed=False)
        chosen = [self.one(Card, first).id, self.one(Card, first + 2).id]
        return partial(
            curation.move_cards, card_ids=chosen, theme_id=theme.id if theme and second % 4 else None
        )

    def make(self, first: int, _: int) -> Any:
        chosen = [self.one(Card, first).id]
        return partial(themes.make_theme, kind="weakness", title=f"Thema {first}", card_ids=chosen)

    def rename(self, first: int, second: int) -> Any:
        return self.on_theme(first, themes.rename_theme, title=f"Titel {second}")

    def merge(self, first: int, second: int) -> Any:
        other = self.one(Theme, second, removed=False)
        return self.on_theme(first, themes.merge_themes, into_id=other.id) if other else None

    def split(self, first: int, second: int) -> Any:
        chosen = [self.one(Card, second + more).id for more in range(3)]
        return self.on_theme(first, themes.split_theme, card_ids=chosen, title="Ein Teil")

    def finish(self, first: int, second: int) -> Any:
        return self.on_theme(first, themes.finish_theme, finished=second % 2 == 0)

    def dissolve(self, first: int, _: int) -> Any:
        return self.on_theme(first, themes.remove_theme)

    def on_theme(self, number: int, act: Any, **values: Any) -> Any:
        theme = self.one(Theme, number, removed=False)
        return partial(act, theme_id=theme.id, version=theme.version, **values) if theme else None

    def release(self, first: int, second: int) -> Any:
        return partial(themes.release_themes, kind="weakness", released=second % 3 > 0)

    def propose(self, _: int, __: int) -> Any:
        with self.town.house.database.reading() as session:
            proposal = analysis.propose(session, self.town.conference(session), "weakness")
        return partial(themes.accept_proposal, kind="weakness", proposal=proposal)

    def enter(self, first: int, _: int) -> Any:
        with self.town.house.database.reading() as session:
            here = self.town.conference(session).phase_id
        return partial(phases.enter_phase, phase_id=self.one(Phase, first).id, from_phase_id=here)

    def open(self, _: int, __: int) -> Any:
        return phases.open_input

    def close(self, _: int, __: int) -> Any:
        return phases.close_input

    def reveal(self, _: int, __: int) -> Any:
        return phases.reveal

    def time(self, first: int, _: int) -> Any:
        do = ("start", "more", "pause", "resume", "stop")[first % 5]
        return partial(phases.set_timer, do=do)

    def ask(self, first: int, second: int) -> Any:
        return partial(phases.set_criterion, criterion=f"Was zuerst, {first}?", dots=1 + second % 7)

    def screen(self, first: int, second: int) -> Any:
        values: dict[str, Any] = {
            "dark": None,
            "blank": None,
            "by_group": None,
            ("dark", "blank")[first % 2]: second % 2 == 0,
        }
        return partial(phases.set_screen, **values)

    def brake(self, first: int, _: int) -> Any:
        return partial(phases.freeze_input, frozen=first % 2 == 0)

    def end(self, _: int, __: int) -> Any:
        return phases.end_conference

    def add_sheet(self, first: int, _: int) -> Any:
        return partial(measures.add_measure, title=f"Bank {first} aufstellen")

    def take(self, first: int, _: int) -> Any:
        with self.town.house.database.reading() as session:
            ballots = [
                ballot for ballot in Ballot.of(session, self.town.conference_id) if ballot.mode == "dots"
            ]
            if not ballots:
                return None
            conference = self.town.conference(session)
            drafts = drafting.drafts(session, conference, ballots[-1], top=1 + first % 3)
        return partial(measures.take_measures, drafts=drafts)

    def fill_in(self, first: int, second: int) -> Any:
        fields = {"title": f"Titel {second}", "need": "Es ist dunkel"}
        due_on = date(2027, 1, 1 + second % 28)
        values = {"version": self.version(first), "fields": fields, "due_on": due_on}
        return self.on_sheet(first, measures.change_measure, **values)

    def version(self, number: int) -> int:
        sheet = self.one(Measure, number, removed=False)
        return int(sheet.version) if sheet else 0

    def show(self, first: int, _: int) -> Any:
        return self.on_sheet(first, measures.show_measure)

    def throw_away(self, first: int, _: int) -> Any:
        return self.on_sheet(first, measures.remove_measure)

    def on_sheet(self, number: int, act: Any, **values: Any) -> Any:
        sheet = self.one(Measure, number, removed=False)
        return partial(act, measure_id=sheet.id, **values) if sheet else None

    def think(self, _: int, __: int) -> Any:
        with self.town.house.database.reading() as session:
            thinking = analysis.think(session, self.town.conference(session))
        return partial(artefacts.keep_thinking, thinking=thinking)


NOT_VERBS = ("do", "one", "on_theme", "on_sheet", "version")
VERBS = sorted(name for name in vars(Desk) if not name.startswith("_") and name not in NOT_VERBS)
COMMON = ["make", "move", "release", "open", "close", "enter", "add_sheet"]
A_STEP = st.tuples(st.sampled_from(VERBS + COMMON), st.integers(0, 40), st.integers(0, 40))


def furnished(house: House) -> Town:
    """One more conference in this house, with cards written straight through the writer."""
    make = partial(
        conferences.create_conference,
        fields={"title": "Lindenau 2035"},
        agenda=agenda("zk-light-120"),
        groups=default_groups(),
    )
    made = house.writer.write_now(Change(make, actor="organiser:0"))
    no_browser: Any = None
    town = Town(house, no_browser, made["conference"], made["code"])
    town.enter("Schwächen sammeln")
    for text in WEAKNESSES:
        join = partial(joining.join, token_hash=hashed(new_token()), group_id=None, language="de")
        author = town.act(join, actor="door")["participant_id"]
        post = partial(cards.post_card, participant_id=author, kind="weakness", text=text)
        town.act(post, actor=f"participant:{author}")
    return town


def test_every_verb_of_the_random_moderator_does_something(town: Town) -> None:
    """So that the test above does not pass by being refused everywhere."""
    desk = Desk(furnished(town.house))
    sorting = "make make release propose pin hide unhide kind move rename split finish merge dissolve"
    leading = "time screen brake add_sheet fill_in show throw_away think close end"
    order = f"{sorting} {leading}".split()
    plan = [(verb, number, number + 1) for number, verb in enumerate(order)]
    done = set()
    for verb, first, second in plan:
        before = undoable(desk.town)
        desk.do(verb, first, second)
        if undoable(desk.town) != before:
            done.add(verb)
    assert len(done) > 15, set(order) - done
