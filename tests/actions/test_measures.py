"""Measure sheets in the hands of the moderation."""

from datetime import date, timedelta
from functools import partial

from sqlmodel import select

from app import analysis
from app.actions import artefacts, measures, phases, promises, themes
from app.models import Artefact, Ballot, Contact, Measure, Role
from app.models.base import now
from app.reading import drafting
from app.writing.transaction import Transaction
from tests.actions.people import hall_of, last_line, make_theme, refused, write_cards
from tests.conftest import Town

FIELDS = {"title": "Licht am Bahnhof aufstellen", "need": "Abends ist es dunkel"}


def sheets(town: Town) -> list[Measure]:
    with town.house.database.reading() as session:
        return list(Measure.of(session, town.conference_id))


def add(town: Town, title: str = "Licht aufstellen") -> int:
    town.act(partial(measures.add_measure, title=title))
    found = sheets(town)[-1].id
    assert found is not None
    return found


def vote(town: Town) -> None:
    """Two themes, three dots on the second of them, closed."""
    cards = write_cards(town)
    make_theme(town, "Dunkle Ecken am Bahnhof", cards[:3])
    make_theme(town, "Wege ohne Ende", cards[3:])
    town.act(partial(themes.release_themes, kind="weakness"))
    town.enter("Wichtigste Themen bepunkten")
    with town.house.database.reading() as session:
        hall = hall_of(town, session)
        assert hall.ballot is not None
        ballot, item = hall.ballot.id, hall.ballot_items[1].id
    said = town.say(town.phone(), do="cast_vote", ballot=ballot, item=item, value=2, counter=1)
    assert said["ok"], said
    town.act(phases.close_input)


def take(town: Town, *, top: int) -> None:
    with town.house.database.reading() as session:
        conference = town.conference(session)
        ballot = Ballot.of(session, town.conference_id)[-1]
        drafts = drafting.drafts(session, conference, ballot, top=top)
    town.act(partial(measures.take_measures, drafts=drafts))


def test_the_leading_themes_become_sheets_that_know_their_cards(town: Town) -> None:
    vote(town)
    take(town, top=1)
    [sheet] = sheets(town)
    assert (sheet.dots, sheet.card_numbers) == (2, [4, 5, 6])
    assert (last_line(town).type, last_line(town).payload) == ("measures_taken", {"measures": 1})


def test_a_theme_gets_one_sheet_only(town: Town) -> None:
    vote(town)
    take(town, top=1)
    with town.house.database.reading() as session:
        ballot = Ballot.of(session, town.conference_id)[-1]
        drafts = drafting.drafts(session, town.conference(session), ballot, top=1)
    assert refused(town, measures.take_measures, drafts=drafts).code == "nothing_taken"
    take(town, top=2)
    assert [sheet.number for sheet in sheets(town)] == [1, 2]


def test_a_sheet_is_filled_in_and_a_stale_form_is_refused(town: Town) -> None:
    sheet = add(town)
    fill = partial(measures.change_measure, measure_id=sheet, fields=FIELDS)
    town.act(partial(fill, version=1, due_on=date(2027, 3, 1)))
    assert (sheets(town)[0].need, sheets(town)[0].due_on) == ("Abends ist es dunkel", date(2027, 3, 1))
    assert last_line(town).payload["number"] == 1
    assert refused(town, fill, version=1, due_on=None).code == "stale"
    assert sheets(town)[0].due_on == date(2027, 3, 1)


def test_a_sheet_needs_a_title(town: Town) -> None:
    sheet = add(town)
    assert refused(town, measures.add_measure, title=" ").code == "title_missing"
    empty = partial(measures.change_measure, measure_id=sheet, version=1, due_on=None, fields={"title": " "})
    assert refused(town, empty).code == "title_missing"
    assert sheets(town)[0].title == "Licht aufstellen"


def test_each_corner_that_reports_has_its_minute(town: Town) -> None:
    first, second = add(town), add(town, "Bänke aufstellen")
    town.act(partial(measures.show_measure, measure_id=first))
    assert left(town) is None

    town.enter("Vorstellen")
    for sheet in (first, second):
        town.act(partial(measures.show_measure, measure_id=sheet))
        assert 55 < (left(town) or 0) <= 60
        town.act(partial(phases.set_timer, do="pause"))
    town.act(partial(measures.show_measure, measure_id=None))

    assert left(town) is None


def left(town: Town) -> float | None:
    """Seconds on the clock of the hall, if one is running."""
    with town.house.database.reading() as session:
        ends_at = town.conference(session).ends_at
    return (ends_at - now()).total_seconds() if ends_at else None


def test_one_sheet_is_shown_and_taken_down(town: Town) -> None:
    sheet = add(town)
    town.act(partial(measures.show_measure, measure_id=sheet))
    with town.house.database.reading() as session:
        shown = hall_of(town, session).shown_measure
    assert shown is not None and shown.id == sheet
    town.act(partial(measures.show_measure, measure_id=None))
    assert last_line(town).payload == {"measure": None}
    assert refused(town, measures.show_measure, measure_id=9999).status == 404


