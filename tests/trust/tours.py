"""What happens in an evening, topic by topic, so that every type of event occurs at least once."""

from typing import Any

from app.actions import (
    ballots,
    branches,
    cards,
    choosing,
    dividing,
    handover,
    market,
    measures,
    pairs,
    paper,
    phase_list,
    phases,
    presenting,
    proposals,
    seating,
    statements,
    tables,
    themes,
    votes,
)  # fmt: skip
from app.actions.details import Details
from app.analysis import Proposal as Computed
from app.analysis import bundles
from app.auth import new_token
from app.models import Card, Pair, Theme, Vote
from app.proposals import Waiting
from app.statements import mark_of_reason
from facilitation import Theme as Bundle
from facilitation import Themes, changes
from tests.tables import MARKET
from tests.tables import phase as new_phase
from tests.trust.stage import Stage

TEXTS = ("Kein Licht am Bahnhof", "Am Bahnhof ist es dunkel", "Der Bus kommt selten", "Zu wenig Bäume")


def steering(stage: Stage) -> None:
    """What the moderation does beside the run of show."""
    stage.lead(handover.make_pin, pin="4711")
    stage.lead(handover.take_over, session_token=new_token(), language="de")
    coming = stage.phase("Mitmachen")
    stage.lead(phase_list.shorten_phases, minutes={coming.id: coming.minutes - 1})
    stage.lead(phases.set_screening, mode="all")
    held = posted(stage, 1, "weakness", "Wird erst geprüft")
    stage.lead(cards.release_card, card_id=held)
    stage.lead(phases.set_screening, mode="")


def posted(stage: Stage, number: int, kind: str, text: str, **said: Any) -> int:
    answer = stage.say(number, cards.post_card, kind=kind, text=text, said=Details(**said))
    return int(answer["card"]["id"])


def papers(stage: Stage) -> None:
    """What was written on paper, and the corrections of whoever types it in."""
    typed = int(stage.lead(paper.write_card, kind="weakness", text="Auf Papier", group_id=None)["card"]["id"])
    stage.lead(paper.change_card, card_id=typed, text="Auf grünem Papier")
    stage.lead(paper.withdraw_card, card_id=typed)


def sorting(stage: Stage) -> None:
    chosen = [posted(stage, 3 + at, "weakness", text) for at, text in enumerate(TEXTS)]
    stage.lead(pairs.pair_cards, card_ids=chosen[:2], together=True)
    [pair] = stage.asked(lambda hall: pairs_of(hall))
    stage.lead(pairs.unpair_cards, pair_id=pair)
    whole = stage.card(chosen[3])
    stage.lead(dividing.divide_card, card_id=whole.id, texts=["Zu wenig", "Bäume"], version=whole.version)
    light = int(stage.lead(themes.make_theme, kind="weakness", title="Licht", card_ids=chosen[:1])["theme"])
    stage.lead(themes.take_suggestions, wanted=[(chosen[1], light)])
    asking(stage)
    answering(stage)
    stage.lead(themes.release_themes, kind="weakness")
    stage.enter("Utopien und Vorschläge")
    theme = stage.theme()
    stage.lead(themes.rename_theme, theme_id=theme.id, title="Dunkle Ecken", version=theme.version)


def pairs_of(hall: Any) -> list[int]:
    return [pair.id or 0 for pair in Pair.of(hall.session, hall.id)]


def asking(stage: Stage) -> None:
    """A new proposal for a board that people have worked on: each loose card a theme of its own."""

    def computed(hall: Any) -> Computed:
        board = Card.on_board(hall.session, hall.id, ["weakness"])
        before = bundles(Theme.of(hall.session, hall.id, "weakness"), board)
        loose = [str(card.id) for card in board if card.theme_id is None]
        new = tuple(Bundle(f"n{card}", f"Neu {card}", (), (card,), ()) for card in loose)
        after = Themes((*before.themes, *new), ())
        return Computed(after.themes, (), hall.conference.seq, changes=changes(before, after), before=before)

    stage.lead(proposals.receive_proposal, kind="weakness", proposal=stage.asked(computed))


