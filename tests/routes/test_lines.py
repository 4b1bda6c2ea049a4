"""What phones, the hall and the moderation see of timelines, mind maps and things that are presented."""

from functools import partial
from typing import Any

import pytest
from starlette.testclient import TestClient

from app import exports
from app.actions import ballots, branches, conferences, forgetting, measures, phases, presenting
from app.agendas import agenda, default_groups
from app.exports.cards import kept_cards
from app.models import Measure, Role
from app.reading.hall import Hall
from app.writing.transaction import Answer, Transaction
from tests.actions.people import card_of, hall_of
from tests.conftest import Town
from tests.stages import LOOKING_BACK, TRENDS, play

DOTS = {
    "mode": "dots",
    "of": "themes",
    "dots": 2,
    "criterion": {"de": "Was geht uns an?", "en": "What concerns us?"},
}
TESTS = [{"kind": kind, "max_per_person": 1} for kind in ("like", "wonder", "change")]
BOTH = pytest.mark.parametrize("language", ["de", "en"])


def phone(town: Town, language: str = "de") -> TestClient:
    device = town.phone()
    device.post(f"/c/{town.code}/language", data={"lang": language})
    return device


def seen(town: Town, client: TestClient, language: str = "de") -> str:
    page = client.get(f"/c/{town.code}")
    assert page.status_code == 200
    return page.text


def staff(town: Town, role: Role, language: str = "de") -> str:
    client = town.staff(role)
    if role is Role.MODERATION:
        client.post("/m/language", data={"language": language})
        return client.get("/m").text
    return client.get(f"/p?lang={language}").text


def sheet(town: Town, title: str = "Bänke aufstellen") -> int:
    town.act(partial(measures.add_measure, title=title))
    with town.house.database.reading() as session:
        return Measure.of(session, town.conference_id)[-1].id or 0


def look_back(town: Town, **more: Any) -> None:
    play(town, "TIMELINE", prompt="Was hat uns geprägt?", **LOOKING_BACK, **more)
    anna = town.phone()
    for year, lane, text in ((1974, "town", "Das Freibad öffnet"), (1989, "world", "Die Mauer fällt")):
        assert town.say(anna, do="post_card", kind="timeline_entry", text=text, year=year, field=lane)["ok"]


@BOTH
def test_a_timeline_asks_for_lane_and_year_and_is_a_list_once_it_is_closed(town: Town, language: str) -> None:
    look_back(town)
    anna = phone(town, language)
    form = seen(town, anna)
    assert 'name="field" id="lane-world"' in form and 'name="year" type="number"' in form
    assert {"de": "Für unsere Stadt", "en": "For our town"}[language] in form
    assert "Das Freibad öffnet" not in form

    town.act(phases.close_input)

    closed = seen(town, anna)
    assert closed.index("Das Freibad öffnet") < closed.index("Die Mauer fällt")
    assert 'id="lane-world"' not in closed


@BOTH
def test_the_hall_sees_decades_and_reads_one_of_them(town: Town, language: str) -> None:
    look_back(town)
    screen = staff(town, Role.PROJECTOR, language)
    assert '<table class="decades">' in screen
    assert {"de": "1970er", "en": "1970s"}[language] in screen

    town.act(partial(presenting.show_view, view="1980"))

    screen = staff(town, Role.PROJECTOR, language)
    assert '<table class="decades">' not in screen
    assert "Die Mauer fällt" in screen and "Das Freibad öffnet" not in screen
    assert 'name="view" value="1980" aria-pressed="true"' in staff(town, Role.MODERATION, language)


def test_a_hundred_entries_are_never_a_wall(town: Town) -> None:
    play(town, "TIMELINE", **{**LOOKING_BACK, "card_types": [{"kind": "timeline_entry"}]})
    devices = [town.phone() for _ in range(8)]
    for place in range(40):
        entry = {"text": f"Ereignis {place} war da", "year": 1890 + 3 * place, "field": "me"}
        assert town.say(devices[place % 8], do="post_card", kind="timeline_entry", **entry)["ok"]
    screen = staff(town, Role.PROJECTOR)
    assert screen.count("war da") == 3 and "vor 19" in screen
    assert screen.count('<th scope="col">') == 8


@BOTH
def test_a_trend_may_choose_its_branch_and_the_queue_goes_by_enter(town: Town, language: str) -> None:
    play(town, "MINDMAP", **TRENDS)
    town.act(partial(branches.make_branch, title="Klima"))
    anna = phone(town, language)
    page = seen(town, anna)
    assert '<option value="new">' in page and ">Klima</option>" in page
    form = {"do": "post_card", "kind": "trend", "text": "Alles wird digital", "theme": "new"}
    assert anna.post(f"/c/{town.code}/form", data=form, follow_redirects=False).status_code == 303

    desk = staff(town, Role.MODERATION, language)
    assert "Alles wird digital" in desk and 'id="queue-place"' in desk and 'id="queue-new"' in desk
    loose = staff(town, Role.PROJECTOR, language).partition('class="mindmap-loose"')[2]
    assert "Alles wird digital" in loose, "what waits for a branch is seen all the same"