def test_a_removed_sheet_is_gone_for_every_verb(town: Town) -> None:
    sheet = add(town)
    town.act(partial(measures.remove_measure, measure_id=sheet))
    assert sheets(town) == []
    for act in (measures.remove_measure, measures.show_measure):
        assert refused(town, act, measure_id=sheet).status == 404


def test_fresh_questions_replace_the_old_ones(town: Town) -> None:
    make_theme(town, "Dunkle Ecken am Bahnhof", write_cards(town))
    counts = []
    for _ in range(2):
        with town.house.database.reading() as session:
            thinking = analysis.think(session, town.conference(session))
        town.act(partial(artefacts.keep_thinking, thinking=thinking))
        with town.house.database.reading() as session:
            counts.append([(entry.art, entry.number) for entry in Artefact.of(session, town.conference_id)])
    assert counts[0] and counts[0] == counts[1]
    assert any(art == "hmw" for art, _ in counts[0])
    assert last_line(town).type == "questions_made"


def contacts(town: Town) -> list[tuple[str, list[str]]]:
    with town.house.database.reading() as session:
        return [(entry.contact, entry.kinds) for entry in session.exec(select(Contact)).all()]


def test_who_is_in_no_more_leaves_no_contact_behind(town: Town) -> None:
    sheet, anna = add(town), town.phone()
    town.enter("Mitmachen")
    join = partial(town.say, anna, do="commit", measure=sheet)
    join(kinds=["work", "money"], contact="anna@example.org", consent=True)
    assert contacts(town) == [("anna@example.org", ["work", "money"])]

    join(kinds=["money"])
    assert contacts(town) == [("anna@example.org", ["money"])]

    join(kinds=[])
    assert contacts(town) == []


def test_nobody_joins_while_the_input_is_frozen(town: Town) -> None:
    sheet, anna = add(town), town.phone()
    town.enter("Mitmachen")
    town.act(partial(phases.freeze_input, frozen=True))

    assert town.say(anna, do="commit", measure=sheet, kinds=["work"])["code"] == "phase_closed"


def test_a_contact_is_forgotten_after_its_day_and_not_before(town: Town) -> None:
    sheet, anna, ben = add(town), town.phone(), town.phone()
    town.enter("Mitmachen")
    for phone, contact in ((anna, "anna@example.org"), (ben, "ben@example.org")):
        town.say(phone, do="commit", measure=sheet, kinds=["work"], contact=contact, consent=True)
    town.act(partial(grow_old, contact="anna@example.org"))

    town.act(promises.forget_contacts)

    assert contacts(town) == [("ben@example.org", ["work"])]


def grow_old(tx: Transaction, *, contact: str) -> None:
    given = tx.session.exec(select(Contact).where(Contact.contact == contact)).one()
    given.delete_on = now().date() - timedelta(days=1)


def test_a_sheet_says_what_it_costs_and_who_adds_something(town: Town) -> None:
    fields = {"funding": "Der Verein streicht, die Sparkasse gibt 500 Euro"}
    change = partial(measures.change_measure, measure_id=add(town), due_on=None, fields=fields)

    town.act(partial(change, version=1, cost="2.000 €"))
    town.act(partial(change, version=2))

    for cost in ("viel", "9" * 5000):
        assert refused(town, partial(change, version=3, cost=cost)).code == "no_euros"
    assert (sheets(town)[0].cost, sheets(town)[0].funding) == (2000, fields["funding"])


def test_without_a_vote_sheets_come_from_themes_or_else_from_single_ideas(town: Town) -> None:
    mona = town.staff(Role.MODERATION)
    town.enter("Utopien und Vorschläge")
    for text in ("Ein Feierabendmarkt", "Bänke am Fluss"):
        town.say(town.phone(), do="post_card", kind="proposal", text=text)
    town.enter("Themenecken: Kurzsteckbriefe", opened=False)

    assert "Ideen als Steckbriefe anlegen" in mona.get("/m").text
    mona.post("/m/step", data={"verb": "take"})

    assert [sheet.title for sheet in sheets(town)] == ["Ein Feierabendmarkt", "Bänke am Fluss"]


def test_few_cards_are_voted_on_one_by_one(town: Town) -> None:
    write_cards(town, ["Kein Licht", "Keine Bank", "Kein Bus"])
    town.enter("Wichtigste Themen bepunkten", opened=False)
    mona = town.staff(Role.MODERATION)

    assert "Über die Karten abstimmen" in mona.get("/m").text
    mona.post("/m/step", data={"verb": "open"})

    assert "Keine Bank" in town.phone().get(f"/c/{town.code}").text
    town.act(phases.close_input)
    town.act(phases.reveal)
    town.enter("Themenecken: Kurzsteckbriefe", opened=False)
    assert "Top 3 als Steckbriefe anlegen" in mona.get("/m").text, "three are all there is"
