"""Across kinds of cards: what answers a weakness, what helps it, who was not heard, who contradicts."""

import pytest

from facilitation import (
    Note,
    Theme,
    Themes,
    coverage_sentence,
    find_contradictions,
    link_themes,
    propose_themes,
    theme_coverage,
    unanswered,
    who_was_heard,
)
from facilitation.contradictions import wishes_in
from tests.facilitation.boards import ENGLISH, board, proposals, weaknesses

STRENGTHS = (
    "Bauhof leert die Mülleimer jeden Morgen",
    "Freiwillige sammeln samstags Müll am Fluss",
    "Bahnhof mit Zug jede halbe Stunde",
    "der Bürgerbus fährt in jedes Dorf",
)


def theme(id_: str, title: str, notes: list[Note]) -> Theme:
    ids = tuple(note.id for note in notes)
    return Theme(id_, title, (), ids, ids[:3])


def town() -> tuple[Themes, list[Note]]:
    """Weaknesses sorted as a person would; proposals on shops, bikes, benches, buses; two strengths."""
    weak, ideas = weaknesses(), proposals()
    strong = [Note(f"gut-{at}", text, "strength", "Bürgerschaft") for at, text in enumerate(STRENGTHS)]
    names = list(dict.fromkeys(note.id.rsplit("-", 1)[0] for note in weak))
    themes = [theme(name, name, [note for note in weak if note.id.startswith(f"{name}-")]) for name in names]
    kinds = {"läden": ideas[:3], "radwege": ideas[3:6], "bänke": ideas[6:9], "busse": ideas[9:]}
    themes += [theme(name, name, notes) for name, notes in kinds.items()]
    themes += [theme("sauber", "sauber", strong[:2]), theme("bahn", "bahn", strong[2:])]
    return Themes(tuple(themes)), [*weak, *ideas, *strong]


def test_a_weakness_knows_the_proposals_that_answer_it() -> None:
    themes, notes = town()
    links = link_themes(themes, notes)
    answered = {(link.theme_id, link.other_id) for link in links if link.relation == "answered_by"}
    assert answered == {("leerstand", "läden"), ("rad", "radwege"), ("sitzen", "bänke"), ("bus", "busse")}


def test_a_weakness_knows_the_strengths_it_can_build_on() -> None:
    themes, notes = town()
    links = link_themes(themes, notes)
    built = {(link.theme_id, link.other_id) for link in links if link.relation == "builds_on"}
    assert ("müll", "sauber") in built
    assert built <= {("müll", "sauber"), ("bus", "bahn"), ("rad", "bahn")}


def test_strengths_in_no_theme_help_as_well() -> None:
    themes, notes = town()
    loose = Themes(tuple(each for each in themes.themes if each.id not in ("sauber", "bahn")))
    links = {link.theme_id: link for link in link_themes(loose, notes) if link.relation == "builds_on"}
    assert links["müll"].other_id == ""
    assert {*links["müll"].other_cards} == {"gut-0", "gut-1"}


def test_links_show_the_cards_they_rest_on() -> None:
    themes, notes = town()
    members = {each.id: {*each.note_ids} for each in themes.themes}
    for link in link_themes(themes, notes):
        assert len(link.cards) == len({*link.cards}) >= 1
        assert members[link.theme_id] >= {*link.cards}
        assert members[link.other_id] >= {*link.other_cards}


def test_what_a_card_says_it_answers_comes_first() -> None:
    themes, notes = town()
    links = link_themes(themes, notes, answers={"idee-7": "müll", "gut-0": "bus"})
    said = [link for link in links if link.said]
    assert [(link.theme_id, link.other_id, link.said) for link in said] == [("müll", "bänke", 1)]
    assert said[0].other_cards[0] == "idee-7"


def test_a_weakness_without_a_proposal_is_told() -> None:
    themes, notes = town()
    links = link_themes(themes, notes)
    assert [each.id for each in unanswered(themes, notes, links)] == ["müll", "jugend"]


def test_links_do_not_depend_on_the_order_of_the_cards() -> None:
    themes, notes = town()
    assert link_themes(themes, notes[::-1]) == link_themes(themes, notes)


def test_strengths_and_proposals_inside_one_theme_belong_to_it() -> None:
    notes = [
        Note("w0", "zu wenig Bänke", "weakness"),
        Note("w1", "keine Bank im Schatten", "weakness"),
        Note("p0", "Bänke mit Lehne aufstellen", "proposal"),
        Note("p1", "mehr Bänke unter Bäumen", "proposal"),
        *board(ENGLISH, language="en"),
    ]
    benches = theme("t", "Bänke", notes[:4])
    (link,) = link_themes(Themes((benches,)), notes)
    assert (link.theme_id, link.other_id, link.relation) == ("t", "t", "answered_by")


