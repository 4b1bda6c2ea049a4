"""What a card says besides its text is checked against its phase, and dropped where nobody asked."""

from app.models import Card
from tests.actions.people import card_of, write_cards
from tests.conftest import Town
from tests.stages import LOOKING_BACK, play


def posted(town: Town, **message: object) -> Card:
    answer = town.say(town.phone(), do="post_card", **message)
    assert answer["ok"], answer
    return card_of(town, answer["card"]["id"])


def test_a_year_and_a_lane_stand_on_the_card_and_in_its_answer(town: Town) -> None:
    play(town, "TIMELINE", **LOOKING_BACK)
    answer = town.say(
        town.phone(),
        do="post_card",
        kind="timeline_entry",
        text="Das Freibad öffnet",
        year=1974,
        field="town",
    )
    assert (answer["card"]["year"], answer["card"]["field"]) == (1974, "town")
    card = card_of(town, answer["card"]["id"])
    assert (card.year, card.field, card.place, card.table_id) == (1974, "town", "", None)


def test_a_timeline_takes_no_card_without_a_lane_or_with_a_year_far_off(town: Town) -> None:
    play(town, "TIMELINE", **LOOKING_BACK)
    anna = town.phone()
    entry = {"do": "post_card", "kind": "timeline_entry", "text": "Das Freibad öffnet"}
    assert town.say(anna, **entry, year=1974)["code"] == "lane_missing"
    assert town.say(anna, **entry, year=1974, field="moon")["code"] == "lane_missing"
    assert town.say(anna, **entry, field="town")["code"] == "year_missing"
    for year in (999, 2101):
        refused = town.say(anna, **entry, field="town", year=year)
        assert (refused["code"], "1000" in refused["message"]) == ("year_missing", True)
    assert town.say(anna, **entry, field="town", year=2100)["ok"]


def test_three_cards_fit_into_each_lane(town: Town) -> None:
    play(town, "TIMELINE", **LOOKING_BACK)
    anna = town.phone()
    entry = {"do": "post_card", "kind": "timeline_entry", "text": "Etwas geschah", "year": 1990}
    said = [town.say(anna, **entry, field=lane)["ok"] for lane in ("me", "me", "me", "town", "world")]
    assert said == [True] * 5
    assert town.say(anna, **entry, field="me")["code"] == "limit"
    assert town.say(anna, **entry, field="town")["ok"]


def test_a_place_and_a_cost_are_kept_where_they_are_asked_for(town: Town) -> None:
    play(town, "COLLECT", card_types=[{"kind": "proposal"}], asks=["place", "cost"])
    card = posted(town, kind="proposal", text="Bänke", place="  Markt \n Nord ", cost="2000")
    assert (card.place, card.cost) == ("Markt Nord", "2000")
    anna = town.phone()
    refused = town.say(anna, do="post_card", kind="proposal", text="Bänke", cost="eine Million")
    assert (refused["code"], "Million" in refused["message"]) == ("cost_unknown", False)


def test_what_nobody_asked_for_is_not_kept(town: Town) -> None:
    write_cards(town, ["Kein Licht"])
    card = posted(
        town,
        kind="weakness",
        text="Kein Bus",
        year=1990,
        field="me",
        place="Markt",
        cost="500",
        table=1,
        measure=1,
    )
    said = (card.year, card.field, card.place, card.cost, card.table_id, card.measure_id)
    assert said == (None, "", "", "", None, None)


def test_a_break_takes_late_what_was_open_before(town: Town) -> None:
    play(town, "TIMELINE", **LOOKING_BACK)
    play(town, "COLLECT", card_types=[{"kind": "idea", "max_per_person": 2}], asks=["cost"])
    play(town, "BREAK", opened=False, allow_late=True)
    entry = posted(town, kind="timeline_entry", text="Der Brand", year=1945, field="town")
    assert (entry.late, entry.year, entry.field) == (True, 1945, "town")
    assert posted(town, kind="idea", text="Ein Bad", cost="more").cost == "more"
    assert town.say(town.phone(), do="post_card", kind="feedback", text="Schön")["code"] == "phase_closed"


def test_a_break_without_late_cards_takes_none(town: Town) -> None:
    play(town, "TIMELINE", **LOOKING_BACK)
    play(town, "BREAK", opened=False)
    late = {"kind": "timeline_entry", "text": "Der Brand", "year": 1945, "field": "town"}
    assert town.say(town.phone(), do="post_card", **late)["code"] == "phase_closed"


def test_a_plain_form_brings_the_details_and_what_is_refused_stays_in_it(town: Town) -> None:
    play(town, "TIMELINE", **LOOKING_BACK)
    anna = town.phone()
    form = {"do": "post_card", "kind": "timeline_entry", "text": "Das Freibad", "field": "me", "year": "1974"}
    answer = anna.post(f"/c/{town.code}/form", data=form, follow_redirects=False)
    assert answer.status_code == 303
    page = anna.post(f"/c/{town.code}/form", data={**form, "year": "12"}).text
    assert "zwischen 1000 und 2100" in page
    assert 'value="12"' in page and 'id="lane-me" value="me" required' in page
