"""What happens in an evening, topic by topic, so that every type of event occurs at least once."""

from app.actions import (
    branches,
    cards,
    choosing,
    collecting,
    curation,
    favourites,
    market,
    measures,
    phase_list,
    phases,
    presenting,
    seating,
    tables,
    themes,
    votes,
)
from tests.tables import MARKET
from tests.tables import phase as new_phase
from tests.trust.polls import asked_now, common_ground, dotting, voting
from tests.trust.stage import Stage
from tests.trust.wall import papers, sorting, steering


def at_tables(stage: Stage) -> None:
    """Drawn, changed by hand, by the people themselves."""
    stage.come(10)
    stage.enter("Eröffnung, Regeln, Tischrollen")
    stage.lead(seating.draw_seating, kind="max_mix", size=4)
    stage.lead(tables.dice)
    stage.lead(tables.move_person, number=1, table=2)
    stage.lead(tables.move_person, number=2, role="leader")
    stage.say(3, choosing.choose_companion, number=1)
    stage.lead(tables.set_free, free=True)
    for number in (1, 5):
        stage.say(number, choosing.choose_table, table_id=stage.tables()[0].id)
    stage.lead(tables.set_free, free=False)
    stage.lead(tables.add_table)
    stage.lead(tables.remove_table)
    stage.lead(tables.seat_everybody)
    stage.come(1)


def looking_back(stage: Stage) -> None:
    """The timeline: entries, decades, stories of the tables, each told."""
    stage.enter("Aufgabe 1: Rückblick")
    for at, year in enumerate((1974, 1995, 1998), start=1):
        stage.post(at, "timeline_entry", f"Es war {year}", field="town", year=year)
    for view in ("1990", ""):
        stage.lead(presenting.show_view, view=view)
    stage.lead(presenting.begin_stories)
    stage.post(1, "story", "Wir wachsen", field="story", table_id=stage.table(1))
    present_all(stage)


def present_all(stage: Stage) -> None:
    """The line-up drawn by lot, one after the other, then nothing any more."""
    stage.lead(presenting.draw_lineup, diced=True)
    things = stage.asked(lambda hall: [thing.id for thing in hall.lineup.things])
    for thing in things[:2]:
        stage.lead(presenting.present, thing_id=thing)
    stage.lead(presenting.draw_lineup, diced=False)
    stage.lead(presenting.present, thing_id=None)


def developments(stage: Stage) -> None:
    """The mind map grows, is frozen and gets its dots."""
    stage.enter("Aufgabe 2a: Entwicklungen von außen")
    trends = [stage.post(at, "trend", f"Entwicklung {at}", field="new") for at in (1, 2, 3)]
    card = stage.card(trends[0])
    branch = int(
        stage.lead(branches.make_branch, title="Klima", card_id=card.id, seen=card.version)["branch"]
    )
    stage.lead(branches.make_branch, title="Wohnen")
    stage.come(1)
    card = stage.card(trends[1])
    stage.lead(branches.place_trend, card_id=card.id, theme_id=branch, seen=card.version)
    stage.lead(branches.freeze_branches, frozen=True)
    card = stage.card(trends[2])
    stage.lead(branches.place_trend, card_id=card.id, theme_id=branch, seen=card.version)
    voting(stage)


def forms(stage: Stage) -> None:
    """What a table writes together, shown, passed on to another table, presented and voted on."""
    stage.enter("Pause, Tische neu gemischt", opened=False)
    stage.enter("Aufgabe 2b: Unsere Antworten heute")
    theme = stage.theme()
    stage.lead(themes.rename_theme, theme_id=theme.id, title="Klimawandel", version=theme.version)
    stage.enter("Aufgabe 3: Stolz und Bedauern")
    own = stage.table(1)
    entry = stage.post(1, "proud", "Unser Freibad", field="proud", table_id=own)
    stage.say(1, cards.change_card, card_id=entry, text="Unser neues Freibad")
    stage.post(2, "sorry", "Der leere Bahnhof", field="sorry", table_id=stage.table(2))
    stage.lead(curation.hide_card, card_id=entry, reason="ist doppelt")
    stage.lead(curation.unhide_card, card_id=entry)
    for shown in (own, None):
        stage.lead(tables.show_table, table_id=shown)
    present_all(stage)
    stage.enter("Aufgabe 5a: Gemeinsamkeiten sammeln")
    for paired in (False, True):
        stage.lead(tables.pair_tables, paired=paired)
    stage.post(1, "common_ground", "Ein Radweg", field="ground", table_id=stage.table(1))
    stage.post(2, "common_ground", "Mehr Bäume", field="ground", table_id=stage.table(2))