@BOTH
def test_the_map_has_a_centre_branches_and_counts_and_then_dots(town: Town, language: str) -> None:
    play(town, "MINDMAP", **TRENDS, voting=DOTS)
    town.act(partial(branches.make_branch, title="Klima"))
    town.act(partial(branches.make_branch, title="Technik"))
    screen = staff(town, Role.PROJECTOR, language)
    assert screen.count("<path d=") == 2 and "style=" not in screen
    assert 'class="mindmap-centre" data-fit>Lindenau 2035</h2>' in screen
    town.act(partial(branches.freeze_branches, frozen=True))
    assert "Klima" in seen(town, phone(town, language))

    town.act(ballots.open_vote)

    anna = phone(town, language)
    assert {"de": "Was geht uns an?", "en": "What concerns us?"}[language] in seen(town, anna)
    with town.house.database.reading() as session:
        hall = Hall(session, town.conference(session))
        ballot, items = hall.ballot, hall.ballot_items
    assert ballot is not None
    assert town.say(anna, do="cast_vote", ballot=ballot.id, item=items[0].id, value=2, counter=1)["ok"]
    town.act(ballots.close_vote)
    town.act(phases.reveal)
    assert {"de": "Punkte</span>", "en": "dots</span>"}[language] in staff(town, Role.PROJECTOR, language)


@BOTH
def test_who_presents_is_on_every_screen_with_fields_for_feedback(town: Town, language: str) -> None:
    bench, lamp = sheet(town), sheet(town, "Licht am Bahnhof")
    play(town, "REPORT", opened=False, card_types=TESTS, seconds_each=90)
    assert "Bänke aufstellen" not in seen(town, phone(town, language))
    town.act(partial(presenting.present, thing_id=bench))
    anna = phone(town, language)
    page = seen(town, anna)
    assert f'<input type="hidden" name="measure" value="{bench}">' in page and 'id="kind-wonder"' in page
    assert "Bänke aufstellen" in page and "Licht am Bahnhof" not in page
    say = {"do": "post_card", "kind": "wonder", "text": "Wer streicht sie?", "measure": str(bench)}
    assert anna.post(f"/c/{town.code}/form", data=say, follow_redirects=False).status_code == 303
    assert "Wer streicht sie?" not in staff(town, Role.PROJECTOR, language)

    town.act(partial(presenting.show_view, view="feedback"))

    assert "Wer streicht sie?" in staff(town, Role.PROJECTOR, language)
    assert f'name="thing" value="{lamp}"' in staff(town, Role.MODERATION, language)


def test_the_big_button_goes_from_one_to_the_next_and_then_on(town: Town) -> None:
    bench, lamp = sheet(town), sheet(town, "Licht am Bahnhof")
    play(town, "REPORT", opened=False, card_types=TESTS)
    mona = town.staff(Role.MODERATION)
    for verb, thing, shown in (
        ("present", bench, bench), ("feedback", 0, bench), ("present", lamp, lamp), ("feedback", 0, lamp),
    ):  # fmt: skip
        assert f'name="verb" value="{verb}"' in mona.get("/m").text
        mona.post("/m/step", data={"verb": verb, "thing": str(thing)})
        with town.house.database.reading() as session:
            assert town.conference(session).shown_measure_id == shown
    assert 'name="verb" value="end"' in mona.get("/m").text


@BOTH
def test_a_district_round_sees_what_became_of_its_measures(town: Town, language: str) -> None:
    play(town, "REPORT", opened=False, shows="earlier")
    mona = town.staff(Role.MODERATION)
    mona.post("/m/measures/earlier", data={"titles": "Bänke am Markt\nLicht am Bahnhof"})
    with town.house.database.reading() as session:
        bench, lamp = (measure.id for measure in Measure.earlier_of(session, town.conference_id))
    mona.post(f"/m/measures/{bench}/status", data={"version": "1", "status": "done"})
    mona.post(f"/m/measures/{lamp}/status", data={"version": "1", "status": "dropped", "reason": "Kein Geld"})
    words = {"de": ("erledigt", "gestrichen"), "en": ("done", "dropped")}[language]
    for page in (staff(town, Role.PROJECTOR, language), seen(town, phone(town, language))):
        assert all(word in page for word in words)
    assert "Kein Geld" in seen(town, phone(town, language))