def test_without_weaknesses_there_is_nothing_to_link() -> None:
    assert link_themes(propose_themes(proposals()), proposals()) == ()


def test_a_theme_tells_who_wrote_its_cards() -> None:
    notes = [
        Note("1", "Bank", "weakness", "Handel"),
        Note("2", "Bank", "weakness", "Handel"),
        Note("3", "Bank", "proposal", "Jugend"),
        Note("4", "Bank", "proposal"),
    ]
    (covered,) = theme_coverage(Themes((theme("t", "Bänke", notes),)), notes)
    assert covered.by_group == {"Handel": 0.5, "": 0.25, "Jugend": 0.25}
    assert covered.by_kind == {"proposal": 0.5, "weakness": 0.5}
    assert covered.unheard == ()


def test_a_group_is_missed_where_three_of_its_cards_could_be_expected() -> None:
    """Jugend wrote 6 of 18 cards; of the 9 about parking 3 could be theirs, and none is."""
    parking = [Note(f"p{at}", "Parkplatz", "weakness", "Handel") for at in range(9)]
    sport = [Note(f"s{at}", "Sport", "weakness", "Jugend") for at in range(6)]
    rest = [Note(f"r{at}", "Sport", "weakness", "Kultur") for at in range(3)]
    notes = [*parking, *sport, *rest]
    themes = Themes((theme("t1", "Parken", parking), theme("t2", "Sport", [*sport, *rest])))
    first, second = theme_coverage(themes, notes)
    assert first.unheard == ("Jugend",)
    assert second.unheard == ("Handel",)
    assert coverage_sentence(first, "Parken") == "Zu „Parken“ haben wir von Jugend noch nichts gehört."
    assert coverage_sentence(first, "Parking", language="en") == "On “Parking” we have not heard Jugend yet."


def test_groups_that_were_invited_and_wrote_nothing_are_silent() -> None:
    notes = [Note(str(at), "Bank", "weakness", "Handel") for at in range(5)] + [
        Note("x", "Bus", "", "Jugend")
    ]
    heard = who_was_heard(notes, groups=["Kultur", "Handel"])
    assert heard.by_group == {"Kultur": 0, "Handel": 5, "Jugend": 1}
    assert (heard.silent, heard.few) == (("Kultur",), ("Jugend",))


@pytest.mark.parametrize(
    ("text", "kind", "wishes"),
    [
        ("mehr Parkplätze am Markt", "proposal", {"parkplatz": 1}),
        ("weniger Parkplätze", "proposal", {"parkplatz": -1}),
        ("zu viele Autos", "weakness", {"auto": -1}),
        ("viele Bänke im Park", "strength", {}),
        ("Parkplätze weg!", "proposal", {"parkplatz": -1}),
        ("Kino weg", "weakness", {"kino": 1}),
        ("keine Bänke", "weakness", {"bank": 1}),
        ("keine Autos in der Altstadt", "proposal", {"auto": -1}),
        ("Innenstadt ohne Autos", "proposal", {"auto": -1}),
        ("kein Café mehr am Markt", "weakness", {"café": 1}),
        ("es fehlen nicht die Bänke", "weakness", {}),
    ],
)
def test_a_card_says_of_what_it_wants_more_or_less(text: str, kind: str, wishes: dict[str, int]) -> None:
    assert wishes_in(Note("1", text, kind)) == wishes


def test_a_card_that_wants_the_opposite_contradicts_a_theme() -> None:
    notes = [
        Note("a", "mehr Parkplätze am Markt", "proposal"),
        Note("b", "Parkplätze am Markt weg", "proposal"),
        *proposals(),
    ]
    themes = Themes((theme("t", "Parken", notes[:1]), theme("u", "Anderes", notes[1:])))
    assert find_contradictions(themes, notes) == {"t": ("a", "b"), "u": ("b", "a")}


def test_praise_of_what_a_theme_only_mentions_is_no_opposite() -> None:
    """Of five cards on speeding one names the nursery."""
    speed = [
        Note("a", "Tempo 30 vor der Kita, die Kita liegt an der Hauptstraße", "weakness"),
        *(
            Note(f"w{at}", f"Raser auf der {street}", "weakness")
            for at, street in enumerate(("Allee", "B 9", "Rampe"))
        ),
        Note("w9", "nachts wird auf der Allee gerast", "weakness"),
    ]
    praise = [Note("b", "gute Kita", "strength"), Note("s1", "die Kita hat lange auf", "strength")]
    themes = Themes((theme("t", "Tempo", speed), theme("u", "Kitas", praise)))
    assert find_contradictions(themes, [*speed, *praise]) == {}


def test_nobody_contradicts_where_no_two_cards_are_opposed() -> None:
    notes = [*weaknesses(), *proposals()]
    assert find_contradictions(propose_themes(notes), notes) == {}
