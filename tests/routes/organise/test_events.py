"""Several conferences under one roof: tracks, one page of results, one archive."""

import csv
import io
import zipfile
from functools import partial

import pytest
from starlette.testclient import TestClient

from app.actions import measures, phases, themes
from app.models import Card, Event
from app.reading.hall import Hall
from tests.conftest import Town


@pytest.fixture
def other(town: Town) -> Town:
    """A second conference in the same house."""
    return town.playing("zk-light-120")


@pytest.fixture
def event(town: Town, other: Town, olga: TestClient) -> Event:
    answer = olga.post("/organise/events", data={"title": "Lindenau 2035"}, follow_redirects=False)
    here = answer.headers["location"]
    for place, track in ((town, "Saal"), (other, "Foyer")):
        olga.post(f"{here}/tracks", data={"conference": str(place.conference_id), "track": track})
    with town.house.database.reading() as session:
        return session.get_one(Event, int(here.rsplit("/", 1)[1]))


def write_and_vote(town: Town, text: str, title: str, *, dots: int) -> None:
    """A card in a released theme with so many dots, a second theme, a measure."""
    anna = town.phone()
    town.enter("Schwächen sammeln")
    town.say(anna, do="post_card", kind="weakness", text=text)
    with town.house.database.reading() as session:
        card_ids = [card.id or 0 for card in Card.on_board(session, town.conference_id)]
    town.act(partial(themes.make_theme, kind="weakness", title=title, card_ids=card_ids))
    town.act(partial(themes.make_theme, kind="weakness", title="Anderes"))
    town.act(partial(themes.release_themes, kind="weakness"))
    town.enter("Wichtigste Themen bepunkten")
    with town.house.database.reading() as session:
        hall = Hall(session, town.conference(session))
        assert hall.ballot is not None
        ballot, item = hall.ballot.id, next(one.id for one in hall.ballot_items if one.title == title)
    town.say(anna, do="cast_vote", ballot=ballot, item=item, value=dots, counter=1)
    town.act(phases.close_input)
    town.act(phases.reveal)
    town.act(partial(measures.add_measure, title=f"{title} angehen"))


def test_an_event_lists_its_tracks_and_the_office_lists_the_event(
    town: Town, olga: TestClient, event: Event
) -> None:
    page = olga.get(f"/organise/events/{event.id}").text

    assert "Saal" in page and "Foyer" in page and f"/e/{event.code}" in page
    assert f'href="/organise/events/{event.id}"' in olga.get("/organise").text
    with town.house.database.reading() as session:
        assert town.conference(session).track == "Saal"


def test_two_tracks_of_one_name_cannot_be_told_apart(olga: TestClient, town: Town, event: Event) -> None:
    answer = olga.post(
        f"/organise/events/{event.id}/tracks",
        data={"conference": str(town.conference_id), "track": "foyer"},
    )

    assert answer.status_code == 422 and "gibt es schon" in answer.text


def test_a_track_needs_a_name_and_an_event_a_title(olga: TestClient, town: Town, event: Event) -> None:
    here = f"/organise/events/{event.id}"
    nameless = olga.post(f"{here}/tracks", data={"conference": str(town.conference_id), "track": " "})

    assert nameless.status_code == 422 and "einen Namen" in nameless.text
    assert olga.post(here, data={"title": " "}).status_code == 422
    assert olga.post(here, data={"title": "Lindenau 2040"}).text.count("Lindenau 2040") >= 1


def test_results_stand_together_and_apart_once_they_are_public(
    town: Town, other: Town, olga: TestClient, event: Event
) -> None:
    write_and_vote(town, "Leere Läden", "Der Leerstand schreckt ab", dots=1)
    write_and_vote(other, "Kein Radweg", "Radwege enden im Nichts", dots=2)
    stranger, here = town.stranger(), f"/e/{event.code}"
    assert stranger.get(here).status_code == 404
    assert "Radwege enden" in olga.get(f"/organise/events/{event.id}/results").text

    olga.post(f"/organise/events/{event.id}/results", data={"public": "1"})
    assert "Noch hat kein Strang" in stranger.get(here).text
    olga.post(f"/organise/{other.conference_id}/results", data={"public": "1"})
    assert "Der Leerstand" not in stranger.get(here).text
    olga.post(f"/organise/{town.conference_id}/results", data={"public": "1"})

    page = stranger.get(here, headers={"Accept-Language": "de"}).text
    assert page.index("Radwege enden im Nichts") < page.index("Der Leerstand schreckt ab")
    assert f"/r/{town.code}" in page and f"/r/{other.code}" in page
    assert "Radwege enden im Nichts angehen" in page and "Foyer" in page
    assert "Themes from all tracks" in stranger.get(f"{here}?lang=en").text


def test_one_archive_holds_the_tables_of_all_tracks(
    town: Town, other: Town, olga: TestClient, event: Event
) -> None:
    for place, text in ((town, "=1+1 Läden"), (other, "Kein Radweg")):
        place.enter("Schwächen sammeln")
        place.say(place.phone(), do="post_card", kind="weakness", text=text)

    answer = olga.get(f"/organise/events/{event.id}/export.zip")

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        table = archive.read("karten.csv").decode("utf-8-sig")
        assert "massnahmen.csv" in archive.namelist()
    rows = list(csv.DictReader(io.StringIO(table), delimiter=";"))
    assert {(row["strang"], row["text"]) for row in rows} == {
        ("Saal", "'=1+1 Läden"), ("Foyer", "Kein Radweg"),
    }  # fmt: skip


def test_a_track_leaves_and_an_event_dissolves_without_its_conferences(
    town: Town, other: Town, olga: TestClient, event: Event
) -> None:
    olga.post(f"/organise/events/{event.id}/leave", data={"conference": str(town.conference_id)})
    with town.house.database.reading() as session:
        assert town.conference(session).event_id is None
        assert other.conference(session).event_id == event.id

    olga.post(f"/organise/events/{event.id}/remove")

    assert town.stranger().get(f"/e/{event.code}").status_code == 404
    with town.house.database.reading() as session:
        assert other.conference(session).event_id is None and other.conference(session).track == ""