def answering(stage: Stage) -> None:
    for act in (proposals.accept_change, proposals.leave_change):
        stage.lead(act, **first_open(stage))
    for number, accepted in ((7, True), (8, False)):
        for text in ("Noch eine Karte", "Und noch eine"):
            posted(stage, number, "weakness", text)
        asking(stage)
        waiting = first_open(stage)["proposal_id"]
        stage.lead(proposals.answer_rest, proposal_id=waiting, accepted=accepted)


def first_open(stage: Stage) -> dict[str, int]:
    def look(hall: Any) -> dict[str, int]:
        waiting = Waiting.of(hall.session, hall.id, "weakness")
        assert waiting is not None
        return {"proposal_id": waiting.row.id or 0, "number": waiting.open[0].number}

    found: dict[str, int] = stage.asked(look)
    return found


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
        posted(stage, at, "timeline_entry", f"Es war {year}", field="town", year=year)
    for view in ("1990", ""):
        stage.lead(presenting.show_view, view=view)
    stage.lead(presenting.begin_stories)
    posted(stage, 1, "story", "Wir wachsen", field="story", table_id=stage.table(1))
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
    trends = [posted(stage, at, "trend", f"Entwicklung {at}", field="new") for at in (1, 2, 3)]
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


def voting(stage: Stage) -> None:
    """A ballot after the cards; a dot, a reminder, a sheet of paper, the result."""
    stage.lead(ballots.open_vote)
    ballot, items = asked_now(stage)
    stage.say(1, votes.cast_vote, ballot_id=ballot, item_id=items[0], value=1, counter=1)
    stage.lead(ballots.remind)
    stage.come(1)
    sheet = stage.lead(paper.write_sheet, ballot_id=ballot, numbers="1", group_id=None)["sheet"]
    stage.lead(paper.remove_sheet, ballot_id=ballot, sheet=sheet)
    stage.lead(ballots.close_vote)
    stage.lead(phases.reveal)


def asked_now(stage: Stage) -> tuple[int, list[int]]:
    """The ballot of now and its items."""
    ballot: int = stage.asked(lambda hall: hall.ballots.current and hall.ballots.current.id)
    items: list[int] = stage.asked(lambda hall: [item.id for item in hall.ballot_items])
    return ballot, items


def forms(stage: Stage) -> None:
    """What a table writes together, shown, passed on to another table, presented and voted on."""
    stage.enter("Pause, Tische neu gemischt", opened=False)
    stage.enter("Aufgabe 2b: Unsere Antworten heute")
    theme = stage.theme()
    stage.lead(themes.rename_theme, theme_id=theme.id, title="Klimawandel", version=theme.version)
    stage.enter("Aufgabe 3: Stolz und Bedauern")
    own = stage.table(1)
    entry = posted(stage, 1, "proud", "Unser Freibad", field="proud", table_id=own)
    stage.say(1, cards.change_card, card_id=entry, text="Unser neues Freibad")
    posted(stage, 2, "sorry", "Der leere Bahnhof", field="sorry", table_id=stage.table(2))
    stage.lead(cards.hide_card, card_id=entry, reason="ist doppelt")
    stage.lead(cards.unhide_card, card_id=entry)
    for shown in (own, None):
        stage.lead(tables.show_table, table_id=shown)
    present_all(stage)
    stage.enter("Aufgabe 5a: Gemeinsamkeiten sammeln")
    for paired in (False, True):
        stage.lead(tables.pair_tables, paired=paired)
    posted(stage, 1, "common_ground", "Ein Radweg", field="ground", table_id=stage.table(1))
    posted(stage, 2, "common_ground", "Mehr Bäume", field="ground", table_id=stage.table(2))


