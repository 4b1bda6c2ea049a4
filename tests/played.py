"""A small evening in the tables of each schema so far, as text: what a new version has to take over.

`python -m tests.played` plays it with the present code and writes the file of the newest schema. The files of
older schemas were written by the code of their time and are never written anew.
"""

import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import SQLModel, select

from app.actions import (
    accounts,
    agendas,
    anchors,
    cards,
    conferences,
    curation,
    events,
    handover,
    joining,
    measures,
    meeting,
    pairs,
    paper,
    phases,
    pictures,
    promises,
    statements,
    themes,
    undo,
    votes,
)
from app.actions.details import Details
from app.agendas import agenda, default_groups
from app.auth import hashed
from app.errors import Refusal
from app.house import House, close_house, open_house
from app.migrations import known_revisions
from app.models import (
    Ballot,
    BallotItem,
    Card,
    Conference,
    Line,
    Measure,
    Phase,
    Role,
    Seat,
    Seating,
    StakeholderGroup,
    Statement,
    Theme,
)
from app.pictures import Shot
from app.settings import Settings
from app.writing.transaction import Answer, Change

Row = TypeVar("Row", bound=SQLModel)

FOLDER = Path(__file__).parent / "fixtures/database"
PHASES = (
    "Ankommen", "Stimmungsbild", "Stärken sammeln", "Schwächen sammeln", "Wichtigste Themen bepunkten",
    "Utopien und Vorschläge", "Themenecken: Kurzsteckbriefe", "Mitmachen",
)  # fmt: skip
MORE_PHASES = (
    "Eröffnung, Regeln, Tischrollen", "Aufgabe 1: Rückblick", "Aufgabe 3: Stolz und Bedauern",
    "Aufgabe 4: Wunschzukunft", "Aufgabe 5b: Konsens prüfen",
)  # fmt: skip
STRENGTHS = (
    "Der Fluss mitten in der Stadt", "Der Wochenmarkt am Samstag", "Die Vereine – „ohne die geht nichts“",
    "The river walk 🌳", "Kurze Wege\nund viele Bänke", "Der Markt mit frischem Brot",
)  # fmt: skip
WEAKNESSES = (
    "Das leere Kaufhaus", "Kein Bus nach 20 Uhr", "Der Bus ist zu teuer", "Leerstand in der Langen Straße",
    "=SUMME(A1:A9)", "Zu wenig Grün",
)  # fmt: skip


def revisions() -> list[str]:
    """Those that have a file, oldest first."""
    return sorted(path.stem for path in FOLDER.glob("*.sql"))