@BOTH
def test_costs_meet_the_budget_on_the_screen(town: Town, language: str) -> None:
    bench = sheet(town)
    play(town, "REPORT", opened=False, budget=12000)
    mona = town.staff(Role.MODERATION)
    mona.post(f"/m/measures/{bench}/cost", data={"version": "1", "cost": "14.500", "funding": "Partner"})
    mona.post("/m/present", data={"thing": str(bench)})
    mona.post("/m/step", data={"verb": "present", "thing": "0"})
    screen = staff(town, Role.PROJECTOR, language)
    assert {"de": "2.500 € fehlen", "en": "2,500"}[language] in screen
    assert {"de": "12.000", "en": "12,000"}[language] in screen


def test_introductions_are_gone_when_the_day_is_over(town: Town) -> None:
    play(town, "INFO", opened=False, card_types=[{"kind": "check_in", "max_per_person": 1}])
    anna = town.phone()
    assert "nur heute" in seen(town, anna)
    key = "intro-key-of-anna"
    said = {"do": "post_card", "kind": "check_in", "text": "Bäckerin, mag den Park", "key": key}
    assert town.say(anna, **said)["ok"]
    assert "mag den Park" in staff(town, Role.PROJECTOR)

    town.act(phases.end_conference)

    assert "mag den Park" not in str(
        anna.get(f"/c/{town.code}/mine", headers={"accept": "application/json"}).json()
    )
    assert "mag den Park" not in str(town.say(anna, **said))
    assert "mag den Park" not in staff(town, Role.MODERATION)


def test_introductions_are_in_no_table_and_go_with_the_people_at_the_latest(town: Town) -> None:
    play(town, "INFO", opened=False, card_types=[{"kind": "check_in", "max_per_person": 1}])
    card = town.say(town.phone(), do="post_card", kind="check_in", text="Bäckerin, mag den Park")["card"]

    with town.house.database.reading() as session:
        assert not kept_cards(hall_of(town, session))
    town.act(forgetting.forget_people, actor="clock")

    assert (card_of(town, card["id"]).text, card_of(town, card["id"]).status) == ("", "withdrawn")


def test_a_phase_may_ask_who_looks_after_a_measure(town: Town) -> None:
    bench = sheet(town)
    play(town, "COMMIT", asks=["champion"], card_types=[{"kind": "feedback", "max_per_person": 1}])
    anna = town.phone()
    page = seen(town, anna)
    assert 'value="champion"' in page and 'value="steering"' not in page and 'id="card-text"' in page
    said = town.say(anna, do="commit", measure=bench, kinds=["champion", "steering", "work"])
    assert said["kinds"] == ["work", "champion"]
    assert "Patenschaft ✓" in staff(town, Role.PROJECTOR)
    play(town, "COMMIT")
    assert 'value="champion"' not in seen(town, anna)


def test_places_that_were_named_are_offered_to_the_next(town: Town) -> None:
    play(town, "COLLECT", card_types=[{"kind": "proposal"}], asks=["place", "cost"])
    anna = town.phone()
    posted = {"do": "post_card", "kind": "proposal", "text": "Bänke", "place": "Marktplatz", "cost": "2000"}
    assert town.say(anna, **posted)["ok"]
    page = seen(town, anna)
    assert '<option value="Marktplatz"></option>' in page and "bis 2.000 €" in page
    assert "Marktplatz · bis 2.000 €" in page
    desk = town.staff(Role.MODERATION).get("/m?kind=proposal").text
    assert "Marktplatz · bis 2.000 €" in desk and "zusammen höchstens 2.000 €" in desk


@BOTH
def test_the_results_page_tells_timeline_map_earlier_measures_and_feedback(town: Town, language: str) -> None:
    look_back(town)
    play(town, "MINDMAP", **TRENDS)
    town.act(partial(branches.make_branch, title="Klima"))
    town.say(town.phone(), do="post_card", kind="trend", text="Die Sommer werden heißer")
    bench = sheet(town)
    town.act(partial(presenting.set_cost, measure_id=bench, version=1, cost="1200", funding="Stadt"))
    play(town, "REPORT", opened=False, card_types=TESTS)
    town.act(partial(presenting.present, thing_id=bench))
    town.say(town.phone(), do="post_card", kind="like", text="Das hilft sofort")
    town.act(partial(presenting.add_earlier, titles=["Radweg zur Schule"]))
    organiser = town.staff(Role.ORGANISER)
    page = organiser.get(f"/organise/{town.conference_id}/results?lang={language}").text
    for text in (
        "Das Freibad öffnet",
        "Die Sommer werden heißer",
        "Radweg zur Schule",
        "Das hilft sofort",
        "200",
    ):
        assert text in page


