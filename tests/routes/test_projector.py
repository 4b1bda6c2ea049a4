"""The hall's screen: what it says in each phase, and what it keeps to itself."""

import json
import re
from functools import partial

import pytest

from app.actions import conferences, phases, themes
from app.addresses import public_address, wifi_code
from app.models import Role
from app.reading.hall import Hall
from app.settings import Settings
from tests.conftest import Town, heard

MOOD = "Stimmungsbild"
STRENGTHS = "Stärken sammeln"
DOTS = "Wichtigste Themen bepunkten"
RESIDENTS = "Bürgerschaft / Anwohnende"
POLITICS = "Politik"
TOTAL = re.compile(r"result-total|bar-fill")


def screen(town: Town, **query: str) -> str:
    return town.staff(Role.PROJECTOR).get("/p", params=query).text


def parts(town: Town) -> str:
    """What a projector gets that comes back after a break."""
    answer = town.staff(Role.PROJECTOR).get("/p/frames", params={"last": -1}).json()
    assert answer["reset"]
    return "".join(answer["parts"].values())


def vote(town: Town, group: str, choice: int) -> None:
    phone = town.phone(group)
    with town.house.database.reading() as session:
        hall = Hall(session, town.conference(session))
        assert hall.ballot is not None
        ballot, item = hall.ballot.id, hall.ballot_items[choice].id
    assert town.say(phone, do="cast_vote", ballot=ballot, item=item, value=1, counter=1)["ok"]


def open_dots(town: Town) -> None:
    for title in ("Leerstand", "Radwege"):
        town.act(partial(themes.make_theme, kind="weakness", title=title))
    town.act(partial(themes.release_themes, kind="weakness"))
    town.enter(DOTS)


def show_by_group(town: Town) -> None:
    town.act(phases.close_input)
    town.act(phases.reveal)
    town.act(partial(phases.set_screen, dark=None, blank=None, by_group=True))


def test_only_a_projector_sees_it(town: Town) -> None:
    for client in (town.stranger(), town.phone(), town.staff(Role.MODERATION)):
        assert client.get("/p").status_code == 403
        assert client.get("/p/frames").status_code == 403


def test_every_phase_has_a_screen_in_both_languages(town: Town) -> None:
    with town.house.database.reading() as session:
        titles = [(phase.title, phase.title_en) for phase in Hall(session, town.conference(session)).phases]
    open_dots(town)
    for german, english in titles:
        town.enter(german, opened=german != "Ideenbündel bepunkten")
        if german != "Ankommen":
            assert german in screen(town)
            assert english in screen(town, lang="en")
    town.act(phases.end_conference)
    assert "Vielen Dank" in screen(town)


def test_the_lobby_tells_the_way_in(town: Town) -> None:
    town.act(
        partial(conferences.change_conference, fields={"wifi_name": "Rathaus", "wifi_password": "linde35"})
    )
    town.phone()

    page = screen(town)

    assert f"{town.code[:3]}-{town.code[3:]}" in page
    assert f"QR-Code zu http://testserver/c/{town.code}" in page
    assert "Wie wird es gut?" in page
    assert "Gerät dabei" in page
    assert "linde35" in page


def test_a_moods_totals_stay_secret_until_they_are_shown(town: Town) -> None:
    town.enter(MOOD)
    vote(town, RESIDENTS, 3)
    town.phone()
    open_ones = screen(town), parts(town)
    town.act(phases.close_input)
    closed_ones = screen(town), parts(town)
    town.act(phases.reveal)

    for secret in (*open_ones, *closed_ones):
        assert not TOTAL.search(secret)
        assert "von 2" in secret
    for shown in (screen(town), parts(town)):
        assert re.findall(r'result-total">(\d+)', shown) == ["0", "0", "0", "1"]


def test_dots_stay_secret_and_are_ranked_once_shown(town: Town) -> None:
    open_dots(town)
    for _ in range(2):
        vote(town, RESIDENTS, 1)
    vote(town, RESIDENTS, 0)
    secret = screen(town) + parts(town)
    town.act(partial(phases.set_screen, dark=None, blank=None, by_group=True))
    secret += screen(town) + parts(town)
    town.act(phases.close_input)
    secret += screen(town) + parts(town)
    town.act(partial(phases.set_screen, dark=None, blank=None, by_group=False))
    town.act(phases.reveal)
    shown = screen(town)

    assert not TOTAL.search(secret)
    assert "matrix" not in secret
    assert re.findall(r'result-total">(\d+)', shown) == ["2", "1"]
    assert shown.index("Radwege") < shown.index("Leerstand")


