"""Tables of common ground, links, coverage and portfolio."""

from facilitation import (
    Estimate,
    Idea,
    Link,
    Note,
    Theme,
    Themes,
    Vote,
    find_common_ground,
    place_ideas,
    theme_coverage,
)
from facilitation.frames import column
from facilitation.sense_frames import (
    coverage_frame,
    ground_frame,
    links_frame,
    portfolio_frame,
    strengths_and_weaknesses_frame,
)

NOTES = [
    Note("w", "zu wenig Bänke", "weakness", "Handel"),
    Note("m", "Müll", "weakness", "Jugend"),
    Note("p", "Bänke", "proposal", "Jugend"),
]
THEMES = Themes(
    (
        Theme("t1", "Bänke fehlen", (), ("w",), ("w",)),
        Theme("t2", "Müll", (), ("m",), ("m",)),
        Theme("t3", "Mehr Bänke", (), ("p",), ("p",)),
    )
)
LINKS = [Link("t1", "t3", "answered_by", 0.71234, ("w",), ("p",), 1)]


def test_common_ground_has_a_line_for_everybody_and_one_for_each_group() -> None:
    votes = [Vote(f"{group}{at}", "t1", 1, group) for group in ("Handel", "Jugend") for at in range(6)]
    frame = ground_frame(find_common_ground(votes), {"t1": "Bänke fehlen"})
    everybody, trade, _ = frame.to_dict("records")
    assert everybody["akteursgruppe"] == "alle"
    assert everybody["gruppenkonsens"] == round((7 / 8) ** 2, 4)
    assert everybody["satz"] == "Alle Gruppen tragen „Bänke fehlen“."
    assert (trade["tragen"], trade["stimmen"], trade["anteil"]) == (6, 6, 1.0)
    assert 0.6 < trade["anteil_mindestens"] < trade["anteil_hoechstens"] == 1.0


def test_links_stand_with_their_cards() -> None:
    (row,) = links_frame(LINKS, THEMES, language="en").to_dict("records")
    assert (row["theme_no"], row["relation"], row["linked_to_no"]) == (1, "answered by", 3)
    assert (row["likeness"], row["said_so"], row["evidence"]) == (0.712, 1, "w, p")


def test_every_weakness_stands_in_the_table_of_answers() -> None:
    first, second = strengths_and_weaknesses_frame(THEMES, NOTES, LINKS).to_dict("records")
    assert (first["antworten_darauf"], first["ohne_antwort"]) == ("3 Mehr Bänke (p)", False)
    assert (second["thema_titel"], second["antworten_darauf"], second["ohne_antwort"]) == ("Müll", "", True)


def test_coverage_and_portfolio_become_tables() -> None:
    covered = coverage_frame(theme_coverage(THEMES, NOTES), THEMES)
    assert covered["akteursgruppe"].tolist() == ["Handel", "Jugend", "Jugend"]
    placed = place_ideas([Idea("t3", "Mehr Bänke", ("p",)), Idea("x", "X")], [Estimate("a", "t3", 5, 1)])
    rows = portfolio_frame(placed).to_dict("records")
    assert [row[column("quadrant")] for row in rows] == ["Sofortmaßnahme", ""]