def test_prototypes_of_tables_are_presented_and_hear_what_people_think(town: Town) -> None:
    people = [town.phone() for _ in range(8)]
    field = {"name": "title", "kind": "prototype", "label": {"de": "Titel", "en": "Title"}, "most": 1}
    play(town, "TABLE_WORK", fields=[field], seating="max_mix", table_size=4)
    entry = {"do": "post_card", "kind": "prototype", "field": "title"}
    said = [town.say(device, **entry, text=f"Prototyp {number}") for number, device in enumerate(people)]
    assert [answer.get("code") for answer in said].count("field_full") == 6
    play(town, "REPORT", opened=False, shows="tables", card_types=TESTS)
    with town.house.database.reading() as session:
        hall = Hall(session, town.conference(session))
        first, second = (thing.id for thing in hall.lineup.things)
        shown = next(card.text for card in hall.cards(["prototype"]) if card.table_id == first)

    town.act(partial(presenting.present, thing_id=first))

    page = seen(town, people[0])
    assert f'<input type="hidden" name="table" value="{first}">' in page and shown in page
    like = {"do": "post_card", "kind": "like", "text": "Das probieren wir"}
    assert town.say(people[0], **like, table=first)["ok"]
    assert town.say(people[0], **like, table=second)["code"] == "not_presented"
    assert shown in staff(town, Role.PROJECTOR)
    town.act(partial(presenting.show_view, view="feedback"))
    assert "Das probieren wir" in staff(town, Role.PROJECTOR)
    organiser = town.staff(Role.ORGANISER)
    assert "Das probieren wir" in organiser.get(f"/organise/{town.conference_id}/results").text
    with town.house.database.reading() as session:
        table = exports.table(session, town.conference(session), "karten")
    assert set(table.query("typ == 'PROTOTYP'")["spur"]) == {"Titel"}, "what the field asked for"


def test_the_tables_of_the_office_tell_lane_place_cost_and_status(town: Town) -> None:
    look_back(town)
    play(town, "COLLECT", card_types=[{"kind": "proposal"}], asks=["place", "cost"])
    posted = {"do": "post_card", "kind": "proposal", "text": "Bänke", "place": "Markt", "cost": "more"}
    assert town.say(town.phone(), **posted)["ok"]
    town.act(one_that_is_stuck)
    with town.house.database.reading() as session:
        conference = town.conference(session)
        cards, sheets = (exports.table(session, conference, name) for name in ("karten", "massnahmen"))
    rows = {row["text"]: row for row in cards.to_dict("records")}
    pool = rows["Das Freibad öffnet"]
    assert (pool["typ"], pool["jahr"], pool["spur"]) == ("RUECKBLICK", 1974, "Für unsere Stadt")
    assert (rows["Bänke"]["ort_text"], rows["Bänke"]["kostenstufe"]) == ("Markt", "mehr als 5.000 €")
    [radweg] = sheets.to_dict("records")
    assert (radweg["kuerzel"], radweg["status"], radweg["rueckmeldung"]) == ("E1", "hakt", "Stelle unbesetzt")


def one_that_is_stuck(tx: Transaction) -> Answer:
    presenting.add_earlier(tx, titles=["Radweg"])
    [measure] = Measure.earlier_of(tx.session, tx.conference_id)
    tx.session.flush()
    reason = "Stelle unbesetzt"
    return presenting.set_status(tx, measure_id=measure.id or 0, version=1, status="stuck", reason=reason)


def test_the_office_brings_the_measures_of_the_last_round(town: Town) -> None:
    sheet(town)
    act = partial(
        conferences.create_conference, fields={"title": "Ein Jahr danach"},
        agenda=agenda("bezirksrunde-150"), groups=default_groups(),
    )  # fmt: skip
    later = town.act(act, actor="organiser:0")["conference"]
    olga = town.staff(Role.ORGANISER)
    assert 'id="earlier-source"' in olga.get(f"/organise/{later}").text
    assert 'id="earlier-source"' not in olga.get(f"/organise/{town.conference_id}").text

    olga.post(f"/organise/{later}/earlier", data={"source": str(town.conference_id)})

    assert "1 Maßnahme ist übernommen." in olga.get(f"/organise/{later}").text
    again = olga.post(f"/organise/{later}/earlier", data={"source": str(town.conference_id)})
    assert again.status_code == 409


def test_what_cards_guess_stands_beside_the_costs(town: Town) -> None:
    play(town, "COLLECT", card_types=[{"kind": "proposal"}], asks=["cost"])
    posted = {"do": "post_card", "kind": "proposal", "text": "Bänke", "cost": "2000"}
    number = town.say(town.phone(), **posted)["card"]["number"]
    bench = sheet(town)

    def behind(tx: Transaction) -> None:
        tx.session.get_one(Measure, bench).card_numbers = [number]
        tx.log("measure_changed", measure=bench, title="Bänke aufstellen")

    town.act(behind)
    play(town, "REPORT", opened=False, budget=12000)
    desk = staff(town, Role.MODERATION)
    assert "Auf den Karten dazu: bis 2.000 €: 1" in " ".join(desk.split())
