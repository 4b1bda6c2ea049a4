"""Each shipped run of show from the lobby to its end, and everything that people said in its tables."""

from typing import Any

import pytest

from app import exports
from app.agendas import AGENDAS, agenda
from app.models import CardKind, Role
from app.reading.hall import Hall
from tests.conftest import Town
from tests.walks.walk import Walk, walk_through

MODES = {
    "zk-light-120": {"scale", "dots"},
    "bezirksrunde-150": {"dots", "matrix", "consent"},
    "design-thinking-180": {"dots", "matrix", "scale"},
    "future-search-1-5d": {"dots", "scale", "consent", "matrix"},
    "zukunftswerkstatt": {"dots", "scale"},
    "world-cafe": {"dots", "scale"},
}
WITH_MEASURES = set(AGENDAS) - {"world-cafe"}


QUICK = ("future-search-1-5d", "bezirksrunde-150")
"""Together they have nearly every kind of phase."""


def walked(*quick: str) -> list[Any]:
    return [name if name in quick else pytest.param(name, marks=pytest.mark.nightly) for name in AGENDAS]


WALKED, EMPTY = walked(*QUICK), walked(QUICK[1])


@pytest.mark.parametrize("name", WALKED)
def test_a_template_leads_from_the_lobby_to_its_end(town: Town, name: str) -> None:
    walk = walk_through(town, name)

    walk.to_the_end()

    assert not walk.refused
    assert walk.seen == [entry["title"]["de"] for entry in agenda(name)["phases"]]
    assert set(walk.voted) == MODES[name]
    everything_is_in_the_tables(walk, name)
    everybody_reads_the_results(walk)


def everything_is_in_the_tables(walk: Walk, name: str) -> None:
    town = walk.town
    with town.house.database.reading() as session:
        hall = Hall(session, town.conference(session))
        assert hall.conference.ended_at is not None
        tables = exports.tables(session, hall.conference)
        asked = set(hall.all_card_kinds) - {CardKind.MEASURE, CardKind.PICTURE}
        assert {kind for kind, _ in walk.wrote} == asked
    cards = tables["karten"]
    withdrawn = {text for kind, text in walk.wrote if kind == CardKind.CHECK_IN}
    assert set(cards["text"]) == {text for _, text in walk.wrote} - withdrawn
    assert len(tables["massnahmen"]) > 0 or name not in WITH_MEASURES
    assert len(tables["abstimmungen"]) > 0
    if name == "design-thinking-180":
        built = {text for kind, text in walk.wrote if kind == CardKind.PROTOTYPE}
        assert set(tables["massnahmen"]["titel"]) <= built, "what was built is what people promise to try out"
    if name == "future-search-1-5d":
        carried = tables["konsens"].query("ergebnis == 'Gemeinsame Basis'")["text"]
        assert set(tables["massnahmen"]["titel"]) == set(carried), "action groups work on what all carry"
    if "consent" in walk.voted:
        assert len(set(tables["konsens"]["ergebnis"])) == 2, "something is carried, and something is not"


def everybody_reads_the_results(walk: Walk) -> None:
    olga, stranger = walk.town.staff(Role.ORGANISER), walk.town.stranger()
    olga.post(f"/organise/{walk.town.conference_id}/results", data={"public": "1"})
    for language in ("de", "en"):
        assert stranger.get(f"/r/{walk.town.code}?lang={language}").status_code == 200


@pytest.mark.parametrize("name", EMPTY)
def test_with_nobody_in_the_hall_the_big_button_still_leads_to_the_end(town: Town, name: str) -> None:
    walk = walk_through(town, name, groups=())

    walk.to_the_end()

    assert walk.seen == [entry["title"]["de"] for entry in agenda(name)["phases"]]