def on_the_market(stage: Stage) -> None:
    """Groups that form themselves: called as their issue is worded, with a place and a time."""
    issues = [{"kind": "issue", "max_per_person": 2}]
    entry = new_phase("MARKET", MARKET, seating="market", card_types=issues)
    stage.lead(phase_list.add_phase, entry=entry, after=None)
    stage.enter(MARKET)
    stage.lead(market.set_grid, rooms=["Saal", "Küche"], slots=["10 Uhr"])
    issue = stage.post(1, "issue", "Radweg")
    stage.post(2, "issue", "Schwimmbad")
    stage.say(1, cards.change_card, card_id=issue, text="Radweg an der Lahn")
    stage.come(1)
    first, second = stage.tables()
    stage.say(2, choosing.choose_table, table_id=first.id)
    stage.say(2, choosing.choose_table, table_id=first.id, leave=True)
    stage.lead(market.place_group, table_id=first.id, room="Hof", slot="11 Uhr", version=first.version)
    stage.lead(market.remove_group, table_id=second.id, version=second.version)


def rounds(stage: Stage) -> None:
    """A world café: who stays, who goes on."""
    stage.come(10)
    stage.enter("Begrüßung und Etikette")
    stage.enter("Drei Runden am Tisch")
    stage.lead(tables.dice)
    for field in ("cloth", "state"):
        note = stage.post(1, "table_note", f"Stand: {field}", field=field, table_id=stage.table(1))
    stage.lead(seating.change_round, to=2)
    stage.lead(curation.hide_card, card_id=note, reason="ist doppelt")
    stage.lead(tables.end_rounds)
    for number in (1, 2):
        stage.post(1, "common_ground", f"Aussage {number}", field="harvest", table_id=stage.table(1))
    stage.enter("Ernte")
    present_all(stage)
    stage.enter("Was ist uns am wichtigsten?")
    dotting(stage)


def reporting(stage: Stage) -> None:
    """Cards from home, what became of the last round, and what the new one costs."""
    stage.come(2)
    stage.lead(collecting.collect_ahead, wanted=True)
    stage.post(1, "weakness", "Von zu Hause")
    stage.lead(presenting.add_earlier, titles=["Bänke", "Spielplatz"])
    stage.enter("Was ist daraus geworden?")
    present_all(stage)
    done = stage.measure(0)
    stage.lead(
        presenting.set_status, measure_id=done.id, version=done.version, status="stuck", reason="Kein Geld"
    )
    stage.lead(measures.add_measure, title="Radweg")
    stage.enter("Vorstellen und Blick aufs Geld")
    present_all(stage)
    bench = stage.measure(-1)
    stage.lead(
        presenting.set_cost, measure_id=bench.id, version=bench.version, cost="2.000", funding="Verein"
    )


def testing(stage: Stage) -> None:
    """Prototypes of the tables: presented, answered, the answers shown."""
    stage.come(4)
    stage.enter("Check-in und Regeln")
    stage.post(1, "check_in", "Ich mag den Park")
    weighing(stage)
    stage.lead(favourites.take_favourites)
    stage.enter("Prototyp")
    stage.enter("Testen")
    stage.lead(presenting.present, thing_id=stage.table(1))
    stage.post(2, "like", "Gute Idee", table_id=stage.table(1))
    stage.lead(presenting.show_view, view="feedback")
    stage.post(2, "wonder", "Wer zahlt?", table_id=stage.table(1))


def weighing(stage: Stage) -> None:
    """What one group has of its own, and makes of it."""
    stage.enter("Ideen")
    for text in ("Ein Bürgerbus", "Ein Nachtbus"):
        stage.post(2, "idea", text)
    stage.enter("Auswählen: Wirkung und Aufwand")
    ballot, items = asked_now(stage)
    for item in items[:2]:
        stage.say(2, votes.cast_vote, ballot_id=ballot, item_id=item, value=4, counter=1)
    stage.lead(phases.close_input)


def zk(stage: Stage) -> None:
    stage.come(6)
    for topic in (steering, papers, sorting):
        topic(stage)


def future_search(stage: Stage) -> None:
    for topic in (at_tables, looking_back, developments, forms, common_ground, on_the_market):
        topic(stage)


TOURS = {
    "zk-light-120": zk,
    "future-search-1-5d": future_search,
    "world-cafe": rounds,
    "bezirksrunde-150": reporting,
    "design-thinking-180": testing,
}
"""By the shipped run of show that each of them is played on."""