def common_ground(stage: Stage) -> None:
    """Statements: made, put to the hall, answered with a reason, reworded, merged, decided."""
    stage.lead(statements.make_statements, source="cards", kind="common_ground")
    for text in ("Wir bauen Bänke", "Wir feiern mehr"):
        stage.lead(statements.add_statement, text=text)
    stage.enter("Ankommen, Stand nach der Nacht")
    shown = stage.asked(lambda hall: hall.conference.shown_statement_id)
    stage.lead(statements.show_statement, statement_id=stage.statement(0).id, shown=shown)
    stage.enter("Aufgabe 5b: Konsens prüfen")
    shown = stage.asked(lambda hall: hall.conference.shown_statement_id)
    stage.lead(statements.show_statement, statement_id=stage.statement(1).id, shown=shown)
    consenting(stage)
    rewording(stage)


def consenting(stage: Stage) -> None:
    ballot, items = asked_now(stage)
    said = {"ballot_id": ballot, "item_id": items[1], "value": 1, "counter": 1, "reason": "Zu teuer"}
    stage.say(1, votes.cast_vote, **said)
    stage.say(2, votes.cast_vote, **{**said, "item_id": items[0], "reason": ""})
    stage.lead(phases.reveal)
    for hidden in (True, False):
        stage.lead(statements.hide_reason, mark=mark_of(stage, ballot), hidden=hidden)
    stage.come(1)
    current = stage.statement(1)
    stage.lead(statements.decide, statement_id=current.id, state="agreed", version=current.version)


def mark_of(stage: Stage, ballot_id: int) -> str:
    given = stage.asked(lambda hall: [vote for vote in Vote.of(hall.session, ballot_id) if vote.reason])
    return mark_of_reason(given[0])


def rewording(stage: Stage) -> None:
    first, second, *_, last = (stage.statement(at) for at in range(4))
    stage.lead(statements.change_text, statement_id=second.id, text="Anders gesagt", version=second.version)
    card = stage.rows(Card, kind="common_ground")[0]
    stage.lead(statements.place_card, card_id=card.id, statement_id=last.id, seen_in=first.id)
    first = stage.statement(0)
    stage.lead(statements.merge, statement_id=first.id, into=last.id, version=first.version)
    last = stage.statement(-1)
    stage.lead(statements.remove_statement, statement_id=last.id, version=last.version)


def on_the_market(stage: Stage) -> None:
    """Groups that form themselves: called as their issue is worded, with a place and a time."""
    issues = [{"kind": "issue", "max_per_person": 2}]
    entry = new_phase("MARKET", MARKET, seating="market", card_types=issues)
    stage.lead(phase_list.add_phase, entry=entry, after=None)
    stage.enter(MARKET)
    stage.lead(market.set_grid, rooms=["Saal", "Küche"], slots=["10 Uhr"])
    issue = posted(stage, 1, "issue", "Radweg")
    posted(stage, 2, "issue", "Schwimmbad")
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
    for number in (2, 3):
        note = posted(stage, 1, "table_note", f"Runde {number}", field="cloth", table_id=stage.table(1))
        stage.lead(seating.change_round, to=number)
    stage.lead(cards.hide_card, card_id=note, reason="ist doppelt")
    stage.enter("Ernte")
    present_all(stage)


def reporting(stage: Stage) -> None:
    """What became of the last round, and what the new one costs."""
    stage.come(2)
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
    posted(stage, 1, "check_in", "Ich mag den Park")
    stage.enter("Prototyp")
    posted(stage, 1, "prototype", "Ein Leihrad", field="title", table_id=stage.table(1))
    stage.enter("Testen")
    stage.lead(presenting.present, thing_id=stage.table(1))
    posted(stage, 2, "like", "Gute Idee", table_id=stage.table(1))
    stage.lead(presenting.show_view, view="feedback")
    posted(stage, 2, "wonder", "Wer zahlt?", table_id=stage.table(1))


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
