"""What a screen shows already is not sent to it again."""

from functools import partial

from app.actions import curation, themes
from app.stream.frames import Frame, Place
from app.stream.live import Room, Threads
from app.stream.parts import Audience
from tests.actions.people import make_theme, write_cards
from tests.conftest import Town


def here(town: Town) -> Place:
    with town.house.database.reading() as session:
        conference = town.conference(session)
        return Place(Audience.PHONE, "de", conference.seq, conference.epoch)


def told(room: Room, *places: Place) -> list[Frame | None]:
    _, frames = room.frames_for({place: [] for place in places})
    return [frames[place] for place in places]


def test_a_moved_card_wakes_no_phone_that_shows_no_themes(town: Town) -> None:
    card, *_ = write_cards(town)
    light, bench = make_theme(town, "Licht"), make_theme(town, "Bank")
    town.enter("Impuls und Sortieren")
    room = Room(town.house.database, town.conference_id, beat=0, threads=Threads())
    begun = here(town)
    told(room, begun)

    town.act(partial(curation.move_card, card_id=card, theme_id=light))
    following = here(town)
    frame, late = told(room, begun, Place(Audience.PHONE, "de", begun.seq - 1, begun.epoch))
    assert frame is not None and late is not None
    assert frame.is_new  # it is told nothing, and moves on
    assert (frame.has_content, late.has_content) == (True, True)  # what they show is not known yet

    town.act(partial(curation.move_card, card_id=card, theme_id=bench))
    again = here(town)
    (frame,) = told(room, following)
    assert frame is not None and not frame.has_content

    town.act(partial(themes.release_themes, kind="weakness"))
    frame, late = told(room, again, begun)
    assert frame is not None and late is not None
    assert frame.has_content and "Licht" in frame.text() and "Licht" in late.text()

    shown = here(town)
    town.act(partial(curation.move_card, card_id=card, theme_id=light))
    (frame,) = told(room, shown)
    assert frame is not None and frame.has_content  # the sizes of the themes can be read
