"""Measures: what the cards say, and nothing else."""

import pytest

from facilitation import Note, Ranked, Theme, Themes, draft_measures, propose_themes
from facilitation.action_plan import partners_in
from facilitation.measure_titles import measure_title
from facilitation.reading import places_in
from tests.facilitation.boards import proposals, weaknesses


def plan() -> tuple[Themes, list[Note]]:
    notes = [
        Note("w1", "zu wenig Bänke", "weakness"),
        Note("w2", "Leerstand in der Webergasse", "weakness"),
        Note("b1", "Bänke am Marktplatz aufstellen, zusammen mit dem Seniorenbeirat", "proposal"),
        Note("b2", "Bänke mit Lehne. Erster Schritt: Standorte begehen", "proposal"),
        Note("b3", "Bänke bis 30.06.2027, Federführung: Bauhof", "proposal"),
        Note("l1", "Stadtstrand", "proposal"),
    ]
    return (
        Themes(
            (
                Theme("t1", "Mehr Bänke", ("Bänke",), ("b1", "b2", "b3", "w1"), ("b1",)),
                Theme("t2", "Leerstand", ("Leerstand",), ("w2",), ("w2",)),
                Theme("t3", "Stadtstrand", ("Stadtstrand",), ("l1",), ("l1",)),
            )
        ),
        notes,
    )


def test_a_measure_holds_what_the_cards_say() -> None:
    themes, notes = plan()
    measure = draft_measures(themes, notes, ())[0]
    assert measure.description.startswith("„Bänke am Marktplatz aufstellen")
    assert measure.need == "„zu wenig Bänke“"
    assert measure.location == "Marktplatz"
    assert measure.partners == "Seniorenbeirat, Bauhof"
    assert measure.first_step == "Standorte begehen"
    assert measure.lead_body == "Bauhof"
    assert measure.due == "30.06.2027"
    assert measure.evidence == ("b1", "b2", "b3", "w1")
    assert measure.open_fields == ()


def test_what_no_card_says_stays_empty() -> None:
    themes, notes = plan()
    beach = draft_measures(themes, notes, ())[1]
    assert beach.theme_id == "t3"
    assert (beach.need, beach.location, beach.partners, beach.first_step) == ("", "", "", "")
    assert (beach.lead_body, beach.due, beach.dots) == ("", "", 0)
    assert beach.open_fields == ("need", "location", "partners", "first_step", "lead_body", "due")


def test_a_need_may_come_from_the_theme_that_speaks_of_the_same() -> None:
    notes = [Note("w", "zu wenig Bänke am Fluss", "weakness"), Note("p", "Bänke am Fluss", "proposal")]
    themes = Themes(
        (
            Theme("p", "Bänke am Fluss", ("Bänke", "Fluss"), ("p",), ("p",)),
            Theme("w", "Zu wenig Bänke am Fluss", ("Bänke", "Fluss"), ("w",), ("w",)),
        )
    )
    (measure,) = draft_measures(themes, notes, ())
    assert measure.need == "Zu wenig Bänke am Fluss: „zu wenig Bänke am Fluss“"
    assert measure.evidence == ("p", "w")


def test_dots_decide_the_order_and_top_cuts() -> None:
    themes, notes = plan()
    ranked = (Ranked("t3", 1, 9, {}, 5), Ranked("t1", 2, 4, {}, 3))
    assert [(draft.theme_id, draft.dots) for draft in draft_measures(themes, notes, ranked)] == [
        ("t3", 9),
        ("t1", 4),
    ]
    assert [draft.theme_id for draft in draft_measures(themes, notes, ranked, top=1)] == ["t3"]


def test_every_measure_of_a_board_knows_its_cards() -> None:
    notes = [*weaknesses(), *proposals()]
    known = {note.id for note in notes}
    drafts = draft_measures(propose_themes(notes), notes, ())
    assert drafts
    for draft in drafts:
        assert draft.evidence
        assert set(draft.evidence) <= known
        assert 0 < len(draft.title) <= 80
        assert len(draft.description) <= 600


@pytest.mark.parametrize(
    ("title", "texts", "expected"),
    [
        ("Bänke", ["mehr Bänke aufstellen", "Bänke"], "Mehr Bänke aufstellen"),
        ("Leere Läden vermieten", [], "Leere Läden vermieten"),
        (
            "Stege",
            ["Stege sanieren, wo Unfälle geschehen", "wo auf Stege Unfälle geschehen"],
            "Stege sanieren",
        ),
        ("Autos", ["Alle Autos verbieten", "Autos am Rand parken"], "Autos am Rand parken"),
        ("Mehr Bänke", [], "Mehr Bänke schaffen"),
        ("Weniger Autos", [], "Für weniger Autos sorgen"),
        ("Stadtstrand am Fluss", ["Stadtstrand!"], "Stadtstrand am Fluss voranbringen"),
        ("Großer Spielplatz", [], "„Großer Spielplatz“ voranbringen"),
        ("Gratis Busse", [], "„Gratis Busse“ voranbringen"),
    ],
)
def test_a_title_has_a_verb(title: str, texts: list[str], expected: str) -> None:
    assert measure_title(title, texts) == expected


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Leerstand Bahnhofstr. 12", ["Bahnhofstraße"]),
        ("mit dem Rad durch die Obere Straße", ["Obere Straße"]),
        ("am Lutherplatz und am ZOB", ["Lutherplatz", "ZOB"]),
        ("Parkplatz und Spielplatz fehlen", []),
        ("Wochenmarkt und Radweg", []),
        ("die Straße ist laut", []),
    ],
)
def test_only_names_of_places_are_places(text: str, places: list[str]) -> None:
    assert places_in([text]) == places


def test_partners_are_bodies_that_cards_name() -> None:
    assert partners_in(["mit den Vereinen und der IHK", "Stadtmarketing fragen"]) == [
        "Vereine",
        "IHK",
        "Stadtmarketing",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Zebrastreifen vor der Schule",
        "Bänke an der alten Kirche",
        "Weg zur Kita",
        "Licht hinter dem Vereinsheim",
    ],
)
def test_a_body_that_only_tells_where_is_no_partner(text: str) -> None:
    assert partners_in([text]) == []