def test_small_groups_are_not_told_apart(town: Town) -> None:
    open_dots(town)
    for group, choices in (
        (RESIDENTS, (0,) * 5 + (1,)),
        ("Verwaltung", (1,) * 4 + (0,)),
        (POLITICS, (1, 1, 0)),
    ):
        for choice in choices:
            vote(town, group, choice)
    for _ in range(2):
        vote(town, "", 1)
    for _ in range(5):
        town.phone(POLITICS)  # who only looks on makes no group large
    town.act(phases.close_input)
    with town.house.database.reading() as session:  # a late dot would be told by two looks
        assert not Hall(session, town.conference(session)).told_groups
    show_by_group(town)

    with town.house.database.reading() as session:
        hall = Hall(session, town.conference(session))
        names = [group.name for group in hall.told_groups]
        counts = {
            result.item.title: [
                entry.count for entry in hall.in_public_groups(result.by_group, hall.told_groups)
            ]
            for result in hall.results
        }

    assert names == [RESIDENTS, "Verwaltung"]
    assert counts == {"Radwege": [1, 4, 4], "Leerstand": [5, 1, 1]}
    stage = screen(town)
    assert "weitere" in stage
    assert POLITICS not in stage


def test_a_few_left_over_are_never_alone(town: Town) -> None:
    open_dots(town)
    for group, people in ((RESIDENTS, 7), ("Verwaltung", 5), (POLITICS, 1)):
        for _ in range(people):
            vote(town, group, 0)

    with town.house.database.reading() as session:
        hall = Hall(session, town.conference(session))
        assert [group.name for group in hall.public_groups] == [RESIDENTS]
        assert [entry.count for entry in hall.in_public_groups(hall.people)] == [7, 6]


def test_collecting_counts_by_group_where_nobody_is_told_apart(town: Town) -> None:
    town.enter(STRENGTHS)
    for _ in range(4):
        town.phone(RESIDENTS)
    for _ in range(5):
        town.phone("Verwaltung")
    for small in (POLITICS, POLITICS, "", ""):
        town.phone(small)
    town.say(town.phone(RESIDENTS), do="post_card", kind="strength", text="Der Markt am Samstag")
    town.say(town.phone(), do="post_card", kind="strength", text="<b>Der Fluss</b>")

    page = screen(town)

    assert re.search(r'counter-number">2</b>', page)
    assert re.findall(r'group-count">(\d+)', page) == ["1", "0", "1"], (
        "two large groups, and all others together"
    )
    assert "weitere" in page
    assert page.index("Der Fluss") < page.index("Der Markt am Samstag")
    assert "&lt;b&gt;Der Fluss" in page


def test_the_blank_screen_holds_the_title_only(town: Town) -> None:
    town.enter(STRENGTHS)
    town.say(town.phone(), do="post_card", kind="strength", text="Der Markt am Samstag")
    town.act(partial(phases.set_screen, dark=True, blank=True, by_group=None))

    page = screen(town)

    assert 'data-blank="yes"' in page
    assert 'data-theme="dark"' in page
    assert "Lindenau 2035</h1>" in page
    assert "Markt" not in page + json.dumps(parts(town))


def test_a_new_card_leaves_question_and_clock_alone(town: Town) -> None:
    town.enter(STRENGTHS)
    with town.socket(town.staff(Role.PROJECTOR), "/p/live?last=-1&lang=en") as socket:
        first = heard(socket)
        assert "What is already good" in first["parts"]["top"]
        town.say(town.phone(), do="post_card", kind="strength", text="Der Markt")
        while "Der Markt" not in (frame := heard(socket))["parts"].get("stage", ""):
            assert "top" not in frame["parts"]
        assert "top" not in frame["parts"]


@pytest.mark.parametrize(
    ("public", "here", "address"),
    [
        ("https://zukunft.example/", "http://10.0.0.7:8000/", "https://zukunft.example"),
        ("", "http://10.0.0.7:8000/", "http://10.0.0.7:8000"),
        ("", "http://saal.local/", "http://saal.local"),
    ],
)
def test_phones_get_an_address_that_they_can_open(public: str, here: str, address: str) -> None:
    assert public_address(Settings(public_url=public), here) == address


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "zukunft.localhost"])
def test_an_address_of_this_machine_alone_is_not_given_away(
    monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setattr("app.addresses.own_address", lambda: "192.0.2.7")
    assert public_address(Settings(), f"http://{host}:8000/") == "http://192.0.2.7:8000"


def test_the_code_of_a_network_escapes_its_separators() -> None:
    assert wifi_code("Saal;1", 'a:b,"c\\') == 'WIFI:T:WPA;S:Saal\\;1;P:a\\:b\\,\\"c\\\\;;'
    assert wifi_code("Gast", "") == "WIFI:T:nopass;S:Gast;;"
