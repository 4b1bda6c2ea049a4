"""Complaints turned into wishes: only what a person has taken over is shown."""

from functools import partial

from app.actions import themes
from app.models import Role
from tests.actions.people import hall_of, last_line, make_theme, theme_of, write_cards
from tests.conftest import Town

DREAM = "Utopien und Vorschläge"
EMPTY, WISH = "Leere Läden in der Langen Straße", "In jedem Laden brennt Licht"


def released(town: Town) -> tuple[int, int]:
    cards = write_cards(town)
    made = make_theme(town, EMPTY, cards[4:5]), make_theme(town, "Radwege enden im Nichts", cards[5:])
    town.act(partial(themes.release_themes, kind="weakness"))
    return made


def test_a_draft_stands_in_the_line_and_only_what_is_taken_over_is_shown(town: Town) -> None:
    theme, other = released(town)
    town.enter(DREAM)
    mona, wall, anna = town.staff(Role.MODERATION), town.staff(Role.PROJECTOR), town.phone()
    assert 'value="Belebte Läden in der Langen Straße"' in mona.get("/m/part/show").text
    assert EMPTY in wall.get("/p").text and "Belebte" not in wall.get("/p").text

    seen = theme_of(town, theme).version
    form = {
        "theme": [theme, other],
        f"words-{theme}": f" {WISH} ",
        f"version-{theme}": seen,
        f"words-{other}": "",
        f"version-{other}": theme_of(town, other).version,
    }
    assert mona.post("/m/anchors", data=form, follow_redirects=False).status_code == 303

    assert (theme_of(town, theme).reversal, theme_of(town, other).reversal) == (WISH, "")
    assert (last_line(town).type, last_line(town).payload["themes"]) == ("themes_reversed", 1)
    for page in (wall.get("/p").text, anna.get(f"/c/{town.code}").text):
        assert WISH in page and EMPTY not in page
    assert mona.post("/m/anchors", data=form, follow_redirects=False).status_code == 409, (
        "it was seen earlier"
    )


def test_wishes_are_asked_for_from_the_release_until_the_dreams_are_written(town: Town) -> None:
    released(town)
    wanted = {"Schwächen sammeln": 2, "Wichtigste Themen bepunkten": 2, DREAM: 2, "Stehpause": 0}
    for title, count in wanted.items():
        town.enter(title, opened=False)
        with town.house.database.reading() as session:
            hall = hall_of(town, session)
            assert len(hall.coming_anchors) == count, title
            assert len(hall.anchors) == (count if title == DREAM else 0), title