def load(revision: str, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((FOLDER / f"{revision}.sql").read_text("utf-8"))
    return path


class Player:
    """Everybody who does something on this evening, each step with a key of its own."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.conference_id = 0
        self.people: Sequence[int] = ()
        self.steps = 0

    def act(self, act: Any, *, actor: str = "moderation:1", **given: Any) -> Answer:
        self.steps += 1
        conference_id = self.conference_id or None
        change = Change(
            partial(act, **given), actor=actor, conference_id=conference_id, key=f"taste-{self.steps:03}"
        )
        return self.house.writer.write_now(change)

    def say(self, who: int, act: Any, **given: Any) -> Answer:
        person = self.people[who]
        return self.act(act, actor=f"participant:{person}", participant_id=person, **given)

    def post(self, kind: str, texts: Sequence[str], **given: Any) -> list[int]:
        return [
            self.say(who, cards.post_card, kind=kind, text=text, **given)["card"]["id"]
            for who, text in enumerate(texts)
        ]

    def rows(self, model: type[Row]) -> Sequence[Row]:
        with self.house.database.reading() as session:
            question = select(model).where(sa.column("conference_id") == self.conference_id)
            return session.exec(question.order_by(sa.column("id"))).all()

    def ballot(self) -> tuple[Ballot, Sequence[BallotItem]]:
        with self.house.database.reading() as session:
            ballot = Ballot.of(session, self.conference_id)[-1]
            return ballot, BallotItem.of(session, ballot.id or 0)

    def enter(self, title: str) -> None:
        phase = next(phase for phase in self.rows(Phase) if phase.title == title)
        with self.house.database.reading() as session:
            at = session.get_one(Conference, self.conference_id).phase_id
        self.act(phases.enter_phase, phase_id=phase.id, from_phase_id=at)
        self.act(phases.open_input)

    def leave(self, *, reveal: bool = False) -> None:
        self.act(phases.close_input)
        if reveal:
            self.act(phases.reveal)


def play(house: House) -> None:
    """Each table gets rows, each kind of text its difficult letters."""
    player = Player(house)
    arrive(player)
    put_dots(player, "Stimmungsbild", most=1)
    strengths_and_weaknesses(player)
    sort(player)
    put_dots(player, "Wichtigste Themen bepunkten", most=2)
    proposals(player)
    plan(player)
    at_tables(player)
    agree(player)
    on_paper(player)
    beside_it(player)
    player.act(conferences.publish_results, actor="organiser:1", public=True)
    player.act(phases.end_conference)


def arrive(player: Player) -> None:
    player.act(accounts.make_setup_link, token="einmal", actor="serve")
    player.act(
        accounts.make_account, actor="setup", setup_token="einmal", login="buero",
        password="Nur in dieser Probe", session_token="sitzung-buero",
    )  # fmt: skip
    run_of_show = agenda("zk-light-120")
    chosen = [phase for phase in run_of_show["phases"] if phase["title"]["de"] in PHASES]
    longer = agenda("future-search-1-5d")["phases"]
    chosen += [{**phase, "day": 1} for phase in longer if phase["title"]["de"] in MORE_PHASES]
    fields = {
        "title": "Lindenau – Probe “0815”; ein 'Test'", "place": "Schützenhaus",
        "guiding_question": "Wie wird es gut?", "held_on": date(2026, 11, 21), "answer_on": date(2027, 1, 15),
    }  # fmt: skip
    made = player.act(
        conferences.create_conference, actor="organiser:1", fields=fields,
        agenda={**run_of_show, "phases": chosen}, groups=default_groups(),
    )  # fmt: skip
    player.conference_id = made["conference"]
    for role, token in ((Role.MODERATION, "link-mona"), (Role.PROJECTOR, "link-leinwand")):
        player.act(conferences.make_link, actor="organiser:1", role=role, label="Mona", token=token)
    player.act(accounts.use_link, actor="door", token="link-mona", session_token="sitzung-mona")
    groups = player.rows(StakeholderGroup)
    joins = [
        player.act(
            joining.join, actor="door", token_hash=hashed(f"handy-{who}"), language="de" if who else "en",
            group_id=groups[who % 4].id if who else None,
        )
        for who in range(6)
    ]  # fmt: skip
    player.people = [answer["participant_id"] for answer in joins]


def put_dots(player: Player, title: str, *, most: int) -> None:
    player.enter(title)
    ballot, items = player.ballot()
    for who in range(6):
        given = {"ballot_id": ballot.id, "item_id": items[who % len(items)].id, "counter": 1}
        player.say(who, votes.cast_vote, value=min(most, ballot.max_per_item), **given)
    player.act(paper.write_sheet, actor="scribe:1", ballot_id=ballot.id, numbers="1", group_id=None)
    player.leave(reveal=True)


def strengths_and_weaknesses(player: Player) -> None:
    player.enter("Stärken sammeln")
    first, *_ = player.post("strength", STRENGTHS)
    player.act(curation.pin_card, card_id=first, pinned=True)
    player.leave()
    player.enter("Schwächen sammeln")
    posted = player.post("weakness", WEAKNESSES)
    player.say(0, cards.change_card, card_id=posted[0], text="Das leere Kaufhaus am Markt")
    player.say(5, cards.withdraw_card, card_id=posted[5])
    player.act(curation.hide_card, card_id=posted[4], reason="Unverständlich")
    player.leave()


def sort(player: Player) -> None:
    numbers = {card.text: card.id for card in player.rows(Card)}
    buses, empty = WEAKNESSES[1:3], ("Das leere Kaufhaus am Markt", WEAKNESSES[3])
    for title, texts in (("Bus", buses), ("Leerstand", empty), ("Versehen", ())):
        card_ids = [numbers[text] for text in texts]
        player.act(themes.make_theme, kind="weakness", title=title, card_ids=card_ids)
    bus, _, mistake = player.rows(Theme)
    player.act(themes.rename_theme, theme_id=bus.id, title="Busse am Abend", version=bus.version)
    player.act(themes.remove_theme, theme_id=mistake.id, version=mistake.version)
    with player.house.database.reading() as session:
        last = Line.last_undoable(session, player.conference_id)
        assert last is not None
    player.act(undo.undo, seq=last.seq)
    player.act(themes.release_themes, kind="weakness")


def proposals(player: Player) -> None:
    player.enter("Utopien und Vorschläge")
    buses = player.rows(Theme)[0]
    player.post("proposal", ["Ein Rufbus bis Mitternacht"], said=Details(theme_id=buses.id))
    player.post("proposal", ["Plant trees", "Werkstatt im Kaufhaus"])
    player.leave()
    player.act(phases.freeze_input, frozen=True)
    with suppress(Refusal):
        player.post("proposal", ["Zu spät"])
    player.act(phases.freeze_input, frozen=False)


def plan(player: Player) -> None:
    player.act(measures.add_measure, title="Rufbus einführen")
    player.enter("Themenecken: Kurzsteckbriefe")
    measure_id = player.rows(Measure)[0].id
    player.say(2, measures.claim_measure, measure_id=measure_id)
    fields = {"title": "Rufbus einführen", "description": "Ein Kleinbus, der auf Anruf kommt"}
    player.say(
        2, measures.change_measure, measure_id=measure_id, version=player.rows(Measure)[0].version,
        fields=fields, due_on=date(2027, 5, 1),
    )  # fmt: skip
    player.leave()
    player.enter("Mitmachen")
    player.say(
        1, promises.commit, measure_id=measure_id, kinds=["work"], contact="anna@example.org", consent=True
    )
    player.say(3, promises.commit, measure_id=measure_id, kinds=["informed"], contact="", consent=False)
    player.leave()


def at_tables(player: Player) -> None:
    """A plan of the tables, a year on a timeline, and what a table wrote into its form."""
    player.enter("Eröffnung, Regeln, Tischrollen")
    player.enter("Aufgabe 1: Rückblick")
    player.post("timeline_entry", ["Das Kaufhaus öffnet"], said=Details(field="town", year=1968))
    player.leave()
    player.enter("Aufgabe 3: Stolz und Bedauern")
    with player.house.database.reading() as session:
        seat = Seat.by(session, player.rows(Seating)[-1].id or 0, player.people[0])[0]
    at_table = Details(field="proud", table_id=seat.table_id)
    player.post("proud", ["Wir haben die Bücherei gerettet"], said=at_table)
    player.leave()
    player.enter("Aufgabe 4: Wunschzukunft")
    player.say(
        0, pictures.post_picture, text="Ein Steg über den Fluss", phase_id=None,
        shot=Shot(b"RIFF\x00\xffWEBP", 3, 2), said=Details(field="image", table_id=seat.table_id),
    )  # fmt: skip
    player.leave()


def agree(player: Player) -> None:
    """A statement that is reworded, asked, and carried with concerns."""
    player.act(statements.add_statement, text="Der Bus fährt abends.")
    statement = player.rows(Statement)[0]
    player.act(
        statements.change_text, statement_id=statement.id, text="Der Bus fährt bis 23 Uhr.",
        version=statement.version,
    )  # fmt: skip
    player.enter("Aufgabe 5b: Konsens prüfen")
    ballot, (yes, concerns, _) = player.ballot()
    player.say(0, votes.cast_vote, ballot_id=ballot.id, item_id=yes.id, value=1, counter=1)
    player.say(
        1, votes.cast_vote, ballot_id=ballot.id, item_id=concerns.id, value=1, counter=1,
        reason="Wer zahlt das – „die Stadt“?",
    )  # fmt: skip
    version = player.rows(Statement)[0].version
    player.act(statements.decide, statement_id=statement.id, state="agreed", version=version)
    player.leave()


def on_paper(player: Player) -> None:
    """A card that a scribe typed, and one that waits for the moderation."""
    player.act(paper.write_card, actor="scribe:1", kind="strength", text="Der Turm", group_id=None)
    player.enter("Utopien und Vorschläge")
    player.act(phases.set_screening, mode="held")
    player.say(5, cards.post_card, kind="proposal", text="Frag Herrn Krause")
    player.leave()


def beside_it(player: Player) -> None:
    """What a conference leaves beside itself: a pair of cards, a template, an event, a PIN."""
    one, other = [card.id or 0 for card in player.rows(Card) if card.kind == "weakness"][:2]
    player.act(pairs.pair_cards, card_ids=[one, other], together=True)
    player.act(agendas.keep_agenda, actor="organiser:1", name="Unser Abend")
    event = player.act(events.make_event, actor="organiser:1", title="Lindenau und Umland")
    player.act(events.join_event, actor="organiser:1", event_id=event["event"], track="Großer Saal")
    player.act(handover.make_pin, pin="12345678")
    player.act(meeting.set_meeting, on=date(2027, 3, 1), at="19 Uhr, „Adler“")
    theme = next(theme for theme in player.rows(Theme) if not theme.removed)
    anchor = anchors.Anchor(theme.id or 0, "Der Bus fährt, wenn wir ihn brauchen", theme.version)
    player.act(anchors.word_anchors, anchors=[anchor])


def main() -> int:
    newest = known_revisions()[0]
    path = FOLDER / f"{newest}.sql"
    if path.exists():
        print(f"{path.name} is there already", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        house = open_house(Settings(data=Path(folder)))
        play(house)
        close_house(house)
        with closing(sqlite3.connect(f"{folder}/zukunft.db")) as connection:
            path.write_text("\n".join(connection.iterdump()) + "\n", "utf-8")
    print(path.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
