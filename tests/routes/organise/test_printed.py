"""What the office prints for those without a phone and for an evening without technology."""

from functools import partial

import pytest

from app.actions import themes
from app.models import Role
from tests.actions.people import make_theme, write_cards
from tests.conftest import Town

PAPERS = ("cards", "dots", "forms", "kit")


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_sheet_is_printed_in_both_languages(town: Town, paper: str, language: str) -> None:
    office = town.staff(Role.ORGANISER)
    office.post("/language", data={"role": "organiser", "lang": language, "here": "/organise"})
    page = office.get(f"/organise/{town.conference_id}/papers/{paper}")
    assert page.status_code == 200
    assert f'lang="{language}"' in page.text
    assert 'class="paper' in page.text


def test_cards_ask_what_the_phones_ask_and_show_the_way_in(town: Town) -> None:
    page = town.staff(Role.ORGANISER).get(f"/organise/{town.conference_id}/papers/cards").text
    assert "Was ist heute schon gut in unserer Stadt?" in page
    assert page.count('class="paper-card kind-strength"') == 4
    assert f"{town.code[:3]}-{town.code[3:]}" in page
    assert "kind-measure" not in page


def test_a_dot_sheet_has_the_themes_once_they_are_released(town: Town) -> None:
    office = town.staff(Role.ORGANISER)
    address = f"/organise/{town.conference_id}/papers/dots"
    assert "Die Nummern stehen auf der Leinwand" in office.get(address).text
    ids = write_cards(town)
    make_theme(town, "Licht am Bahnhof", ids[:3])
    make_theme(town, "Wege für Räder", ids[3:])
    assert "Licht am Bahnhof" not in office.get(address).text
    town.act(partial(themes.release_themes, kind="weakness"))
    assert "Licht am Bahnhof" in office.get(address).text


def test_the_kit_says_what_to_do_and_when(town: Town) -> None:
    page = town.staff(Role.ORGANISER).get(f"/organise/{town.conference_id}/papers/kit").text
    for words in ("Wenn die Technik ausfällt", "18:00", "Mitmachen", "Kurzsteckbrief", "Punktebogen"):
        assert words in page
    assert town.staff(Role.ORGANISER).get(f"/organise/{town.conference_id}/papers/rules").status_code == 422
