"""The mind map: what the hall sends hangs where the moderation puts it, until the branches are frozen."""

from functools import partial

from app.actions import ballots, branches, undo
from app.models import Role, Theme
from app.reading.hall import Hall
from app.rehearsal.leading import Button, read_button
from tests.actions.people import card_of, last_line, refused, theme_of
from tests.conftest import Town
from tests.stages import TRENDS, play

DOTS = {"mode": "dots", "of": "themes", "dots": 5, "max_per_item": 2, "criterion": {"de": "Was geht uns an?"}}


def send(town: Town, text: str, **more: object) -> int:
    answer = town.say(town.phone(), do="post_card", kind="trend", text=text, **more)
    assert answer["ok"], answer
    return int(answer["card"]["id"])


def branch(town: Town, title: str) -> int:
    return int(town.act(partial(branches.make_branch, title=title))["branch"])


def queue_of(town: Town) -> list[str]:
    with town.house.database.reading() as session:
        return [card.text for card in Hall(session, town.conference(session)).mindmap.queue]


def test_a_branch_the_author_chose_waits_for_the_moderation(town: Town) -> None:
    play(town, "MINDMAP", **TRENDS)
    climate = branch(town, "Klima")
    card = send(town, "Die Sommer werden heißer", theme=climate)
    assert (card_of(town, card).theme_id, card_of(town, card).theme_by) == (climate, "author")
    assert queue_of(town) == ["Die Sommer werden heißer"]

    town.act(partial(branches.place_trend, card_id=card, theme_id=climate, seen=1))

    assert (card_of(town, card).theme_by, queue_of(town)) == ("person", [])
    assert (last_line(town).type, last_line(town).payload["theme"]) == ("card_moved", "Klima")


def test_a_new_branch_takes_the_card_that_asked_for_it(town: Town) -> None:
    play(town, "MINDMAP", **TRENDS)
    card = send(town, "Alles wird digital", field="new")
    assert (card_of(town, card).field, card_of(town, card).theme_id) == ("new", None)

    made = town.act(partial(branches.make_branch, title=" Technik ", card_id=card, seen=1))["branch"]

    theme = theme_of(town, made)
    assert (theme.title, theme.kind, theme.released, theme.made_by) == ("Technik", "trend", True, "person")
    assert (card_of(town, card).theme_id, card_of(town, card).field) == (made, "")
    assert last_line(town).type == "branch_made"


def test_two_moderators_do_not_hang_one_card_twice(town: Town) -> None:
    play(town, "MINDMAP", **TRENDS)
    climate, technology = branch(town, "Klima"), branch(town, "Technik")
    card = send(town, "Die Sommer werden heißer")
    town.act(partial(branches.place_trend, card_id=card, theme_id=climate, seen=1))
    late = refused(town, branches.place_trend, card_id=card, theme_id=technology, seen=1)
    assert (late.status, card_of(town, card).theme_id) == (409, climate)
    assert refused(town, branches.make_branch, title="Wetter", card_id=card, seen=1).status == 409
    assert refused(town, branches.make_branch, title="  ").code == "title_missing"


def test_frozen_branches_grow_no_more_and_can_be_dotted(town: Town) -> None:
    play(town, "MINDMAP", **TRENDS, voting=DOTS)
    branch(town, "Klima")
    assert refused(town, branches.freeze_branches, frozen=True).code == "branches_missing"
    branch(town, "Technik")
    town.act(partial(branches.freeze_branches, frozen=True))
    with town.house.database.reading() as session:
        hall = Hall(session, town.conference(session))
        assert hall.mindmap.is_frozen
        assert all(theme.finished for theme in Theme.of(session, hall.id, "trend"))

    town.act(ballots.open_vote)

    with town.house.database.reading() as session:
        titles = [item.title for item in Hall(session, town.conference(session)).ballot_items]
    assert titles == ["Klima", "Technik"]


def big(town: Town) -> Button:
    button = read_button(town.staff(Role.MODERATION).get("/m/part/now").text)
    assert button is not None
    return button


def press(town: Town) -> str:
    """The big button; returns what it offers then."""
    button = big(town)
    answer = town.staff(Role.MODERATION).post("/m/step", data=button.fields, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return big(town).verb


TOPICS = (
    "Die Sommer werden heißer und trockener",
    "Heiße Sommer machen den Alten zu schaffen",
    "Immer mehr Läden schließen, weil alle im Netz kaufen",
    "Der Handel wandert ins Netz, Läden schließen",
)


def test_without_branches_the_button_has_them_proposed_and_leads_on_to_the_dots(town: Town) -> None:
    play(town, "MINDMAP", **TRENDS, voting=DOTS)
    assert big(town).verb == "close"
    for text in TOPICS:
        send(town, text)
    assert "Die Sommer werden" in town.staff(Role.PROJECTOR).get("/p").text, "they stay on the wall"
    assert big(town).words == "Äste vorschlagen"

    assert press(town) == "freeze"
    assert queue_of(town) == []
    assert [press(town) for _ in range(4)] == ["open_vote", "close_vote", "reveal", "close"]


def test_one_branch_made_by_hand_is_joined_by_what_the_machine_proposes(town: Town) -> None:
    play(town, "MINDMAP", **TRENDS, voting=DOTS)
    branch(town, "Klima")
    for text in TOPICS:
        send(town, text)

    assert (big(town).verb, press(town)) == ("propose", "accept")
    assert press(town) == "freeze"


def test_where_no_second_branch_is_found_the_button_goes_on(town: Town) -> None:
    play(town, "MINDMAP", **TRENDS, voting=DOTS)
    for _ in range(2):
        send(town, TOPICS[0])

    assert (big(town).verb, press(town)) == ("propose", "close")
    assert "mindestens zwei Äste" in town.staff(Role.MODERATION).get("/m").text


def test_undo_takes_a_branch_back_and_frees_its_card(town: Town) -> None:
    play(town, "MINDMAP", **TRENDS)
    card = send(town, "Alles wird digital", field="new")
    town.act(partial(branches.make_branch, title="Technik", card_id=card, seen=1))
    town.act(partial(undo.undo, seq=last_line(town).seq))
    assert (card_of(town, card).theme_id, queue_of(town)) == (None, ["Alles wird digital"])
