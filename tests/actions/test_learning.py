"""The installation learns words from its earlier conferences, and from nothing that was taken back."""

from functools import partial

from app import analysis
from app.actions import conferences
from app.actions.curation import hide_card
from app.agendas import agenda, default_groups
from app.models import Card
from app.writing.transaction import Change
from tests.actions.people import WEAKNESSES, write_cards
from tests.conftest import Town


def later_conference(town: Town) -> Town:
    act = partial(
        conferences.create_conference,
        fields={"title": "Lindenau 2040", "place": "Turnhalle", "guiding_question": "Was nun?"},
        agenda=agenda("zk-light-120"),
        groups=default_groups(),
    )
    made = town.house.writer.write_now(Change(act, actor="organiser:0"))
    return Town(town.house, town.client, made["conference"], made["code"])


def learnt(town: Town, limit: int = 100) -> list[str]:
    with town.house.database.reading() as session:
        return Card.texts_before(session, town.conference_id, limit=limit)


def test_a_later_conference_learns_from_the_cards_of_an_earlier_one(town: Town) -> None:
    later = later_conference(town)
    write_cards(town)
    assert sorted(learnt(later)) == sorted(WEAKNESSES)
    assert learnt(town) == []
    assert learnt(later, limit=2) == [*reversed(WEAKNESSES)][:2]


def test_what_is_hidden_or_deleted_teaches_nothing(town: Town) -> None:
    later = later_conference(town)
    card, *_ = write_cards(town)
    town.act(partial(hide_card, card_id=card, reason="Name genannt"))
    assert sorted(learnt(later)) == sorted(WEAKNESSES[1:])
    town.act(conferences.delete_conference)
    assert learnt(later) == []


def test_a_proposal_can_learn_and_shows_nothing_of_it(town: Town) -> None:
    later = later_conference(town)
    write_cards(town)
    write_cards(later, ["Nachts ist es am Markt dunkel", "Laternen am Markt fehlen", "Dunkel am Markt"])
    with town.house.database.reading() as session:
        proposal = analysis.propose(session, later.conference(session), "weakness", learn=True)
    said = " ".join(word for theme in proposal.themes for word in (theme.title, *theme.keywords))
    assert proposal.themes
    assert "Bahnhof" not in said
